"""A question in another language than the notes is put into theirs, where the encoder compares one language alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.rewording.translation import languages_to_try
from assistant.llm.llama_model import LlamaModel
from index.search.evidence import Question
from tests.assistant.made import with_model

PASSAGES = {"english": 90, "spanish": 4, "german": 12, "dutch": 1, "": 30, "unspaced": 5}


class _Encoder:
    def __init__(self, name: str) -> None:
        self.name = name


ENGLISH: Any = _Encoder("all-MiniLM-L6-v2")
MULTILINGUAL: Any = _Encoder("multilingual-e5-small-q4")


def test_the_commonest_language_comes_first_and_the_questions_own_is_left_out() -> None:
    assert languages_to_try("Wann schneidet man die Rosen?", PASSAGES, None) == ("english", "spanish")
    assert languages_to_try("When are the roses cut?", PASSAGES, None) == ("german", "spanish")


def test_nothing_is_translated_for_an_encoder_that_compares_languages() -> None:
    assert languages_to_try("Wann schneidet man die Rosen?", PASSAGES, ENGLISH)
    assert not languages_to_try("Wann schneidet man die Rosen?", PASSAGES, MULTILINGUAL)


def test_a_question_whose_language_is_unclear_is_asked_as_it_is() -> None:
    assert not languages_to_try("Xyloth Qarn?", PASSAGES, None)


NOTES = {
    "Kilns.md": "The potter Halvard Rime opens his kiln only on the third morning, because glaze cracks in cold air.",
    "Bees.md": "A hive that is moved at noon loses a third of its foragers, who are still in the fields.",
    "Ferries.md": "The ferry to Orlo was cancelled in 1954, after the bridge at Sund had been opened.",
}


@pytest.mark.writes
@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Warum öffnet Halvard Rime seinen Ofen erst am dritten Morgen?", "Kilns.md"),
        ("¿Qué pasa con una colmena que se mueve al mediodía?", "Bees.md"),
    ],
)
def test_the_notes_answer_a_question_in_another_language(
    join: Callable[[Path], Assistant], writing_model: LlamaModel, tmp_path: Path, question: str, note: str
) -> None:
    for name, text in NOTES.items():
        (tmp_path / name).write_text(f"{text}\n", "utf-8")
    assistant = join(tmp_path)
    assert not assistant.ask(Question(text=question)).answered
    answer = with_model(assistant, writing_model).ask(Question(text=question))
    assert answer.answered and answer.citations[0].evidence.passage.places[0].path == note
    (correction,) = answer.plan.corrections
    assert correction.written == question and correction.understood != question
