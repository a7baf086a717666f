"""Collections of vectors in the catalog's own database, each a table with an HNSW index of pgvector.

They stand in for `index.vectors.chroma`. Halves of floats choose the candidates; the catalog's own vectors score them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.vector_rows import MAX_SAME_DISTANCE
from index.errors import StoreUnreachable, StoreUnusable, VectorsFailure

GRAPH = "m = 32, ef_construction = 200"
MIN_GRAPH_VECTORS = 20_000
"""As many are made a graph of; fewer are all compared, which takes 5, 9 and 16 ms a question of 5,000, 10,000 and
20,000; by a graph of 5,000 and 20,000 9 and 19, and a place in it 6 to 9 ms once (bench/results/cluster.md)."""
NARROW = 40
"""Candidates that suffice for nearly every vector to find itself: 2.5 ms instead of the 14.9 of a search's 200 (600 of
100,000 vectors; none was missed, by 10 candidates one). A vector that is missed is asked for as a search asks."""
GRAPH_MEMORY = (
    "SELECT set_config('maintenance_work_mem', greatest(pg_size_bytes(current_setting(?)), 1 << 30) || 'B', TRUE)"
)
"""At least 1 GB while a graph is built, which holds 400,000 vectors; the server's own setting where it is more."""


class HalfvecCollection:
    """As `ChromaCollection`: vectors of length 1 by key. Its methods raise VectorsFailure."""

    def __init__(self, catalog: Catalog, table: str) -> None:
        self._catalog = catalog
        self._table = table

    def close(self) -> None:
        pass

    def count(self) -> int:
        """How many vectors it has; 0 for one that has had none."""
        with _vector_failures("counting"):
            is_there = self._table in list_tables(self._catalog)
            return self._catalog.number(f"SELECT count(*) FROM {self._table}") if is_there else 0

    def add(self, keys: Sequence[str], matrix: Any) -> None:
        """Add vectors, without those whose keys are in it already."""
        columns = f"(key TEXT PRIMARY KEY, near halfvec({matrix.shape[1]}) NOT NULL)"
        with _vector_failures("adding vectors"), self._catalog.transaction():
            self._catalog.execute(f"CREATE TABLE IF NOT EXISTS {self._table} {columns}")
            self._catalog.connection.executemany(
                f"INSERT INTO {self._table} VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(key, str(row.tolist())) for key, row in zip(keys, matrix, strict=True)],
            )

    def nearest(self, vector: Any, k: int) -> list[tuple[str, float]]:
        """About the k vectors nearest to a unit vector by the graph: key and exact cosine, best first."""
        import numpy as np

        query = (
            f"SELECT key, vector FROM (SELECT key FROM {self._table} ORDER BY near <=> ?::halfvec LIMIT ?) AS found"
            " JOIN vectors USING (key) WHERE embedder = ?"
        )
        with _vector_failures("searching"):
            rows = self._catalog.execute(query, str(vector.tolist()), k, self._catalog.state.embedder)
            cosines = [(key, float(np.frombuffer(blob, dtype="<f4") @ vector)) for key, blob in rows]
        return sorted(cosines, key=lambda item: -item[1])

    def find_unreachable(self, keys: Sequence[str], matrix: Any) -> list[str]:
        """Those of these keys that a query for their own vector does not return (HNSW recall miss)."""
        asked = f"SELECT asked.key FROM unnest(?::TEXT[]) AS asked (key) LEFT JOIN {self._table} AS own USING (key)"
        query = (
            f"{asked} LEFT JOIN LATERAL (SELECT key, near <=> own.near AS distance FROM {self._table}"
            " ORDER BY near <=> own.near LIMIT 1) AS found ON TRUE"
            " WHERE own.key IS NULL OR (found.key <> own.key AND found.distance > ?)"
        )
        with _vector_failures("searching"):
            if self._make_graph():
                with self._catalog.transaction():
                    self._catalog.execute("SELECT set_config('hnsw.ef_search', ?, TRUE)", str(NARROW))
                    missed = self._catalog.column(query, keys, MAX_SAME_DISTANCE)
                return self._catalog.column(query, missed, MAX_SAME_DISTANCE) if missed else []
            return self._catalog.column(f"{asked} WHERE own.key IS NULL", keys)

    def _make_graph(self) -> bool:
        """Make the graph of the vectors that are there, unless it is made or they are few; whether there is one. Making
        it at once takes a quarter of the time that each one's own place in it does."""
        if self._catalog.column("SELECT to_regclass(?)", f"{self._table}_graph") != [None]:
            return True
        if self.count() < MIN_GRAPH_VECTORS:
            return False
        graph = f"USING hnsw (near halfvec_cosine_ops) WITH ({GRAPH})"
        with self._catalog.transaction():
            self._catalog.execute(GRAPH_MEMORY, "maintenance_work_mem")
            self._catalog.execute(f"CREATE INDEX {self._table}_graph ON {self._table} {graph}")
        return True


class HalfvecCollections:
    """As `ChromaCollections`: the collections of a store, by their numbers."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def open(self, generation: int, *, create: bool = False) -> HalfvecCollection:
        """The collection; its table is made with the first vectors."""
        return HalfvecCollection(self._catalog, _table_name(generation))

    def has(self, generation: int) -> bool:
        return _table_name(generation) in list_tables(self._catalog)

    def remove(self, generation: int) -> None:
        self._catalog.execute(f"DROP TABLE IF EXISTS {_table_name(generation)}")

    def remove_but(self, generation: int) -> None:
        """Remove all other collections."""
        for table in list_tables(self._catalog) - {_table_name(generation)}:
            self._catalog.execute(f"DROP TABLE IF EXISTS {table}")


def list_tables(catalog: Catalog) -> set[str]:
    """The tables of all collections."""
    return set(catalog.column("SELECT name FROM sqlite_master WHERE name ~ '^near_[0-9]+$'"))


def _table_name(generation: int) -> str:
    return f"near_{generation}"


@contextmanager
def _vector_failures(doing: str) -> Iterator[None]:
    try:
        yield
    except StoreUnreachable:  # nothing is wrong with the vectors
        raise
    except StoreUnusable as error:
        raise VectorsFailure(doing, error.why[:200]) from error
