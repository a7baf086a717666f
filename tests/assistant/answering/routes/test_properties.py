from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, cited, told


def has(name: str) -> Condition:
    return Condition(field="property", name=name, value="", operator="has")


def test_a_property_of_a_note_named_in_part(carry: CarryOut) -> None:
    statements = carry(want="list", unit="properties", matter="wall project", conditions=(has("status"),))
    assert told(statements) == "North wall: status active." and cited(statements) == {"Projects/Wall.md"}
    assert told(carry(want="list", unit="properties", conditions=(has("due"),))) == (
        "Loft: due 1 May 2026; North wall: due 15 March 2026."
    )


def test_a_property_that_no_note_has_is_left_to_the_search(carry: CarryOut) -> None:
    assert carry(want="list", unit="properties", matter="wall", conditions=(has("budget"),)) is None


def test_a_work_is_told_with_its_author_and_highlights(carry: CarryOut) -> None:
    kiln = Condition(field="work", value="The Patient Kiln")
    expected = "The Patient Kiln is a book by Oda Brandt; you have 3 highlights from it."
    assert told(carry(want="list", unit="works", conditions=(kiln,))) == expected
    assert told(carry(want="list", unit="properties", conditions=(kiln, has("author")))) == expected
