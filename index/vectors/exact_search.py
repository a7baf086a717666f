"""Exact search: nearest passages by one product with every vector of the catalog, in any number of processes."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

from index.catalog.catalog import Catalog
from index.catalog.vector_rows import passages_of_vectors, read_living, read_passage_vectors
from index.vectors.embedder import Matrix, Vector


class ExactSearch:
    """Keeps the matrix between questions, and reads it again when the catalog has changed.

    outside: only the vectors that Chroma does not return.
    """

    def __init__(self, catalog: Catalog, *, outside: bool = False) -> None:
        self._catalog = catalog
        self._outside = outside
        self._guard = threading.Lock()
        self._stamp: str | None = None
        self._keys: list[str] = []
        self._matrix: Matrix | None = None

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """The k passages nearest to a unit vector: id and cosine, best first."""
        return resolve_passages(self._catalog, self.nearest(vector, k))[:k]

    def nearest(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """The k vectors nearest to a unit vector: key and cosine, best first."""
        import numpy as np

        keys, matrix = self._load()
        if matrix is None or matrix.shape[1] != len(vector):
            return []
        cosines = matrix @ np.asarray(vector, dtype=np.float32)
        count = min(len(keys), k)
        best = np.argpartition(-cosines, count - 1)[:count]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [(keys[index], float(cosines[index])) for index in best]

    def _load(self) -> tuple[list[str], Matrix | None]:
        with self._guard:
            stamp = self._catalog.state.changed
            if stamp != self._stamp:
                blobs = read_living(self._catalog, self._catalog.state.embedder, outside=self._outside)
                self._keys = list(blobs)
                self._matrix = from_blobs(blobs.values()) if blobs else None
                self._stamp = stamp
            return self._keys, self._matrix


def score_passages(catalog: Catalog, embedder: str, ids: Collection[str], vector: Vector) -> dict[str, float]:
    """The cosine of a unit vector with each of these passages, by id; those without a vector are left out."""
    blobs = read_passage_vectors(catalog, embedder, ids)
    if not blobs:
        return {}
    return dict(zip(blobs, (from_blobs(blobs.values()) @ vector).tolist(), strict=True))


def resolve_passages(catalog: Catalog, near: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The passages that have these vectors, with the vectors' scores and in their order; a dead vector has none."""
    passages = passages_of_vectors(catalog, [key for key, _ in near])
    return [(id, score) for key, score in near for id in passages.get(key, ())]


def to_blob(vector: Vector) -> bytes:
    """A vector as the catalog stores it: float32, little endian."""
    return vector.astype("<f4").tobytes()


def from_blobs(blobs: Collection[bytes]) -> Matrix:
    """Vectors read from the catalog, shape (n, dimensions)."""
    import numpy as np

    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), -1).astype(np.float32, copy=False)
