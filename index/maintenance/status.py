"""How the store stands, by the catalog and a look at the source folders; neither numpy nor Chroma is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.lock import read_owner
from index.sources.source import READWISE, Source, mirror_folder
from index.sync.changes import find_changes, known_files
from index.sync.history import SyncHistory, read_looks
from index.sync.report import Trouble
from index.vectors.store import WAITING
from index.vectors.vector_rows import count_living, count_waiting
from ingest.version import PARSER_VERSION
from ingest.walk import NoteFile, SkippedFile, walk_notes

WORKS = """works WHERE EXISTS (
    SELECT 1 FROM documents JOIN occurrences ON occurrences.document = documents.id
    WHERE documents.work = works.id AND occurrences.unit = 'passage'
)"""


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
    """Whether it is not there at present."""
    notes: int
    """Files of it that are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The store."""

    data: Path
    notes: int
    """Files with text."""
    passages: int
    duplicates: int
    """Folds, exact and near."""
    works: int
    """That have a passage."""
    sources: tuple[SourceStatus, ...]
    vectors: int
    """Living ones of the embedder in use."""
    healthy: bool
    why: str
    """What is amiss with the vectors; "" where nothing is."""
    embedder: str
    """"" before the first vector."""
    failures: tuple[Trouble, ...]
    """Files from which no text could be had; named until they change."""
    skipped: tuple[Trouble, ...]
    unparsed_lines: int
    looks: SyncHistory
    """The last runs over the sources."""

    def to_json(self) -> dict[str, Any]:
        """As `notes status --json` prints it, without the model."""
        sources = [
            {
                "path": source.path,
                "last_ingest": source.last_ingest,
                "pending": source.pending,
                "missing": source.missing,
                "notes": source.notes,
            }
            for source in self.sources
        ]
        return {
            "data": str(self.data),
            "notes": self.notes,
            "passages": self.passages,
            "duplicates": self.duplicates,
            "works": self.works,
            "sources": sources,
            "vectors": {"count": self.vectors, "healthy": self.healthy, "why": self.why},
            "embedder": self.embedder,
            "failures": [{"path": one.path, "line": one.line, "why": one.why} for one in self.failures],
            "unparsed_lines": self.unparsed_lines,
            "last_look": asdict(self.looks.last) if self.looks.last else None,
            "last_news": asdict(self.looks.news) if self.looks.news else None,
        }


def read_status(catalog: Catalog, *, look: bool = True) -> Status:
    """The store's status. look: walk the source folders for what is pending; else that is 0."""
    failures, skipped = read_amiss(catalog)
    embedder = catalog.setting("embedder")
    why = _why_unhealthy(catalog)
    return Status(
        data=catalog.data,
        notes=catalog.count("files WHERE notes > 0"),
        passages=catalog.count("passages"),
        duplicates=catalog.count("occurrences WHERE folded <> ''"),
        works=catalog.count(WORKS),
        sources=read_sources(catalog, look=look),
        vectors=count_living(catalog, embedder),
        healthy=not why,
        why=why,
        embedder=embedder,
        failures=failures,
        skipped=skipped,
        looks=read_looks(catalog),
        unparsed_lines=catalog.connection.execute("SELECT coalesce(sum(unparsed), 0) FROM files").fetchone()[0],
    )


def read_sources(catalog: Catalog, *, look: bool = True) -> tuple[SourceStatus, ...]:
    """The source folders known, by path."""
    return tuple(
        _read_source(catalog, row["id"], row["path"], row["last_ingest"], bool(row["hidden"]), look)
        for row in catalog.connection.execute("SELECT * FROM sources ORDER BY path").fetchall()
    )


def read_amiss(catalog: Catalog) -> tuple[tuple[Trouble, ...], tuple[Trouble, ...]]:
    """The files that failed, and those passed over on purpose."""
    rows = catalog.connection.execute(
        "SELECT path, error, skipped FROM files WHERE error <> '' OR skipped <> '' ORDER BY path"
    ).fetchall()
    failed = tuple(Trouble(path=row["path"], line=None, why=row["error"]) for row in rows if row["error"])
    skipped = tuple(Trouble(path=row["path"], line=None, why=row["skipped"]) for row in rows if not row["error"])
    return failed, skipped


def _read_source(catalog: Catalog, id: int, path: str, last_ingest: str, hidden: bool, look: bool) -> SourceStatus:
    known = known_files(catalog.connection, id)
    root = mirror_folder(catalog.data) if path == READWISE else Path(path)
    missing = path != READWISE and not root.exists()
    pending = 0
    if look and root.exists():
        walked: Iterable[NoteFile | SkippedFile] = walk_notes(root, hidden=hidden)
        if catalog.setting("forgets") == "1":
            from index.sources.forgotten import leave_out_forgotten

            source = Source(id=id, path=root, hidden=hidden, name=path)
            walked = leave_out_forgotten(catalog, source, walked)
        changes = find_changes(known, walked, PARSER_VERSION)
        differing = sum(not before.unopened for _, before in changes.differing)
        pending = len(changes.new) + differing + len(changes.gone)
    return SourceStatus(path=path, last_ingest=last_ingest, pending=pending, missing=missing, notes=len(known))


def _why_unhealthy(catalog: Catalog) -> str:
    from index.catalog.passages import count_to_embed

    owner = read_owner(catalog.data)
    step = f"{owner.what} is at it" if owner else "run `notes ingest`"
    waiting = count_to_embed(catalog)
    if waiting:
        return f"{waiting:,} passages have no vector yet; {step}"
    generation = catalog.setting("generation")
    if generation and not (catalog.data / "vectors" / generation / "chroma.sqlite3").is_file():
        return "the collection's files are missing; run `notes doctor --repair`"
    unstored = count_waiting(catalog)
    if unstored > (WAITING if generation else 0):
        return f"{unstored:,} vectors are not in the collection yet; {step}"
    return catalog.setting("vectors_why")


def list_misread(catalog: Catalog, limit: int) -> list[Trouble]:
    """The lines, at most `limit`, by file; `why` is the line itself. Files that are gone are passed over."""
    from ingest.parse import parse_file

    rows = catalog.connection.execute(
        "SELECT sources.path AS source, files.path FROM files JOIN sources ON sources.id = files.source"
        " WHERE files.unparsed > 0 AND sources.path <> ? ORDER BY files.path",
        (READWISE,),
    ).fetchall()
    found: list[Trouble] = []
    for row in rows:
        if len(found) >= limit:
            break
        source = Path(row["source"])
        path = source if source.is_file() else source / row["path"]
        if not path.is_file():
            continue
        for document in parse_file(path, row["path"]):
            found += [Trouble(path=row["path"], line=one.line, why=one.text) for one in document.unparsed]
    return found[:limit]
