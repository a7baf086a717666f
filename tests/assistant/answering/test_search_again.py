"""Questions in two hops: what the first find names is searched for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.look_up import look_up
from index.search.evidence import Question

NOTES = {
    "Shed talk": "Runa: I lost the key to the shed near the compost. Pell: I have a spare one at home.",
    "Runa": "Paints scenery for the theatre in Ostholm. Cannot stand liquorice.",
    "The slow garden": "Rotate the beds every third year, and let one of them rest.",
    "Oven": "Bread for the picnic bakes for forty minutes in the clay oven.",
    "Bus": "The bus to Ostholm leaves at noon, and on Sundays at two.",
    "Beds": "Each bed has four rows of leeks and a path of straw.",
    "Theatre": "The theatre plays two comedies this winter.",
    "Compost": "Turn the compost when it steams, and keep it as moist as a sponge.",
}


@pytest.fixture(scope="module")
def garden(join: Callable[[Path], Assistant], tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("garden")
    for title, text in NOTES.items():
        (folder / f"{title}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")
    return join(folder)


def read_titles(garden: Assistant, question: str) -> set[str]:
    """The titles of the passages whose sentences are ranked."""
    found = look_up(garden._sources, Question(text=question, top=2), 0.5).found
    assert found is not None
    return {found.result.evidence[quote.candidate.evidence].passage.places[0].title for quote in found.ranked}


def test_the_passage_on_what_the_question_only_describes_is_read_too(garden: Assistant) -> None:
    """The name of who lost the key stands in one note, what they cannot stand in another."""
    assert {"Shed talk", "Runa"} <= read_titles(garden, "What sweet can the woman who lost her shed key not stand?")


def test_a_question_that_names_what_it_asks_about_is_searched_once(garden: Assistant) -> None:
    """Nothing is read beside what the question itself finds."""
    assert len(read_titles(garden, "When does the bus to Ostholm leave?")) == 2


def test_the_second_hop_is_quoted_with_what_it_is_of(garden: Assistant) -> None:
    """Behind who lost the key, what is said of her, with her name."""
    answer = garden.ask(Question(text="Which theatre employs the woman who lost the key to the shed?"))
    assert "Runa: I lost the key" in answer.text
    assert "Runa: … Paints scenery for the theatre" in answer.text
