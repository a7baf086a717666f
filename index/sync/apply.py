"""What changed in a source, into the catalog: transactions of a few files each, each of them whole.

A file is read where its bytes differ or the readers are newer; a renamed one is recognised by its bytes and keeps its
passages; what is gone goes last, and only where so little is gone that no folder can be unmounted or half synced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, file_digest
from pathlib import Path

from index.catalog.files import KnownFile, Trouble, set_error, touch_file
from index.catalog.sources import Source, delete_source
from index.linkage.connected_components import ChangedRows
from index.linkage.pipeline import relink
from index.sync.changes import Changes, why_ask
from index.sync.current_run import SyncContext
from index.sync.parsed_file import ParsedFile
from index.sync.report import RemovalQuestion
from index.sync.workers import FileToRead
from index.sync.write_file import record_file, remove_file
from ingest import version
from ingest.walk import NOT_DOWNLOADED, NoteFile, is_zero_filled

OCCURRENCES_PER_TRANSACTION = 400
FILES_PER_TRANSACTION = 64
"""A transaction ends at whichever comes first: linking many together is cheaper, a kill costs less with few."""
UNREADABLE = "cannot be opened just now; what was read of it before is kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingFile:
    """A file that may have to be read."""

    file: NoteFile
    before: KnownFile | None = None
    """None where it is new."""
    renamed_from: KnownFile | None = None
    """The file that is gone and had the same bytes; None where it is not renamed."""


def apply_changes(run: SyncContext, source: Source, changes: Changes, known: int) -> None:
    """Record what is new or differs, then remove what is gone. known: how many files the source had so far.

    Where too much is gone nothing of it is removed, and the report asks. Raises Stopped between two files.
    """
    renamed = _find_renamed(changes)
    pending = [PendingFile(file=file, renamed_from=renamed.get(file.relative)) for file in changes.new]
    pending += [PendingFile(file=file, before=before) for file, before in changes.differing]
    pending.sort(key=lambda item: item.file.relative)
    batch: list[ParsedFile] = []
    for parsed in run.workers.read_files(_choose_changed(run, source, pending)):
        batch.append(parsed)
        run.counts.warnings += [
            Trouble(path=parsed.path, line=warning.line or None, why=warning.why)
            for document in parsed.documents
            for warning in document.warnings
        ]
        occurrences = sum(len(parsed.occurrences) for parsed in batch)
        if len(batch) >= FILES_PER_TRANSACTION or occurrences >= OCCURRENCES_PER_TRANSACTION:
            _record(run, source, batch)
            batch = []
    _record(run, source, batch)
    run.progress("reading", len(pending), len(pending))
    moved = {file.path for file in renamed.values()}
    _remove_lost(run, source, [file for file in changes.gone if file.path not in moved], changes.seen, known)


def absorb_source(run: SyncContext, source: int, files: Sequence[int]) -> None:
    """Take a source out whose files are in another by now, so that none is read twice."""
    with run.catalog.transaction():
        _remove(run, files)
        delete_source(run.catalog, source)


def _remove(run: SyncContext, files: Sequence[int]) -> None:
    changed = ChangedRows()
    for file in files:
        remove_file(run.catalog, file, changed)
    run.counts.add_passages(relink(run.catalog, changed))


def _remove_lost(run: SyncContext, source: Source, lost: Sequence[KnownFile], seen: int, known: int) -> None:
    """Remove files that are gone, unless they are so many that the reader should confirm it first."""
    why = why_ask(known, seen, len(lost))
    if why and not run.allow_removals:
        why = why if source.path.exists() else "it is missing"
        run.counts.questions.append(RemovalQuestion(source=source.name, why=why, gone=len(lost)))
        return
    for start in range(0, len(lost), FILES_PER_TRANSACTION):
        batch = lost[start : start + FILES_PER_TRANSACTION]
        with run.catalog.transaction():
            _remove(run, [file.id for file in batch])
        run.counts.removed += len(batch)


def _find_renamed(changes: Changes) -> Mapping[str, KnownFile]:
    """New files that have the same bytes as one that is gone: new path to old file, each used once."""
    sizes = {file.size for file in changes.gone if file.size}
    by_hash: dict[bytes, list[KnownFile]] = {}
    for file in sorted(changes.gone, key=lambda file: file.path, reverse=True):
        by_hash.setdefault(file.hash, []).append(file)
    renamed = {}
    for new in changes.new:
        if new.size in sizes:
            old = by_hash.get(hash_file(new.path))
            if old:
                renamed[new.relative] = old.pop()
    return renamed


def _choose_changed(run: SyncContext, source: Source, pending: Sequence[PendingFile]) -> Iterator[FileToRead]:
    """The files that are to be read, each once the one before has been asked for. Raises Stopped between two."""
    for done, item in enumerate(pending):
        run.check_stop()
        run.progress("reading", done, len(pending))
        hash = _hash_unless_same(run, item)
        if hash is not None:
            renamed_from = item.renamed_from.id if item.renamed_from else None
            yield FileToRead(source=source.place_name, file=item.file, hash=hash, renamed_from=renamed_from)


def _hash_unless_same(run: SyncContext, pending: PendingFile) -> bytes | None:
    """Of a file's bytes; None where they are those of before, or it cannot be had: noted at once."""
    file, before, counts = pending.file, pending.before, run.counts
    if _is_not_downloaded(file):
        counts.skipped.append(Trouble(path=file.relative, line=None, why=NOT_DOWNLOADED))
        counts.unchanged += before is not None
        return None
    hash = hash_file(file.path)
    if before is not None and before.hash:
        if not hash:
            with run.catalog.transaction():
                set_error(run.catalog, before.id, UNREADABLE)
            return None
        if before.hash == hash and before.parser == version.PARSER_VERSION:  # only its time differs
            with run.catalog.transaction():
                touch_file(run.catalog, before.id, size=file.size, mtime_ns=file.mtime_ns, cleared_error=UNREADABLE)
            counts.unchanged += 1
            return None
    if before is None:
        counts.new += 1
        counts.renamed += pending.renamed_from is not None
    elif before.hash != hash:
        counts.changed += 1
    else:
        counts.unchanged += 1
    return hash


def _record(run: SyncContext, source: Source, batch: Sequence[ParsedFile]) -> None:
    """Record files in one transaction; a renamed file's old row goes in the same."""
    if not batch:
        return
    changed = ChangedRows()
    with run.catalog.transaction():
        for parsed in batch:
            record_file(run.catalog, source.id, parsed, version.PARSER_VERSION, changed)
            if parsed.renamed_from:
                remove_file(run.catalog, parsed.renamed_from, changed)
        run.counts.add_passages(relink(run.catalog, changed))


def _is_not_downloaded(file: NoteFile) -> bool:
    """Whether a file is of the right size but filled with zeros. It is not recorded, as its time need not change when
    its content comes."""
    try:
        return is_zero_filled(file.path)
    except OSError:
        return False


def hash_file(path: Path) -> bytes:
    """Of its bytes; b"" where it cannot be read."""
    try:
        with path.open("rb") as opened:
            return file_digest(opened, lambda: blake2b(digest_size=16)).digest()
    except OSError:
        return b""
