"""The sync: from what lies on disk to a catalog and vectors that say the same.

Walk, compare, read what changed, record it with what it was folded with, remove what is gone, join works, fill
vectors. Every step is a transaction that leaves marks of what is still to do, so that a run killed anywhere is
finished by the next one. A run that finds nothing changed opens only SQLite.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from index.changes import Changes, KnownFile, find_changes, known_files, why_ask
from index.errors import Stopped
from index.report import Asked, DuplicateCounts, IngestReport, NoteCounts, PassageCounts, Trouble
from index.sources import Source, absorbed_files, choose_sources
from ingest.walk import NoteFile, SkippedFile, walk_notes

if TYPE_CHECKING:
    import sqlite3

    from index.catalog import Catalog
    from index.embed import Embedder
    from index.fill import Progress
    from index.group import Regrouped
    from index.record import Reading, Touched
    from index.vectors import Vectors

FINDS_A_TRANSACTION = 400
FILES_A_TRANSACTION = 64
"""A transaction ends at whichever comes first: folding many together is cheaper, a kill costs less with few."""


UNREADABLE = "cannot be opened just now; what was read of it before is kept"


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a run did so far."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0
    embedded: int = 0
    added_passages: set[str] = field(default_factory=set)
    removed_passages: set[str] = field(default_factory=set)
    skipped: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    def count_passages(self, added: frozenset[str], removed: frozenset[str]) -> None:
        """Take a regrouping in; what went and came back was never gone."""
        self.removed_passages |= removed - self.added_passages
        self.added_passages -= removed
        self.added_passages |= added - self.removed_passages
        self.removed_passages -= added


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
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
) -> IngestReport:
    """Bring the catalog and the vectors in line with source folders (or files); all known ones where none is named.

    vectors: None leaves Chroma alone. embedder: name of the wanted one, "" for the one in use. hidden: None as
    at the source's last run. dry_run: write nothing, and tell what would be done. stop: set it to end early.
    The caller holds the store's lock. Raises SourceMissing, StoreFull, StoreReadOnly, EmbedderMissing,
    VectorsFailure; what was done before is kept.
    """
    began = time.perf_counter()
    with catalog.copy_in_memory() if dry_run else catalog.shared() as catalog:
        tally = Tally()
        stopped, stamp = False, catalog.setting("changed")
        try:
            folders = _restore_exports(catalog, paths, tally)
            for source in choose_sources(catalog, folders, hidden) if folders or not paths else ():
                _sync_source(catalog, source, allow_removals, tally, progress, stop)
                _absorb(catalog, source, tally)
            _join_stale_works(catalog)
            if not dry_run:
                tally.embedded = _fill(catalog, vectors, load_embedder, embedder, progress, stop)
        except Stopped:
            stopped = True
        if not dry_run and catalog.setting("changed") != stamp:
            catalog.tidy()
        return _report(catalog, tally, time.perf_counter() - began, dry_run, stopped)


def _restore_exports(catalog: Catalog, paths: Sequence[Path], tally: Tally) -> list[Path]:
    """Take in the exports among the paths; the paths that are none."""
    folders = []
    for path in paths:
        if path.suffix.lower() == ".jsonl":
            from index.restore import is_export, restore_export

            if is_export(path):
                before = catalog.count("files")
                for done in restore_export(catalog, path):
                    tally.count_passages(done.added, done.removed)
                tally.new += catalog.count("files") - before
                tally.seen += catalog.count("files") - before
                continue
        folders.append(path)
    return folders


def _sync_source(
    catalog: Catalog,
    source: Source,
    allow_removals: bool,
    tally: Tally,
    progress: Progress,
    stop: threading.Event | None,
) -> None:
    from ingest.version import PARSER_VERSION

    known = known_files(catalog.connection, source.id)
    tally.sources.append(source.id)
    walked = walk_notes(source.path, hidden=source.hidden) if source.path.exists() else ()
    if catalog.setting("forgets") == "1":
        walked = _leave_out_forgotten(catalog, walked)
    changes = find_changes(known, walked, PARSER_VERSION)
    tally.seen += changes.seen
    tally.unchanged += changes.seen - len(changes.new) - len(changes.differing)
    tally.skipped += [Trouble(path=one.relative, line=None, why=one.why) for one in changes.skipped]
    if changes.new or changes.differing or changes.gone:
        _apply(catalog, source.id, source.path, changes, len(known), allow_removals, tally, progress, stop)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with catalog.transaction() as connection:
        connection.execute("UPDATE sources SET last_ingest = ? WHERE id = ?", (now, source.id))


def _leave_out_forgotten(
    catalog: Catalog, walked: Iterable[NoteFile | SkippedFile]
) -> Iterator[NoteFile | SkippedFile]:
    from index.forget import is_forgotten

    walked = list(walked)
    gone = is_forgotten(catalog, [str(one.path) for one in walked if isinstance(one, NoteFile)])
    for one in walked:
        if isinstance(one, NoteFile) and str(one.path) in gone:
            yield SkippedFile(relative=one.relative, why="forgotten (name it to `notes ingest` to read it again)")
        else:
            yield one


def _absorb(catalog: Catalog, source: Source, tally: Tally) -> None:
    """Take out sources within this one whose files it has read by now, so that none is read twice."""
    for id, files in absorbed_files(catalog.connection, source):
        from index.record import Touched, remove_file

        touched = Touched(finds=set(), passages=set())
        with catalog.transaction() as connection:
            for file in files:
                remove_file(connection, file, touched)
            connection.execute("DELETE FROM sources WHERE id = ?", (id,))
            _settle(catalog, connection, touched, tally)


def _apply(
    catalog: Catalog,
    source: int,
    root: Path,
    changes: Changes,
    known: int,
    allow_removals: bool,
    tally: Tally,
    progress: Progress,
    stop: threading.Event | None,
) -> None:
    """Record what changed, in transactions of a few files each; then what is gone, unless it is too much."""
    hashes = dict(catalog.connection.execute("SELECT path, hash FROM files WHERE source = ?", (source,)).fetchall())
    was = _find_renamed(changes, hashes)
    ids = {file.path: file.id for file in changes.gone}
    todo = [(file, was.get(file.relative, "")) for file in changes.new]
    todo += [(file, "") for file, _ in changes.differing]
    todo.sort(key=lambda item: item[0].relative)
    parsers = {file.relative: before.parser for file, before in changes.differing}
    batch: list[Reading] = []
    for done, (file, before) in enumerate(todo):
        if stop is not None and stop.is_set():
            raise Stopped
        progress("reading", done, len(todo))
        reading = _read_unless_same(catalog, source, root, file, hashes, parsers, before, tally)
        if reading is not None:
            batch.append(reading)
        if len(batch) >= FILES_A_TRANSACTION or sum(len(r.finds) for r in batch) >= FINDS_A_TRANSACTION:
            _record(catalog, source, batch, ids, tally)
            batch = []
    _record(catalog, source, batch, ids, tally)
    progress("reading", len(todo), len(todo))
    renamed = set(was.values())
    lost = [file for file in changes.gone if file.path not in renamed]
    why = why_ask(known, changes.seen, len(lost))
    if why and not allow_removals:
        tally.asked.append(Asked(source=str(root), why=why if root.exists() else "it is missing", gone=len(lost)))
        return
    for start in range(0, len(lost), FILES_A_TRANSACTION):
        _remove(catalog, lost[start : start + FILES_A_TRANSACTION], tally)


def _find_renamed(changes: Changes, hashes: dict[str, bytes]) -> dict[str, str]:
    """New files that hold the very bytes of one that is gone: new path to old path, each used once."""
    sizes = {file.size for file in changes.gone if file.size}
    by_hash: dict[bytes, list[str]] = {}
    for file in sorted(changes.gone, key=lambda file: file.path, reverse=True):
        by_hash.setdefault(hashes[file.path], []).append(file.path)
    was = {}
    for new in changes.new:
        if new.size in sizes:
            old = by_hash.get(_hash_file(new.path))
            if old:
                was[new.relative] = old.pop()
    return was


def _read_unless_same(
    catalog: Catalog,
    source: int,
    root: Path,
    file: NoteFile,
    hashes: dict[str, bytes],
    parsers: dict[str, int],
    was: str,
    tally: Tally,
) -> Reading | None:
    """A file's reading; None where only its time differs, which is noted at once."""
    from index.read import read_file
    from ingest.version import PARSER_VERSION

    found = _hash_file(file.path)
    before = hashes.get(file.relative)
    if found and before == found and parsers[file.relative] == PARSER_VERSION:
        with catalog.transaction() as connection:
            connection.execute(
                "UPDATE files SET size = ?, mtime_ns = ?, error = iif(error = ?, '', error)"
                " WHERE source = ? AND path = ?",
                (file.size, file.mtime_ns, UNREADABLE, source, file.relative),
            )
        tally.unchanged += 1
        return None
    if before and not found:
        with catalog.transaction() as connection:
            connection.execute(
                "UPDATE files SET error = ? WHERE source = ? AND path = ?", (UNREADABLE, source, file.relative)
            )
        return None
    if before is None:
        tally.new += 1
        tally.renamed += bool(was)
    elif before != found:
        tally.changed += 1
    else:
        tally.unchanged += 1
    reading = read_file(root if root.is_dir() else root.parent, file, found, was)
    tally.warnings += [
        Trouble(path=file.relative, line=warning.line or None, why=warning.why)
        for document in reading.documents
        for warning in document.warnings
    ]
    return reading


