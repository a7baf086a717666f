"""Joins settings to concrete parts; the one place that knows which class stands behind each seam."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.endpoint import EndpointModel
    from assistant.local_model import LlamaModel

    AnyModel = LlamaModel | EndpointModel
    from index.catalog import Catalog
    from index.embed import Embedder
    from index.errors import StoreBusy
    from index.fill import Progress
    from index.report import IngestReport
    from index.search import Question, Searcher
    from index.vectors import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What searching takes, joined."""

    catalog: Catalog
    vectors: Vectors
    embedder: Embedder
    searcher: Searcher


def join_index(catalog: Catalog, vectors: Vectors, settings: Settings) -> Index:
    """A searcher over an open catalog, with the encoder that its vectors are of; it remembers its last texts."""
    from assistant.remembered import RememberingEmbedder
    from index.embed import load_embedder
    from index.search import Searcher

    embedder = RememberingEmbedder(load_embedder(catalog.setting("embedder") or settings.embedder))
    return Index(catalog=catalog, vectors=vectors, embedder=embedder, searcher=Searcher(catalog, vectors, embedder))


@contextmanager
def open_index(data: Path) -> Iterator[Index]:
    """The index for reading: any number of processes may, also while one writes. Empty where there is none yet."""
    from index.catalog import Catalog
    from index.vectors import Vectors

    with Catalog.open(data, readonly=True) as catalog:
        yield join_index(catalog, Vectors(catalog, owner=False), load_settings(data))


@contextmanager
def open_assistant(data: Path) -> Iterator[Assistant]:
    """The assistant over the index of a data folder; nothing heavy is loaded before the first question."""
    with open_index(data) as index:
        settings = load_settings(data)
        yield join_assistant(index, make_model(settings), settings)


def join_assistant(index: Index, model: AnyModel | None, settings: Settings) -> Assistant:
    """The assistant; it asks for evidence through LlamaIndex's retriever, so that another can take its place."""
    from assistant.answer import Assistant
    from index.llama_index_parts import NotesRetriever, RetrieverSearcher

    def retriever_for(question: Question) -> NotesRetriever:
        return NotesRetriever(index.searcher, replace(question, spread=True))

    return Assistant(
        RetrieverSearcher(index.catalog, retriever_for),
        model,
        catalog=index.catalog,
        embedder=index.embedder,
        way=settings.way,
        strictness=settings.strictness,
    )


def make_model(settings: Settings) -> AnyModel | None:
    """The model of the settings, not loaded yet; None for `model = "none"`."""
    if settings.endpoint:
        from assistant.endpoint import EndpointModel

        return EndpointModel(
            settings.endpoint, settings.model, context=settings.context, elsewhere=settings.endpoint_elsewhere
        )
    if settings.model == "none":
        return None
    from assistant.local_model import LlamaModel
    from assistant.model import CONTEXT

    path = Path(settings.model).expanduser() if settings.model else ""
    layers = None if settings.gpu_layers < 0 else settings.gpu_layers
    return LlamaModel(path, context=settings.context or CONTEXT, gpu_layers=layers, threads=settings.threads)


@contextmanager
def own_store(
    data: Path, what: str, on_wait: Callable[[StoreBusy], None] = lambda busy: None
) -> Iterator[tuple[Catalog, Vectors]]:
    """The store as its only writer. Waits for another process and tells on_wait who; StoreBusy where that is a page."""
    from index.catalog import Catalog
    from index.lock import hold_store
    from index.vectors import Vectors

    with hold_store(data, what, on_wait=on_wait), Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        try:
            yield catalog, vectors
        finally:
            vectors.close()


