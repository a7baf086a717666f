"""An encoder that remembers: the same vectors, computed once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.vectors.cached_embedder import RememberingEmbedder
from index.vectors.local_embedder import load_embedder

Rows = npt.NDArray[np.float32]


class Counting:
    """The packaged encoder; keeps what it was asked to embed."""

    def __init__(self) -> None:
        self.inner = load_embedder()
        self.asked: list[str] = []
        self.questions: list[str] = []

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimensions(self) -> int:
        return self.inner.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        self.questions += texts
        return self.inner.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        self.asked += texts
        return self.inner.embed_passages(texts)


def test_vectors_are_the_encoders_own_in_the_order_asked() -> None:
    """Known and new texts mixed, one of them twice."""
    counting = Counting()
    remembering = RememberingEmbedder(counting)
    remembering.embed_passages(["a pump", "a heron"])
    texts = ["a well", "a heron", "a well", "a pump"]
    assert np.allclose(remembering.embed_passages(texts), counting.inner.embed_passages(texts), atol=1e-6)
    assert counting.asked == ["a pump", "a heron", "a well"]
    assert remembering.embed_passages([]).shape == (0, counting.dimensions)


def test_what_was_not_asked_for_the_longest_is_forgotten_first() -> None:
    """The memory never holds more than it may."""
    counting = Counting()
    remembering = RememberingEmbedder(counting, kept=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        remembering.embed_passages([text])
    assert counting.asked == ["one", "two", "three", "two"]


def test_a_question_is_remembered_apart_from_the_same_words_in_a_note() -> None:
    """An encoder may read the two otherwise, so one never stands in for the other."""
    counting = Counting()
    remembering = RememberingEmbedder(counting)
    for _ in range(2):
        remembering.embed_questions(["a pump"])
        remembering.embed_passages(["a pump"])
    assert counting.questions == counting.asked == ["a pump"]
