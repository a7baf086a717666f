"""Candidates by meaning: the passages nearest to a vector."""

from __future__ import annotations

import heapq
from collections.abc import Collection

from index.catalog.catalog import Catalog
from index.catalog.passages import count_passages, read_passages
from index.catalog.vector_rows import read_passage_vectors
from index.search.evidence import Evidence
from index.vectors.embedder import Vector
from index.vectors.exact_search import from_blobs, score_passages
from index.vectors.store import Vectors

MAX_EXACT_PASSAGES = 4_000
"""Passages up to which a filtered set is scored from the catalog's vectors: 500 take 3 ms, 4,000 about 20."""
OVERFETCH = 4
"""Times the filter's share of passages that Chroma is asked for before all of a large set are scored exactly."""
MAX_OVERFETCHED = 2_000


def dense_candidates(
    catalog: Catalog, vectors: Vectors, embedder: str, vector: Vector, k: int, among: Collection[str] | None
) -> dict[str, float]:
    """The k passages nearest to a unit vector, of `among` where given: id to cosine."""
    if among is None:
        return dict(vectors.query(vector, k))
    if len(among) > MAX_EXACT_PASSAGES:
        wide = min(MAX_OVERFETCHED, OVERFETCH * k * max(1, count_passages(catalog) // len(among)))
        nearest = [(id, cosine) for id, cosine in vectors.query(vector, wide) if id in among]
        if len(nearest) >= k:
            return dict(nearest[:k])
    cosines = score_passages(catalog, embedder, among, vector)
    return dict(heapq.nlargest(k, cosines.items(), key=lambda item: item[1]))


def find_similar(catalog: Catalog, vectors: Vectors, embedder: str, passage: str, top: int = 5) -> tuple[Evidence, ...]:
    """The passages nearest in meaning to a passage, best first, without itself; none while it has no vector."""
    blobs = list(read_passage_vectors(catalog, embedder, [passage]).values())
    if not blobs:
        return ()
    cosines = dict(vectors.query(from_blobs(blobs)[0], top + 1))
    passages = read_passages(catalog, [id for id in cosines if id != passage][:top])
    return tuple(
        Evidence(passage=near, rank=rank, score=cosines[id], cosine=cosines[id], lexical=0.0)
        for rank, (id, near) in enumerate(passages.items(), 1)
    )
