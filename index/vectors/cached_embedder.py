"""An encoder that keeps the vectors of the last texts.

Titles come back with every question, sentences with the next question of a conversation; the question itself comes
twice, to be searched for and to be compared with sentences.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from index.vectors.embedder import Embedder, Matrix, Vector

MAX_CACHED_TEXTS = 4000
"""6 MB at 384 dimensions."""


class CachedEmbedder:
    """The same vectors as those of `embedder`; thread-safe."""

    def __init__(self, embedder: Embedder, size: int = MAX_CACHED_TEXTS) -> None:
        """size: how many texts are kept; the least recently used goes first."""
        self._embedder = embedder
        self._size = size
        self._vectors: OrderedDict[tuple[bool, str], Vector] = OrderedDict()  # by whether it is a question, and text
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._embed(texts, self._embedder.embed_questions, is_question=True)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._embed(texts, self._embedder.embed_passages, is_question=False)

    def _embed(self, texts: Sequence[str], embed: Callable[[Sequence[str]], Matrix], *, is_question: bool) -> Matrix:
        import numpy as np

        if not texts:
            return embed(texts)
        with self._lock:
            vectors = {text: self._vectors[is_question, text] for text in texts if (is_question, text) in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        vectors.update(zip(new, embed(new), strict=True) if new else ())
        with self._lock:
            for text in dict.fromkeys(texts):
                self._vectors[is_question, text] = vectors[text]
                self._vectors.move_to_end((is_question, text))
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return np.stack([vectors[text] for text in texts])
