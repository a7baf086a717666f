"""A cached encoder gives the same vectors, computed once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.vectors.cached_embedder import CachedEmbedder
from index.vectors.local_embedder import load_embedder

Matrix = npt.NDArray[np.float32]


class RecordingEmbedder:
    """The packaged encoder; records the texts that it embeds."""

    def __init__(self) -> None:
        self.inner = load_embedder()
        self.passages: list[str] = []
        self.questions: list[str] = []

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimensions(self) -> int:
        return self.inner.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        self.questions += texts
        return self.inner.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.passages += texts
        return self.inner.embed_passages(texts)


def test_vectors_are_the_encoders_own_in_the_order_of_texts() -> None:
    """Known and new texts mixed, one of them twice."""
    recording = RecordingEmbedder()
    cached = CachedEmbedder(recording)
    cached.embed_passages(["a pump", "a heron"])
    texts = ["a well", "a heron", "a well", "a pump"]
    assert np.allclose(cached.embed_passages(texts), recording.inner.embed_passages(texts), atol=1e-6)
    assert recording.passages == ["a pump", "a heron", "a well"]
    assert cached.embed_passages([]).shape == (0, recording.dimensions)


def test_the_least_recently_used_text_is_dropped_first() -> None:
    """The cache never exceeds its size."""
    recording = RecordingEmbedder()
    cached = CachedEmbedder(recording, size=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        cached.embed_passages([text])
    assert recording.passages == ["one", "two", "three", "two"]


def test_a_question_is_cached_apart_from_the_same_words_in_a_note() -> None:
    """An encoder may embed the two differently."""
    recording = RecordingEmbedder()
    cached = CachedEmbedder(recording)
    for _ in range(2):
        cached.embed_questions(["a pump"])
        cached.embed_passages(["a pump"])
    assert recording.questions == recording.passages == ["a pump"]
