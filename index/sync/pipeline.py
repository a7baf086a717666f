"""The sync: from what lies on disk to a catalog and vectors that say the same.

Take in exports; for each source fetch, walk, compare, read what changed, link it and remove what is gone; join works,
fill vectors, finish a forgetting that was killed. Every step is a transaction that leaves marks of what is still to do,
so that a run killed anywhere is finished by the next one. A run that finds nothing changed opens only SQLite: the
modules of the steps that change something are imported when they are needed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog.catalog_file import release_space
from index.catalog.files import Trouble, count_files, list_files
from index.catalog.sources import Source, set_last_ingest
from index.errors import IndexFailure, Stopped
from index.progress import Progress, no_progress
from index.sources.forgotten import leave_out_forgotten
from index.sources.select import absorbed_sources, choose_sources
from index.sources.source import is_account
from index.sync.changes import find_changes
from index.sync.current_run import SyncContext, make_report
from index.sync.history import record_failure, record_report
from index.sync.report import IngestReport
from index.sync.workers import ThisProcess, Workers
from ingest import version
from ingest.walk import walk_notes

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
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
    progress: Progress = no_progress,
    stop: threading.Event | None = None,
    workers: Workers | None = None,
) -> IngestReport:
    """Bring the catalog and the vectors in line with source folders (or files); all known ones where none is named.

    vectors: None leaves Chroma alone. embedder: name of the wanted one, "" for the one in use. hidden: None as at the
    source's last run. dry_run: write nothing, and report what would be done. fetch: ask accounts for what is new; else
    only what was fetched before is read. stop: set it to end early. workers: who reads and embeds; None for this
    process.
    The caller holds the store's lock. Raises SourceMissing, StoreFull, StoreReadOnly, EmbedderMissing,
    VectorsFailure, and AccountFailure where the Readwise account is all that was named; what was done before is kept.
    """
    began = time.perf_counter()
    with catalog.copy_in_memory() if dry_run else nullcontext(catalog) as catalog:
        run = SyncContext(
            catalog=catalog,
            allow_removals=allow_removals,
            progress=progress,
            stop=stop,
            dry_run=dry_run,
            fetch=fetch,
            workers=workers or ThisProcess(),
        )
        stamp = catalog.state.changed
        stopped = _run_steps(run, paths, hidden, vectors, load_embedder, embedder)
        if catalog.state.changed != stamp:
            release_space(catalog)
        report = make_report(run, seconds=time.perf_counter() - began, stopped=stopped)
        record_report(catalog, report)
    if run.counts.account_failure and len(paths) == 1 and is_account(paths[0]):
        raise run.counts.account_failure
    return report


def _run_steps(
    run: SyncContext,
    paths: Sequence[Path],
    hidden: bool | None,
    vectors: Vectors | None,
    load_embedder: Callable[[], Embedder],
    embedder: str,
) -> bool:
    """Run all steps; whether the run was stopped before its end."""
    try:
        _sync_catalog(run, paths, hidden)
        if not run.dry_run:
            run.counts.embedded = _fill_vectors(run, vectors, load_embedder, embedder)
            _finish_wipe(run.catalog, vectors)
    except Stopped:
        return True
    except IndexFailure as failure:
        record_failure(run.catalog, failure)
        raise
    return False


def _sync_catalog(run: SyncContext, paths: Sequence[Path], hidden: bool | None) -> None:
    """All but the vectors."""
    folders = _restore_exports(run, paths)
    for source in choose_sources(run.catalog, folders, hidden) if folders or not paths else ():
        outcome = _fetch(run, source)
        _sync_source(run, source, outcome)
        _absorb(run, source)
    if run.catalog.state.works_stale:
        from index.linkage.join_works import join_stale_works

        join_stale_works(run.catalog)


def _restore_exports(run: SyncContext, paths: Sequence[Path]) -> list[Path]:
    """Take in the exports among the paths; the paths that are none."""
    folders = []
    for path in paths:
        if path.suffix.lower() == ".jsonl":
            from index.sync.restore import is_export, restore_export

            if is_export(path):
                before = count_files(run.catalog)
                for changes in restore_export(run.catalog, path):
                    run.counts.add_passages(changes)
                added = count_files(run.catalog) - before
                run.counts.new += added
                run.counts.seen += added
                continue
        folders.append(path)
    return folders


def _fetch(run: SyncContext, source: Source) -> FetchOutcome:
    """Fetch what is new of an account; a folder lies as it is."""
    if not source.is_account:
        return "complete"
    from index.sync.fetch_account import fetch_source

    return fetch_source(run, source)


def _sync_source(run: SyncContext, source: Source, outcome: FetchOutcome) -> None:
    """Bring the catalog in line with a source's files as they lie."""
    known = list_files(run.catalog, source.id)
    run.counts.sources.append(source.id)
    walked = walk_notes(source.path, hidden=source.hidden) if source.path.exists() else ()
    changes = find_changes(known, leave_out_forgotten(run.catalog, source, walked), version.PARSER_VERSION)
    if outcome == "partial":
        changes = replace(changes, gone=())
    elif outcome == "updates":  # what is gone was deleted in the account, book by book
        run = replace(run, allow_removals=True)
    run.counts.seen += changes.seen
    run.counts.unchanged += changes.seen - len(changes.new) - len(changes.differing)
    run.counts.skipped += [Trouble(path=file.relative, line=None, why=file.why) for file in changes.skipped]
    run.counts.unread += () if source.is_account else changes.unread
    if changes.new or changes.differing or changes.gone:
        from index.sync.apply import apply_changes

        apply_changes(run, source, changes, len(known))
    with run.catalog.transaction():
        set_last_ingest(run.catalog, source.id, datetime.now(UTC).isoformat(timespec="seconds"))


def _absorb(run: SyncContext, source: Source) -> None:
    """Take out sources within this one whose files it has read by now, so that none is read twice."""
    for id, files in absorbed_sources(run.catalog, source):
        from index.sync.apply import absorb_source

        absorb_source(run, id, files)


def _fill_vectors(run: SyncContext, vectors: Vectors | None, load: Callable[[], Embedder], embedder: str) -> int:
    from index.vectors.embed_pending import EMBED_BATCH, embed_pending

    return embed_pending(
        run.catalog,
        vectors,
        lambda: run.workers.share_embedder(load),
        embedder=embedder,
        batch=EMBED_BATCH * run.workers.cores,
        progress=run.progress,
        stop=run.stop,
    )


def _finish_wipe(catalog: Catalog, vectors: Vectors | None) -> None:
    """Finish a forgetting that was killed."""
    if vectors is not None and catalog.state.wipe_pending:
        from index.sync.erase import wipe

        wipe(catalog, vectors)
