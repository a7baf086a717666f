"""Which sources a run reads: those that are named, else all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.files import list_files
from index.catalog.sources import (
    READWISE,
    Source,
    add_source,
    delete_forgotten,
    list_sources,
    mirror_folder,
    set_hidden,
)
from index.errors import SourceMissing
from index.sources.forgotten import forgotten_mark, lasting_name
from index.sources.source import find_source, locate


def choose_sources(catalog: Catalog, paths: Sequence[Path], hidden: bool | None) -> Iterator[Source]:
    """The sources to read, made where they are named for the first time; all known ones where no path is named.

    A path within a known source means that source. Raises SourceMissing for a path that is not there, NoToken for
    an account that is named for the first time without one.
    """
    known = list_sources(catalog)
    if not paths:  # one that was read before can have absorbed the next
        yield from (_with_hidden(catalog, source, hidden) for source in known if source in list_sources(catalog))
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
            within = tuple(other for other in located if source.path in other.parents)
            yield replace(_with_hidden(catalog, source, hidden), within=within)


def absorbed_sources(catalog: Catalog, source: Source) -> list[tuple[int, list[int]]]:
    """Sources within this one all of whose files it has by now: their ids, and the ids of their files."""
    inner = [other for other in list_sources(catalog) if source.path in other.path.parents]
    if not inner:
        return []
    ours = list_files(catalog, source.id)
    absorbed = []
    for other in inner:
        prefix = other.path.relative_to(source.path).as_posix()
        files = list_files(catalog, other.id)
        if all(f"{prefix}/{path}" in ours or (prefix in ours and len(files) == 1) for path in files):
            absorbed.append((other.id, [file.id for file in files.values()]))
    return absorbed


def remember_again(catalog: Catalog, source: Source, path: Path) -> None:
    """A file or folder in a source that is named is to be read, though it was forgotten once.

    Naming the source itself is what people do every day: it brings nothing back.
    """
    if not catalog.state.has_forgotten or path == source.path:
        return
    paths = [path, *(path.rglob("*") if path.is_dir() else ())]
    delete_forgotten(catalog, [forgotten_mark(catalog, lasting_name(source, other)) for other in paths])


def _make_source(catalog: Catalog, path: Path, hidden: bool | None) -> Source:
    name = READWISE if path == mirror_folder(catalog.data) else str(path)
    if name == READWISE:
        from ingest.readwise_api.api_token import require_token  # a folder needs none

        require_token()
    elif not path.exists():
        raise SourceMissing(path)
    with catalog.transaction():
        id = add_source(catalog, name, hidden=bool(hidden))
    return Source(id=id, path=path, hidden=bool(hidden), name=name)


def _with_hidden(catalog: Catalog, source: Source, hidden: bool | None) -> Source:
    if hidden is None or hidden == source.hidden:
        return source
    with catalog.transaction():
        set_hidden(catalog, source.id, hidden)
    return replace(source, hidden=hidden)
