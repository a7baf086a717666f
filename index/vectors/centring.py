"""Makes cosines of different encoders and languages mean the same: takes away the direction that texts share only for
being texts, or texts of one language.

Vectors of E5 have cosines from .65 to .95, whatever the texts. Less the mean of texts in one's own language, unrelated
texts come near 0 and related ones to between .3 and .8, as with the packaged encoder, which the thresholds on cosines
were chosen with. In a collection of four languages, of 720 questions whose answer stands in another language, 25 % had
it first less the mean of all languages, 59 % less the mean of each; within a language nothing changed
(`bench/results/encoders.md`). The sentences of `centre_texts.json` are the same in every language, so that their means
differ by language alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.vectors.embedder import Embedder, Matrix
from ingest.text.language import guess_language

CENTRES_FILE = "centres.npz"
ALL = "all"
"""Stands for languages that have no texts."""


class CentredEmbedder:
    """The vectors of `embedder` less the mean of their language, of length 1."""

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
        return self._centre(texts, self._embedder.embed_passages(texts), 0)

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._centre(texts, self._embedder.embed_questions(texts), 1)

    def _centre(self, texts: Sequence[str], matrix: Matrix, role: int) -> Matrix:
        """role: 0 for passages, 1 for questions."""
        import numpy as np

        if not texts:
            return matrix
        languages = [guess_language(text) for text in texts]
        rows = matrix - np.stack([self._centres.get(language, self._centres[ALL])[role] for language in languages])
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
        unit: Matrix = (rows / lengths).astype(np.float32)
        return unit

    @cached_property
    def _centres(self) -> Mapping[str, Matrix]:
        """By language, the mean of passages and of questions."""
        import numpy as np

        if self._file.is_file():
            with np.load(self._file) as kept:
                return {language: kept[language] for language in kept.files}
        centres = {language: self._mean(texts) for language, texts in _centre_texts().items()}
        centres[ALL] = np.mean(list(centres.values()), axis=0)
        if self._file.parent.is_dir():
            kept_as: Any = centres
            np.savez(self._file, **kept_as)
        return centres

    def _mean(self, texts: Sequence[str]) -> Matrix:
        import numpy as np

        rows = (self._embedder.embed_passages(texts), self._embedder.embed_questions(texts))
        return np.stack([matrix.mean(axis=0) for matrix in rows])


def _centre_texts() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = json.loads(files("index.vectors").joinpath("centre_texts.json").read_text("utf-8"))
    return texts
