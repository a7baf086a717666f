"""The source folders: which a run reads, and which lie within one another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog
from index.errors import IndexFailure, SourceMissing

READWISE = "readwise:"
"""The source that is an account, not a folder."""


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
    hidden: bool
    """Whether hidden folders are read too."""


def choose_sources(catalog: Catalog, paths: Sequence[Path], hidden: bool | None) -> Iterator[Source]:
    """The sources to read, those named for the first time made; all known ones where no path is named.

    A path within a known source means that source. Raises SourceMissing for a path that is not there.
    """
    known = known_sources(catalog)
    if not paths:
        yield from (_with_hidden(catalog, source, hidden) for source in known if _is_known(catalog, source))
        return
    chosen = set()
    for path in paths:
        path = path.expanduser().resolve()
        source = next((one for one in known if path == one.path or one.path in path.parents), None)
        if source is None:
            source = _make_source(catalog, path, hidden)
            known.append(source)
        remember_again(catalog, source, path)
        if source.id not in chosen:
            chosen.add(source.id)
            yield _with_hidden(catalog, source, hidden)


def known_sources(catalog: Catalog) -> list[Source]:
    """The folders read so far, by path."""
    rows = catalog.connection.execute("SELECT * FROM sources WHERE path <> ? ORDER BY path", (READWISE,))
    return [Source(id=row["id"], path=Path(row["path"]), hidden=bool(row["hidden"])) for row in rows]


def absorbed_files(connection: sqlite3.Connection, source: Source) -> list[tuple[int, list[int]]]:
    """Sources within this one all of whose files it has by now: their ids, and the ids of their files."""
    found = []
    have = None
    for id, path in connection.execute("SELECT id, path FROM sources").fetchall():
        if source.path not in Path(path).parents:
            continue
        if have is None:
            rows = connection.execute("SELECT path FROM files WHERE source = ?", (source.id,))
            have = {row[0] for row in rows}
        prefix = Path(path).relative_to(source.path).as_posix()
        files = connection.execute("SELECT id, path FROM files WHERE source = ?", (id,)).fetchall()
        if all(f"{prefix}/{row[1]}" in have or (prefix in have and len(files) == 1) for row in files):
            found.append((id, [row[0] for row in files]))
    return found


def remember_again(catalog: Catalog, source: Source, path: Path) -> None:
    """A path that is named is to be read, though it was forgotten once."""
    from index.forget import forgotten_mark

    if catalog.setting("forgets") != "1":
        return
    marks = [forgotten_mark(catalog, str(path))]
    if path.is_dir():
        marks += [forgotten_mark(catalog, str(one)) for one in path.rglob("*")]
    catalog.connection.executemany("DELETE FROM forgotten WHERE mark = ?", [(mark,) for mark in marks])


def _make_source(catalog: Catalog, path: Path, hidden: bool | None) -> Source:
    if not path.exists():
        raise SourceMissing(path)
    with catalog.transaction() as connection:
        done = connection.execute(
            "INSERT INTO sources (path, hidden) VALUES (?, ?) RETURNING id", (str(path), int(bool(hidden)))
        ).fetchone()
    return Source(id=done[0], path=path, hidden=bool(hidden))


def _is_known(catalog: Catalog, source: Source) -> bool:
    """Whether it is still there: one read before it may have taken it in."""
    return bool(catalog.count("sources WHERE id = ?", source.id))


def _with_hidden(catalog: Catalog, source: Source, hidden: bool | None) -> Source:
    if hidden is None or hidden == source.hidden:
        return source
    with catalog.transaction() as connection:
        connection.execute("UPDATE sources SET hidden = ? WHERE id = ?", (int(hidden), source.id))
    return Source(id=source.id, path=source.path, hidden=hidden)
