"""The catalog's vectors, and how each stands in Chroma.

A vector is stored as float32 bytes, little endian (`index.vectors.exact_search.from_blobs`), under the key of the
embedded text. It is dead once no passage has its key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED

WAITING, STORED, UNREACHABLE = 0, 1, 2
"""How a vector stands in Chroma, in the column `stored`: not added yet; a query for the vector returns it; it does
not (HNSW recall miss)."""
MAX_SAME_DISTANCE = 1e-3
"""Cosine distance up to which another vector may be returned for one: passages of one text have equal vectors."""
OUTSIDE = f"stored <> {STORED}"
"""What Chroma does not return, in the words of the index `vectors_outside`: SQLite takes an index of few rows only
where its condition is repeated. Counts avoid reading the vectors: at 100,000 that takes 120 ms."""


def count_vectors(catalog: Catalog) -> int:
    """Vectors of all embedders, dead ones too."""
    return _count(catalog, "")


def count_waiting(catalog: Catalog) -> int:
    """Living vectors of the embedder in use that are not in Chroma yet."""
    return _count(catalog, f"WHERE embedder = ? AND stored = {WAITING} AND dead = 0", catalog.state.embedder)


def count_unreachable(catalog: Catalog, embedder: str) -> int:
    """Vectors of an embedder that are in Chroma and that it does not return, dead ones too."""
    return _count(catalog, f"WHERE embedder = ? AND {OUTSIDE} AND stored = {UNREACHABLE}", embedder)


def count_stored(catalog: Catalog, embedder: str) -> int:
    """Vectors of an embedder that are in Chroma, dead ones too."""
    waiting = _count(catalog, f"WHERE embedder = ? AND {OUTSIDE} AND stored = {WAITING}", embedder)
    return _count(catalog, "WHERE embedder = ?", embedder) - waiting


def count_dead_stored(catalog: Catalog) -> int:
    """Dead vectors that are in Chroma."""
    return _count(catalog, f"WHERE dead = 1 AND stored <> {WAITING}")


def count_living(catalog: Catalog, embedder: str) -> int:
    """Vectors of an embedder that passages have."""
    dead = _count(catalog, "WHERE embedder = ? AND dead = 1", embedder)
    return _count(catalog, "WHERE embedder = ?", embedder) - dead


def count_living_outside(catalog: Catalog, embedder: str) -> int:
    """Living vectors of an embedder that Chroma does not return."""
    return _count(catalog, f"WHERE embedder = ? AND {OUTSIDE} AND dead = 0", embedder)


def add_vectors(catalog: Catalog, embedder: str, vectors: Mapping[str, bytes]) -> None:
    """Add vectors by key; those of keys that the embedder has already are left out."""
    catalog.connection.executemany(
        "INSERT INTO vectors (key, embedder, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(key, embedder, blob) for key, blob in vectors.items()],
    )


def mark_stored(catalog: Catalog, embedder: str, keys: Collection[str], standing: int = STORED) -> None:
    """Mark how vectors stand in Chroma: `STORED` or `UNREACHABLE`."""
    catalog.connection.executemany(
        "UPDATE vectors SET stored = ? WHERE embedder = ? AND key = ?", [(standing, embedder, key) for key in keys]
    )


def mark_all_stored(catalog: Catalog, embedder: str) -> None:
    """Mark every vector of an embedder as returned by Chroma."""
    catalog.execute("UPDATE vectors SET stored = ? WHERE embedder = ?", STORED, embedder)


def delete_dead_vectors(catalog: Catalog) -> None:
    catalog.execute("DELETE FROM vectors WHERE dead = 1")


def delete_dead_waiting(catalog: Catalog) -> None:
    """Delete the dead vectors that Chroma does not have."""
    catalog.execute(f"DELETE FROM vectors WHERE dead = 1 AND stored = {WAITING}")


def delete_other_embedders(catalog: Catalog, kept: Collection[str]) -> None:
    """Delete the vectors of all embedders but these."""
    catalog.execute(f"DELETE FROM vectors WHERE embedder NOT IN {LISTED}", kept)


def read_waiting(catalog: Catalog, embedder: str, limit: int) -> dict[str, bytes]:
    """Living vectors of an embedder that are not in Chroma yet, by key."""
    query = f"SELECT key, vector FROM vectors WHERE embedder = ? AND stored = {WAITING} AND dead = 0 LIMIT ?"
    return dict(catalog.execute(query, embedder, limit))


def read_living(catalog: Catalog, embedder: str, *, outside: bool = False) -> dict[str, bytes]:
    """The living vectors of an embedder, by key. outside: only those that Chroma does not return."""
    condition = f" AND {OUTSIDE}" if outside else ""
    query = f"SELECT key, vector FROM vectors WHERE embedder = ? AND dead = 0{condition}"
    return dict(catalog.execute(query, embedder))


def read_living_batches(
    catalog: Catalog, embedder: str, size: int, *, stored: bool = False
) -> Iterator[tuple[dict[str, bytes], int, int]]:
    """The living vectors of an embedder in batches, by key and in the order of keys; with each batch the number of
    vectors read so far, and of all.

    stored: only those marked `STORED`.
    """
    condition = f"embedder = ? AND dead = 0{f' AND stored = {STORED}' if stored else ''}"
    total = _count(catalog, f"WHERE {condition}", embedder)
    done, last = 0, ""
    query = f"SELECT key, vector FROM vectors WHERE {condition} AND key > ? ORDER BY key LIMIT ?"
    while batch := dict(catalog.execute(query, embedder, last, size)):
        done, last = done + len(batch), max(batch)
        yield batch, done, total


def read_passage_vectors(catalog: Catalog, embedder: str, passages: Collection[str]) -> dict[str, bytes]:
    """An embedder's vectors of these passages, by passage id; passages without one are left out."""
    query = (
        "SELECT passages.id, vectors.vector FROM passages JOIN vectors ON vectors.embedder = ?"
        f" AND vectors.key = passages.vector WHERE passages.id IN {LISTED}"
    )
    return dict(catalog.execute(query, embedder, passages))


def passages_of_vectors(catalog: Catalog, keys: Collection[str]) -> dict[str, list[str]]:
    """The ids of the passages that have each vector, by key; a dead key has none."""
    passages: dict[str, list[str]] = defaultdict(list)
    query = f"SELECT vector, id FROM passages WHERE vector IN {LISTED} ORDER BY id"
    for key, id in catalog.execute(query, keys):
        passages[key].append(id)
    return passages


def _count(catalog: Catalog, condition: str, *values: str) -> int:
    return catalog.number(f"SELECT count(*) FROM vectors {condition}", *values)


def read_all_batches(catalog: Catalog, size: int, embedder: str = "") -> Iterator[list[tuple[int, bytes]]]:
    """The row and bytes of every vector, dead ones too, in batches. embedder: only of this one; "" for all."""
    rows = catalog.execute("SELECT n, vector FROM vectors WHERE ? IN ('', embedder) ORDER BY n", embedder)
    while batch := rows.fetchmany(size):
        yield [tuple(row) for row in batch]


def delete_vectors(catalog: Catalog, rows: Collection[int]) -> None:
    catalog.execute(f"DELETE FROM vectors WHERE n IN {LISTED}", rows)
