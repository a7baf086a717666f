"""The files of a source folder that are notes, and the files and folders that are skipped, with the reason.

pathspec's home.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = frozenset((".md", ".markdown", ".txt", ".csv", ".srt", ".vtt", ".jsonl"))
HIDDEN_FOLDERS = frozenset((".trash", ".obsidian", ".git", ".recycle"))
IGNORE_FILE = ".notesignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """A file to read."""

    where: str
    """Its path as the system has it."""
    relative: str
    """To the source folder, with `/`."""
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        """Made on request: of 5,000 files listed, hardly one is opened."""
        return Path(self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedFile:
    """A file or folder that is not read."""

    relative: str
    why: str


def walk_notes(root: Path, *, hidden: bool = False) -> Iterator[NoteFile | SkippedFile]:
    """The notes below `root` (or the one file that it is), sorted by name; a loop of links is followed once.

    `hidden`: also `.trash`, `.obsidian`, `.git`, `.recycle`, `logseq/bak` and what `.notesignore` names.
    Raises FileNotFoundError where `root` does not exist.
    """
    if root.is_file():
        yield _note_file(root, str(root), root.name)
        return
    if not root.is_dir():
        raise FileNotFoundError(f"no folder or file {root}; give the path of one that exists")
    ignored = None if hidden else _read_ignore_file(root)
    yield from _walk(str(root), "", frozenset({_identity(str(root))}), ignored, hidden)


def _walk(
    folder: str, prefix: str, above: frozenset[tuple[int, int]], ignored: GitIgnoreSpec | None, hidden: bool
) -> Iterator[NoteFile | SkippedFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as failure:
        yield SkippedFile(relative=prefix.rstrip("/") or ".", why=f"cannot be opened: {failure.strerror}")
        return
    for entry in entries:
        relative = prefix + entry.name
        why = _reason_to_skip(entry, relative, ignored, hidden)
        if why is None:
            continue
        if why:
            yield SkippedFile(relative=_printable(relative), why=why)
        elif entry.is_dir():
            identity = _identity(entry.path)
            if identity in above:
                yield SkippedFile(relative=relative, why="a link to a folder that contains it")
            else:
                yield from _walk(entry.path, f"{relative}/", above | {identity}, ignored, hidden)
        else:
            yield _note_file(entry, entry.path, relative)


def _reason_to_skip(entry: os.DirEntry[str], relative: str, ignored: GitIgnoreSpec | None, hidden: bool) -> str | None:
    """A reason; "" for what is read; None for a file that is no note and is not reported."""
    try:
        is_folder, is_file = entry.is_dir(), entry.is_file()
    except OSError as failure:
        return f"cannot be followed: {failure.strerror}"
    if entry.is_symlink() and not is_folder and not is_file:
        return "a link to a file that does not exist"
    if not is_folder and (not is_file or os.path.splitext(entry.name)[1].lower() not in SUFFIXES):
        return None
    if not hidden:
        if is_folder and (entry.name in HIDDEN_FOLDERS or relative.endswith("logseq/bak")):
            return "a folder of backups or settings (read with --hidden)"
        if ignored and ignored.match_file(f"{relative}/" if is_folder else relative):
            return f"named in {IGNORE_FILE} (read with --hidden)"
    return ""


def _read_ignore_file(root: Path) -> GitIgnoreSpec | None:
    """The rules of the folder's ignore file, read as .gitignore rules; None without such a file.

    As git does, it passes over a line that is no valid pattern.
    """
    try:
        lines = (root / IGNORE_FILE).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    from pathspec import GitIgnoreSpec  # slow to import, and most folders have no ignore file

    def is_valid(line: str) -> bool:
        try:
            return bool(GitIgnoreSpec.from_lines([line]))
        except (ValueError, re.error):
            return False

    return GitIgnoreSpec.from_lines(filter(is_valid, lines))


def _note_file(file: Path | os.DirEntry[str], where: str, relative: str) -> NoteFile | SkippedFile:
    try:
        stat = file.stat()
    except OSError as failure:  # gone since the folder was listed
        return SkippedFile(relative=_printable(relative), why=f"cannot be read: {failure.strerror}")
    return NoteFile(where=where, relative=_printable(relative), size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _printable(name: str) -> str:
    """A name as valid UTF-8: bytes that are not become U+FFFD."""
    return name if name.isascii() else name.encode(errors="surrogateescape").decode(errors="replace")


def _identity(folder: str) -> tuple[int, int]:
    """Device and inode; zeros where the folder cannot be read."""
    try:
        stat = os.stat(folder)
    except OSError:
        return 0, 0
    return stat.st_dev, stat.st_ino
