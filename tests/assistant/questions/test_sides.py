"""The sides of a comparison, from its plan."""

from __future__ import annotations

from assistant.questions.matter import Run
from assistant.questions.plan import Plan
from assistant.questions.sides import read_sides, sides_by_name
from index.catalog.queries.condition import Condition

ANA, OLUF = (Condition(field="author", value=name) for name in ("Ana Reis", "Oluf Sandberg"))
RECENT = Condition(field="since", value="2020")


def test_two_names_are_two_sides_with_what_else_is_asked() -> None:
    sides = sides_by_name(Plan(matter="zinc", conditions=(ANA, OLUF, RECENT)))
    assert [(side.name, side.matter, side.conditions) for side in sides] == [
        ("Ana Reis", "zinc", (ANA, RECENT)),
        ("Oluf Sandberg", "zinc", (OLUF, RECENT)),
    ]
    assert sides_by_name(Plan(matter="zinc", conditions=(ANA, RECENT))) == ()


def test_two_matters_that_a_word_joins_are_two_sides_of_what_they_share() -> None:
    form = ["compare", "the", "price", "of", "zinc", "and", "tin"]
    run = Run("price of zinc and tin", 12, 2, 7)
    sides = read_sides(Plan(want="compare"), [run], form)
    assert [side.matter for side in sides] == ["price of zinc", "price of tin"]
    assert read_sides(Plan(want="compare"), [Run("zinc", 8, 1, 2)], ["compare", "zinc"]) == ()
