"""The state of the store, by the catalog and a walk of the source folders; loads neither numpy nor Chroma."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.files import Trouble, count_files, count_unparsed, list_files, list_troubles, list_unparsed
from index.catalog.lock import read_owner
from index.catalog.occurrences import count_folds
from index.catalog.passages import count_passages, count_to_embed
from index.catalog.sources import READWISE, Source, list_sources
from index.catalog.vector_rows import count_living, count_waiting
from index.catalog.works import count_works
from index.sources.forgotten import leave_out_forgotten
from index.sync.changes import find_changes
from index.sync.history import SyncHistory, read_history
from index.vectors.chroma import has_collection
from index.vectors.language_support import LanguageGap, find_language_gap
from index.vectors.store import FOLDER, MAX_WAITING
from ingest.version import PARSER_VERSION
from ingest.walk import MAX_NAMED, UnreadFile, count_unread, name_unread, walk_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source folder."""

    path: str
    """Absolute, or `readwise:`."""
    last_ingest: str
    """ISO 8601, UTC; "" where it was never read whole."""
    pending: int
    """Files new, changed or gone since; 0 where it is missing. Of an account: fetched and not read yet."""
    missing: bool
    """Whether it is not there now."""
    notes: int
    """Known files of it."""
    not_downloaded: int = 0
    """Files of which a cloud drive keeps only the name here; 0 where it was not walked."""
    not_downloaded_files: Sequence[str] = ()
    """The first few of them."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """How many files there are of each kind that is not read; empty where it was not walked."""
    unread_files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The first few of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The store."""

    data: Path
    notes: int = 0
    """Files with text."""
    passages: int = 0
    duplicates: int = 0
    """Folds, exact and near."""
    works: int = 0
    """That have a passage."""
    sources: tuple[SourceStatus, ...] = ()
    vectors: int = 0
    """Of the embedder in use, without dead ones."""
    why: str = ""
    """What is wrong with the vectors; "" where nothing is."""
    embedder: str = ""
    """"" before the first vector."""
    language_gap: LanguageGap | None = None
    """Where it does not read the language of most passages."""
    failures: tuple[Trouble, ...] = ()
    """Files from which no text could be read; named until they change."""
    skipped: tuple[Trouble, ...] = ()
    unparsed_lines: int = 0
    """Lines that no rule read."""
    history: SyncHistory = field(default_factory=SyncHistory)
    """The last runs over the sources."""

    def to_json(self) -> dict[str, Any]:
        """As `notes status --json` prints it, without the model."""
        return {
            "data": str(self.data),
            "notes": self.notes,
            "passages": self.passages,
            "duplicates": self.duplicates,
            "works": self.works,
            "sources": [asdict(source) for source in self.sources],
            "vectors": {"count": self.vectors, "healthy": not self.why, "why": self.why},
            "embedder": self.embedder,
            "language_gap": str(self.language_gap or ""),
            "failures": [asdict(failure) for failure in self.failures],
            "unparsed_lines": self.unparsed_lines,
            "unread": dict(sum((Counter(source.unread) for source in self.sources), Counter())),
            "last_look": asdict(self.history.last) if self.history.last else None,
            "last_news": asdict(self.history.news) if self.history.news else None,
        }


def read_status(catalog: Catalog) -> Status:
    """The store's status."""
    failures, skipped = list_troubles(catalog)
    embedder = catalog.state.embedder
    return Status(
        data=catalog.data,
        notes=count_files(catalog, with_text=True),
        passages=count_passages(catalog),
        duplicates=sum(count_folds(catalog).values()),
        works=count_works(catalog),
        sources=read_sources(catalog),
        vectors=count_living(catalog, embedder),
        why=_vectors_trouble(catalog),
        embedder=embedder,
        language_gap=find_language_gap(catalog),
        failures=tuple(failures),
        skipped=tuple(skipped),
        history=read_history(catalog),
        unparsed_lines=count_unparsed(catalog),
    )


def read_sources(catalog: Catalog, *, walk: bool = True) -> tuple[SourceStatus, ...]:
    """The known sources, by name. walk: look through their folders for what is pending; else that is 0."""
    return tuple(_read_source(catalog, source, walk) for source in list_sources(catalog))


def list_misread(catalog: Catalog, limit: int) -> list[Trouble]:
    """At most `limit` of the lines that no rule read, by file; `why` is the line itself. Missing files are left out."""
    from ingest.parse import parse_file  # loads every format, which a status does without

    lines: list[Trouble] = []
    for name, relative in list_unparsed(catalog):
        if len(lines) >= limit:
            break
        source = Path(name)
        path = source if source.is_file() else source / relative
        if name == READWISE or not path.is_file():
            continue
        for document in parse_file(path, relative):
            lines += [Trouble(path=relative, line=line.line, why=line.text) for line in document.unparsed]
    return lines[:limit]


def _read_source(catalog: Catalog, source: Source, walk: bool) -> SourceStatus:
    known = list_files(catalog, source.id)
    present = source.path.exists()
    pending = 0
    not_downloaded: tuple[str, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    if walk and present:
        walked = leave_out_forgotten(catalog, source, walk_notes(source.path, hidden=source.hidden))
        changes = find_changes(known, walked, PARSER_VERSION)
        differing = sum(not before.unopened for _, before in changes.differing)
        pending = len(changes.new) + differing + len(changes.gone)
        not_downloaded, unread = changes.not_downloaded, () if source.is_account else changes.unread
    return SourceStatus(
        path=source.name,
        last_ingest=source.last_ingest,
        pending=pending,
        missing=not present and not source.is_account,
        notes=len(known),
        not_downloaded=len(not_downloaded),
        not_downloaded_files=not_downloaded[:MAX_NAMED],
        unread=count_unread(unread),
        unread_files=name_unread(unread),
    )


def _vectors_trouble(catalog: Catalog) -> str:
    """What is wrong with the vectors; "" where nothing is."""
    owner = read_owner(catalog.data)
    step = f"{owner.what} is at work on it" if owner else "run `notes ingest`"
    to_embed = count_to_embed(catalog)
    if to_embed:
        return f"{to_embed:,} passages have no vector yet; {step}"
    generation = catalog.state.generation
    if generation and not (catalog.address or has_collection(catalog.data / FOLDER / str(generation))):
        return "the collection's files are missing; run `notes doctor --repair`"
    waiting = count_waiting(catalog)
    if waiting > (MAX_WAITING if generation else 0):
        return f"{waiting:,} vectors are not in the collection yet; {step}"
    return catalog.state.vectors_why
