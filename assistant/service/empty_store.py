"""What to say where there is nothing: a folder without notes, an index into which nothing was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.walk import SUFFIXES, NoteFile, walk_notes

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog

UNREAD = "Nothing has been read yet: run `notes ingest PATH` on a folder of notes."
UNNAMED = "there is nothing to read; name a folder, as in `notes ingest ~/Documents/Vault`"


def tell_nothing(path: Path, *, hidden: bool = False) -> str:
    """Why a folder or file that was named gives nothing, and what to do; "" where it holds a file to read, or is gone.

    hidden: as of `ingest.walk.walk_notes`.
    """
    if not path.exists():
        return ""
    if any(isinstance(found, NoteFile) and found.size for found in walk_notes(path, hidden=hidden)):
        return ""
    kinds = ", ".join(sorted(suffix.lstrip(".") for suffix in SUFFIXES))
    return f"{path} holds no notes: only files that end in {kinds} are read; name another folder, or put some there"


def tell_found_nothing(catalog: Catalog) -> str:
    """Of a search that came back empty, in one line with the next step."""
    return "Nothing found; try other words for it." if catalog.count("passages") else UNREAD
