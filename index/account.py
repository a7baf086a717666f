"""The Readwise account as a source: a folder of the store that mirrors it, a readable file for each book.

Citations need a file and a line, so what the API gives is written down as notes (`ingest.readwise_file`), and the
sync reads these like any folder's: renaming, forgetting, exporting and doctoring need to know of no account. What is
known of the fetching lies beside them, in a file without the token: a folder that is lost takes its stamp with it, and
is fetched anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog

FOLDER = "readwise"
STATE_FILE = "account.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is known of the account's fetching."""

    stamp: str = ""
    """ISO 8601, UTC: everything until then is here; "" before the first whole fetch."""
    fetched_at: str = ""
    """ISO 8601, UTC: when the last whole fetch ended; "" for never."""
    added: int = 0
    """Highlights that the last fetch brought."""
    changed: int = 0
    removed: int = 0
    trouble: str = ""
    """Why the last try failed; "" where it went well."""
    run_started: str = ""
    """ISO 8601: when a fetch began that was cut off; "" where none was."""
    run_cursor: str = ""
    """Where that one goes on."""

    @property
    def unfinished(self) -> bool:
        """Whether a fetch was cut off."""
        return bool(self.run_started)


def mirror_folder(data: Path) -> Path:
    """Where the account's files lie, in the data folder."""
    return data / FOLDER


def read_account(folder: Path) -> Account:
    """What is known of a mirror; nothing where it was never fetched, or its file cannot be read."""
    try:
        told = json.loads((folder / STATE_FILE).read_text("utf-8"))
        return Account(**told)
    except (OSError, ValueError, TypeError):
        return Account()


def count_books(catalog: Catalog) -> int:
    """The account's works that are in the catalog."""
    return catalog.count("files JOIN sources ON sources.id = files.source WHERE sources.path = 'readwise:'")
