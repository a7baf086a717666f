"""The sync: from what lies on disk to a catalog and vectors that say the same.

Walk, compare, read what changed, record it with what it was folded with, remove what is gone, join works, fill
vectors. Every step is a transaction that leaves marks of what is still to do, so that a run killed anywhere is
finished by the next one. A run that finds nothing changed opens only SQLite.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexFailure, Stopped
from index.sources.select import absorbed_files, choose_sources
from index.sources.source import Source, is_account
from index.sync.changes import KnownFile, find_changes, known_files
from index.sync.context import SyncContext, SyncCounts, tell_tally
from index.sync.history import note_failure, note_report
from index.sync.report import IngestReport, Trouble
from ingest import version
from ingest.walk import walk_notes

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.progress import Progress
    from index.sync.fetch_account import FetchOutcome
    from index.vectors.embedder import Embedder
    from index.vectors.store import Vectors


def sync_sources(
    catalog: Catalog,
    vectors: Vectors | None,
    load_embedder: Callable[[], Embedder],
    paths: Sequence[Path] = (),
    *,
    embedder: str = "",
    dry_run: bool = False,
    hidden: bool | None = None,
    allow_removals: bool = False,
    fetch: bool = True,
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
) -> IngestReport:
    """Bring the catalog and the vectors in line with source folders (or files); all known ones where none is named.

    vectors: None leaves Chroma alone. embedder: name of the wanted one, "" for the one in use. hidden: None as
    at the source's last run. dry_run: write nothing, and tell what would be done. fetch: ask accounts for what is
    new, too; else only what was fetched before is read. stop: set it to end early.
    The caller holds the store's lock. Raises SourceMissing, StoreFull, StoreReadOnly, EmbedderMissing,
    VectorsFailure, and AccountFailure where the Readwise account is all that was named; what was done before is kept.
    """
    began = time.perf_counter()
    with catalog.copy_in_memory() if dry_run else catalog.shared() as catalog:
        run = SyncContext(
            catalog=catalog,
            tally=SyncCounts(),
            allow_removals=allow_removals,
            progress=progress,
            stop=stop,
            dry_run=dry_run,
            fetch=fetch,
        )
        stopped, stamp = False, catalog.setting("changed")
        try:
            _sync_catalog(run, paths, hidden)
            if not dry_run:
                run.tally.embedded = _fill(run, vectors, load_embedder, embedder)
                _finish_wipe(catalog, vectors)
        except Stopped:
            stopped = True
        except IndexFailure as failure:
            note_failure(catalog, failure)
            raise
        if catalog.setting("changed") != stamp:
            catalog.tidy()
        seconds = time.perf_counter() - began
        report = tell_tally(catalog, run.tally, seconds=seconds, dry_run=dry_run, stopped=stopped)
        note_report(catalog, report)
        if run.tally.account and len(paths) == 1 and is_account(paths[0]):
            raise run.tally.account
        return report


def _sync_catalog(run: SyncContext, paths: Sequence[Path], hidden: bool | None) -> None:
    """All but the vectors."""
    catalog = run.catalog
    folders = _restore_exports(catalog, paths, run.tally)
    for source in choose_sources(catalog, folders, hidden) if folders or not paths else ():
        _sync_source(run, source)
        _absorb(run, source)
    _join_works(catalog)


def _restore_exports(catalog: Catalog, paths: Sequence[Path], tally: SyncCounts) -> list[Path]:
    """Take in the exports among the paths; the paths that are none."""
    folders = []
    for path in paths:
        if path.suffix.lower() == ".jsonl":
            from index.sync.restore import is_export, restore_export

            if is_export(path):
                before = catalog.count("files")
                for done in restore_export(catalog, path):
                    tally.count_passages(done)
                tally.new += catalog.count("files") - before
                tally.seen += catalog.count("files") - before
                continue
        folders.append(path)
    return folders


def _sync_source(run: SyncContext, source: Source) -> None:
    catalog, tally = run.catalog, run.tally
    known = known_files(catalog.connection, source.id)
    tally.sources.append(source.id)
    came = _fetch(run, source, known) if source.is_account else "as it lies"
    walked = walk_notes(source.path, hidden=source.hidden) if source.path.exists() else ()
    if catalog.setting("forgets") == "1":
        from index.sources.forgotten import leave_out_forgotten

        walked = leave_out_forgotten(catalog, source, walked)
    changes = find_changes(known, walked, version.PARSER_VERSION)
    if came == "in part":
        changes = replace(changes, gone=())
    elif came == "what changed":  # what is gone was deleted there, one by one
        run = replace(run, allow_removals=True)
    tally.seen += changes.seen
    tally.unchanged += changes.seen - len(changes.new) - len(changes.differing)
    tally.skipped += [Trouble(path=one.relative, line=None, why=one.why) for one in changes.skipped]
    if changes.new or changes.differing or changes.gone:
        from index.sync.apply import apply_changes

        apply_changes(run, source, changes, len(known))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with catalog.transaction() as connection:
        connection.execute("UPDATE sources SET last_ingest = ? WHERE id = ?", (now, source.id))


def _fetch(run: SyncContext, source: Source, known: Mapping[str, KnownFile]) -> FetchOutcome:
    from index.sync.fetch_account import fetch_source

    return fetch_source(run, source, known)


def _absorb(run: SyncContext, source: Source) -> None:
    """Take out sources within this one whose files it has read by now, so that none is read twice."""
    for id, files in absorbed_files(run.catalog.connection, source):
        from index.sync.apply import absorb_source

        absorb_source(run, id, files)


def _join_works(catalog: Catalog) -> None:
    if catalog.setting("works_stale") == "1":
        from index.linkage.pipeline import join_stale_works

        join_stale_works(catalog)


def _finish_wipe(catalog: Catalog, vectors: Vectors | None) -> None:
    if catalog.setting("unwiped") == "1":
        from index.sync.erase import finish_wipe

        finish_wipe(catalog, vectors)


def _fill(run: SyncContext, vectors: Vectors | None, load: Callable[[], Embedder], embedder: str) -> int:
    from index.vectors.embed_pending import embed_pending

    return embed_pending(run.catalog, vectors, load, embedder=embedder, progress=run.progress, stop=run.stop)
