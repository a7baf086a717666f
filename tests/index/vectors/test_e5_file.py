from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors.e5_file import read_e5_file
from tests.index.vectors.e5_files import HEADS, LAYERS, PIECES, TOKENS, WIDTH, write_e5_file


def test_sizes_pieces_and_tensors_are_read(tmp_path: Path) -> None:
    file = read_e5_file(write_e5_file(tmp_path / "small.bin"))
    assert (file.width, file.layers, file.heads, file.max_tokens) == (WIDTH, LAYERS, HEADS, TOKENS)
    assert tuple(piece for piece, _ in file.pieces) == PIECES and (file.begin, file.end, file.unknown) == (0, 2, 3)
    words = file.matrices["emb.word"]
    assert words.nibbles.shape == (len(PIECES), WIDTH) and words.scales.shape == (len(PIECES), WIDTH // 32)
    assert words.nibbles.max() == 15 and words.nibbles.min() == 0
    assert np.isclose(file.vectors["emb.ln.w"].mean(), 1.0, atol=0.2)


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match=r"other\.bin"):
        read_e5_file(other)
