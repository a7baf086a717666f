from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, cited, told


def test_a_list_of_names_is_complete_and_each_is_cited(carry: CarryOut) -> None:
    statements = carry(want="list", unit="books", conditions=(Condition(field="matter", value="kilns"),))
    assert told(statements) == "You have 2 books mentioning “kilns”: Salt Glaze and The Patient Kiln."
    assert cited(statements) == {"Books/Patient Kiln.md", "Books/Salt Glaze.md"}


def test_books_without_a_matter_are_those_none_of_whose_passages_has_it(carry: CarryOut) -> None:
    without = Condition(field="matter", value="kiln", negated=True)
    assert told(carry(want="list", unit="books", conditions=(without,))).endswith("not mentioning “kiln”: Das Moos.")


def test_counts_are_of_the_unit_that_is_asked_for(carry: CarryOut) -> None:
    assert told(carry(want="count", unit="highlights")) == "You have 5 highlights."
    assert told(carry(want="count", unit="books")).startswith("You have 3 books: ")
    german = carry(want="count", unit="books", conditions=(Condition(field="language", value="de"),))
    assert told(german) == "You have 1 book in German: Das Moos."
    assert told(carry(want="count", unit="notes", matter="walrus")) == "You have no notes mentioning “walrus”."


def test_a_list_by_a_property_tells_its_values(carry: CarryOut) -> None:
    due = (Condition(field="property", name="due", value="2026-03"),)
    assert told(carry(want="list", unit="notes", conditions=due)) == (
        "You have 1 note with due March 2026: North wall (due 15 March 2026)."
    )


def test_a_set_of_tags_says_how_often_each_is_used(carry: CarryOut) -> None:
    assert told(carry(want="list", unit="tags")) == "You have 2 tags: garden (1) and house (1)."


def test_a_note_without_text_is_counted_and_named(carry: CarryOut) -> None:
    statements = carry(want="list", unit="notes", conditions=(Condition(field="tag", value="house"),))
    assert told(statements) == "You have 2 notes tagged house: Cellar and Loft."
    assert cited(statements) == {"Projects/Loft.md"}
