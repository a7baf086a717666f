"""The vectors that search uses: which collection is current, when it is rebuilt, and what is scored outside it.

Chroma is derived: every vector is in the catalog too. A vector's key is made of the embedded text, so an edit is a new
key, and nothing in a collection changes. A vector without passages is dead and passed over; at one fifth dead a fresh
collection is built in a folder next to the old one and swapped in. Each vector is queried once it is added, and all are
once a fourth has been added, since later ones can cut one off (1 of 16,638 real ones, once). Unreachable vectors are
scored exactly, and so are the few new ones that may wait for a process that has Chroma loaded (`can_defer`).

Only one process may open a collection: one that does not hold the store's lock searches exactly, in the catalog (9 ms
at 100,000 vectors), and so does every process when Chroma fails.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from typing import Protocol

from index.catalog.catalog import Catalog
from index.catalog.catalog_file import release_free_pages
from index.catalog.vector_rows import (
    UNREACHABLE,
    count_dead_stored,
    count_stored,
    count_unreachable,
    count_waiting,
    delete_dead_vectors,
    delete_other_embedders,
    mark_all_stored,
    mark_stored,
    read_living_batches,
)
from index.errors import VectorsFailure
from index.progress import Progress, no_progress
from index.vectors.chroma import BATCH_VECTORS, ChromaCollections, vector_failures
from index.vectors.embedder import Matrix, Vector
from index.vectors.exact_search import ExactSearch, from_blobs, resolve_passages

FOLDER = "vectors"
MAX_DEAD_SHARE = 0.2
"""Share of dead vectors at which a fresh collection is built."""
MAX_WAITING = 200
"""New vectors that may stay outside Chroma, scored exactly, while this process has not loaded it: importing it takes
1.1 s of processor time, a day's highlights 0.8 s to read and embed. A page has it loaded, and adds them."""
MAX_UNREACHABLE_SHARE = 0.01
"""Share of unreachable vectors above which Chroma is not used any more."""


