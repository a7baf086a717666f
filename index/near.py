"""More like this: the passages nearest in meaning to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.legs import stored_vectors
from index.search import Evidence

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.vectors import Vectors


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
