"""A small encoder for tests: words hashed into 64 numbers, so that texts with common words are near."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]


class StandInEmbedder:
    """Behaves as an `index.embed.Embedder`; remembers the texts that it was given."""

    def __init__(self, name: str = "stand-in", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        self.embedded += texts
        return self.embed_questions(texts)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        rows = np.stack([self._embed(text) for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def _embed(self, text: str) -> Rows:
        row = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            row += draw_word(self.name, self.dimensions, word)
        return row


@lru_cache(maxsize=200_000)
def draw_word(name: str, dimensions: int, word: str) -> Rows:
    """Numbers drawn by a word's hash: the same in every process."""
    seed = hashlib.blake2b(f"{name} {word}".encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(seed)).standard_normal(dimensions, dtype=np.float32)
