"""Erasing: what was read from a path goes, text included, from every file of the store."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog.catalog import Catalog
from index.errors import StoreBusy, store_errors
from index.sources.forgotten import forgotten_mark, is_forgotten, name_for_good
from index.sources.source import (
    NoSuchSource,
    Source,
    find_source,
    is_account,
    known_sources,
    locate,
    mirror_folder,
)
from index.sync.history import LAST, NEWS

if TYPE_CHECKING:
    from index.vectors.store import Vectors

UNWIPED = "unwiped"
"""The setting that says that a forgetting is not at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased."""

    files: int
    ids: frozenset[str]
    """Of the passages that stood nowhere else."""
    source: str
    """As places name the source that it was in."""
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
    given, path = path, locate(catalog, path)
    source = find_source(known_sources(catalog), path)
    files = _files_below(catalog, source, path) if source else []
    if source is None or not (files or path == source.path):
        raise NoSuchSource(str(given if is_account(given) else path))
    catalog.connection.execute("PRAGMA secure_delete = ON")
    with catalog.transaction() as connection:  # first, so that one who is killed reads nothing of it again
        catalog.set_setting(UNWIPED, "1")
        if path != source.path:
            marks = [(forgotten_mark(catalog, name_for_good(source, source.path / one)),) for _, one in files]
            connection.executemany("INSERT OR IGNORE INTO forgotten (mark) VALUES (?)", marks)
            catalog.set_setting("forgets", "1")
    ids = remove_files(catalog, [file for file, _ in files])
    if path == source.path:
        with catalog.transaction() as connection:
            connection.execute("DELETE FROM sources WHERE id = ?", (source.id,))
    wipe(catalog, vectors)
    return Forgotten(files=len(files), ids=ids, source=source.shown, paths=frozenset(one for _, one in files))


def remove_source(catalog: Catalog, vectors: Vectors, path: Path) -> Forgotten:
    """Stop reading a source folder, and take out what was read from it; the folder itself is not touched."""
    located = locate(catalog, path)
    if not any(located == source.path for source in known_sources(catalog)):
        raise NoSuchSource(str(path if is_account(path) else located))
    return forget_path(catalog, vectors, path)


def _erase_mirror(catalog: Catalog) -> None:
    """What the store itself wrote down of an account that is no source any more, or of books that were forgotten."""
    mirror = mirror_folder(catalog.data)
    if not mirror.is_dir():
        return
    account = next((one for one in known_sources(catalog) if one.is_account), None)
    with store_errors(mirror):
        if account is None:
            shutil.rmtree(mirror)
            return
        files = {path: name_for_good(account, path) for path in mirror.glob("*/*.md")}
        gone = is_forgotten(catalog, list(files.values()))
        for path, name in files.items():
            if name in gone:
                path.unlink()


def remove_files(catalog: Catalog, files: list[int]) -> frozenset[str]:
    """Take files out of the catalog; the ids of the passages that went with them."""
    from index.linkage.pipeline import ChangedRows, relink
    from index.sync.write_file import remove_file

    held = {
        row[0]
        for row in catalog.connection.execute(
            "SELECT DISTINCT passage FROM occurrences WHERE file IN (SELECT value FROM json_each(?))", (json.dumps(files),)
        )
    }
    for start in range(0, len(files), 64):
        touched = ChangedRows(finds=set(), passages=set())
        with catalog.transaction() as connection:
            for file in files[start : start + 64]:
                remove_file(connection, file, touched)
            relink(catalog, connection, touched)
    return frozenset(held - {row[0] for row in catalog.connection.execute("SELECT id FROM passages")} - {""})


def finish_wipe(catalog: Catalog, vectors: Vectors | None) -> None:
    """Do what is left of a forgetting that was killed."""
    if vectors is not None and catalog.setting(UNWIPED) == "1":
        wipe(catalog, vectors)


def wipe(catalog: Catalog, vectors: Vectors) -> None:
    """Leave no trace of deleted rows: dead vectors, works, full-text segments, free pages, log, collection.

    Raises StoreBusy where another process reads on and on, so that the log cannot be emptied; the next run tries again.
    """
    from index.catalog.review_log import forget_gone
    from index.linkage.join_works import join_works

    _erase_mirror(catalog)
    forget_gone(catalog)
    with catalog.transaction() as connection:
        join_works(connection)
        catalog.set_setting("works_stale", "0")
        alone = (
            "SELECT first FROM keep_apart WHERE NOT EXISTS (SELECT 1 FROM occurrences WHERE own = first OR id = first)"
            " OR NOT EXISTS (SELECT 1 FROM occurrences WHERE own = second OR id = second)"
        )
        connection.execute(f"DELETE FROM keep_apart WHERE first IN ({alone})")
        connection.execute("DELETE FROM vectors WHERE dead = 1")
        connection.execute("DELETE FROM settings WHERE name IN (?, ?)", (LAST, NEWS))
        if catalog.count("sqlite_master WHERE name = 'lexical'"):
            connection.execute("INSERT INTO lexical (lexical) VALUES ('rebuild')")
    embedder = catalog.setting("embedder")
    if catalog.setting("generation"):
        vectors.rebuild(embedder)
    with store_errors(catalog.path):
        catalog.connection.execute("VACUUM")
        with catalog.transaction():
            catalog.set_setting(UNWIPED, "")
        if catalog.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            catalog.set_setting(UNWIPED, "1")
            raise StoreBusy(catalog.path, "a process that reads it", 0, "")


def _files_below(catalog: Catalog, source: Source, path: Path) -> list[tuple[int, str]]:
    """The files of a source at or below a path: id and path relative to the source."""
    rows = catalog.connection.execute("SELECT id, path FROM files WHERE source = ?", (source.id,)).fetchall()
    if path == source.path:
        return [(row[0], row[1]) for row in rows]
    below = path.relative_to(source.path).as_posix()
    return [(row[0], row[1]) for row in rows if row[1] == below or row[1].startswith(f"{below}/")]
