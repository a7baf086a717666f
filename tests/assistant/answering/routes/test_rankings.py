from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, cited, told

DUE = Condition(field="property", name="due", value="", operator="has")


def test_most_is_told_with_numbers(carry: CarryOut) -> None:
    statements = carry(want="most", unit="authors", measure="highlights")
    assert told(statements).startswith("Most highlights: Oda Brandt (3 highlights); then ")


def test_equals_are_told_together(carry: CarryOut) -> None:
    text = told(carry(want="most", unit="books", order="fewest", limit=2))
    assert text == "Fewest passages: Das Moos by Ines Quist (1 passage) and Salt Glaze by Lev Sorn (1 passage)."


def test_the_latest_and_oldest_are_quoted_and_undated_ones_counted(carry: CarryOut) -> None:
    latest = carry(want="latest", unit="notes")
    assert told(latest).startswith(
        "Your latest note: 2025-08-14 (14 August 2025). 8 more notes have no date. | The kiln stays cold"
    )
    assert cited(latest) == {"Journal/2025-08-14.md"}
    oldest = carry(want="oldest", unit="notes", conditions=(Condition(field="path", value="Journal"),))
    assert "Two pots cracked" in told(oldest)
    assert told(carry(want="latest", unit="books")) == "None of your books has a date."


def test_a_property_orders_where_it_is_named(carry: CarryOut) -> None:
    assert told(carry(want="oldest", unit="notes", conditions=(DUE,))).startswith(
        "Your oldest note: North wall, due 15 March 2026."
    )
    assert "Loft, due 1 May 2026" in told(carry(want="latest", unit="notes", conditions=(DUE,)))
    rated = Condition(field="property", name="rating", value="", operator="has")
    assert told(carry(want="most", unit="books", conditions=(rated,))) == "None of your books has “rating”."


def test_the_longest_and_the_shortest_are_told_by_their_letters(carry: CarryOut) -> None:
    longest = carry(want="most", unit="highlights", order="longest")
    assert told(longest).startswith("Longest highlights: The Patient Kiln (63 characters)")
    assert "opened too early" in told(longest)
    assert told(carry(want="list", unit="books", order="shortest")).startswith("Shortest books: Salt Glaze")


def test_what_has_most_tasks_or_tags_is_a_note(carry: CarryOut) -> None:
    assert told(carry(want="most", unit="tasks")).startswith("Most tasks: North wall (3 tasks); then Loft (1 task)")
    still_open = (Condition(field="task", value="open"),)
    assert told(carry(want="most", unit="tasks", conditions=still_open)).startswith("Most tasks: North wall (2 tasks)")


def test_the_book_with_the_longest_highlight_is_found_by_its_highlights(carry: CarryOut) -> None:
    assert "The Patient Kiln" in told(carry(want="most", unit="books", measure="highlights", order="longest"))


def test_a_month_or_a_year_is_told_in_words(carry: CarryOut) -> None:
    assert told(carry(want="most", unit="years")).startswith("Most passages: 2025 (1 passage) and 2024 (1 passage)")
