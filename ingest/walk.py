"""The files of a source folder that are notes, and those that are passed over, with the reason."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
        """Made when it is asked for: of 5,000 files looked at, hardly one is opened."""
        return Path(self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedFile:
    """A file or folder that is not read."""

    relative: str
    why: str


def walk_notes(root: Path, *, hidden: bool = False) -> Iterator[NoteFile | SkippedFile]:
    """The notes below `root` (or the one file that it is), by name; never follows a link round in a circle.

    `hidden`: also `.trash`, `.obsidian`, `.git`, `.recycle`, `logseq/bak` and what `.notesignore` names.
    Raises FileNotFoundError where `root` is not there.
    """
    if root.is_file():
        yield _note_file(root, str(root), root.name)
        return
    if not root.is_dir():
        raise FileNotFoundError(f"no folder or file {root}; name one that is there")
    patterns = () if hidden else tuple(_ignore_patterns(root))
    yield from _walk(str(root), "", frozenset({_identity(str(root))}), patterns, hidden)


def _walk(
    folder: str, prefix: str, above: frozenset[tuple[int, int]], patterns: tuple[str, ...], hidden: bool
) -> Iterator[NoteFile | SkippedFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as failure:
        yield SkippedFile(relative=prefix.rstrip("/") or ".", why=f"cannot be opened: {failure.strerror}")
        return
    for entry in entries:
        relative = prefix + entry.name
        why = _why_skipped(entry, relative, patterns, hidden)
        if why is None:
            continue
        if why:
            yield SkippedFile(relative=_writable(relative), why=why)
        elif entry.is_dir():
            identity = _identity(entry.path)
            if identity in above:
                yield SkippedFile(relative=relative, why="a link to a folder that it stands in")
            else:
                yield from _walk(entry.path, f"{relative}/", above | {identity}, patterns, hidden)
        else:
            yield _note_file(entry, entry.path, relative)


def _why_skipped(entry: os.DirEntry[str], relative: str, patterns: tuple[str, ...], hidden: bool) -> str | None:
    """A reason, "" for what is read, None for what is no note at all and not worth a word."""
    try:
        is_folder, is_file = entry.is_dir(), entry.is_file()
    except OSError as failure:
        return f"cannot be followed: {failure.strerror}"
    if entry.is_symlink() and not is_folder and not is_file:
        return "a link that leads nowhere"
    if not is_folder and (not is_file or os.path.splitext(entry.name)[1].lower() not in SUFFIXES):
        return None
    if not hidden:
        if is_folder and (entry.name in HIDDEN_FOLDERS or relative.endswith("logseq/bak")):
            return "a folder of backups or settings (read with --hidden)"
        if any(_matches(relative, pattern, is_folder) for pattern in patterns):
            return f"named in {IGNORE_FILE} (read with --hidden)"
    return ""


def _ignore_patterns(root: Path) -> Iterator[str]:
    try:
        text = (root / IGNORE_FILE).read_text("utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def _matches(relative: str, pattern: str, is_folder: bool) -> bool:
    """As in .gitignore, the simple part of it: `name`, `folder/`, `*.txt`, `/top/only`, `a/**`."""
    if pattern.endswith("/"):
        if not is_folder:
            return False
        pattern = pattern[:-1]
    if pattern.startswith("/"):
        return fnmatch.fnmatchcase(relative, pattern[1:])
    if "/" in pattern:
        return fnmatch.fnmatchcase(relative, pattern) or fnmatch.fnmatchcase(relative, f"*/{pattern}")
    return fnmatch.fnmatchcase(relative.rsplit("/", 1)[-1], pattern)


def _note_file(file: Path | os.DirEntry[str], where: str, relative: str) -> NoteFile | SkippedFile:
    try:
        stat = file.stat()
    except OSError as failure:  # gone since the folder was listed
        return SkippedFile(relative=_writable(relative), why=f"cannot be read: {failure.strerror}")
    return NoteFile(where=where, relative=_writable(relative), size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _writable(name: str) -> str:
    """A name that can be written down: bytes of it that are no UTF-8 are shown as U+FFFD."""
    return name if name.isascii() else name.encode(errors="surrogateescape").decode(errors="replace")


def _identity(folder: str) -> tuple[int, int]:
    try:
        stat = os.stat(folder)
    except OSError:
        return 0, 0
    return stat.st_dev, stat.st_ino