class Collection(Protocol):
    """Vectors of length 1 by key. Its methods raise VectorsFailure."""

    def close(self) -> None: ...

    def count(self) -> int: ...

    def add(self, keys: Sequence[str], matrix: Matrix) -> None:
        """Add vectors, without those whose keys are in it already."""
        ...

    def nearest(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """About the k vectors nearest to a unit vector: key and cosine, best first."""
        ...

    def find_unreachable(self, keys: Sequence[str], matrix: Matrix) -> list[str]:
        """Those of these keys that a query for their own vector does not return (HNSW recall miss)."""
        ...


class Collections(Protocol):
    """The collections of a store, by number."""

    def open(self, generation: int, *, create: bool = False) -> Collection: ...

    def has(self, generation: int) -> bool: ...

    def remove(self, generation: int) -> None: ...

    def remove_but(self, generation: int) -> None:
        """Remove all other collections."""
        ...


class Vectors:
    """The current collection of a store, opened when first needed.

    owner: whether this process holds the store's lock; without it, Chroma is never opened. collections: of another
    engine; None for Chroma's, or those of the database that holds the catalog.
    """

    def __init__(self, catalog: Catalog, *, owner: bool = True, collections: Collections | None = None) -> None:
        self._catalog = catalog
        self._owner = owner or bool(catalog.address)
        self._collections = collections or _make_collections(catalog)
        self._guard = threading.RLock()
        self._opened: tuple[int, Collection] | None = None
        self._exact = ExactSearch(catalog)
        self._exact_outside = ExactSearch(catalog, outside=True)
        self.why = ""
        """Why Chroma is not used; "" where it is, or was not needed yet."""

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """The k passages nearest to a unit vector: id and cosine, best first; dead vectors are passed over."""
        if k < 1:
            return []
        state = self._catalog.state
        if self._owner and state.generation and not (self.why or state.vectors_why):
            for is_last_try in (False, True):
                try:
                    return self._query_both(vector, k)
                except VectorsFailure as failure:  # the first may come of a swap by another thread
                    if is_last_try:
                        self.why = failure.why
        return self._exact.query(vector, k)

    def count(self) -> int:
        """How many vectors the collection has, dead ones too."""
        return self._collection().count()

    def add(self, keys: Sequence[str], matrix: Matrix) -> None:
        """Add vectors, without those whose keys are in the collection already."""
        self._collection(create=True).add(keys, matrix)

    @property
    def is_open(self) -> bool:
        """Whether this process has loaded Chroma and the collection."""
        return self._opened is not None

    def can_defer(self) -> bool:
        """Whether new vectors may stay outside Chroma: they are few, and this process has not opened the collection."""
        if self.is_open or not self._catalog.state.generation:
            return False
        return count_waiting(self._catalog) <= MAX_WAITING

    def missing(self, keys: Sequence[str], matrix: Matrix) -> list[str]:
        """Those of these keys that Chroma does not return for their own vector."""
        return self._collection().find_unreachable(keys, matrix)

    def find_unreachable(self, embedder: str, progress: Progress = no_progress) -> list[str]:
        """The stored keys that Chroma no longer returns for their own vector; 0.4 ms a key."""
        unreachable: list[str] = []
        for blobs, done, total in read_living_batches(self._catalog, embedder, BATCH_VECTORS, stored=True):
            unreachable += self.missing(list(blobs), from_blobs(blobs.values()))
            progress("storing", done, total)
        return unreachable

    def is_stale(self, embedder: str) -> bool:
        """Whether the collection should be rebuilt: it is missing, short, a fifth dead or has too many unreachable."""
        stored = count_stored(self._catalog, embedder)
        if not stored:
            return False
        if self.why or count_dead_stored(self._catalog) >= MAX_DEAD_SHARE * stored:
            return True
        state = self._catalog.state
        # With `vectors_why`, a fresh collection had as many unreachable vectors, and another one would.
        if not state.vectors_why and count_unreachable(self._catalog, embedder) > MAX_UNREACHABLE_SHARE * stored:
            return True
        if not self._collections.has(state.generation):
            return True
        # A closed collection was not written by this process; `doctor` opens and counts it.
        return self.is_open and self.count() < stored

    def rebuild(self, embedder: str, progress: Progress = no_progress) -> None:
        """Build a fresh collection of all living vectors of `embedder`, and swap it in; embeds nothing."""
        self.remove_old_generations()
        generation = self._catalog.state.generation + 1
        unreachable, total = self._build(generation, embedder, progress)
        with self._guard:
            self.close()
            self._swap_in(generation, embedder, unreachable, total)
            self.why = ""
        self.remove_old_generations()
        release_free_pages(self._catalog)

    def _build(self, generation: int, embedder: str, progress: Progress) -> tuple[list[str], int]:
        """Build a collection; its unreachable keys, and how many vectors it has."""
        try:
            with (
                vector_failures("building a collection", self._catalog.data / FOLDER),
                closing(self._collections.open(generation, create=True)) as collection,
            ):
                for blobs, done, total in read_living_batches(self._catalog, embedder, BATCH_VECTORS):
                    collection.add(list(blobs), from_blobs(blobs.values()))
                    progress("storing", done, total)
                unreachable = [
                    key
                    for blobs, _, _ in read_living_batches(self._catalog, embedder, BATCH_VECTORS)
                    for key in collection.find_unreachable(list(blobs), from_blobs(blobs.values()))
                ]
                return unreachable, collection.count()
        except Exception:
            self._collections.remove(generation)
            raise

    def _swap_in(self, generation: int, embedder: str, unreachable: Sequence[str], total: int) -> None:
        """Make a built collection the current one, and forget what it does not have."""
        state = self._catalog.state
        with self._catalog.transaction():
            next_embedder = "" if state.embedder_next == embedder else state.embedder_next
            state.generation, state.embedder, state.embedder_next = generation, embedder, next_embedder
            state.vectors_tried = total
            state.vectors_why = ""
            if len(unreachable) > MAX_UNREACHABLE_SHARE * total:
                state.vectors_why = (
                    f"{len(unreachable):,} of {total:,} vectors do not find themselves;"
                    " search is exact, `notes doctor --repair` tries again"
                )
            delete_dead_vectors(self._catalog)
            delete_other_embedders(self._catalog, (embedder, next_embedder))
            mark_all_stored(self._catalog, embedder)
            mark_stored(self._catalog, embedder, unreachable, UNREACHABLE)

    def remove_old_generations(self) -> None:
        """Delete the collections that were swapped out or never finished."""
        self._collections.remove_but(self._catalog.state.generation)

    def close(self) -> None:
        """Close the collection's files."""
        with self._guard:
            if self._opened is not None:
                self._opened[1].close()
                self._opened = None

    def _query_both(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        near, outside = self._query_chroma(vector, k), self._exact_outside.nearest(vector, k)
        least = near[-1][1] if len(near) >= k else -1.0
        missed = resolve_passages(self._catalog, [(key, cosine) for key, cosine in outside if cosine > least])
        return sorted((dict(near) | dict(missed)).items(), key=lambda item: -item[1])[:k] if missed else near

    def _query_chroma(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """The k nearest passages among Chroma's vectors; asks for more until enough of them are living."""
        count = k + k // 4 + 8
        while True:
            nearest = self._collection().nearest(vector, count)
            passages = resolve_passages(self._catalog, nearest)
            if len(passages) >= k or len(nearest) < count:
                return passages[:k]
            count *= 2

    def _collection(self, *, create: bool = False) -> Collection:
        """The current collection; opened again where another thread of this process swapped it."""
        with self._guard:
            generation = self._catalog.state.generation
            if self._opened is not None and self._opened[0] == generation:
                return self._opened[1]
            self.close()
            is_first = create and not generation
            generation = generation or int(is_first)
            collection = self._collections.open(generation, create=is_first)
            if is_first:
                with self._catalog.transaction():
                    self._catalog.state.generation = generation
            self._opened = (generation, collection)
            return collection


def _make_collections(catalog: Catalog) -> Collections:
    if not catalog.address:
        return ChromaCollections(catalog.data / FOLDER)
    from index.catalog.postgres.collection import HalfvecCollections

    return HalfvecCollections(catalog)
