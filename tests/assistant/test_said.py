"""What an author says on something, from that author's works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answer import Assistant
from assistant.said import find_said
from assistant.telling import Answer
from index.search import Finding, Question

Ask = Callable[..., Answer]


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("What does Oduya say about metrics?", "Pavel Oduya"),
        ("What does Tobias Renwick write about notes?", "Tobias Renwick"),
        ("What did Hanne Brightwater think of the critics of emergence?", "Hanne Brightwater"),
    ],
)
def test_an_authors_words_are_quoted_from_the_authors_works(question: str, author: str, ask: Ask) -> None:
    """Nobody else's passage is put into their mouth."""
    answer = ask(question)
    assert answer.answered
    assert {citation.evidence.passage.places[0].author for citation in answer.citations} == {author}


@pytest.mark.parametrize(
    "question", ["What does Oduya say about electric cars?", "What did Nobody Atall say about notes?"]
)
def test_what_an_author_does_not_say_is_refused(question: str, ask: Ask) -> None:
    """An author in the notes, or one who is not, and a matter that is nowhere in theirs."""
    assert not ask(question).answered


def test_a_question_for_no_author_is_left_as_it_is(samples: Assistant) -> None:
    """Only a known author's name and "about" something narrow the search."""

    def refuse(question: Question) -> Finding:
        raise AssertionError(question)

    for text in ("What does a slip box do?", "What do people say about notes?", "What did Oduya find?"):
        plain = samples._searcher.search(Question(text=text))
        assert find_said(refuse, Question(text=text), plain) is None
