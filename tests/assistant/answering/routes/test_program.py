from __future__ import annotations

import pytest

from assistant.answering.routes.program import read_manual, tell_program
from assistant.questions.plan import Plan
from index.catalog.catalog import Catalog
from index.vectors.local_embedder import load_embedder
from tests.assistant.answering.routes.conftest import CarryOut, told


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which of my files were you unable to read?", "Every file could be read."),
        ("Will you erase a note if I ask?", "never changed or deleted"),
        ("Does anything get uploaded?", "Nothing leaves this machine"),
        ("How can I add one more folder?", "notes ingest FOLDER"),
        ("Which language model is at work?", "a-model"),
    ],
)
def test_the_manual_answers_what_is_asked_of_the_program(catalog: Catalog, question: str, expected: str) -> None:
    statements = tell_program(Plan(want="program", question=question), catalog, load_embedder(), "a-model")
    assert expected in told(statements) and not any(statement.cited for statement in statements)


def test_every_page_of_the_manual_has_sections_with_sentences() -> None:
    sections = read_manual()
    assert len(sections) > 40 and all(section.title and section.sentences for section in sections)


def test_small_talk_is_answered_in_a_sentence(carry: CarryOut) -> None:
    assert told(carry(want="talk", matter="thanks")) == "You are welcome."
    assert "I answer from your reading notes alone" in told(carry(want="talk", matter="ability"))


def test_the_whole_is_told_by_its_numbers(carry: CarryOut) -> None:
    text = told(carry(want="summarise"))
    assert "of 9 works: 3 books and 6 of no known kind" in text and "The Patient Kiln by Oda Brandt (3)" in text
