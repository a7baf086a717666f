"""What to say if there is nothing: a folder without notes, an index into which nothing was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog.passages import count_passages
from ingest.walk import SUFFIXES, NoteFile, walk_notes

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog

NOTHING_READ = "Nothing has been read yet: run `notes ingest PATH` on a folder of notes."
NO_FOLDER_NAMED = "there is nothing to read; name a folder, as in `notes ingest ~/Documents/Vault`"


def explain_no_notes(path: Path, *, hidden: bool = False) -> str:
    """Why a folder or file gives no notes, and what to do; "" if it holds a file to read, or does not exist.

    hidden: as for `ingest.walk.walk_notes`.
    """
    if not path.exists():
        return ""
    if any(isinstance(file, NoteFile) and file.size for file in walk_notes(path, hidden=hidden)):
        return ""
    suffixes = ", ".join(sorted(suffix.lstrip(".") for suffix in SUFFIXES))
    return f"{path} holds no notes: only files that end in {suffixes} are read; name another folder, or put some there"


def explain_no_results(catalog: Catalog) -> str:
    """One line with the next step, for a search that found nothing."""
    return "Nothing found; try other words for it." if count_passages(catalog) else NOTHING_READ
