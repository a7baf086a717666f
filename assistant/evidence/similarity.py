"""Cosines of a question with passages, their titles and their sentences, from one batch through the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.vectors.embedder import Embedder

Rows = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCosines:
    """Of one passage with the question; 0.0 without an encoder."""

    title: float = 0.0
    body: float = 0.0
    """Of the mean of its sentences, weighted by length."""
    body_beyond_title: float = 0.0
    """The same with the title's direction removed from both."""
    sentences: tuple[tuple[float, float], ...] = ()
    """Of each sentence, as it is and beyond the title."""


def measure_cosines(
    question: str, titles: Sequence[str], texts: Sequence[Sequence[str]], embedder: Embedder | None
) -> list[PassageCosines]:
    """The cosines of each passage. texts: the sentences of each passage."""
    if embedder is None or not texts:
        return [PassageCosines(sentences=((0.0, 0.0),) * len(sentences)) for sentences in texts]
    question_row = embedder.embed_questions([question])[0]
    batch = list(dict.fromkeys([*(title or " " for title in titles), *(text for part in texts for text in part)]))
    row_of = dict(zip(batch, embedder.embed_passages(batch), strict=True))
    return [
        _compare(question_row, row_of[title] if title else np.zeros_like(question_row), sentences, row_of)
        for title, sentences in zip(titles, texts, strict=True)
    ]


def _compare(question: Rows, title: Rows, sentences: Sequence[str], row_of: dict[str, Rows]) -> PassageCosines:
    if not sentences:
        return PassageCosines(title=float(title @ question))
    rows = np.stack([row_of[sentence] for sentence in sentences])
    lengths = np.array([len(sentence.split()) + 1 for sentence in sentences])
    body = _unit((rows * lengths[:, None]).sum(axis=0))
    question_beyond = _unit(question - (question @ title) * title)
    beyond = rows - np.outer(rows @ title, title)
    return PassageCosines(
        title=float(title @ question),
        body=float(body @ question),
        body_beyond_title=float(_unit(body - (body @ title) * title) @ question_beyond),
        sentences=tuple(
            (float(cosine), float(_unit(row) @ question_beyond))
            for cosine, row in zip(rows @ question, beyond, strict=True)
        ),
    )


def _unit(row: Rows) -> Rows:
    return row / max(float(np.linalg.norm(row)), 1e-6)
