"""The two legs of a search: candidates by meaning and by words, and exact scores for a given few."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from index.vectors import Vectors

Row = npt.NDArray[np.float32]

EXACT_AMONG = 4_000
"""Passages up to which a filtered set is scored from the catalog's vectors: 500 take 3 ms, 4,000 about 20."""
WIDEN = 4
"""How much more than the filter's share is asked of Chroma before all of a large set are scored exactly."""
MOST_WIDE = 2_000


def dense_candidates(
    connection: sqlite3.Connection,
    vectors: Vectors,
    embedder: str,
    vector: Row,
    k: int,
    among: Collection[str] | None,
) -> dict[str, float]:
    """The k passages nearest to a unit vector, of `among` where given: id to cosine."""
    if among is None:
        return dict(vectors.query(vector, k))
    if len(among) > EXACT_AMONG:
        total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        wide = min(MOST_WIDE, WIDEN * k * max(1, total // len(among)))
        found = [(one, cosine) for one, cosine in vectors.query(vector, wide) if one in among]
        if len(found) >= k:
            return dict(found[:k])
    ids, rows = stored_vectors(connection, embedder, among)
    if not ids:
        return {}
    cosines = rows @ vector
    best = np.argsort(-cosines)[:k]
    return {ids[at]: float(cosines[at]) for at in best}


def weigh_words(found: Sequence[Sequence[tuple[str, float]]], weights: Sequence[float], k: int) -> dict[str, float]:
    """The k passages that share most with several texts: id to the weighted sum of BM25.

    found: what the lexical leg gave for each text, in the order of their weights.
    """
    scores: dict[str, float] = {}
    for scored, weight in zip(found, weights, strict=False):
        for one, score in scored if weight else ():
            scores[one] = scores.get(one, 0.0) + weight * score
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k])


def stored_vectors(connection: sqlite3.Connection, embedder: str, ids: Collection[str]) -> tuple[list[str], Row]:
    """The vectors that the catalog holds of these passages: their ids, and the rows in the same order."""
    found = connection.execute(
        "SELECT p.id, v.vector FROM json_each(?) JOIN passages p ON p.id = value"
        " JOIN vectors v ON v.embedder = ? AND v.key = p.vector",
        (json.dumps(list(ids)), embedder),
    ).fetchall()
    if not found:
        return [], np.zeros((0, 0), dtype=np.float32)
    rows = np.frombuffer(b"".join(row[1] for row in found), dtype="<f4").reshape(len(found), -1)
    return [row[0] for row in found], rows


def exact_cosines(ids: Sequence[str], rows: Row, vector: Row) -> dict[str, float]:
    """Id to cosine, for rows of `stored_vectors`."""
    return {one: float(cosine) for one, cosine in zip(ids, rows @ vector, strict=True)} if ids else {}


def share_of_best(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores over the greatest one: 0 to 1."""
    best = max(scores.values(), default=0.0)
    return {one: score / best for one, score in scores.items()} if best > 0 else {}
