"""What the page shows of a plan, and what is left when a part is taken away."""

from __future__ import annotations

from assistant.answering.plan_labels import plan_labels, without
from assistant.questions.plan import Plan
from index.catalog.queries.condition import Condition

PLAN = Plan(
    want="list",
    unit="notes",
    conditions=(
        Condition(field="author", value="Ana Reis"),
        Condition(field="since", value="2024-01"),
        Condition(field="until", value="2024-01"),
    ),
)


def test_each_condition_has_a_label_and_a_span_has_one() -> None:
    """What is wanted comes last; a plain answer is not told."""
    assert plan_labels(PLAN) == ("by Ana Reis", "in January 2024", "list")
    assert plan_labels(Plan()) == ()


def test_what_is_taken_away_does_not_hold() -> None:
    """A span as a whole; without what it wants it asks for an answer."""
    assert without(PLAN, ["in January 2024"]).conditions == PLAN.conditions[:1]
    assert without(PLAN, ["list", "by Ana Reis"]) == Plan(conditions=PLAN.conditions[1:])
    assert without(PLAN, []) is PLAN


def test_the_matter_of_a_list_is_a_condition_too() -> None:
    plan = Plan(want="count", unit="notes", matter="sleep")
    assert plan_labels(plan) == ("about “sleep”", "count")
    assert without(plan, ["about “sleep”"]) == Plan(want="count", unit="notes")
    assert plan_labels(Plan(want="program", matter="How do I add a folder?")) == ("about the program",)
