"""Which works bear on a matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.answer import Answer
from assistant.answering.assistant import Assistant
from assistant.answering.routes.works_mentioning import WorksQuestion, read_which
from index.search.evidence import Question
from index.search.query_rewriting import Turn
from tests.assistant.conftest import Ask


@pytest.mark.parametrize(
    ("question", "which"),
    [
        ("Which of my books mention tides?", WorksQuestion(matter="tides", category="books")),
        ("Which articles are about the price of tin?", WorksQuestion(matter="the price of tin", category="articles")),
        ("What books do I have on tides?", WorksQuestion(matter="tides", category="books")),
        ("Do I have any podcasts about sleep?", WorksQuestion(matter="sleep", category="podcasts")),
        ("Where did I read about forgetting?", WorksQuestion(matter="forgetting")),
        ("Which of my notes say something about tides?", WorksQuestion(matter="tides")),
        ("Which books did Luhmann write?", None),
        ("What book should I read next?", None),
        ("Do I have notes on tides?", None),
        ("Which of my books are about it?", None),
        ("What do my books say about tides?", None),
    ],
)
def test_a_question_for_works_is_told_from_one_for_what_they_say(question: str, which: WorksQuestion | None) -> None:
    """It must ask for works, and for a matter of its own."""
    assert read_which(question) == which


def test_each_work_is_told_once_by_its_title_with_a_sentence_of_its_own(ask: Ask) -> None:
    """Several works, whatever their sentences are worth beside each other; each is cited."""
    answer = ask("Where did I read about sleep?")
    leads = [sentence.lead for sentence in answer.sentences]
    assert len(leads) == len(set(leads)) >= 3 and "The Leaky Bucket" in leads
    titles = {citation.n: citation.evidence.passage.places[0].title for citation in answer.citations}
    assert all(titles[sentence.citations[0]] == sentence.lead for sentence in answer.sentences)
    assert all(sentence.support == "verbatim" for sentence in answer.sentences)


def test_only_works_of_the_kind_that_is_asked_for_are_told(ask: Ask) -> None:
    """A podcast is no book; and where none is on it, the notes don't say."""
    answer = ask("Which of my podcasts mention search?")
    assert {citation.evidence.passage.places[0].category for citation in answer.citations} == {"podcasts"}
    assert not ask("Which of my books are about penguins?").answered


def test_a_question_that_points_back_is_asked_in_full_words(ask: Ask, samples: Assistant) -> None:
    """What "it" is in a conversation decides for the catalog and for works as it does for the search."""

    def after(before: str, question: str) -> Answer:
        return samples.ask(Question(text=question, history=(Turn(role="user", content=before),)))

    summary = after("Who wrote The Leaky Bucket?", "Summarise it")
    assert summary.mode == "catalog" and "22 highlights from The Leaky Bucket" in summary.text
    works = after("What is spacing?", "Which of my podcasts mention it?")
    assert works.standalone_question == ask("Which of my podcasts mention spacing?").standalone_question


def test_what_only_a_title_names_is_told_by_that_title(join: Callable[[Path], Assistant], tmp_path: Path) -> None:
    """Its highlights need not say what is asked, and must not look as if they did."""
    marked = "- {} ([Location 5](https://readwise.io/to_kindle?action=open&asin=B1&location=5))\n"
    lines = ("The ferry is late on Mondays.", "Nobody at the quay reads the timetable.")
    (tmp_path / "Koans.md").write_text(
        "# Koans\n## Metadata\n- Author: [[Ana Reis]]\n- Full Title: Koans\n- Category: #books\n## Highlights\n"
        + "".join(marked.format(line) for line in lines),
        "utf-8",
    )
    answer = join(tmp_path).ask(Question(text="What is a koan?"))
    assert answer.sentences[0].lead == "Koans"
    assert answer.answered and answer.confidence < 1
