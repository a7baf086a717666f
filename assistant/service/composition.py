"""Joins settings to concrete parts; the one place that knows which class stands behind each seam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant
    from assistant.llm.endpoint_model import EndpointModel
    from assistant.llm.llama_model import LlamaModel

    AnyModel = LlamaModel | EndpointModel
    from index.catalog.catalog import Catalog
    from index.errors import StoreBusy
    from index.search.evidence import Question
    from index.search.searcher import Searcher
    from index.vectors.embedder import Embedder
    from index.vectors.store import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What searching takes, joined."""

    catalog: Catalog
    vectors: Vectors
    embedder: Embedder
    searcher: Searcher


def join_index(catalog: Catalog, vectors: Vectors, settings: Settings) -> Index:
    """A searcher over an open catalog, with the encoder that its vectors are of; it remembers its last texts."""
    from index.search.searcher import Searcher
    from index.vectors.cached_embedder import RememberingEmbedder
    from index.vectors.local_embedder import load_embedder

    embedder = RememberingEmbedder(load_embedder(catalog.setting("embedder") or settings.embedder))
    return Index(catalog=catalog, vectors=vectors, embedder=embedder, searcher=Searcher(catalog, vectors, embedder))


@contextmanager
def open_index(data: Path) -> Iterator[Index]:
    """The index for reading: any number of processes may, also while one writes. Empty where there is none yet."""
    from index.catalog.catalog import Catalog
    from index.vectors.store import Vectors

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
    from assistant.answering.assistant import Assistant
    from index.search.llama_index_adapter import NotesRetriever, RetrieverSearcher

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
        from assistant.llm.endpoint_model import EndpointModel

        return EndpointModel(
            settings.endpoint, settings.model, context=settings.context, elsewhere=settings.endpoint_elsewhere
        )
    if settings.model == "none":
        return None
    from assistant.llm.llama_model import LlamaModel
    from assistant.llm.model import DEFAULT_CONTEXT

    path = Path(settings.model).expanduser() if settings.model else ""
    layers = None if settings.gpu_layers < 0 else settings.gpu_layers
    return LlamaModel(path, context=settings.context or DEFAULT_CONTEXT, gpu_layers=layers, threads=settings.threads)


@contextmanager
def own_store(
    data: Path, what: str, on_wait: Callable[[StoreBusy], None] = lambda busy: None
) -> Iterator[tuple[Catalog, Vectors]]:
    """The store as its only writer. Waits for another process and tells on_wait who; StoreBusy where that is a page."""
    from index.catalog.catalog import Catalog
    from index.catalog.lock import hold_store
    from index.vectors.store import Vectors

    with hold_store(data, what, on_wait=on_wait), Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        try:
            yield catalog, vectors
        finally:
            vectors.close()


def make_embedder(catalog: Catalog, settings: Settings) -> Embedder:
    """The encoder that is wanted: of the settings, else the one that made the catalog's vectors."""
    from index.vectors.local_embedder import load_embedder

    return load_embedder(settings.embedder or catalog.setting("embedder"), fetch=True)
