"""What questions deny."""

from __future__ import annotations

import pytest

from assistant.questions.build_plan import build_plan
from assistant.questions.examples import Label
from assistant.questions.mentions import find_mentions
from index.catalog.queries.condition import Condition
from tests.assistant.questions.made_names import NAMES, TODAY

NO_COPPER = Condition(field="matter", value="copper", negated=True)
NOT_BY_REIS = Condition(field="author", value="Ana Reis", negated=True)


@pytest.mark.parametrize(
    ("asked", "denied"),
    [
        ("notes that don't mention copper", NO_COPPER),
        ("Which of my books never mention copper?", NO_COPPER),
        ("Welche meiner Notizen erwähnen copper nicht?", NO_COPPER),
        ("everything except what is by Ana Reis", NOT_BY_REIS),
        ("¿Qué libros no son de Ana Reis?", NOT_BY_REIS),
        ("recipes that are not finished", Condition(field="property", name="status", value="done", negated=True)),
        ("my untagged notes", Condition(field="tag", value="", negated=True)),
        ("Which books have I never highlighted?", Condition(field="kind", value="highlights", negated=True)),
        ("Which books have no author?", Condition(field="author", value="", negated=True)),
        ("Which books have no notes of mine?", Condition(field="voice", value="reader", negated=True)),
    ],
)
def test_what_stands_behind_the_denying_word_is_denied(asked: str, denied: Condition) -> None:
    """Before it where nothing stands behind, as in German."""
    plan = build_plan(asked, find_mentions(asked, NAMES, TODAY), Label(want="list", unit="notes"))
    assert (plan.want, plan.matter) == ("list", "")
    assert denied in plan.conditions


def test_a_denial_of_nothing_that_can_be_listed_is_for_the_search() -> None:
    """A list without the denial would be the answer to another question."""
    asked = "Which of my books are not?"
    assert build_plan(asked, find_mentions(asked, NAMES, TODAY), Label(want="list", unit="books")).want == "answer"


def test_a_question_that_begins_with_a_denial_denies_nothing() -> None:
    """It asks whether."""
    asked = "Don't I have notes on copper?"
    plan = build_plan(asked, find_mentions(asked, NAMES, TODAY), Label(want="list", unit="notes"))
    assert NO_COPPER not in plan.conditions
