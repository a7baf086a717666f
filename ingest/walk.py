"""The files of a source folder that are notes, those that are skipped, with the reason, and those of unread kinds.

pathspec's home.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FULL_TEXT_SUFFIXES = frozenset((".pdf", ".epub", ".docx", ".html", ".htm", ".xhtml"))
NOTE_SUFFIXES = frozenset(
    (".md", ".markdown", ".txt", ".org", ".csv", ".tsv", ".srt", ".vtt", ".jsonl", ".json", ".opml")
)
SUFFIXES = NOTE_SUFFIXES | FULL_TEXT_SUFFIXES
SAVED_PAGE_FOLDER = re.compile(r"(.+)(?:_files|-Dateien|_archivos|_fichiers|_bestanden|\.files)$")
"""What a browser saves beside a page: its pictures, scripts and frames."""
HIDDEN_FOLDERS = frozenset((".trash", ".obsidian", ".git", ".recycle"))
IGNORE_FILE = ".notesignore"
NOT_DOWNLOADED = "not downloaded: the cloud drive keeps it elsewhere; what was read of it before is kept"
ICLOUD_PLACEHOLDER = re.compile(r"\.(.+)\.icloud")
"""What lies in the place of a file that iCloud evicted."""
SF_DATALESS = 0x40000000
"""macOS: the content is elsewhere."""
RECALL_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000
"""Windows: offline, recall on open, recall on data access."""
MAX_NAMED = 3
"""Files of each unread kind that are named."""
SYSTEM_FILE = re.compile(
    r"(?i)^[.~].*|^(?:thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r)$|~$|\.(?:tmp|lock|part|crdownload|swp)$"
)
"""Names of files that are no one's notes; they are not counted as unread."""


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

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it is there but cannot be read at present, so that what was read before is kept."""
        return self.why.startswith("cannot be") or self.why == NOT_DOWNLOADED


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadFile:
    """A file of a kind that is not read."""

    relative: str

    @property
    def kind(self) -> str:
        """As `file_kind` names it."""
        return file_kind(self.relative)


def file_kind(path: str) -> str:
    """The suffix of a file, as `pdf`; "other" for a name without one."""
    return os.path.splitext(path)[1][1:].lower() or "other"


def count_unread(files: Iterable[UnreadFile]) -> dict[str, int]:
    """How many files there are of each kind, most first."""
    return dict(Counter(file.kind for file in files).most_common())


def name_unread(files: Iterable[UnreadFile]) -> dict[str, tuple[str, ...]]:
    """The first few files of each kind."""
    names: dict[str, tuple[str, ...]] = {}
    for file in files:
        named = names.get(file.kind, ())
        if len(named) < MAX_NAMED:
            names[file.kind] = (*named, file.relative)
    return names


WalkedFile = NoteFile | SkippedFile | UnreadFile


def walk_notes(root: Path, *, hidden: bool = False) -> Iterator[WalkedFile]:
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
) -> Iterator[WalkedFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as failure:
        yield SkippedFile(relative=prefix.rstrip("/") or ".", why=f"cannot be opened: {failure.strerror}")
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        evicted = ICLOUD_PLACEHOLDER.fullmatch(entry.name)
        name = evicted[1] if evicted else entry.name
        if evicted and name in names:
            continue
        relative = prefix + name
        why = _reason_to_skip(entry, relative, ignored, hidden)
        if why == "" and _belongs_to_page(entry, names):
            why = "pictures and frames of the saved page beside it"
        if why is None:
            if _is_unread(entry, relative, ignored):
                yield UnreadFile(relative=_printable(relative))
        elif why:
            yield SkippedFile(relative=_printable(relative), why=why)
        elif entry.is_dir():
            identity = _identity(entry.path)
            if identity in above:
                yield SkippedFile(relative=relative, why="a link to a folder that contains it")
            else:
                yield from _walk(entry.path, f"{relative}/", above | {identity}, ignored, hidden)
        elif evicted:
            yield SkippedFile(relative=_printable(relative), why=NOT_DOWNLOADED)
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
    suffix = os.path.splitext(relative)[1].lower()
    if not is_folder and (not is_file or suffix not in SUFFIXES):
        return None
    if not is_folder and suffix in FULL_TEXT_SUFFIXES and SYSTEM_FILE.search(entry.name):
        return None
    if not hidden:
        if is_folder and (entry.name in HIDDEN_FOLDERS or relative.endswith("logseq/bak")):
            return "a folder of backups or settings (read with --hidden)"
        if ignored and ignored.match_file(f"{relative}/" if is_folder else relative):
            return f"named in {IGNORE_FILE} (read with --hidden)"
    return ""


def _belongs_to_page(entry: os.DirEntry[str], names: Set[str]) -> bool:
    """Whether a folder holds what a browser saved beside a page."""
    saved = SAVED_PAGE_FOLDER.match(entry.name)
    pages = {f"{saved[1]}.html", f"{saved[1]}.htm"} if saved else set()
    return not names.isdisjoint(pages) and entry.is_dir()


def _is_unread(entry: os.DirEntry[str], relative: str, ignored: GitIgnoreSpec | None) -> bool:
    """Whether a file that is no note is worth naming: neither hidden, ignored nor a system's own."""
    if not entry.is_file() or any(map(SYSTEM_FILE.search, relative.split("/"))):
        return False
    return not (ignored and ignored.match_file(relative))


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
    if _is_evicted(stat, where):
        return SkippedFile(relative=_printable(relative), why=NOT_DOWNLOADED)
    return NoteFile(where=where, relative=_printable(relative), size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _is_evicted(stat: os.stat_result, where: str) -> bool:
    """Whether only a file's name and size are here, its content on a cloud drive. Opens it only where that is unclear.

    A file without blocks is a placeholder where it reads as zeros or not at all; some file systems keep short files
    without blocks too.
    """
    if getattr(stat, "st_flags", 0) & SF_DATALESS or getattr(stat, "st_file_attributes", 0) & RECALL_ATTRIBUTES:
        return True
    if not stat.st_size or getattr(stat, "st_blocks", True):
        return False
    try:
        return is_zero_filled(Path(where))
    except PermissionError:
        return False
    except OSError:
        return True


def is_zero_filled(file: Path) -> bool:
    """Whether a file has bytes and all are zero: a placeholder, or a download that has not begun."""
    with file.open("rb") as opened:
        pieces = iter(lambda: opened.read(65536), b"")
        first = next(pieces, b"")
        return bool(first) and not first.strip(b"\0") and not any(piece.strip(b"\0") for piece in pieces)


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
