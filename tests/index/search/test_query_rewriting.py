from __future__ import annotations

import pytest

from index.search.query_rewriting import Turn, context_texts, rewrite_question


def asked(*questions: str) -> tuple[Turn, ...]:
    return tuple(Turn(role="user", content=question) for question in questions)


def test_a_question_without_a_history_stands_as_written() -> None:
    assert rewrite_question("What is it?", ()) == "What is it?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Where was Clara Osei born?", "When did she leave?", "When did Clara Osei leave?"),
        ("How does the tidal mill work?", "Who built it?", "Who built the tidal mill?"),
        ("What is spaced repetition?", "What are its limits?", "What are spaced repetition's limits?"),
        ("What is envy in Think and Row On?", "Who wrote it?", "Who wrote Think and Row On?"),
        ("What does Osei say in The Price of Now?", "Summarise it", "Summarise The Price of Now"),
        ("(Who wrote The Price of Now? Who read it?)", "Summarise it", "Summarise The Price of Now"),
        ("What does Osei say in The Price of Now?", "Why does she say so?", "Why does Osei say so?"),
    ],
)
def test_a_pointing_word_becomes_what_was_asked_about(before: str, question: str, expected: str) -> None:
    assert rewrite_question(question, asked(before)) == expected


def test_a_question_that_points_at_nothing_stands_as_written() -> None:
    question = "What is the deepest lake?"
    assert rewrite_question(question, asked("Where was Clara Osei born?")) == question


def test_the_last_question_and_its_answer_are_scored_for_less() -> None:
    history = (*asked("First?", "Second?"), Turn(role="assistant", content="An answer."))
    context = context_texts(history)
    assert [part.text for part in context] == ["Second?", "An answer."]
    assert all(0 < part.weight < 1 for part in context)


def test_she_is_who_the_answer_names() -> None:
    """Behind a question for who."""
    history = (*asked("Who mends the boats?"), Turn(role="assistant", content="Clara Osei, on Mondays."))
    assert rewrite_question("Does she take cash?", history) == "Does Clara Osei take cash?"


def test_a_pointing_word_is_of_what_stands_before_it() -> None:
    """Not of the question before."""
    assert rewrite_question("And the ferry, when does it leave?", asked("How long is the bridge?")) == (
        "when does the ferry leave?"
    )
