"""The sources: which a run reads, and which lie within one another.

A source is a folder or a file; and one, `readwise:`, is an account, whose files lie in a folder of the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalog.catalog import Catalog
from index.errors import IndexFailure

READWISE = "readwise:"
"""The source that is an account, not a folder."""
MIRROR = "readwise"
"""The folder of the store that holds its files."""


class NoSuchSource(IndexFailure):
    """Nothing at this path was ever read."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: nothing was read from there; `notes sources` lists what was")
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source folder (or single file) of the catalog."""

    id: int
    path: Path
    """Where its files lie."""
    hidden: bool
    """Whether hidden folders are read too."""
    name: str
    """As the catalog and places have it: the path, or `readwise:`."""
    named: tuple[Path, ...] = ()
    """What a run named within it; () where it named the source, or nothing."""

    @property
    def is_account(self) -> bool:
        """Whether its files have to be fetched first."""
        return self.name == READWISE

    @property
    def shown(self) -> str:
        """What the places of its files name as their source: of a single file the folder that it lies in."""
        return self.name if self.is_account or self.path.is_dir() else str(self.path.parent)


def is_account(path: Path) -> bool:
    """Whether a path, as typed, is the Readwise account or a file of it."""
    return str(path).startswith(READWISE)


def mirror_folder(data: Path) -> Path:
    """Where the account's files lie, in a data folder."""
    return data.expanduser().resolve() / MIRROR


def locate(catalog: Catalog, path: Path) -> Path:
    """Where a path, as typed, lies on disk: `readwise:` in the store's own folder."""
    if is_account(path):
        return mirror_folder(catalog.data) / str(path).removeprefix(READWISE).lstrip("/")
    return path.expanduser().resolve()


def find_source(known: Sequence[Source], path: Path) -> Source | None:
    """The source that a path is or lies in."""
    return next((one for one in known if path == one.path or one.path in path.parents), None)


def known_sources(catalog: Catalog) -> list[Source]:
    """What was read so far, by path."""
    mirror = mirror_folder(catalog.data)
    return [
        Source(
            id=row["id"],
            path=mirror if row["path"] == READWISE else Path(row["path"]),
            hidden=bool(row["hidden"]),
            name=row["path"],
        )
        for row in catalog.connection.execute("SELECT * FROM sources ORDER BY path")
    ]
