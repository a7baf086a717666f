"""What changed in a source, into the catalog: transactions of a few files each, each of them whole.

A file is read where its bytes differ or the readers are newer; a renamed one is known by its bytes and keeps its
passages; what is gone goes last, and only where so little is gone that no folder can be unmounted or half synced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from sqlite3 import Connection

from index.linkage.pipeline import ChangedRows, relink
from index.sources.source import Source
from index.sync.changes import Changes, KnownFile, why_ask
from index.sync.context import SyncContext
from index.sync.parsed_file import ParsedFile, read_file
from index.sync.report import Asked, Trouble
from index.sync.write_file import record_file, remove_file
from ingest import version
from ingest.walk import NoteFile

FINDS_A_TRANSACTION = 400
FILES_A_TRANSACTION = 64
"""A transaction ends at whichever comes first: folding many together is cheaper, a kill costs less with few."""

UNREADABLE = "cannot be opened just now; what was read of it before is kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A file that has to be looked into."""

    file: NoteFile
    before: KnownFile | None = None
    """None where it is new."""
    was: str = ""
    """The path that its very bytes had until now; "" where it is not renamed."""


def apply_changes(run: SyncContext, source: Source, changes: Changes, known: int) -> None:
    """Record what is new or differs, then remove what is gone. known: how many files the source had so far.

    Where too much is gone nothing of it is removed, and the tally asks. Raises Stopped between two files.
    """
    rows = run.catalog.connection.execute("SELECT path, hash FROM files WHERE source = ?", (source.id,))
    hashes: dict[str, bytes] = dict(rows.fetchall())
    was = _find_renamed(changes, hashes)
    todo = [Todo(file=file, was=was.get(file.relative, "")) for file in changes.new]
    todo += [Todo(file=file, before=before) for file, before in changes.differing]
    todo.sort(key=lambda one: one.file.relative)
    ids = {file.path: file.id for file in changes.gone}
    batch: list[ParsedFile] = []
    for done, one in enumerate(todo):
        run.check_stop()
        run.progress("reading", done, len(todo))
        reading = _read_unless_same(run, source, one, hashes.get(one.file.relative))
        if reading is not None:
            batch.append(reading)
        if len(batch) >= FILES_A_TRANSACTION or sum(len(r.finds) for r in batch) >= FINDS_A_TRANSACTION:
            _record(run, source, batch, ids)
            batch = []
    _record(run, source, batch, ids)
    run.progress("reading", len(todo), len(todo))
    renamed = set(was.values())
    _remove_lost(run, source, [file for file in changes.gone if file.path not in renamed], changes.seen, known)


def absorb_source(run: SyncContext, source: int, files: Sequence[int]) -> None:
    """Take a source out whose files stand in another by now, so that none is read twice."""
    with run.catalog.transaction() as connection:
        _remove(run, connection, files)
        connection.execute("DELETE FROM sources WHERE id = ?", (source,))


def _remove(run: SyncContext, connection: Connection, files: Sequence[int]) -> None:
    touched = ChangedRows(finds=set(), passages=set())
    for file in files:
        remove_file(connection, file, touched)
    run.tally.count_passages(relink(run.catalog, connection, touched))


def _remove_lost(run: SyncContext, source: Source, lost: Sequence[KnownFile], seen: int, known: int) -> None:
    """Remove files that are gone, unless they are so many that the reader should say so first."""
    why = why_ask(known, seen, len(lost))
    if why and not run.allow_removals:
        why = why if source.path.exists() else "it is missing"
        run.tally.asked.append(Asked(source=source.name, why=why, gone=len(lost)))
        return
    for start in range(0, len(lost), FILES_A_TRANSACTION):
        part = lost[start : start + FILES_A_TRANSACTION]
        with run.catalog.transaction() as connection:
            _remove(run, connection, [file.id for file in part])
        run.tally.removed += len(part)


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


def _read_unless_same(run: SyncContext, source: Source, todo: Todo, before: bytes | None) -> ParsedFile | None:
    """A file's reading; None where its bytes are the ones of `before`, or it cannot be opened: noted at once."""
    file, tally = todo.file, run.tally
    found = _hash_file(file.path)
    if todo.before is not None and before == found and found and todo.before.parser == version.PARSER_VERSION:
        _note_same(run, source, file)
        tally.unchanged += 1
        return None
    if before and not found:
        _note_unreadable(run, source, file)
        return None
    if todo.before is None:
        tally.new += 1
        tally.renamed += bool(todo.was)
    elif before != found:
        tally.changed += 1
    else:
        tally.unchanged += 1
    reading = read_file(source.shown, file, found, todo.was)
    tally.warnings += [
        Trouble(path=file.relative, line=warning.line or None, why=warning.why)
        for document in reading.documents
        for warning in document.warnings
    ]
    return reading


def _note_same(run: SyncContext, source: Source, file: NoteFile) -> None:
    """Only its time differs; and it can be opened again where it could not."""
    with run.catalog.transaction() as connection:
        connection.execute(
            "UPDATE files SET size = ?, mtime_ns = ?, error = iif(error = ?, '', error) WHERE source = ? AND path = ?",
            (file.size, file.mtime_ns, UNREADABLE, source.id, file.relative),
        )


def _note_unreadable(run: SyncContext, source: Source, file: NoteFile) -> None:
    with run.catalog.transaction() as connection:
        connection.execute(
            "UPDATE files SET error = ? WHERE source = ? AND path = ?", (UNREADABLE, source.id, file.relative)
        )


def _record(run: SyncContext, source: Source, batch: Sequence[ParsedFile], ids: dict[str, int]) -> None:
    """Record readings in one transaction; a renamed file's old row, by its id, goes in the same."""
    if not batch:
        return
    touched = ChangedRows(finds=set(), passages=set())
    with run.catalog.transaction() as connection:
        for reading in batch:
            record_file(connection, source.id, reading, version.PARSER_VERSION, touched)
            if reading.was:
                remove_file(connection, ids[reading.was], touched)
        run.tally.count_passages(relink(run.catalog, connection, touched))


def _hash_file(path: Path) -> bytes:
    """Of its bytes; b"" where it cannot be read."""
    try:
        return blake2b(path.read_bytes(), digest_size=16).digest()
    except OSError:
        return b""
