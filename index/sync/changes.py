"""What of a source changed since it was last read. Decides, and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from index.catalog.files import KnownFile
from ingest.walk import NOT_DOWNLOADED, NoteFile, SkippedFile, UnreadFile, WalkedFile

MAX_LOST_SHARE = 0.30
"""Share of a source's files that may be gone before it asks: an unmounted folder or an unfinished sync looks so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A source folder against what is known of it."""

    seen: int
    """Files that are there, with those known that are not downloaded at present."""
    new: tuple[NoteFile, ...]
    differing: tuple[tuple[NoteFile, KnownFile], ...]
    """Known, but with another size or time, never opened, or read by an older version of the readers."""
    gone: tuple[KnownFile, ...]
    skipped: tuple[SkippedFile, ...]
    unread: tuple[UnreadFile, ...] = ()
    """Of kinds that are not read."""

    @property
    def not_downloaded(self) -> tuple[str, ...]:
        """Paths of the files of which a cloud drive keeps only the name here."""
        return tuple(file.relative for file in self.skipped if file.why == NOT_DOWNLOADED)


def find_changes(known: Mapping[str, KnownFile], walked: Iterable[WalkedFile], parser: int) -> Changes:
    """Compare the files of a walk with what is known, by path, size, time and parser version."""
    new, differing, skipped, unread = [], [], [], []
    present = set()
    for file in walked:
        if isinstance(file, UnreadFile):
            unread.append(file)
            continue
        if isinstance(file, SkippedFile):
            skipped.append(file)
            continue
        present.add(file.relative)
        before = known.get(file.relative)
        if before is None:
            new.append(file)
        elif (before.size, before.mtime_ns, before.parser) != (file.size, file.mtime_ns, parser) or before.unopened:
            differing.append((file, before))
    present |= {file.relative for file in skipped if file.why == NOT_DOWNLOADED} & known.keys()
    unreadable = tuple(file.relative for file in skipped if file.is_out_of_reach)
    gone = [file for path, file in known.items() if path not in present and not _is_below(path, unreadable)]
    return Changes(
        seen=len(present),
        new=tuple(new),
        differing=tuple(differing),
        gone=tuple(gone),
        skipped=tuple(skipped),
        unread=tuple(unread),
    )


def why_ask(known: int, seen: int, lost: int) -> str:
    """Why the reader should confirm that so many files are gone; "" where they may be removed.

    known: files of the source so far; seen: files there now; lost: gone, and not under another name.
    """
    if lost and not seen:
        return f"no note is left of {known}"
    if lost > MAX_LOST_SHARE * known:
        return f"{lost} of {known} notes are gone"
    return ""


def _is_below(path: str, folders: Collection[str]) -> bool:
    """Whether a path lies in a folder that could not be read, so that nothing is known of it."""
    return any(folder == "." or path == folder or path.startswith(f"{folder}/") for folder in folders)
