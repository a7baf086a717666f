"""Erasing: what was read from a path goes, text included, from every file of the store."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.browse.review_log import drop_missing
from index.catalog.catalog import Catalog
from index.catalog.catalog_file import empty_log, overwrite_deleted, vacuum
from index.catalog.files import list_files
from index.catalog.full_text import rewrite_index
from index.catalog.links import delete_unused_decisions
from index.catalog.occurrences import file_rows, passages_of_rows
from index.catalog.passages import existing_passages
from index.catalog.sources import Source, add_forgotten, delete_source, list_sources, mirror_folder
from index.catalog.vector_rows import delete_dead_vectors
from index.errors import StoreBusy, store_errors
from index.linkage.connected_components import ChangedRows
from index.linkage.join_works import join_stale_works
from index.linkage.pipeline import relink
from index.sources.forgotten import forgotten_among, forgotten_mark, lasting_name
from index.sources.source import NoSuchSource, find_source, is_account, locate
from index.sync.apply import FILES_PER_TRANSACTION
from index.sync.history import clear_history
from index.sync.write_file import remove_file

if TYPE_CHECKING:
    from index.vectors.store import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased."""

    files: int
    ids: frozenset[str]
    """Of the passages that stood nowhere else."""
    source: str
    """The source that it was in, as places name it."""
    paths: frozenset[str]
    """Of the files, as places name them."""

    @property
    def passages(self) -> int:
        return len(self.ids)


def forget_path(catalog: Catalog, vectors: Vectors, path: Path) -> Forgotten:
    """Erase what was read from a source folder, or from a file or folder in one.

    The notes themselves are not touched; of the Readwise account what was fetched goes too. What lies within a source
    that stays is remembered by a salted hash only, and not read again until its path is named to an ingest. The caller
    holds the store's lock.
    Raises NoSuchSource where nothing was read from there.
    """
    located = locate(catalog, path)
    source = find_source(list_sources(catalog), located)
    files = _files_below(catalog, source, located) if source else {}
    if source is None or not (files or located == source.path):
        raise NoSuchSource(str(path if is_account(path) else located))
    is_whole = located == source.path
    overwrite_deleted(catalog)
    with catalog.transaction():  # first, so that a killed run reads nothing of it again
        catalog.state.wipe_pending = True
        if not is_whole:
            names = [lasting_name(source, source.path / relative) for relative in files.values()]
            add_forgotten(catalog, [forgotten_mark(catalog, name) for name in names])
    ids = remove_files(catalog, list(files))
    if is_whole:
        with catalog.transaction():
            delete_source(catalog, source.id)
    wipe(catalog, vectors)
    return Forgotten(files=len(files), ids=ids, source=source.place_name, paths=frozenset(files.values()))


def remove_source(catalog: Catalog, vectors: Vectors, path: Path) -> Forgotten:
    """Stop reading a source folder, and erase what was read from it; the folder itself is not touched."""
    located = locate(catalog, path)
    if not any(located == source.path for source in list_sources(catalog)):
        raise NoSuchSource(str(path if is_account(path) else located))
    return forget_path(catalog, vectors, path)


def remove_files(catalog: Catalog, files: list[int]) -> frozenset[str]:
    """Take files out of the catalog; the ids of the passages that went with them."""
    before = passages_of_rows(catalog, [n for file in files for n in file_rows(catalog, file)])
    for start in range(0, len(files), FILES_PER_TRANSACTION):
        changed = ChangedRows()
        with catalog.transaction():
            for file in files[start : start + FILES_PER_TRANSACTION]:
                remove_file(catalog, file, changed)
            relink(catalog, changed)
    return frozenset(before - existing_passages(catalog, before))


def wipe(catalog: Catalog, vectors: Vectors) -> None:
    """Leave no trace of deleted rows: dead vectors, works, full-text segments, free pages, log, collection.

    Raises StoreBusy where another process reads on and on, so that the log cannot be emptied; the next run tries again.
    """
    _erase_mirror(catalog)
    drop_missing(catalog)
    join_stale_works(catalog)
    with catalog.transaction():
        delete_unused_decisions(catalog)
        delete_dead_vectors(catalog)
        clear_history(catalog)
        rewrite_index(catalog)
    if catalog.state.generation:
        vectors.rebuild(catalog.state.embedder)
    with store_errors(catalog.path):
        vacuum(catalog)
        with catalog.transaction():
            catalog.state.wipe_pending = False
        if not empty_log(catalog):
            catalog.state.wipe_pending = True
            raise StoreBusy(catalog.path, "a process that reads it", 0, "")


def _erase_mirror(catalog: Catalog) -> None:
    """Erase the files of an account that is no source any more, or of its books that were forgotten."""
    mirror = mirror_folder(catalog.data)
    if not mirror.is_dir():
        return
    account = next((source for source in list_sources(catalog) if source.is_account), None)
    with store_errors(mirror):
        if account is None:
            shutil.rmtree(mirror)
            return
        names = {path: lasting_name(account, path) for path in mirror.glob("*/*.md")}
        forgotten = forgotten_among(catalog, names.values())
        for path, name in names.items():
            if name in forgotten:
                path.unlink()


def _files_below(catalog: Catalog, source: Source, path: Path) -> dict[int, str]:
    """The files of a source at or below a path: id to path relative to the source."""
    files = {file.id: file.path for file in list_files(catalog, source.id).values()}
    if path == source.path:
        return files
    below = path.relative_to(source.path).as_posix()
    return {id: file for id, file in files.items() if file == below or file.startswith(f"{below}/")}
