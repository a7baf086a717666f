"""Where the encoder knows English alone, other languages are found by words, and the reader is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.vectors.encoder_list import PACKAGED, find_encoder
from index.vectors.language_support import can_embed_question, find_language_gap, knows_only_english
from index.vectors.store import Vectors
from tests.index.conftest import Sync, write_notes
from tests.index.stand_in_embedder import StandInEmbedder

JAPANESE = [
    "窯の火は朝まで消えなかった。",
    "鐘の音は谷の向こうまで届いた。",
    "潮が引くと古い道が現れる。",
    "塩は三日かけて乾かす。",
]


@pytest.fixture
def embedder() -> StandInEmbedder:
    """Has the name of the packaged one, so that it counts as one that knows English alone."""
    return StandInEmbedder(PACKAGED)


def test_the_packaged_encoder_is_one_of_them() -> None:
    assert knows_only_english(PACKAGED)
    assert can_embed_question(PACKAGED, "What is double descent?") and can_embed_question(PACKAGED, "¿Qué es la sal?")
    assert not can_embed_question(PACKAGED, "鐘の音") and can_embed_question("a-multilingual-one", "鐘の音")


def test_a_word_inside_a_japanese_sentence_puts_its_passage_first(
    vault: Path, catalog: Catalog, sync: Sync, embedder: StandInEmbedder
) -> None:
    write_notes(vault, {f"{n}.md": f"# 覚書 {n}\n\n{text}\n" for n, text in enumerate(JAPANESE)})
    sync()
    searcher = Searcher(catalog, Vectors(catalog), embedder)
    for word, text in zip(("消え", "谷の向", "古い道", "三日"), JAPANESE, strict=True):
        assert searcher.search(Question(text=word)).evidence[0].passage.text == text


def test_notes_in_another_language_are_told_with_an_encoder_that_reads_them(
    vault: Path, catalog: Catalog, sync: Sync
) -> None:
    write_notes(vault, {f"{n}.md": f"# 覚書 {n}\n\n{text}\n" for n, text in enumerate(JAPANESE)})
    sync()
    gap = find_language_gap(catalog)
    assert gap is not None and (gap.foreign, gap.total, gap.embedder) == (4, 4, PACKAGED)
    proposed = find_encoder(gap.proposed)
    assert proposed is not None and proposed.languages == "many"
    assert "4 of 4 passages are not in English" in str(gap)
    with catalog.transaction():
        catalog.state.embedder_next = "a-multilingual-one"
    assert find_language_gap(catalog) is None
