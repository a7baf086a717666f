"""What an author says on something, from that author's works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.answering.answer import Answer
from assistant.answering.assistant import Assistant
from assistant.answering.routes.authors import find_said
from assistant.questions.topic import without_notes_phrase
from index.search.evidence import Question, SearchResult

Ask = Callable[..., Answer]


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("What does Oduya say about metrics?", "Pavel Oduya"),
        ("What does Tobias Renwick write about notes?", "Tobias Renwick"),
        ("Does Tobias Renwick write anything about notes?", "Tobias Renwick"),
        ("What does Odile Farrant mean by forgetting?", "Odile Farrant"),
        ("According to Odile Farrant, what is forgetting?", "Odile Farrant"),
        ("What is a good note according to Tobias Renwick?", "Tobias Renwick"),
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

    def refuse(question: Question) -> SearchResult:
        raise AssertionError(question)

    for text in ("What does a slip box do?", "What do people say about notes?", "What did Oduya find?"):
        plain = samples._searcher.search(Question(text=text))
        assert find_said(refuse, Question(text=text), plain) is None


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("What do my notes say about pumps?", "What is said about pumps?"),
        ("What have I highlighted on old pumps?", "What is said about old pumps?"),
        ("Is there anything about herons in my notes?", "What is said about herons?"),
        ("Did I mark anything about herons?", "What is said about herons?"),
        ("What do my notes say about it?", "What do my notes say about it?"),
        ("What does Oduya say about metrics?", "What does Oduya say about metrics?"),
    ],
)
def test_what_the_notes_say_is_asked_without_the_notes(asked: str, searched: str) -> None:
    """Their own words are no part of the matter; a matter that only points is left to the conversation."""
    assert without_notes_phrase(Question(text=asked)).text == searched


def test_an_author_is_known_by_a_short_first_name(samples: Assistant) -> None:
    """Toby is Tobias where the surname is the same; Jane is not."""
    plain = samples._searcher.search(Question(text="What does Tobias Renwick write about notes?"))
    for name, known in (("Toby Renwick", True), ("Jane Renwick", False)):
        asked = replace(plain, standalone_question=f"What does {name} say about notes?")
        found = find_said(samples._searcher.search, Question(text=asked.standalone_question), asked)
        assert (found is not None) is known