def _record(catalog: Catalog, source: int, batch: Sequence[Reading], ids: dict[str, int], tally: Tally) -> None:
    from index.record import Touched, record_file, remove_file
    from ingest.version import PARSER_VERSION

    if not batch:
        return
    touched = Touched(finds=set(), passages=set())
    with catalog.transaction() as connection:
        for reading in batch:
            record_file(connection, source, reading, PARSER_VERSION, touched)
            if reading.was:
                remove_file(connection, ids[reading.was], touched)
        _settle(catalog, connection, touched, tally)


def _remove(catalog: Catalog, files: Sequence[KnownFile], tally: Tally) -> None:
    from index.record import Touched, remove_file

    touched = Touched(finds=set(), passages=set())
    with catalog.transaction() as connection:
        for file in files:
            remove_file(connection, file.id, touched)
        _settle(catalog, connection, touched, tally)
    tally.removed += len(files)


def _settle(catalog: Catalog, connection: sqlite3.Connection, touched: Touched, tally: Tally) -> None:
    done = settle_touched(catalog, connection, touched)
    tally.count_passages(done.added, done.removed)


def settle_touched(catalog: Catalog, connection: sqlite3.Connection, touched: Touched) -> Regrouped:
    """Fold and group what a transaction touched, before it ends."""
    from index.fill import mark_changed
    from index.group import fold_finds, regroup

    fold_finds(connection, touched.finds)
    done = regroup(connection, touched.finds, touched.passages)
    catalog.set_setting("works_stale", "1")
    mark_changed(catalog)
    return done


