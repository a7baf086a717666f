from __future__ import annotations

from assistant.questions.plan import Side
from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, told


def side(author: str) -> Side:
    return Side(matter="kiln", conditions=(Condition(field="author", value=author),), name=author)


def test_each_side_is_named_and_told_with_its_own_words(carry: CarryOut) -> None:
    text = told(carry(want="compare", matter="kiln", sides=(side("Oda Brandt"), side("Lev Sorn"))))
    assert text.startswith("Oda Brandt: | ") and text.endswith(
        "| Lev Sorn: | Salt was thrown into the kiln at the height of the fire."
    )


def test_a_side_that_says_nothing_is_named(carry: CarryOut) -> None:
    text = told(carry(want="compare", matter="kiln", sides=(side("Lev Sorn"), side("Ines Quist"))))
    assert text.endswith("Your notes don't say it for Ines Quist.")
    assert carry(want="compare", matter="kiln", sides=(side("Ines Quist"),)) is None


def test_the_readers_view_then_and_now(carry: CarryOut) -> None:
    text = told(carry(want="compare", matter="kiln", question="kiln", own=True))
    assert text.startswith("In 2024: | Fired the small kiln") and "In 2025: | The kiln stays cold" in text
