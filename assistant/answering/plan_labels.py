"""What a question was read as, in a few words each, of which the reader can take one away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from assistant.answering.routes.wording import describe_conditions
from assistant.questions.plan import Plan
from index.catalog.queries.condition import Condition

WANTS = {
    "list": "list", "count": "count", "compare": "comparison", "summarise": "summary", "latest": "latest first",
    "oldest": "oldest first", "most": "ranking", "quotation": "quotation", "program": "about the program",
}  # fmt: skip
"""Of wants that are shown; the others are only an answer."""


WITH_MATTER = frozenset(("list", "count", "latest", "oldest", "most", "quotation"))
"""Wants whose matter is a condition."""


def plan_labels(plan: Plan) -> tuple[str, ...]:
    """The conditions, the matter and what is wanted: "by Noor Halloran", "in January 2024", "about “sleep”", "list"."""
    labels = [label for label, _ in _labelled(plan)]
    return tuple(filter(None, (*labels, _matter_label(plan), WANTS.get(plan.want, ""))))


def _matter_label(plan: Plan) -> str:
    return f"about “{plan.matter}”" if plan.matter and plan.want in WITH_MATTER else ""


def without(plan: Plan, dropped: Collection[str]) -> Plan:
    """The plan without the conditions and the want of these labels; without its want it asks for an answer."""
    if not dropped:
        return plan
    kept = tuple(condition for label, group in _labelled(plan) if label not in dropped for condition in group)
    plan = replace(plan, conditions=kept, matter="" if _matter_label(plan) in dropped else plan.matter)
    return replace(plan, want="answer", unit="") if WANTS.get(plan.want) in dropped else plan


def _labelled(plan: Plan) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Each condition with its words; those that are one span are together."""
    groups: dict[tuple[str, str, bool], list[Condition]] = {}
    for condition in plan.conditions:
        field = "dates" if condition.field in ("since", "until") else condition.field
        groups.setdefault((field, condition.name, condition.negated), []).append(condition)
    for group in groups.values():
        yield describe_conditions(group), tuple(group)