def _join_stale_works(catalog: Catalog) -> None:
    if catalog.setting("works_stale") != "1":
        return
    from index.join import join_works

    with catalog.transaction() as connection:
        join_works(connection)
        catalog.set_setting("works_stale", "0")


def _fill(
    catalog: Catalog,
    vectors: Vectors | None,
    load: Callable[[], Embedder],
    embedder: str,
    progress: Progress,
    stop: threading.Event | None,
) -> int:
    from index.fill import fill_vectors

    return fill_vectors(catalog, vectors, load, embedder=embedder, progress=progress, stop=stop)


def _report(catalog: Catalog, tally: Tally, seconds: float, dry_run: bool, stopped: bool) -> IngestReport:
    marks = ", ".join("?" * len(tally.sources)) or "NULL"
    amiss = catalog.connection.execute(
        f"SELECT path, error, skipped FROM files WHERE source IN ({marks}) AND (error <> '' OR skipped <> '')"
        " ORDER BY path",
        tally.sources,
    ).fetchall()
    failures = tuple(Trouble(path=row[0], line=None, why=row[1]) for row in amiss if row[1])
    skipped = [Trouble(path=row[0], line=None, why=row[2]) for row in amiss if not row[1]]
    total = catalog.count("passages")
    folds = dict(
        catalog.connection.execute("SELECT folded, count(*) FROM finds WHERE folded <> '' GROUP BY folded").fetchall()
    )
    unparsed = catalog.connection.execute(
        f"SELECT coalesce(sum(unparsed), 0) FROM files WHERE source IN ({marks})", tally.sources
    ).fetchone()[0]
    return IngestReport(
        notes=NoteCounts(
            seen=tally.seen,
            new=tally.new,
            changed=tally.changed,
            unchanged=tally.unchanged,
            removed=tally.removed,
            failed=len(failures),
        ),
        passages=PassageCounts(
            total=total,
            added=len(tally.added_passages),
            kept=total - len(tally.added_passages),
            removed=len(tally.removed_passages),
        ),
        duplicates=DuplicateCounts(exact=folds.get("exact", 0), near=folds.get("near", 0)),
        failures=failures,
        unparsed_lines=unparsed,
        seconds=seconds,
        renamed=tally.renamed,
        embedded=tally.embedded,
        to_embed=catalog.count("passages WHERE embedded = 0"),
        skipped=(*tally.skipped, *skipped),
        warnings=tuple(tally.warnings),
        asked=tuple(tally.asked),
        dry_run=dry_run,
        stopped=stopped,
    )


def _hash_file(path: Path) -> bytes:
    """Of its bytes; b"" where it cannot be read."""
    try:
        return blake2b(path.read_bytes(), digest_size=16).digest()
    except OSError:
        return b""
