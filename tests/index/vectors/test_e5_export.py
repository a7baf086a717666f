"""The export gives the vectors of the network that the file describes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors.e5_export import export_e5_file
from index.vectors.e5_file import read_e5_file
from index.vectors.onnx_embedder import OnnxEmbedder
from tests.index.vectors.e5_files import PIECES, TOKENS, WIDTH, embed_as_bert, write_e5_file

KILN, TIDES = [0, 5, 6, 7, 8, 2], [0, 5, 6, 7, 9, 10, 2]
"""The tokens of "query: kiln" and "query: tides"."""


@pytest.fixture
def embedder(tmp_path: Path) -> OnnxEmbedder:
    export_e5_file(write_e5_file(tmp_path / "e5.bin"), tmp_path / "export", passage="passage: ", question="query: ")
    return OnnxEmbedder("small", tmp_path / "export")


def test_vectors_are_those_of_bert_with_the_same_weights(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    file = read_e5_file(tmp_path / "e5.bin")
    rows = embedder.embed_questions(["kiln", "tides"])
    assert rows.shape == (2, WIDTH) and np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    for row, ids in zip(rows, (KILN, TIDES), strict=True):
        assert np.allclose(row, embed_as_bert(file, ids), atol=1e-4)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("query: kiln", ["▁que", "ry", ":", "▁kiln"]),
        ("query:\t\u200b kiln\x07", ["▁que", "ry", ":", "▁kiln"]),
        ("kilns é", ["▁kiln", "s", "▁", "é"]),
        ("e\u0301 ｋｉｌｎ", ["▁", "é", "▁kiln"]),
        ("Ω", ["▁", "<unk>"]),
    ],
)
def test_texts_are_cut_into_pieces_as_sentencepiece_does(embedder: OnnxEmbedder, text: str, pieces: list[str]) -> None:
    ids = embedder._tokenizer.encode(text).ids
    assert [PIECES[id] for id in ids] == ["<s>", *pieces, "</s>"]


def test_a_text_is_read_to_the_last_token_of_the_network(embedder: OnnxEmbedder) -> None:
    assert len(embedder._tokenizer.encode("kiln " * 100).ids) == TOKENS
    assert embedder.embed_passages(["kiln " * 100]).shape == (1, WIDTH)


def test_passages_and_questions_have_their_own_words_in_front(embedder: OnnxEmbedder) -> None:
    assert not np.allclose(embedder.embed_questions(["kiln"]), embedder.embed_passages(["kiln"]), atol=1e-3)


def test_a_broken_file_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(write_e5_file(tmp_path / "e5.bin").read_bytes().replace(b"E5S1", b"E5S9"))
    with pytest.raises(ValueError, match=r"broken\.bin"):
        export_e5_file(broken, tmp_path / "none", passage="", question="")
    assert not (tmp_path / "none").exists()
