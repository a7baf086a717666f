"""The vectors that search uses. The home of Chroma, which is imported when a collection is first needed.

Chroma is derived: every vector stands in the catalog too. A vector is named by what was embedded, so an edit is
a new name, and the collection is only ever added to: deletes and upserts make Chroma lose records (chroma#7758).
A vector whose passages are gone is dead, and passed over; at one fifth dead a fresh collection is built in a
folder beside the old one and swapped in. Its graph misses a few however it is built (6 of 49,000 made-up ones): each
is asked for by its own vector once it is stored, and all are once a fourth has come to them, as those that come later
can cut one off (1 of 16,638 real ones, once). What is not found is unreachable, and scored exactly beside Chroma, and
so are the few new ones that may wait for a process that has it loaded (`can_defer`).
Chroma bears one process only: whoever does not hold the store's lock is answered exactly, from the catalog (9 ms at
100,000 vectors), and so is everyone where Chroma fails.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index.errors import IndexFailure, StoreFull, VectorsFailure, tells_full
from index.vectors.chroma import BATCH, _first_line, _missing, _open_folder, blank_room, has_graph
from index.vectors.exact import ExactSearch, from_blob, resolve_passages
from index.vectors.vector_rows import (
    OUTSIDE,
    STORED,
    count_stored,
    count_unreachable,
    count_waiting,
    living_vectors,
    mark_unreachable,
)

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Rows

T = TypeVar("T")

FOLDER = "vectors"
DEAD_SHARE = 0.2
"""Share of dead vectors at which a fresh collection is built."""
WAITING = 200
"""New vectors that may stand outside Chroma, scored exactly beside it, while this process has not loaded it: importing
it takes 1.1 s of processor time, a day's highlights .8 s to read and embed. A page has it loaded, and adds them."""
UNREACHABLE_SHARE = 0.01
"""Share of unreachable vectors at which Chroma is not asked any more."""


