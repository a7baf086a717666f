"""The catalog's vectors, and how each stands in Chroma."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from index.catalog.catalog import Catalog

STORED, UNREACHABLE = 1, 2
"""How a vector stands there, in the column `stored`: it finds itself, or does not; 0: it is not there yet."""
OUTSIDE = f"stored <> {STORED}"
"""What Chroma does not find, in the words of the index `vectors_outside`: SQLite takes an index of few rows only where
its condition is repeated. What can be counted without reading the vectors is: at 100,000 reading them takes 120 ms."""


def count_waiting(catalog: Catalog) -> int:
    """Living vectors of the embedder in use that are not in Chroma yet."""
    return catalog.count("vectors WHERE embedder = ? AND stored = 0 AND dead = 0", catalog.setting("embedder"))


def count_unreachable(catalog: Catalog, embedder: str) -> int:
    """Vectors of an embedder that are in Chroma and do not find themselves, dead ones too."""
    return catalog.count(f"vectors WHERE embedder = ? AND {OUTSIDE} AND stored = {UNREACHABLE}", embedder)


def count_stored(catalog: Catalog, embedder: str) -> int:
    """Vectors of an embedder that are in Chroma, dead ones too."""
    outside = catalog.count(f"vectors WHERE embedder = ? AND {OUTSIDE} AND stored = 0", embedder)
    return catalog.count("vectors WHERE embedder = ?", embedder) - outside


def count_living(catalog: Catalog, embedder: str) -> int:
    """Vectors of an embedder that passages stand behind."""
    dead = catalog.count("vectors WHERE embedder = ? AND dead = 1", embedder)
    return catalog.count("vectors WHERE embedder = ?", embedder) - dead


def mark_unreachable(connection: sqlite3.Connection, embedder: str, keys: Sequence[str]) -> None:
    """Mark vectors that do not find themselves; within the caller's transaction."""
    connection.executemany(
        "UPDATE vectors SET stored = ? WHERE embedder = ? AND key = ?", [(UNREACHABLE, embedder, key) for key in keys]
    )


def living_vectors(
    catalog: Catalog, embedder: str, batch: int, standing: int | None = None
) -> Iterator[tuple[list[tuple[str, bytes]], int, int]]:
    """The keys and vectors of an embedder that passages stand behind, so many at a time, in the order of their keys.

    standing: only those that stand so in Chroma. With each batch comes how many are done with it, and how many there
    are.
    """
    such = "" if standing is None else f" AND stored = {standing}"
    total = catalog.count(f"vectors WHERE embedder = ? AND dead = 0{such}", embedder)
    done, last = 0, ""
    while True:
        rows = catalog.connection.execute(
            f"SELECT key, vector FROM vectors WHERE embedder = ? AND dead = 0{such} AND key > ? ORDER BY key LIMIT ?",
            (embedder, last, batch),
        ).fetchall()
        if not rows:
            return
        done, last = done + len(rows), rows[-1]["key"]
        yield [(row["key"], row["vector"]) for row in rows], done, total
