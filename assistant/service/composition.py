"""Joins settings to concrete parts; the one place that knows which class stands behind each Protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library.command_context import CommandContext
from assistant.service.model_choice import find_model_file
from assistant.settings import Settings, load_settings, open_catalog
from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store
from index.vectors.store import Vectors

# Imported in the functions that need them, as an unchanged `notes ingest` needs none of them. CPU time of each import:
# llama_index_adapter 3.8 s, endpoint_model (httpx) 0.4 s, answering.assistant 0.3 s, searcher (numpy) 0.2 s,
# llama_model 0.06 s, local_embedder 0.02 s; all of composition without them 0.03 s.
if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant
    from assistant.llm.endpoint.model import EndpointModel
    from assistant.llm.llama_model import LlamaModel
    from index.errors import StoreBusy
    from index.search.evidence import Question
    from index.search.searcher import Searcher
    from index.vectors.embedder import Embedder

    AnyModel = LlamaModel | EndpointModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An open store with what searching it takes."""

    catalog: Catalog
    vectors: Vectors
    embedder: Embedder
    searcher: Searcher


@contextmanager
def own_store(data: Path, name: str, on_wait: Callable[[StoreBusy], None]) -> Iterator[tuple[Catalog, Vectors]]:
    """The store of a data folder as its only writer. name: what others are told that they wait for.

    Waits for another process and reports it to on_wait; raises StoreBusy if that is a page.
    """
    with hold_store(data, name, on_wait=on_wait), open_catalog(data) as catalog, catalog.writing(on_wait):
        vectors = Vectors(catalog)
        try:
            yield catalog, vectors
        finally:
            vectors.close()


@contextmanager
def open_index(data: Path) -> Iterator[Index]:
    """The index for reading, which any number of processes may do, also while one writes. Empty if there is none."""
    with open_catalog(data, readonly=True) as catalog:
        yield join_index(catalog, Vectors(catalog, owner=False), load_settings(data))


@contextmanager
def open_assistant(data: Path) -> Iterator[Assistant]:
    """The assistant over the index of a data folder; the models are loaded at the first question."""
    with open_index(data) as index:
        settings = load_settings(data)
        yield join_assistant(index, make_model(settings), settings)


def join_index(catalog: Catalog, vectors: Vectors, settings: Settings) -> Index:
    """A searcher over an open catalog, with the encoder that made its vectors and a cache of the last texts."""
    from index.search.searcher import Searcher
    from index.vectors.cached_embedder import CachedEmbedder
    from index.vectors.local_embedder import load_embedder

    embedder = CachedEmbedder(load_embedder(catalog.state.embedder or settings.embedder))
    return Index(catalog=catalog, vectors=vectors, embedder=embedder, searcher=Searcher(catalog, vectors, embedder))


def join_assistant(index: Index, model: AnyModel | None, settings: Settings) -> Assistant:
    """The assistant; it gets its evidence from LlamaIndex's retriever, so that another can take its place."""
    from assistant.answering.assistant import Assistant
    from index.search.llama_index_adapter import NotesRetriever, RetrieverSearcher

    def retriever_for(question: Question) -> NotesRetriever:
        return NotesRetriever(index.searcher, replace(question, spread=True))

    return Assistant(
        RetrieverSearcher(index.catalog, retriever_for),
        model,
        catalog=index.catalog,
        embedder=index.embedder,
        mode=settings.way,
        strictness=settings.strictness,
    )


def make_model(settings: Settings) -> AnyModel | None:
    """The model that is to write, not loaded yet; None where none is, or where the default is not downloaded yet."""
    if settings.endpoint:
        from assistant.llm.endpoint.model import EndpointModel

        return EndpointModel(
            settings.endpoint, settings.model, context=settings.context, elsewhere=settings.endpoint_elsewhere
        )
    path = find_model_file(settings)
    if path is None:
        return None
    from assistant.llm.llama_model import LlamaModel
    from assistant.llm.model import DEFAULT_CONTEXT

    layers = None if settings.gpu_layers < 0 else settings.gpu_layers
    return LlamaModel(path, context=settings.context or DEFAULT_CONTEXT, gpu_layers=layers, threads=settings.threads)


def make_embedder(catalog: Catalog, name: str, context: CommandContext) -> Embedder:
    """The encoder for new passages: the named one, or for "" the one that made the catalog's vectors.

    Fetched where it is not here. Raises DownloadFailed, EmbedderMissing.
    """
    from assistant.model_downloads.encoders import fetch_encoder
    from index.vectors.local_embedder import load_embedder

    name = name or catalog.state.embedder
    fetch_encoder(name, progress=context.progress, stop=context.stop)
    return load_embedder(name, fetch=True)
