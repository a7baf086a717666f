"""Embeds what has no vector yet: in batches, into the catalog first, then into Chroma, then the marks are cleared.

After a kill the marks say what is left: `passages.embedded` (no vector in the catalog) and `vectors.stored` (not in
Chroma). Where nothing is marked, neither the encoder nor Chroma is loaded; for a few new passages only the encoder is
(`Vectors.can_defer`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from index.catalog.catalog import Catalog
from index.catalog.passages import count_to_embed, mark_embedded, mark_vectors, read_texts_to_embed
from index.catalog.vector_rows import (
    UNREACHABLE,
    add_vectors,
    count_vectors,
    delete_dead_waiting,
    mark_stored,
    read_waiting,
)
from index.errors import Stopped, VectorsFailure
from index.progress import Progress, no_progress
from index.vectors.chroma import BATCH_VECTORS
from index.vectors.embedder import Embedder
from index.vectors.exact_search import from_blobs, to_blob
from index.vectors.store import Vectors

GROWTH_TO_RETRY = 1.25
"""Times as many vectors as when all were last queried, from which all are queried again: 1.6 ms for each new one, where
embedding it takes 30."""
EMBED_BATCH = 256
"""Passages embedded between two commits: a kill costs about two seconds of work."""


def embed_pending(
    catalog: Catalog,
    vectors: Vectors | None,
    load: Callable[[], Embedder],
    *,
    embedder: str = "",
    batch: int = EMBED_BATCH,
    progress: Progress = no_progress,
    stop: threading.Event | None = None,
) -> int:
    """Embed and store all that is marked; returns how many vectors were made.

    embedder: name of the wanted one; "" for the current one. Another one's vectors are made beside those of the
    current one, and swapped in when they are complete. batch: passages between two commits.
    `load` is called only where something must be embedded. Raises EmbedderMissing, VectorsFailure, Stopped, StoreFull.
    """
    _choose_embedder(catalog, embedder)
    count = _embed_marked(catalog, vectors, load, batch, progress, stop)
    if vectors is not None:
        _update_collection(catalog, vectors, progress, stop)
    return count


def _choose_embedder(catalog: Catalog, name: str) -> None:
    """Make `name` the wanted embedder; a change marks the passages that it has no vector of."""
    state = catalog.state
    if not name or name == state.wanted_embedder:
        return
    with catalog.transaction():
        if not state.embedder or name == state.embedder:
            state.embedder, state.embedder_next = name, ""
        else:
            state.embedder_next = name
        mark_embedded(catalog, name)


def _embed_marked(
    catalog: Catalog,
    vectors: Vectors | None,
    load: Callable[[], Embedder],
    batch: int,
    progress: Progress,
    stop: threading.Event | None,
) -> int:
    if not count_to_embed(catalog):
        return 0
    embedder = load()
    _choose_embedder(catalog, embedder.name)
    total, count = count_to_embed(catalog), 0
    progress("embedding", 0, total)
    while texts := read_texts_to_embed(catalog, batch):
        _raise_if_stopped(stop)
        matrix = embedder.embed_passages(list(texts.values()))
        with catalog.transaction():
            add_vectors(catalog, embedder.name, {key: to_blob(row) for key, row in zip(texts, matrix, strict=True)})
            mark_vectors(catalog, texts.keys())
            catalog.state.mark_changed()
        if vectors is not None and not catalog.state.embedder_next:
            _store_marked(catalog, vectors, progress, stop)
        count += len(texts)
        progress("embedding", total - count_to_embed(catalog), total)
    return count


def _update_collection(catalog: Catalog, vectors: Vectors, progress: Progress, stop: threading.Event | None) -> None:
    """Bring Chroma in line with the catalog: swap in a new embedder's vectors, rebuild a stale collection, add the
    rest."""
    with catalog.transaction():
        delete_dead_waiting(catalog)
    current, next_embedder = catalog.state.embedder, catalog.state.embedder_next
    if next_embedder and not count_to_embed(catalog):
        vectors.rebuild(next_embedder, progress)
    elif vectors.is_stale(next_embedder or current):
        vectors.rebuild(current, progress)
    elif not next_embedder:
        _store_marked(catalog, vectors, progress, stop)
        _retry_grown(catalog, vectors, progress, stop)


def _retry_grown(catalog: Catalog, vectors: Vectors, progress: Progress, stop: threading.Event | None) -> None:
    """Query every vector of a collection that has grown by `GROWTH_TO_RETRY`: later ones can make some unreachable."""
    if not vectors.is_open:
        return
    state, count = catalog.state, count_vectors(catalog)
    if count < GROWTH_TO_RETRY * state.vectors_tried:
        return

    def report(stage: str, done: int, total: int) -> None:
        _raise_if_stopped(stop)
        progress(stage, done, total)

    try:
        unreachable = vectors.find_unreachable(state.embedder, report)
    except VectorsFailure:  # the next run finds the collection stale
        return
    with catalog.transaction():
        mark_stored(catalog, state.embedder, unreachable, UNREACHABLE)
        state.vectors_tried = count
        if unreachable:
            state.mark_changed()
    if unreachable and vectors.is_stale(state.embedder):
        vectors.rebuild(state.embedder, progress)


def _store_marked(catalog: Catalog, vectors: Vectors, progress: Progress, stop: threading.Event | None) -> None:
    """Add the marked vectors of the current embedder to Chroma, query each, and mark it by the result."""
    if vectors.can_defer():
        return
    embedder = catalog.state.embedder
    while blobs := read_waiting(catalog, embedder, BATCH_VECTORS):
        _raise_if_stopped(stop)
        keys, matrix = list(blobs), from_blobs(blobs.values())
        try:
            vectors.add(keys, matrix)
            unreachable = vectors.missing(keys, matrix)
        except VectorsFailure:  # a kill or a full disk can leave such a collection
            vectors.rebuild(embedder, progress)
            return
        with catalog.transaction():
            mark_stored(catalog, embedder, keys)
            mark_stored(catalog, embedder, unreachable, UNREACHABLE)
            if unreachable:
                catalog.state.mark_changed()
        if unreachable and vectors.is_stale(embedder):
            vectors.rebuild(embedder, progress)
            return


def _raise_if_stopped(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Stopped
