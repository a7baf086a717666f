"""Questions in one language, answered from notes in another, with the real multilingual encoder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assistant.answering.assistant import Assistant
from assistant.model_downloads.encoders import is_here
from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.cached_embedder import CachedEmbedder
from index.vectors.encoder_list import FIRST_MULTILINGUAL
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors

DEMAND_VARIABLE = "NOTES_TEST_ENCODER"
"""Environment variable: set to make a missing encoder a failure."""
NOTES = {
    "Kilns.md": "The potter Halvard Rime opens his kiln only on the third morning, because glaze cracks in cold air.",
    "Ferries.md": "The ferry to Orlo was cancelled in 1954, after the bridge at Sund had been opened.",
    "Bees.md": "A hive that is moved at noon loses a third of its foragers, who are still in the fields.",
    "Olivos.md": "La tía Remedios podaba los olivos en febrero, antes de que volvieran las golondrinas.",
    "Faro.md": "El faro de Punta Gris se apagó en 1962, cuando los barcos empezaron a llevar radio.",
    "Queso.md": "El queso de cabra se cura cuarenta días en una cueva sin luz.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if not is_here(FIRST_MULTILINGUAL):
        why = f"{FIRST_MULTILINGUAL} is not downloaded; run: notes models fetch {FIRST_MULTILINGUAL}"
        pytest.fail(why) if os.environ.get(DEMAND_VARIABLE) else pytest.skip(why)
    folder = tmp_path_factory.mktemp("vault")
    for name, text in NOTES.items():
        (folder / name).write_text(f"{text}\n", "utf-8")
    embedder = CachedEmbedder(load_embedder(FIRST_MULTILINGUAL))
    with Catalog.open(tmp_path_factory.mktemp("data")) as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [folder], embedder=embedder.name)
        yield Assistant(Searcher(catalog, vectors, embedder), None, catalog=catalog, embedder=embedder)
        vectors.close()


@pytest.mark.parametrize(
    ("question", "note", "words"),
    [
        ("¿Por qué el alfarero espera hasta la tercera mañana para abrir el horno?", "Kilns.md", "glaze cracks"),
        ("¿Cuándo se suprimió el transbordador a Orlo?", "Ferries.md", "1954"),
        ("When did aunt Remedios prune the olive trees?", "Olivos.md", "febrero"),
        ("Why was the lighthouse of Punta Gris switched off?", "Faro.md", "radio"),
        ("Wann wurde die Fähre nach Orlo eingestellt?", "Ferries.md", "1954"),
    ],
)
def test_the_answer_is_found_and_quoted(assistant: Assistant, question: str, note: str, words: str) -> None:
    answer = assistant.ask(Question(text=question))
    assert answer.answered and words in answer.text
    assert answer.citations[0].evidence.passage.places[0].path == note


@pytest.mark.parametrize("question", ["¿Quién ganó el mundial de fútbol de 1990?", "Wer erfand den Transistor?"])
def test_what_no_note_says_is_refused(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(Question(text=question)).answered
