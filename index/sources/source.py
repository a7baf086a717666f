"""How a path, as typed, names a source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.sources import READWISE, Source, mirror_folder
from index.errors import IndexFailure


class NoSuchSource(IndexFailure):
    """Nothing at this path was ever read."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: nothing was read from there; `notes sources` lists what was")
        self.path = path


def is_account(path: Path) -> bool:
    """Whether a path, as typed, is the Readwise account or a file of it."""
    return str(path).startswith(READWISE)


def locate(catalog: Catalog, path: Path) -> Path:
    """Where a path, as typed, lies on disk: `readwise:` in the store's own folder."""
    if is_account(path):
        return mirror_folder(catalog.data) / str(path).removeprefix(READWISE).lstrip("/")
    return path.expanduser().resolve()


def find_source(sources: Sequence[Source], path: Path) -> Source | None:
    """The source that a path is or lies in."""
    return next((source for source in sources if path == source.path or source.path in path.parents), None)
