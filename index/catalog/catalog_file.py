"""The catalog's file: its free pages, its write-ahead log, and whether it is whole."""

from __future__ import annotations

import sqlite3

from index.catalog.catalog import Catalog
from index.errors import store_errors

MAX_FREE_SHARE = 0.2
"""Share of free pages above which they are given back."""


def release_space(catalog: Catalog) -> None:
    """Give the write-ahead log's room back to the disk, and free pages once they are a fifth of the file."""
    with store_errors(catalog.path):
        if catalog.number("PRAGMA freelist_count") > MAX_FREE_SHARE * catalog.number("PRAGMA page_count"):
            release_free_pages(catalog)
        empty_log(catalog)


def release_free_pages(catalog: Catalog) -> None:
    catalog.execute("PRAGMA incremental_vacuum").fetchall()


def overwrite_deleted(catalog: Catalog) -> None:
    """Have this thread's connection overwrite what it deletes from now on."""
    catalog.execute("PRAGMA secure_delete = ON")


def vacuum(catalog: Catalog) -> None:
    """Rewrite the file without what was deleted."""
    catalog.execute("VACUUM")


def empty_log(catalog: Catalog) -> bool:
    """Empty the write-ahead log; False where another process's read keeps it."""
    return not catalog.number("PRAGMA wal_checkpoint(TRUNCATE)")


def find_damage(catalog: Catalog) -> list[str]:
    """What SQLite's own check says against the file, at most five things."""
    try:
        messages = catalog.column("PRAGMA integrity_check(5)")
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if messages == ["ok"] else messages
