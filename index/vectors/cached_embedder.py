"""An encoder that remembers its last texts: titles come back with every question, sentences with the next of a talk.

The question itself comes twice, to be searched for and to be compared with sentences.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from index.vectors.embedder import Embedder

if TYPE_CHECKING:
    from index.vectors.embedder import Rows

KEPT = 4000
"""Texts remembered: 6 MB at 384 dimensions."""


class RememberingEmbedder:
    """The same vectors as the encoder given; any thread may use it."""

    def __init__(self, embedder: Embedder, kept: int = KEPT) -> None:
        """kept: the most texts remembered; the one not asked for the longest goes first."""
        self._embedder = embedder
        self._most = kept
        self._rows: OrderedDict[tuple[bool, str], Rows] = OrderedDict()  # whether asked as a question, and the text
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._recall(texts, self._embedder.embed_questions, asked=True)

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._recall(texts, self._embedder.embed_passages, asked=False)

    def _recall(self, texts: Sequence[str], embed: Callable[[Sequence[str]], Rows], *, asked: bool) -> Rows:
        import numpy as np

        with self._lock:
            rows = {text: self._rows[asked, text] for text in texts if (asked, text) in self._rows}
        new = [text for text in dict.fromkeys(texts) if text not in rows]
        rows.update(zip(new, embed(new), strict=True) if new else ())
        with self._lock:
            for text in dict.fromkeys(texts):
                self._rows[asked, text] = rows[text]
                self._rows.move_to_end((asked, text))
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
        return np.stack([rows[text] for text in texts]) if texts else np.zeros((0, self.dimensions), dtype=np.float32)
