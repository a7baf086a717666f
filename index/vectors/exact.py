"""Nearest passages by one product with every vector of the catalog: exact, and open to any number of processes."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Rows


class ExactSearch:
    """Holds the matrix between questions, and reads it again when the catalog has changed.

    among: which living vectors, as a condition on the catalog's table `vectors`.
    """

    def __init__(self, catalog: Catalog, among: str = "dead = 0") -> None:
        self._catalog = catalog
        self._among = among
        self._guard = threading.Lock()
        self._stamp: str | None = None
        self._keys: list[str] = []
        self._rows: Rows | None = None

    def query(self, vector: Rows, k: int) -> list[tuple[str, float]]:
        """The k passages nearest to a unit vector: id and cosine, best first."""
        return resolve_passages(self._catalog, self.nearest(vector, k))[:k]

    def nearest(self, vector: Rows, k: int) -> list[tuple[str, float]]:
        """The k vectors nearest to a unit vector: key and cosine, best first."""
        import numpy as np

        keys, rows = self._matrix()
        if rows is None or not keys or rows.shape[1] != len(vector):
            return []
        scores = rows @ np.asarray(vector, dtype=np.float32)
        wanted = min(len(keys), k)
        best = np.argpartition(-scores, wanted - 1)[:wanted]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(keys[at], float(scores[at])) for at in best]

    def cosines(self, vector: Rows, ids: Sequence[str]) -> dict[str, float]:
        """The cosine of a unit vector with each of these passages that is embedded."""
        import numpy as np

        rows = self._catalog.connection.execute(
            "SELECT id, vectors.vector AS blob FROM passages JOIN vectors ON key = passages.vector"
            " WHERE embedder = ? AND id IN (SELECT value FROM json_each(?))",
            (self._catalog.setting("embedder"), json.dumps(list(ids))),
        ).fetchall()
        if not rows:
            return {}
        scores = from_blob([row["blob"] for row in rows]) @ np.asarray(vector, dtype=np.float32)
        return {row["id"]: float(score) for row, score in zip(rows, scores, strict=True)}

    def _matrix(self) -> tuple[list[str], Rows | None]:
        with self._guard:
            connection = self._catalog.connection
            stamp = self._catalog.setting("changed")
            if stamp != self._stamp:
                found = connection.execute(
                    f"SELECT key, vector FROM vectors WHERE embedder = ? AND {self._among}",
                    (self._catalog.setting("embedder"),),
                ).fetchall()
                self._keys = [row[0] for row in found]
                self._rows = from_blob([row[1] for row in found]) if found else None
                self._stamp = stamp
            return self._keys, self._rows


def resolve_passages(catalog: Catalog, near: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The passages that vectors stand for, with the vectors' scores and in their order; none for a dead one."""
    held: dict[str, list[str]] = defaultdict(list)
    rows = catalog.connection.execute(
        "SELECT vector, id FROM passages WHERE vector IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([key for key, _ in near]),),
    )
    for key, one in rows:
        held[key].append(one)
    return [(one, score) for key, score in near for one in held.get(key, ())]


def to_blob(row: Rows) -> bytes:
    """A vector as the catalog keeps it: float32, little endian."""
    return row.astype("<f4").tobytes()


def from_blob(blobs: Sequence[bytes]) -> Rows:
    """Vectors out of the catalog, shape (n, dimensions)."""
    import numpy as np

    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), -1).astype(np.float32, copy=False)
