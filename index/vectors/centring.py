"""Makes cosines of different encoders mean the same: takes away the direction that all texts of an encoder share.

Vectors of E5 have cosines from .65 to .95, whatever the texts; without the mean of `centre_texts.json`, unrelated texts
of any two languages come near 0 and related ones to between .5 and .8, as with the packaged encoder, which the
thresholds on cosines were chosen with.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from index.vectors.embedder import Embedder, Matrix

CENTRES_FILE = "centres.npy"


class CentredEmbedder:
    """The vectors of `embedder` less their mean, of length 1."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """folder: of the encoder's export, where the means are kept."""
        self._embedder, self._file = embedder, folder / CENTRES_FILE

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return _centre(self._embedder.embed_passages(texts), self._centres[:1])

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return _centre(self._embedder.embed_questions(texts), self._centres[1:])

    @cached_property
    def _centres(self) -> Matrix:
        """The mean of passages, and of questions."""
        import numpy as np

        if self._file.is_file():
            kept: Matrix = np.load(self._file)
            return kept
        texts = json.loads(files("index.vectors").joinpath("centre_texts.json").read_text("utf-8"))
        rows = (self._embedder.embed_passages(texts), self._embedder.embed_questions(texts))
        centres = np.stack([matrix.mean(axis=0) for matrix in rows])
        if self._file.parent.is_dir():
            np.save(self._file, centres)
        return centres


def _centre(matrix: Matrix, centre: Matrix) -> Matrix:
    import numpy as np

    rows = matrix - centre
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    unit: Matrix = (rows / lengths).astype(np.float32)
    return unit
