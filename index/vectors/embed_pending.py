"""Vectors for what has none yet: embedded in batches into the catalog first, then into Chroma, then unmarked.

Killed anywhere, the marks say what is left: `passages.embedded` (no vector in the catalog) and `vectors.stored`
(not in Chroma). Where nothing is marked, neither the encoder nor Chroma is loaded; for a few new passages only the
encoder is (`Vectors.can_defer`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.catalog.catalog import mark_changed
from index.catalog.passages import count_to_embed, settle_vectors, titled_passage, wanted_embedder
from index.errors import Stopped, VectorsFailure
from index.progress import Progress
from index.vectors.exact import from_blob, to_blob
from index.vectors.vector_rows import STORED, mark_unreachable

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder
    from index.vectors.store import Vectors

GROWN = 1.25
"""Times as many vectors as when all were last asked for, from which they are asked for again: 1.6 ms for each new one,
where embedding it takes thirty."""
EMBED_BATCH = 256
"""Passages embedded between two commits: about two seconds of work that a kill can cost."""


def embed_pending(
    catalog: Catalog,
    vectors: Vectors | None,
    load: Callable[[], Embedder],
    *,
    embedder: str = "",
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
) -> int:
    """Embed and store all that is marked; how many vectors were made.

    embedder: name of the wanted one; "" for the one in use. Another than that is filled beside it, and swapped in
    when it is whole. `load` is called only where something must be embedded.
    Raises EmbedderMissing, VectorsFailure, Stopped, StoreFull.
    """
    _choose_embedder(catalog, embedder)
    made = _embed_marked(catalog, vectors, load, progress, stop)
    if vectors is not None:
        _settle_collection(catalog, vectors, progress, stop)
    return made


def _choose_embedder(catalog: Catalog, name: str) -> None:
    """Make `name` the embedder that is filled; a change marks all that it has no vector of."""
    if not name or name == wanted_embedder(catalog.connection):
        return
    with catalog.transaction() as connection:
        current = catalog.setting("embedder")
        catalog.set_setting("embedder_next" if current and name != current else "embedder", name)
        if name == current:
            catalog.set_setting("embedder_next", "")
        connection.execute(
            "UPDATE passages SET embedded ="
            " EXISTS (SELECT 1 FROM vectors WHERE embedder = ? AND key = passages.vector)",
            (name,),
        )


def _embed_marked(
    catalog: Catalog,
    vectors: Vectors | None,
    load: Callable[[], Embedder],
    progress: Progress,
    stop: threading.Event | None,
) -> int:
    total = count_to_embed(catalog)
    if not total:
        return 0
    embedder = load()
    _choose_embedder(catalog, embedder.name)
    total, made = count_to_embed(catalog), 0
    progress("embedding", 0, total)
    while batch := _next_texts(catalog):
        _check(stop)
        keys = list(batch)
        rows = embedder.embed_passages([batch[key] for key in keys])
        with catalog.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO vectors (key, embedder, vector) VALUES (?, ?, ?)",
                [(key, embedder.name, to_blob(row)) for key, row in zip(keys, rows, strict=True)],
            )
            settle_vectors(connection, keys)
            mark_changed(catalog)
        if vectors is not None and not catalog.setting("embedder_next"):
            _store_marked(catalog, vectors, progress, stop)
        made += len(keys)
        progress("embedding", total - count_to_embed(catalog), total)
    return made


def _next_texts(catalog: Catalog) -> dict[str, str]:
    """The next texts to embed, by key."""
    from index.catalog.passages import embedding_text

    rows = catalog.connection.execute(
        "SELECT id, vector FROM passages WHERE embedded = 0 ORDER BY n LIMIT ?", (EMBED_BATCH,)
    ).fetchall()
    passages = catalog.passages([row["id"] for row in rows])
    return {row["vector"]: embedding_text(titled_passage(catalog.connection, passages[row["id"]])) for row in rows}


def _settle_collection(catalog: Catalog, vectors: Vectors, progress: Progress, stop: threading.Event | None) -> None:
    """Bring Chroma in line with the catalog: swap in a new embedder's, build anew what is stale, add the rest."""
    with catalog.transaction() as connection:
        connection.execute("DELETE FROM vectors WHERE dead = 1 AND stored = 0")
    after = catalog.setting("embedder_next")
    wanted = after or catalog.setting("embedder")
    if after and not count_to_embed(catalog):
        vectors.rebuild(after, lambda done, total: progress("storing", done, total))
    elif vectors.is_stale(wanted):
        vectors.rebuild(catalog.setting("embedder"), lambda done, total: progress("storing", done, total))
    elif not after:
        _store_marked(catalog, vectors, progress, stop)
        _try_grown(catalog, vectors, progress, stop)


def _try_grown(catalog: Catalog, vectors: Vectors, progress: Progress, stop: threading.Event | None) -> None:
    """Ask for every vector of a collection that has grown by much since all were asked for: a few can be cut off."""
    if not vectors.is_open:
        return
    count = catalog.count("vectors")
    if count < GROWN * int(catalog.setting("vectors_tried", "0")):
        return
    name = catalog.setting("embedder")

    def tell(done: int, total: int) -> None:
        _check(stop)
        progress("storing", done, total)

    try:
        lost = vectors.find_unreachable(name, tell)
    except VectorsFailure:  # the next run finds it stale
        return
    with catalog.transaction() as connection:
        mark_unreachable(connection, name, lost)
        catalog.set_setting("vectors_tried", str(count))
        if lost:
            mark_changed(catalog)
    if lost and vectors.is_stale(name):
        vectors.rebuild(name, lambda done, total: progress("storing", done, total))


def _store_marked(catalog: Catalog, vectors: Vectors, progress: Progress, stop: threading.Event | None) -> None:
    """Add the marked vectors of the embedder in use to Chroma; each is asked for then, and marked by what was found."""
    if vectors.can_defer():
        return
    name = catalog.setting("embedder")
    while rows := catalog.connection.execute(
        "SELECT n, key, vector FROM vectors WHERE embedder = ? AND stored = 0 AND dead = 0 LIMIT 500", (name,)
    ).fetchall():
        _check(stop)
        keys = [row["key"] for row in rows]
        matrix = from_blob([row["vector"] for row in rows])
        try:
            vectors.add(keys, matrix)
            unreachable = vectors.missing(keys, matrix)
        except VectorsFailure:  # as a kill or a full disk may leave it
            vectors.rebuild(name, lambda done, total: progress("storing", done, total))
            return
        with catalog.transaction() as connection:
            connection.executemany("UPDATE vectors SET stored = ? WHERE n = ?", [(STORED, row["n"]) for row in rows])
            mark_unreachable(connection, name, unreachable)
            if unreachable:
                mark_changed(catalog)
        if unreachable and vectors.is_stale(name):
            vectors.rebuild(name, lambda done, total: progress("storing", done, total))
            return


def _check(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Stopped
