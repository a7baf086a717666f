"""The two legs of a search: candidates by meaning and by words, and exact scores for a given few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search.evidence import Evidence

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from index.vectors.store import Vectors

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


def find_alike(catalog: Catalog, vectors: Vectors, embedder: str, one: str, top: int = 5) -> tuple[Evidence, ...]:
    """The passages nearest in meaning to a passage, best first, itself left out; none while it has no vector."""
    ids, rows = stored_vectors(catalog.connection, embedder, [one])
    if not ids:
        return ()
    found = [(near, cosine) for near, cosine in vectors.query(rows[0], top + 1) if near != one][:top]
    passages = catalog.passages([near for near, _ in found])
    return tuple(
        Evidence(passage=passages[near], rank=rank, score=cosine, cosine=cosine, lexical=0.0)
        for rank, (near, cosine) in enumerate(found, 1)
        if near in passages
    )
