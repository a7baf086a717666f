"""What lies near a passage: before and after it in its chapter, and like it anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.legs import stored_vectors
from ingest.passage import Passage

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.vectors import Vectors


def find_neighbours(catalog: Catalog, one: str, reach: int = 1) -> tuple[Passage, ...]:
    """Up to `reach` passages before and after a passage, in its shown place's file and section, in their order."""
    rows = catalog.connection.execute(
        "SELECT DISTINCT other.passage FROM finds own JOIN finds other"
        " ON other.document = own.document AND other.section = own.section"
        " WHERE own.n = (SELECT n FROM finds WHERE passage = ? ORDER BY rank, n LIMIT 1)"
        " ORDER BY other.line_start, other.n",
        (one,),
    )
    ids = [row[0] for row in rows if row[0]]
    if one not in ids:
        return ()
    at = ids.index(one)
    around = [*ids[max(0, at - reach) : at], *ids[at + 1 : at + 1 + reach]]
    passages = catalog.passages(around)
    return tuple(passages[near] for near in around if near in passages)


def find_alike(catalog: Catalog, vectors: Vectors, embedder: str, one: str, top: int = 5) -> tuple[Passage, ...]:
    """The passages nearest in meaning to a passage, best first, itself left out; none while it has no vector."""
    ids, rows = stored_vectors(catalog.connection, embedder, [one])
    if not ids:
        return ()
    found = [near for near, _ in vectors.query(rows[0], top + 1) if near != one][:top]
    passages = catalog.passages(found)
    return tuple(passages[near] for near in found if near in passages)