class Vectors:
    """The collection of one store, opened when first needed.

    owner: whether this process holds the store's lock; where it does not, Chroma is never opened.
    """

    def __init__(self, catalog: Catalog, *, owner: bool = True) -> None:
        self._catalog = catalog
        self._owner = owner
        self._guard = threading.RLock()
        self._opened: tuple[int, Any, Any] | None = None
        self._exact = ExactSearch(catalog)
        self._beside = ExactSearch(catalog, f"dead = 0 AND {OUTSIDE}")
        self.why = ""
        """Why Chroma is not used; "" where it is, or was not needed yet."""

    def query(self, vector: Rows, k: int) -> list[tuple[str, float]]:
        """The k passages nearest to a unit vector: id and cosine, best first; dead ones are passed over."""
        if k < 1:
            return []
        if (
            self._owner
            and self._catalog.setting("generation")
            and not (self.why or self._catalog.setting("vectors_why"))
        ):
            try:
                return self._query_both(vector, k)
            except VectorsFailure:  # perhaps the collection was swapped meanwhile
                try:
                    return self._query_both(vector, k)
                except VectorsFailure as trouble:
                    self.why = trouble.why
        return self._exact.query(vector, k)

    def cosines(self, vector: Rows, ids: Sequence[str]) -> dict[str, float]:
        """The cosine of a unit vector with each of these passages; those not embedded yet are left out."""
        return self._exact.cosines(vector, ids)

    def count(self) -> int:
        """How many vectors the collection holds, dead ones too."""
        return self._ask("counting", lambda collection: int(collection.count()))

    def add(self, keys: Sequence[str], rows: Rows) -> None:
        """Add vectors, those that are there already left out."""
        collection = self._collection(make=True)
        self._add_to(self._folder(int(self._catalog.setting("generation"))), collection, keys, rows)

    @property
    def is_open(self) -> bool:
        """Whether this process has loaded Chroma and the collection."""
        return self._opened is not None

    def can_defer(self) -> bool:
        """Whether what is not in Chroma yet may stay outside: few, beside a collection that nothing here has opened."""
        if self.is_open or not self._catalog.setting("generation"):
            return False
        return count_waiting(self._catalog) <= WAITING

    def missing(self, keys: Sequence[str], rows: Rows) -> list[str]:
        """Those of these vectors that do not find themselves in Chroma."""
        return self._ask("searching", lambda collection: _missing(collection, keys, rows))

    def find_unreachable(
        self, embedder: str, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> list[str]:
        """Those stored that do not find themselves any more; .4 ms for each that is tried."""
        lost: list[str] = []
        for batch, done, total in living_vectors(self._catalog, embedder, BATCH, STORED):
            lost += self.missing([key for key, _ in batch], from_blob([blob for _, blob in batch]))
            progress(done, total)
        return lost

    def is_stale(self, embedder: str) -> bool:
        """Whether the collection should be built anew: missing, short, a fifth dead or too many unreachable."""
        dead = self._catalog.count("vectors WHERE dead = 1 AND stored <> 0")
        stored = count_stored(self._catalog, embedder)
        if not stored:
            return False
        if dead >= DEAD_SHARE * stored or self.why:
            return True
        tried = self._catalog.setting("vectors_why")  # a fresh one had as many unreachable, and another would
        if not tried and count_unreachable(self._catalog, embedder) > UNREACHABLE_SHARE * stored:
            return True
        generation = int(self._catalog.setting("generation", "0"))
        if not (self._folder(generation) / "chroma.sqlite3").is_file():
            return True
        if self._opened is None:  # nothing was written, so nothing was loaded: `doctor` looks further
            return False
        return self.count() < stored

    def rebuild(self, embedder: str, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Build a fresh collection of all living vectors of `embedder`, and swap it in; embeds nothing."""
        self.remove_old_generations()
        generation = int(self._catalog.setting("generation", "0")) + 1
        folder = self._folder(generation)
        client, collection = _open_folder(folder, make=True)
        try:
            for batch, done, total in living_vectors(self._catalog, embedder, BATCH):
                self._add_to(folder, collection, [key for key, _ in batch], from_blob([blob for _, blob in batch]))
                progress(done, total)
            unreachable = [
                key
                for batch, _, _ in living_vectors(self._catalog, embedder, BATCH)
                for key in _missing(collection, [key for key, _ in batch], from_blob([blob for _, blob in batch]))
            ]
            total = int(collection.count())
        except Exception as trouble:
            client.close()
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(trouble, IndexFailure):
                raise
            raise self._explain("building a collection", trouble) from trouble
        client.close()
        with self._guard:
            self.close()
            with self._catalog.transaction() as connection:
                self._catalog.set_setting("generation", str(generation))
                coming = self._catalog.setting("embedder_next")
                coming = "" if coming == embedder else coming
                self._catalog.set_setting("embedder", embedder)
                self._catalog.set_setting("embedder_next", coming)
                why = f"{len(unreachable):,} of {total:,} vectors do not find themselves;"
                why += " search is exact, `notes doctor --repair` tries again"
                self._catalog.set_setting("vectors_why", why if len(unreachable) > UNREACHABLE_SHARE * total else "")
                self._catalog.set_setting("vectors_tried", str(total))
                connection.execute("DELETE FROM vectors WHERE dead = 1 OR embedder NOT IN (?, ?)", (embedder, coming))
                connection.execute("UPDATE vectors SET stored = ? WHERE embedder = ?", (STORED, embedder))
                mark_unreachable(connection, embedder, unreachable)
            self.why = ""
        self.remove_old_generations()
        self._catalog.connection.execute("PRAGMA incremental_vacuum").fetchall()

    def remove_old_generations(self) -> None:
        """Delete the folders of collections that were swapped out, or never finished."""
        current = self._catalog.setting("generation", "0")
        folder = self._catalog.data / FOLDER
        for stray in folder.iterdir() if folder.is_dir() else ():
            if stray.name != current:
                shutil.rmtree(stray, ignore_errors=True)

    def close(self) -> None:
        """Let go of Chroma's files."""
        with self._guard:
            if self._opened is not None:
                self._opened[1].close()
                self._opened = None

    def _query_both(self, vector: Rows, k: int) -> list[tuple[str, float]]:
        near, beside = self._query_chroma(vector, k), self._beside.nearest(vector, k)
        least = near[-1][1] if len(near) >= k else -1.0
        missed = resolve_passages(self._catalog, [(key, cosine) for key, cosine in beside if cosine > least])
        return sorted((dict(near) | dict(missed)).items(), key=lambda item: -item[1])[:k] if missed else near

    def _query_chroma(self, vector: Rows, k: int) -> list[tuple[str, float]]:
        asked = k + k // 4 + 8
        while True:
            found = self._ask(
                "searching",
                lambda collection, n=asked: collection.query(  # type: ignore[misc]
                    query_embeddings=[vector], n_results=n, include=["distances"]
                ),
            )
            near = resolve_passages(
                self._catalog,
                [(key, 1.0 - d) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)],
            )
            if len(near) >= k or len(found["ids"][0]) < asked:
                return near[:k]
            asked *= 2

    def _add_to(self, folder: Path, collection: Any, keys: Sequence[str], rows: Rows) -> None:
        try:
            first = not has_graph(folder)
            there = set(collection.get(ids=list(keys), include=[])["ids"])
            fresh = [at for at, key in enumerate(keys) if key not in there]
            for start in range(0, len(fresh), BATCH):
                part = fresh[start : start + BATCH]
                collection.add(ids=[keys[at] for at in part], embeddings=rows[part])
                if first:
                    blank_room(folder)
                    first = False
        except Exception as trouble:
            raise self._explain("adding vectors", trouble) from trouble

    def _ask(self, doing: str, what: Callable[[Any], T]) -> T:
        collection = self._collection()
        try:
            return what(collection)
        except Exception as trouble:
            raise self._explain(doing, trouble) from trouble

    def _explain(self, doing: str, trouble: Exception) -> IndexFailure:
        said = _first_line(trouble)
        return StoreFull(self._catalog.data) if tells_full(said) else VectorsFailure(doing, said)

    def _collection(self, *, make: bool = False) -> Any:
        """The current collection, opened where it is not; a swap by this process's other threads is followed."""
        with self._guard:
            generation = int(self._catalog.setting("generation", "0"))
            if self._opened is not None and self._opened[0] == generation:
                return self._opened[2]
            self.close()
            if generation == 0 and make:
                generation = 1
                client, collection = _open_folder(self._folder(generation), make=True)
                with self._catalog.transaction():
                    self._catalog.set_setting("generation", "1")
            else:
                client, collection = _open_folder(self._folder(generation), make=False)
            self._opened = (generation, client, collection)
            return collection

    def _folder(self, generation: int) -> Path:
        return self._catalog.data / FOLDER / str(generation)
