"""A source: a folder or a file; or `readwise:`, an account, whose files lie in a folder of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.sources import SourceRow, list_sources
from index.errors import IndexFailure

READWISE = "readwise:"
"""Name of the source that is an account."""
MIRROR_FOLDER = "readwise"
"""The folder of the store that holds its files."""


class NoSuchSource(IndexFailure):
    """Nothing at this path was ever read."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: nothing was read from there; `notes sources` lists what was")
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of the catalog."""

    id: int
    path: Path
    """Where its files lie."""
    hidden: bool
    """Whether hidden folders are read too."""
    name: str
    """As the catalog has it: the path, or `readwise:`."""
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


def is_account(path: Path) -> bool:
    """Whether a path, as typed, is the Readwise account or a file of it."""
    return str(path).startswith(READWISE)


def mirror_folder(data: Path) -> Path:
    """Where the account's files lie, in a data folder."""
    return data.expanduser().resolve() / MIRROR_FOLDER


def locate(catalog: Catalog, path: Path) -> Path:
    """Where a path, as typed, lies on disk: `readwise:` in the store's own folder."""
    if is_account(path):
        return mirror_folder(catalog.data) / str(path).removeprefix(READWISE).lstrip("/")
    return path.expanduser().resolve()


def find_source(sources: Sequence[Source], path: Path) -> Source | None:
    """The source that a path is or lies in."""
    return next((source for source in sources if path == source.path or source.path in path.parents), None)


def known_sources(catalog: Catalog) -> list[Source]:
    """What was read so far, by name."""
    return [source_of(catalog, row) for row in list_sources(catalog)]


def source_of(catalog: Catalog, row: SourceRow) -> Source:
    """The source in a row of the catalog."""
    path = mirror_folder(catalog.data) if row.name == READWISE else Path(row.name)
    return Source(id=row.id, path=path, hidden=row.hidden, name=row.name)
