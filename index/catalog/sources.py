"""Source folders, and the hashed names of files that are not to be read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.catalog.catalog import Catalog

READWISE = "readwise:"
"""Name of the source that is an account."""
MIRROR_FOLDER = "readwise"
"""The folder of the store that holds its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A folder or a file; or `readwise:`, an account, whose files lie in a folder of the store."""

    id: int
    path: Path
    """Where its files lie."""
    hidden: bool
    """Whether hidden folders are read too."""
    name: str
    """The absolute path, or `readwise:`."""
    last_ingest: str = ""
    """ISO 8601, UTC; "" where it was never read whole."""
    within: tuple[Path, ...] = ()
    """Paths in it that a run named; () where it named the source, or nothing."""

    @property
    def is_account(self) -> bool:
        """Whether its files have to be fetched first."""
        return self.name == READWISE

    @property
    def place_name(self) -> str:
        """What the places of its files name as their source: of a single file the folder that it lies in."""
        return self.name if self.is_account or self.path.is_dir() else str(self.path.parent)


def mirror_folder(data: Path) -> Path:
    """Where the account's files lie, in a data folder."""
    return data.expanduser().resolve() / MIRROR_FOLDER


def list_sources(catalog: Catalog) -> list[Source]:
    """All sources, by name."""
    mirror = mirror_folder(catalog.data)
    return [
        Source(id=id, path=mirror if name == READWISE else Path(name), hidden=bool(hidden), name=name, last_ingest=at)
        for id, name, hidden, at in catalog.execute("SELECT id, path, hidden, last_ingest FROM sources ORDER BY path")
    ]


def add_source(catalog: Catalog, name: str, *, hidden: bool, last_ingest: str = "") -> int:
    """Add a source where it is missing; its id."""
    query = "INSERT INTO sources (path, hidden, last_ingest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    catalog.execute(query, name, int(hidden), last_ingest)
    return catalog.number("SELECT id FROM sources WHERE path = ?", name)


def set_hidden(catalog: Catalog, source: int, hidden: bool) -> None:
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
    query = "INSERT INTO forgotten (mark) VALUES (?) ON CONFLICT DO NOTHING"
    catalog.connection.executemany(query, [(mark,) for mark in marks])
    catalog.state.has_forgotten = True


def delete_forgotten(catalog: Catalog, marks: Iterable[bytes]) -> None:
    """Let the files of these hashes be read again."""
    catalog.connection.executemany("DELETE FROM forgotten WHERE mark = ?", [(mark,) for mark in marks])
