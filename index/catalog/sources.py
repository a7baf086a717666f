"""Source folders, and the hashed names of files that are not to be read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source as the catalog holds it."""

    id: int
    name: str
    """Absolute path, or `readwise:`."""
    hidden: bool
    """Whether hidden folders are read too."""
    last_ingest: str
    """ISO 8601, UTC; "" where it was never read whole."""


def list_sources(catalog: Catalog) -> list[SourceRow]:
    """All sources, by name."""
    rows = catalog.execute("SELECT id, path, hidden, last_ingest FROM sources ORDER BY path")
    return [SourceRow(id=row[0], name=row[1], hidden=bool(row[2]), last_ingest=row[3]) for row in rows]


def add_source(catalog: Catalog, name: str, *, hidden: bool, last_ingest: str = "") -> int:
    """Add a source where it is missing; its id."""
    query = "INSERT OR IGNORE INTO sources (path, hidden, last_ingest) VALUES (?, ?, ?)"
    catalog.execute(query, name, int(hidden), last_ingest)
    return catalog.number("SELECT id FROM sources WHERE path = ?", name)


def has_source(catalog: Catalog, source: int) -> bool:
    return bool(catalog.column("SELECT 1 FROM sources WHERE id = ?", source))


def set_hidden(catalog: Catalog, source: int, hidden: bool) -> None:
    """Say whether hidden folders of a source are read too."""
    catalog.execute("UPDATE sources SET hidden = ? WHERE id = ?", int(hidden), source)


def set_last_ingest(catalog: Catalog, source: int, at: str) -> None:
    """Note when a source was last read whole (ISO 8601, UTC)."""
    catalog.execute("UPDATE sources SET last_ingest = ? WHERE id = ?", at, source)


def delete_source(catalog: Catalog, source: int) -> None:
    """Delete a source, its files removed before."""
    catalog.execute("DELETE FROM sources WHERE id = ?", source)


def list_forgotten(catalog: Catalog) -> set[bytes]:
    """The hashes of the names of forgotten files."""
    return set(catalog.column("SELECT mark FROM forgotten"))


def add_forgotten(catalog: Catalog, marks: Iterable[bytes]) -> None:
    """Remember that the files of these hashes are not to be read again."""
    catalog.connection.executemany("INSERT OR IGNORE INTO forgotten (mark) VALUES (?)", [(mark,) for mark in marks])
    catalog.state.has_forgotten = True


def delete_forgotten(catalog: Catalog, marks: Iterable[bytes]) -> None:
    """Let the files of these hashes be read again."""
    catalog.connection.executemany("DELETE FROM forgotten WHERE mark = ?", [(mark,) for mark in marks])
