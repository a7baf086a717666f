"""What a catalog says, in a form that two of them can be compared in."""

from __future__ import annotations

import sqlite3
from typing import Any

from index.catalog.catalog import Catalog

ROW_NUMBERS = {"n", "file", "document", "embedded", "stored", "dead"}
"""Depend on the order of runs, or are marks of work to do."""


def snapshot(catalog: Catalog) -> dict[str, list[tuple[Any, ...]]]:
    """Passages, finds with their folds, alike pairs, works and files; each sorted."""
    connection = catalog.connection
    return {
        "passages": _rows(connection, "SELECT * FROM passages"),
        "occurrences": _rows(connection, "SELECT * FROM occurrences"),
        "alike": _rows(connection, "SELECT * FROM links WHERE kind = 'similar'"),
        "works": _rows(connection, "SELECT * FROM works"),
        "documents": _rows(
            connection,
            "SELECT path, ordinal, format, title, author, category, url, published, tags, note, asin, readwise_id,"
            " full_text, work FROM documents JOIN files ON files.id = documents.file",
        ),
        "files": _rows(connection, "SELECT path, size, hash, parser, notes, unparsed, error, skipped FROM files"),
        "words": _rows(connection, "SELECT passage_id FROM lexical_rows"),
    }


def _rows(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    rows = connection.execute(sql).fetchall()
    return sorted(tuple(row[name] for name in sorted(row.keys()) if name not in ROW_NUMBERS) for row in rows)
