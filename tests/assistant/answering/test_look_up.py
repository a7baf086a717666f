"""What there is on a question: the catalog's statements, or evidence, or nothing that answers."""

from __future__ import annotations

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.look_up import look_up
from index.search.evidence import Question


@pytest.mark.parametrize(
    ("question", "is_stated", "answers"),
    [
        ("How many books do I have?", True, True),
        ("What is double descent?", False, True),
        ("What is the boiling point of tungsten?", False, False),
    ],
)
def test_the_catalog_states_or_the_search_finds(
    samples: Assistant, question: str, is_stated: bool, answers: bool
) -> None:
    """Evidence is looked for only where the catalog states nothing."""
    looked_up = look_up(samples._sources, Question(text=question), 0.5)
    assert bool(looked_up.statements) is is_stated and (looked_up.found is None) is is_stated
    assert looked_up.answers is answers


def test_sentences_that_were_not_compared_with_the_question_are_ranked_last(samples: Assistant) -> None:
    """They can complete a quote, and are no quote by themselves."""
    found = look_up(samples._sources, Question(text="What is double descent?"), 0.5).found
    assert found is not None
    chances = [quote.chance for quote in found.ranked]
    assert chances == sorted(chances, reverse=True) and found.quotes[0].chance > 0


@pytest.mark.parametrize(("written", "read"), [("Clevredon", "cleverdon"), ("Zebulon", "")])
def test_a_list_of_none_is_asked_again_with_the_words_corrected(samples: Assistant, written: str, read: str) -> None:
    """A name that no passage has may be misspelt, or in no note."""
    looked_up = look_up(samples._sources, Question(text=f"How many notes mention {written}?"), 0.5)
    assert [correction.understood for correction in looked_up.plan.corrections] == [read][: bool(read)]
    assert looked_up.answers is bool(read) and looked_up.statements
