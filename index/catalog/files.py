"""The files of a source: as they were last read, and as an export holds them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED, insert, occurrence_row
from ingest.walk import file_kind

_DERIVED = frozenset(
    (
        "n", "file", "document", "passage", "rank", "folded", "why", "similarity", "work", "title_name", "address",
        "identifier", "quotes", "stale",
    )
)  # fmt: skip
"""Columns that an export leaves out, as folding and joining give them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """What the catalog holds of a file."""

    id: int
    path: str
    """Relative to its source, with `/`."""
    size: int
    mtime_ns: int
    hash: bytes
    """Of the bytes; b"" where they could not be read."""
    parser: int
    """Version of the readers that read it."""

    @property
    def unopened(self) -> bool:
        """Whether it could not be opened when it was last there. It is tried again at each run, as a permission
        to read changes neither size nor time."""
        return not self.hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A file, and what is wrong with it."""

    path: str
    """Relative to its source."""
    line: int | None
    """None where the whole file is meant."""
    why: str


def list_files(catalog: Catalog, source: int) -> dict[str, KnownFile]:
    """The files of a source, by path."""
    rows = catalog.execute("SELECT id, path, size, mtime_ns, hash, parser FROM files WHERE source = ?", source)
    return {row["path"]: KnownFile(**row) for row in rows}


def count_files(catalog: Catalog, *, with_text: bool = False) -> int:
    """How many files there are; with_text: only those that have notes."""
    condition = " WHERE notes > 0" if with_text else ""
    return catalog.number(f"SELECT count(*) FROM files{condition}")


def list_troubles(catalog: Catalog, sources: Collection[int] | None = None) -> tuple[list[Trouble], list[Trouble]]:
    """The files of these sources (None: of all) from which no text could be read, and those passed over, by path."""
    condition, *values = _of_sources(sources)
    query = f"SELECT path, error, skipped FROM files WHERE (error <> '' OR skipped <> ''){condition} ORDER BY path"
    rows = catalog.execute(query, *values).fetchall()
    failures = [Trouble(path=path, line=None, why=error) for path, error, _ in rows if error]
    return failures, [Trouble(path=path, line=None, why=skipped) for path, error, skipped in rows if not error]


def count_unparsed(catalog: Catalog, sources: Collection[int] | None = None) -> int:
    """Lines of these sources (None: of all) that no rule read."""
    condition, *values = _of_sources(sources)
    return catalog.number(f"SELECT coalesce(sum(unparsed), 0) FROM files WHERE unparsed > 0{condition}", *values)


def count_kinds(catalog: Catalog, sources: Collection[int] | None = None) -> dict[str, int]:
    """How many files of these sources (None: of all) with text there are of each kind, most first."""
    condition, *values = _of_sources(sources)
    paths = catalog.column(f"SELECT path FROM files WHERE notes > 0{condition}", *values)
    return dict(Counter(file_kind(path) for path in paths).most_common())


def list_unparsed(catalog: Catalog) -> list[tuple[str, str]]:
    """The files with lines that no rule read, by path: name of the source, and path in it."""
    rows = catalog.execute(
        "SELECT sources.path, files.path FROM files JOIN sources ON sources.id = files.source"
        " WHERE files.unparsed > 0 ORDER BY files.path"
    )
    return [(row[0], row[1]) for row in rows]


def write_file(catalog: Catalog, source: int, path: str, values: Mapping[str, Any]) -> int:
    """Write a file's row; its id. values: by the names of the table's columns."""
    known = _update_file(catalog, source, path, values)
    return known[0] if known else insert(catalog.connection, "files", {"source": source, "path": path, **values})


def mark_failed(catalog: Catalog, source: int, path: str, values: Mapping[str, Any]) -> bool:
    """Write to a file's row, but only where something was read of it before; whether something was."""
    return bool(_update_file(catalog, source, path, values, " AND id IN (SELECT file FROM occurrences)"))


def touch_file(catalog: Catalog, file: int, *, size: int, mtime_ns: int, cleared_error: str) -> None:
    """Note a file's new time and size where its bytes are the same, and clear the error `cleared_error`."""
    query = "UPDATE files SET size = ?, mtime_ns = ?, error = CASE error WHEN ? THEN '' ELSE error END WHERE id = ?"
    catalog.execute(query, size, mtime_ns, cleared_error, file)


def set_error(catalog: Catalog, file: int, error: str) -> None:
    """Note why a file cannot be read at present."""
    catalog.execute("UPDATE files SET error = ? WHERE id = ?", error, file)


def delete_file(catalog: Catalog, file: int) -> None:
    """Delete a file with its documents and occurrences."""
    catalog.execute("DELETE FROM occurrences WHERE file = ?", file)
    catalog.execute("DELETE FROM files WHERE id = ?", file)


def export_files(catalog: Catalog, source: int, name: str) -> Iterator[dict[str, Any]]:
    """What an export holds of each file of a source, by path; `name` is the source's."""
    of_file = "SELECT * FROM documents WHERE file = ? ORDER BY ordinal"
    of_document = "SELECT * FROM occurrences WHERE document = ? ORDER BY line_start, id"
    for file in catalog.execute("SELECT * FROM files WHERE source = ? ORDER BY path", source):
        documents = []
        for document in catalog.execute(of_file, file["id"]).fetchall():
            occurrences = [_exported(row) for row in catalog.execute(of_document, document["id"])]
            documents.append({**_exported(document, "id"), "finds": occurrences})
        yield {
            "file": {**_exported(file, "id", "source"), "hash": file["hash"].hex(), "source": name},
            "documents": documents,
        }


def restore_file(catalog: Catalog, file: Mapping[str, Any], documents: Collection[Mapping[str, Any]]) -> set[int]:
    """Take in a file of an export where the catalog does not know it; the rows of its occurrences."""
    connection = catalog.connection
    source = catalog.number("SELECT id FROM sources WHERE path = ?", file["source"])
    if catalog.column("SELECT 1 FROM files WHERE source = ? AND path = ?", source, file["path"]):
        return set()
    rows: set[int] = set()
    id = insert(connection, "files", {**file, "source": source, "hash": bytes.fromhex(file["hash"])})
    for document in documents:
        values = {name: value for name, value in document.items() if name != "finds"}
        number = insert(connection, "documents", {**values, "file": id})
        for values in document["finds"]:
            n = occurrence_row(values["id"])
            insert(connection, "occurrences", {**values, "n": n, "file": id, "document": number}, "n")
            rows.add(n)
    return rows


def _update_file(catalog: Catalog, source: int, path: str, values: Mapping[str, Any], condition: str = "") -> list[int]:
    query = f"UPDATE files SET {', '.join(f'{name} = ?' for name in values)} WHERE source = ? AND path = ?{condition}"
    return catalog.column(f"{query} RETURNING id", *values.values(), source, path)


def _of_sources(sources: Collection[int] | None) -> tuple[Any, ...]:
    """The end of a WHERE for files of these sources, and its values; None for all."""
    return ("",) if sources is None else (f" AND source IN {LISTED}", sources)


def _exported(row: sqlite3.Row, *left_out: str) -> dict[str, Any]:
    names = row.keys()
    return {name: row[name] for name in names if name not in _DERIVED and name not in left_out}
