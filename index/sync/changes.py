"""What of a source has changed since it was last read. Decides, and writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ingest.walk import NoteFile, SkippedFile

MOST_LOST = 0.30
"""Share of a source's files that may be gone before it asks: an unmounted folder or a sync half-way looks so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """What the catalog holds of a file."""

    id: int
    path: str
    size: int
    mtime_ns: int
    parser: int
    unopened: bool = False
    """Whether it could not be opened when it was last there: tried again at each run, as leave to read one changes
    neither its size nor its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A source folder against what is known of it."""

    seen: int
    """Files that are there."""
    new: tuple[NoteFile, ...]
    differing: tuple[tuple[NoteFile, KnownFile], ...]
    """Known, but with another size or time, never opened, or read by an older version of the readers."""
    gone: tuple[KnownFile, ...]
    skipped: tuple[SkippedFile, ...]


def known_files(connection: sqlite3.Connection, source: int) -> dict[str, KnownFile]:
    """What the catalog holds of a source's files, by path."""
    rows = connection.execute(
        "SELECT id, path, size, mtime_ns, parser, hash = x'' FROM files WHERE source = ?", (source,)
    )
    return {
        row[1]: KnownFile(id=row[0], path=row[1], size=row[2], mtime_ns=row[3], parser=row[4], unopened=bool(row[5]))
        for row in rows
    }


def find_changes(known: Mapping[str, KnownFile], walked: Iterable[NoteFile | SkippedFile], parser: int) -> Changes:
    """Compare what a walk finds with what is known, by path, size, time and parser version."""
    new, differing, skipped = [], [], []
    there = set()
    for found in walked:
        if isinstance(found, SkippedFile):
            skipped.append(found)
            continue
        there.add(found.relative)
        before = known.get(found.relative)
        if before is None:
            new.append(found)
        elif (before.size, before.mtime_ns, before.parser) != (found.size, found.mtime_ns, parser) or before.unopened:
            differing.append((found, before))
    hidden_from_view = tuple(f.relative for f in skipped if f.why.startswith("cannot be"))
    gone = [file for path, file in known.items() if path not in there and not _is_below(path, hidden_from_view)]
    return Changes(
        seen=len(there), new=tuple(new), differing=tuple(differing), gone=tuple(gone), skipped=tuple(skipped)
    )


def why_ask(known: int, seen: int, lost: int) -> str:
    """Why so many files gone should be confirmed first; "" where they may be removed.

    known: files of the source so far; seen: files there now; lost: gone, and not under another name.
    """
    if lost and not seen:
        return f"no note is left of {known}"
    if lost > MOST_LOST * known:
        return f"{lost} of {known} notes are gone"
    return ""


def _is_below(path: str, folders: Collection[str]) -> bool:
    """Whether a path lies in a folder that could not be looked into, so that nothing is known of it."""
    return any(folder == "." or path == folder or path.startswith(f"{folder}/") for folder in folders)
