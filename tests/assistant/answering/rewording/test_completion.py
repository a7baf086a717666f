"""A question that leans on the conversation is completed by the model, where it finds nothing as it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.rewording.completion import complete_question
from assistant.llm.llama_model import LlamaModel
from index.search.evidence import Question
from index.search.query_rewriting import Turn
from tests.assistant.made import with_model

pytestmark = pytest.mark.writes


def _after(asked: str, told: str, question: str) -> Question:
    return Question(text=question, history=(Turn(role="user", content=asked), Turn(role="assistant", content=told)))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (_after("Who restored the organ at Tveit?", "Ragna Holt did.", "where did she learn that?"), {"Ragna", "Holt"}),
        (_after("Wie lange ruht der Teig bei Klaas?", "Zwölf Stunden.", "und bei Mette?"), {"Teig", "Mette"}),
        (_after("¿Qué opina Lucía Prat del vino joven?", "Que engaña.", "¿y del viejo?"), {"Lucía", "viejo"}),
    ],
)
def test_what_is_left_out_is_taken_from_the_conversation(
    writing_model: LlamaModel, question: Question, words: set[str]
) -> None:
    completed = complete_question(writing_model, question, Event())
    assert all(word in completed for word in words)


def test_a_question_that_is_whole_stays(writing_model: LlamaModel) -> None:
    question = _after("Who restored the organ at Tveit?", "Ragna Holt did.", "How long does sourdough bread keep?")
    assert not complete_question(writing_model, question, Event())


def test_the_notes_answer_a_follow_up_that_no_rule_completes(
    join: Callable[[Path], Assistant], writing_model: LlamaModel, tmp_path: Path
) -> None:
    (tmp_path / "Haus.md").write_text(
        "Die Ausstellung im Kranichhaus ist auf den 14. Mai verschoben, weil die Heizung repariert wird.\n", "utf-8"
    )
    assistant = join(tmp_path)
    question = _after("Findet die Ausstellung im Kranichhaus statt?", "Nein, sie ist verschoben.", "weshalb?")
    assert not assistant.ask(question).answered
    answer = with_model(assistant, writing_model).ask(question)
    assert answer.answered and "Heizung" in answer.text
    (correction,) = answer.plan.corrections
    assert correction.written == "weshalb?" and "Kranichhaus" in correction.understood
