"""What the catalog says of a work or the whole collection."""

from __future__ import annotations

import pytest

from assistant.answering.assistant import Assistant
from index.search.evidence import Question
from index.search.filters import Filters
from tests.assistant.conftest import Ask


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did I mark in 2024?", "The date of publication is known of all of them, not that of marking"),
        ("What did I mark in 1987?", "You have nothing marked in 1987. 142 passages of your notes have no date"),
        ("How many highlights do I have from 1987?", "142 passages of your notes have no date"),
        ("How many highlights do I have?", ""),
    ],
)
def test_a_year_says_what_was_marked_then_is_not_known_of(ask: Ask, question: str, told: str) -> None:
    """Exports often hold no date of marking: publication stands in, and what has neither is left out."""
    said = ask(question).text
    assert told in said if told else "date" not in said


def test_the_filters_narrow_what_is_counted_too(samples: Assistant) -> None:
    """A span chosen beside the question is told with it."""
    question = Question(text="How many highlights do I have?", filters=Filters(since="2022", until="2023-08"))
    assert " from 2022 to August 2023." in samples.ask(question).text


def test_thanks_are_not_greeted(ask: Ask) -> None:
    """Who says hello is told what can be asked; who says thanks is not told again."""
    assert "192 passages" in ask("Hello!").text
    assert ask("Thank you very much!").text == "You are welcome."


def test_a_works_highlights_are_shown_with_what_was_noted_on_them(ask: Ask) -> None:
    """The note follows its highlight, as the reader's."""
    told = ask("What did I note in The Leaky Bucket?").sentences
    noted = [at for at, sentence in enumerate(told) if sentence.lead == "You noted"]
    assert noted and all(told[at].citations == told[at - 1].citations and not told[at - 1].lead for at in noted)
    assert all(told[at].support == "verbatim" for at in noted)
