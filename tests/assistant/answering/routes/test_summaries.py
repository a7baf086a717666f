from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, cited, told


def test_a_work_is_summed_up_by_its_highlights(carry: CarryOut) -> None:
    statements = carry(want="summarise", conditions=(Condition(field="work", value="The Patient Kiln"),))
    assert told(statements).startswith("You have 3 highlights from The Patient Kiln. | The kiln that is opened")
    assert cited(statements) == {"Books/Patient Kiln.md"}


def test_a_matter_is_summed_up_over_its_works(carry: CarryOut) -> None:
    assert {"Books/Patient Kiln.md", "Books/Salt Glaze.md"} <= cited(carry(want="summarise", matter="kiln"))
    assert carry(want="summarise", matter="walrus") is None


def test_the_whole_is_told_by_its_numbers(carry: CarryOut) -> None:
    text = told(carry(want="summarise"))
    assert "of 8 works: 3 books and 5 of no known kind" in text and "The Patient Kiln by Oda Brandt (3)" in text
