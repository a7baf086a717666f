from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.routes.passages import tell_named
from assistant.answering.routes.statement import CatalogStatement, say
from assistant.questions.plan import Plan, question_about
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.search.filters import NO_FILTERS
from tests.assistant.answering.routes.conftest import CarryOut, cited, told


def test_a_work_is_summed_up_by_its_highlights(carry: CarryOut) -> None:
    statements = carry(want="summarise", conditions=(Condition(field="work", value="The Patient Kiln"),))
    assert told(statements).startswith("You have 3 highlights from The Patient Kiln. | The kiln that is opened")
    assert cited(statements) == {"Books/Patient Kiln.md"}


def test_a_matter_is_summed_up_over_its_works(carry: CarryOut) -> None:
    assert {"Books/Patient Kiln.md", "Books/Salt Glaze.md"} <= cited(carry(want="summarise", matter="kiln"))
    assert carry(want="summarise", matter="walrus") is None


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


def test_days_are_told_with_what_was_written_on_them(carry: CarryOut) -> None:
    span = (Condition(field="since", value="2024", name="noted"), Condition(field="until", value="2025", name="noted"))
    text = told(carry(want="list", unit="days", conditions=span))
    assert "14 August 2025: | The kiln stays cold" in text and "11 February 2024: | Fired the small kiln" in text
    day = tuple(Condition(field=field, value="2023-01-01", name="noted") for field in ("since", "until"))
    assert told(carry(want="list", unit="days", conditions=day)).startswith("You have no passages on 1 January 2023.")


def test_what_comes_near_a_matter_is_told_apart(carry: CarryOut) -> None:
    statements = carry(want="list", unit="books", matter="moss in the shade")
    assert told(statements).startswith("You have no books mentioning “moss in the shade”.")


def test_what_an_author_says_with_the_words_of_a_matter_is_told_where_nothing_is_sure(catalog: Catalog) -> None:
    def tell(matter: str, found: Sequence[CatalogStatement] = ()) -> tuple[CatalogStatement, ...] | None:
        by_sorn = (Condition(field="author", value="Lev Sorn"),)
        plan = Plan(matter=matter, question=question_about(matter), conditions=by_sorn)
        return tell_named(plan, catalog, lambda asked, sure=True: found, NO_FILTERS)

    assert told(tell("salt")) == "Salt was thrown into the kiln at the height of the fire."
    assert tell("moss") is None
    assert tell("salt", found=[say("a sure answer")]) is None
