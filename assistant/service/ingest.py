"""Reads sources into the index of a data folder: by its owner, for its owner, or as a dry run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import DownloadFailed
from assistant.library.command_context import CommandContext
from assistant.service.composition import make_embedder, own_store
from assistant.service.store_client import run_through_page
from assistant.settings import change_settings, load_settings, open_catalog
from index.catalog.catalog import Catalog
from index.errors import EmbedderMissing
from index.sync.pipeline import sync_sources
from index.sync.report import IngestReport, read_report
from index.sync.workers import ThisProcess, Workers
from index.vectors.embedder import Embedder
from index.vectors.encoder_list import canonical_name
from index.vectors.language_support import find_language_gap
from index.vectors.store import Vectors

INGEST = "ingest"
"""The name of the store command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRequest:
    """Which sources to read, and how; see `index.sync.pipeline.sync_sources`."""

    paths: tuple[Path, ...] = ()
    """Folders, files or `readwise:`; () for all known sources."""
    hidden: bool | None = None
    allow_removals: bool = False
    fetch: bool = True
    """Whether accounts are asked for what is new."""
    embedder: str = ""
    """"" for the one of the settings."""
    cluster: str = ""
    """Of Ray, that reads and embeds: its address, or `local`; "" for this process."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"paths": [str(path) for path in self.paths]}


def read_request(values: Mapping[str, Any]) -> IngestRequest:
    """The request that `to_json` gave."""
    return IngestRequest(**{**values, "paths": tuple(Path(path) for path in values["paths"])})


def ingest_sources(catalog: Catalog, vectors: Vectors, request: IngestRequest, context: CommandContext) -> IngestReport:
    """Read sources into the store, with the encoder in use where another one was asked for that cannot be had.

    Raises IndexFailure, IngestFailure, DownloadFailed.
    """
    wanted, missing = canonical_name(request.embedder), None
    if wanted and wanted != catalog.state.wanted_embedder:
        try:
            make_embedder(catalog, wanted, context).dimensions  # noqa: B018 (fetches and loads it)
        except (DownloadFailed, EmbedderMissing) as failure:
            wanted, missing = "", failure
    with _open_workers(request.cluster) as workers:
        report = sync_sources(
            catalog,
            vectors,
            lambda: make_embedder(catalog, wanted, context),
            request.paths,
            embedder=wanted,
            hidden=request.hidden,
            allow_removals=request.allow_removals,
            fetch=request.fetch,
            progress=context.progress,
            stop=context.stop,
            workers=workers,
        )
    if missing is not None:
        raise missing
    return replace(report, hint=_language_hint(catalog)) if report.passages.added else report


@contextmanager
def _open_workers(cluster: str) -> Iterator[Workers]:
    if not cluster:
        yield ThisProcess()
        return
    from index.sync.ray_workers import open_cluster

    with open_cluster(cluster) as workers:
        yield workers


def ingest_notes(data: Path, request: IngestRequest, context: CommandContext) -> IngestReport:
    """Read sources through the page that owns the store, else as its only writer.

    Raises IndexFailure, IngestFailure, AssistantFailure.
    """
    values = run_through_page(data, INGEST, request.to_json(), context)
    if values is not None:
        return read_report(values)
    request = replace(request, embedder=request.embedder or load_settings(data).embedder)
    with own_store(data, "notes ingest", context.on_wait) as (catalog, vectors):
        return ingest_sources(catalog, vectors, request, context)


def change_encoder(data: Path, name: str, context: CommandContext) -> IngestReport:
    """Embed all notes with another encoder, which search uses once all vectors are there. Raises as `ingest_notes`."""
    report = ingest_notes(data, IngestRequest(embedder=name, fetch=False), context)
    keep_encoder(data, name)
    return report


def keep_encoder(data: Path, name: str) -> None:
    """Have the settings, where they name another encoder, name this one, so that the next reading does not go back."""
    if load_settings(data).embedder not in ("", name):
        change_settings(data, embedder=name)


def preview_ingest(data: Path, request: IngestRequest, context: CommandContext) -> IngestReport:
    """What `ingest_notes` would do. Only reads the store, whoever owns it."""

    def refuse_to_embed() -> Embedder:
        raise EmbedderMissing("", "a dry run embeds nothing")

    with open_catalog(data, readonly=True) as catalog:
        return sync_sources(
            catalog,
            None,
            refuse_to_embed,
            request.paths,
            dry_run=True,
            hidden=request.hidden,
            allow_removals=request.allow_removals,
            progress=context.progress,
        )


def _language_hint(catalog: Catalog) -> str:
    """What to do if most passages are not in the encoder's language; "" if they are, or if it was said before."""
    gap = None if catalog.state.language_gap_shown else find_language_gap(catalog)
    if gap is None:
        return ""
    with catalog.transaction():
        catalog.state.language_gap_shown = True
    return f"{gap}. A multilingual encoder helps: notes models encoder {gap.proposed}"