def ingest_notes(
    data: Path,
    paths: Sequence[Path] = (),
    *,
    hidden: bool | None = None,
    dry_run: bool = False,
    allow_removals: bool = False,
    fetch: bool = True,
    embedder: str = "",
    progress: Progress = lambda stage, done, total: None,
    stop: Event | None = None,
    on_wait: Callable[[StoreBusy], None] = lambda busy: None,
) -> IngestReport:
    """Read source folders into the index of a data folder, as its only writer; as `index.sync.sync_sources`.

    Where a page holds the store, the page does it. Waits for any other process, and tells on_wait who. A dry run only
    reads the store, whoever holds it.
    """
    from index.lock import read_owner

    if dry_run:
        return _try_ingest(data, paths, hidden=hidden, allow_removals=allow_removals, progress=progress)
    owner = read_owner(data)
    if owner and owner.port:
        from assistant.door import order_through
        from assistant.orders import INGEST
        from index.report import read_report

        given = {"paths": [str(path) for path in paths], "hidden": hidden, "embedder": embedder}
        given |= {"allow_removals": allow_removals, "fetch": fetch}
        return read_report(order_through(owner, INGEST, given, progress, on_wait))
    settings = load_settings(data)
    with own_store(data, "notes ingest", on_wait) as (catalog, vectors):
        return ingest_into(
            catalog,
            vectors,
            replace(settings, embedder=embedder or settings.embedder),
            paths,
            hidden=hidden,
            allow_removals=allow_removals,
            fetch=fetch,
            progress=progress,
            stop=stop,
        )


def ingest_into(
    catalog: Catalog,
    vectors: Vectors,
    settings: Settings,
    paths: Sequence[Path],
    *,
    hidden: bool | None,
    allow_removals: bool,
    fetch: bool,
    progress: Progress,
    stop: Event | None,
) -> IngestReport:
    """Read source folders into a store that this process owns, with the encoder of the settings."""
    from index.sync import sync_sources

    report = sync_sources(
        catalog,
        vectors,
        lambda: make_embedder(catalog, settings),
        paths,
        embedder=settings.embedder,
        hidden=hidden,
        allow_removals=allow_removals,
        fetch=fetch,
        progress=progress,
        stop=stop,
    )
    return replace(report, hint=tell_language_gap(catalog)) if report.passages.added else report


def _try_ingest(
    data: Path, paths: Sequence[Path], *, hidden: bool | None, allow_removals: bool, progress: Progress
) -> IngestReport:
    """What an ingest would do."""
    from index.catalog import Catalog
    from index.errors import EmbedderMissing
    from index.sync import sync_sources

    def embed_nothing() -> Embedder:
        raise EmbedderMissing("", "a dry run embeds nothing")

    with Catalog.open(data, readonly=True) as catalog:
        return sync_sources(
            catalog,
            None,
            embed_nothing,
            paths,
            dry_run=True,
            hidden=hidden,
            allow_removals=allow_removals,
            progress=progress,
        )


def give_order(
    data: Path,
    order: str,
    given: Mapping[str, Any],
    *,
    on_wait: Callable[[StoreBusy], None] = lambda busy: None,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Have one of `assistant.orders` done: by the page that holds the store, else here, as its only writer.

    Waits for any other process, and tells on_wait who. Raises what the order does; through a page IndexFailure with
    its words.
    """
    from assistant.orders import ORDERS
    from index.lock import read_owner

    owner = read_owner(data)
    if owner and owner.port:
        from assistant.door import order_through

        return order_through(owner, order, given, progress, on_wait)
    with own_store(data, "notes", on_wait) as (catalog, vectors):
        return ORDERS[order](catalog, vectors, given, progress)


def tell_language_gap(catalog: Catalog) -> str:
    """That most passages are not in the encoder's language, the first time that it is so; else ""."""
    from index.language_gap import explain_language_gap

    if catalog.setting("language_gap_told"):
        return ""
    hint = explain_language_gap(catalog.connection, catalog.setting("embedder"))
    if hint:
        with catalog.transaction():
            catalog.set_setting("language_gap_told", "1")
    return hint


def make_embedder(catalog: Catalog, settings: Settings) -> Embedder:
    """The encoder that is wanted: of the settings, else the one that made the catalog's vectors."""
    from index.embed import load_embedder

    return load_embedder(settings.embedder or catalog.setting("embedder"), fetch=True)
