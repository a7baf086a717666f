"""assistant.service.store_client: TODO."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from assistant.service.composition import make_embedder, own_store
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.errors import StoreBusy
    from index.progress import Progress
    from index.sync.report import IngestReport
    from index.vectors.embedder import Embedder
    from index.vectors.store import Vectors


def ingest_notes(
    data: Path,
    paths: Sequence[Path] = (),
    *,
    hidden: bool | None = None,
    dry_run: bool = False,
    allow_removals: bool = False,
    fetch: bool = True,
    embedder: str = "",
    progress: Progress = lambda stage, done, total: None,
    stop: Event | None = None,
    on_wait: Callable[[StoreBusy], None] = lambda busy: None,
) -> IngestReport:
    """Read source folders into the index of a data folder, as its only writer; as `index.sync.sync_sources`.

    Where a page holds the store, the page does it. Waits for any other process, and tells on_wait who. A dry run only
    reads the store, whoever holds it.
    """
    from index.catalog.lock import read_owner

    if dry_run:
        return _try_ingest(data, paths, hidden=hidden, allow_removals=allow_removals, progress=progress)
    owner = read_owner(data)
    if owner and owner.port:
        from assistant.service.command_server import send_command
        from assistant.service.store_commands import INGEST
        from index.sync.report import read_report

        given = {"paths": [str(path) for path in paths], "hidden": hidden, "embedder": embedder}
        given |= {"allow_removals": allow_removals, "fetch": fetch}
        return read_report(send_command(owner, INGEST, given, progress, on_wait))
    settings = load_settings(data)
    with own_store(data, "notes ingest", on_wait) as (catalog, vectors):
        return ingest_into(
            catalog,
            vectors,
            replace(settings, embedder=embedder or settings.embedder),
            paths,
            hidden=hidden,
            allow_removals=allow_removals,
            fetch=fetch,
            progress=progress,
            stop=stop,
        )


def ingest_into(
    catalog: Catalog,
    vectors: Vectors,
    settings: Settings,
    paths: Sequence[Path],
    *,
    hidden: bool | None,
    allow_removals: bool,
    fetch: bool,
    progress: Progress,
    stop: Event | None,
) -> IngestReport:
    """Read source folders into a store that this process owns, with the encoder of the settings."""
    from index.sync.pipeline import sync_sources

    report = sync_sources(
        catalog,
        vectors,
        lambda: make_embedder(catalog, settings),
        paths,
        embedder=settings.embedder,
        hidden=hidden,
        allow_removals=allow_removals,
        fetch=fetch,
        progress=progress,
        stop=stop,
    )
    return replace(report, hint=tell_language_gap(catalog)) if report.passages.added else report


def _try_ingest(
    data: Path, paths: Sequence[Path], *, hidden: bool | None, allow_removals: bool, progress: Progress
) -> IngestReport:
    """What an ingest would do."""
    from index.catalog.catalog import Catalog
    from index.errors import EmbedderMissing
    from index.sync.pipeline import sync_sources

    def embed_nothing() -> Embedder:
        raise EmbedderMissing("", "a dry run embeds nothing")

    with Catalog.open(data, readonly=True) as catalog:
        return sync_sources(
            catalog,
            None,
            embed_nothing,
            paths,
            dry_run=True,
            hidden=hidden,
            allow_removals=allow_removals,
            progress=progress,
        )


def give_order(
    data: Path,
    order: str,
    given: Mapping[str, Any],
    *,
    on_wait: Callable[[StoreBusy], None] = lambda busy: None,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Have one of `assistant.service.store_commands` done: by the page that holds the store, else here, as its only
    writer.

    Waits for any other process, and tells on_wait who. Raises what the order does; through a page IndexFailure with
    its words.
    """
    from assistant.service.store_commands import ORDERS
    from index.catalog.lock import read_owner

    owner = read_owner(data)
    if owner and owner.port:
        from assistant.service.command_server import send_command

        return send_command(owner, order, given, progress, on_wait)
    with own_store(data, "notes", on_wait) as (catalog, vectors):
        return ORDERS[order](catalog, vectors, given, progress)


def tell_language_gap(catalog: Catalog) -> str:
    """That most passages are not in the encoder's language, the first time that it is so; else ""."""
    from index.vectors.language_support import explain_language_gap

    if catalog.setting("language_gap_told"):
        return ""
    hint = explain_language_gap(catalog.connection, catalog.setting("embedder"))
    if hint:
        with catalog.transaction():
            catalog.set_setting("language_gap_told", "1")
    return hint
