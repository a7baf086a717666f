"""index.sources.select: TODO."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.catalog.catalog import Catalog
from index.errors import SourceMissing
from index.sources.source import READWISE, Source, find_source, known_sources, locate, mirror_folder


def choose_sources(catalog: Catalog, paths: Sequence[Path], hidden: bool | None) -> Iterator[Source]:
    """The sources to read, those named for the first time made; all known ones where no path is named.

    A path within a known source means that source. Raises SourceMissing for a path that is not there, NoToken for
    an account that is named for the first time without one.
    """
    known = known_sources(catalog)
    if not paths:
        yield from (_with_hidden(catalog, source, hidden) for source in known if _is_known(catalog, source))
        return
    located = [locate(catalog, path) for path in paths]
    chosen = set()
    for path in located:
        source = find_source(known, path)
        if source is None:
            source = _make_source(catalog, path, hidden)
            known.append(source)
        remember_again(catalog, source, path)
        if source.id not in chosen:
            chosen.add(source.id)
            within = tuple(one for one in located if source.path in one.parents)
            yield replace(_with_hidden(catalog, source, hidden), named=within)


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
    """A file or folder in a source that is named is to be read, though it was forgotten once.

    Naming the source itself is what people do every day: it brings nothing back.
    """
    from index.sources.forgotten import forgotten_mark, name_for_good

    if catalog.setting("forgets") != "1" or path == source.path:
        return
    marks = [forgotten_mark(catalog, name_for_good(source, path))]
    if path.is_dir():
        marks += [forgotten_mark(catalog, name_for_good(source, one)) for one in path.rglob("*")]
    catalog.connection.executemany("DELETE FROM forgotten WHERE mark = ?", [(mark,) for mark in marks])


def _make_source(catalog: Catalog, path: Path, hidden: bool | None) -> Source:
    name = READWISE if path == mirror_folder(catalog.data) else str(path)
    if name == READWISE:
        from ingest.readwise_api.api_token import require_token

        require_token()
    elif not path.exists():
        raise SourceMissing(path)
    with catalog.transaction() as connection:
        done = connection.execute(
            "INSERT INTO sources (path, hidden) VALUES (?, ?) RETURNING id", (name, int(bool(hidden)))
        ).fetchone()
    return Source(id=done[0], path=path, hidden=bool(hidden), name=name)


def _is_known(catalog: Catalog, source: Source) -> bool:
    """Whether it is still there: one read before it may have taken it in."""
    return bool(catalog.count("sources WHERE id = ?", source.id))


def _with_hidden(catalog: Catalog, source: Source, hidden: bool | None) -> Source:
    if hidden is None or hidden == source.hidden:
        return source
    with catalog.transaction() as connection:
        connection.execute("UPDATE sources SET hidden = ? WHERE id = ?", (int(hidden), source.id))
    return replace(source, hidden=hidden)
