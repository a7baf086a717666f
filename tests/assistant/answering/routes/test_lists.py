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


def test_highlights_are_counted_then_quoted(carry: CarryOut) -> None:
    statements = carry(want="list", unit="highlights", conditions=(Condition(field="author", value="Oda Brandt"),))
    assert statements is not None
    assert statements[0].text == "You have 3 highlights by Oda Brandt."
    assert [statement.quoted for statement in statements] == [False, True, True, True]


def test_what_was_shown_is_not_shown_again(carry: CarryOut) -> None:
    by_brandt = (Condition(field="author", value="Oda Brandt"),)
    seen = " glaze is chemistry that the hands remember wood gives a kiln the longest memory of all the fuels "
    again = carry(want="list", unit="highlights", conditions=by_brandt, seen=seen)
    assert told(again) == (
        "You have 3 highlights by Oda Brandt: here are 1 more. | "
        "The kiln that is opened too early cracks every pot by the door."
    )
    assert "have seen them all" in told(carry(want="list", unit="books", seen="Salt Glaze, The Patient Kiln, Das Moos"))


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


def test_days_are_told_with_what_was_written_on_them(carry: CarryOut) -> None:
    span = (Condition(field="since", value="2024", name="noted"), Condition(field="until", value="2025", name="noted"))
    text = told(carry(want="list", unit="days", conditions=span))
    assert "14 August 2025: | The kiln stays cold" in text and "11 February 2024: | Fired the small kiln" in text
    day = tuple(Condition(field=field, value="2023-01-01", name="noted") for field in ("since", "until"))
    assert told(carry(want="list", unit="days", conditions=day)).startswith("You have no passages on 1 January 2023.")


def test_what_comes_near_a_matter_is_told_apart(carry: CarryOut) -> None:
    statements = carry(want="list", unit="notes", matter="moss in the shade")
    assert told(statements).startswith("You have no notes mentioning “moss in the shade”.")


def test_a_set_of_tags_says_how_often_each_is_used(carry: CarryOut) -> None:
    assert told(carry(want="list", unit="tags")) == "You have 2 tags: garden (1) and house (1)."
