from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, cited, told


def test_a_line_whose_label_is_asked_for_answers(carry: CarryOut) -> None:
    """In the note that the question's other words name."""
    found = carry(want="answer", matter="who was present at the kiln firing")
    assert told(found) == "Present: Ida, Karl"
    assert cited(found) == {"Meetings/Kiln firing.md"}
    named = (Condition(field="work", value="Kiln firing"),)
    assert told(carry(want="answer", matter="which fuel", conditions=named)) == "Fuel: birch, two nights"


def test_words_that_no_note_is_named_by_are_left_to_the_search(carry: CarryOut) -> None:
    assert carry(want="answer", matter="who was present at the launch") is None


def test_an_abbreviation_is_told_by_the_line_that_spells_it_out(carry: CarryOut) -> None:
    """Labelled by it, or with it in brackets."""
    assert told(carry(want="meaning", matter="BB")) == "BB: bottom board of the kiln"
    assert "reduction firing (RF)" in told(carry(want="meaning", matter="RF"))
    assert carry(want="meaning", matter="ZZ") is None
