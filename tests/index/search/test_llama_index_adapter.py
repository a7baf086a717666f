from __future__ import annotations

from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery

from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.llama_index_adapter import NotesEmbedding, NotesRetriever, NotesVectorStore, RetrieverSearcher
from index.search.searcher import Searcher
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.stand_in_embedder import StandInEmbedder

ASKED = "how can an estuary hold back the tide?"


@pytest.fixture(autouse=True)
def stored(vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()


def test_the_retriever_finds_what_the_searcher_finds(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder
) -> None:
    searcher = Searcher(catalog, vectors, embedder)
    nodes = NotesRetriever(searcher, Question(text="", top=3)).retrieve(ASKED)
    found = searcher.search(Question(text=ASKED, top=3)).evidence
    assert [node.node.node_id for node in nodes] == [one.passage.id for one in found]
    assert nodes[0].node.metadata["path"] == "tides.md"


def test_a_retriever_stands_where_the_assistant_asks(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder
) -> None:
    searcher = Searcher(catalog, vectors, embedder)
    through = RetrieverSearcher(catalog, lambda question: NotesRetriever(searcher, question))
    asked = Question(text=ASKED, top=3)
    assert through.search(asked) == searcher.search(asked)
    assert through.search(Question(text=" ")).evidence == ()


def test_embedding_and_store_find_a_passage_by_its_vector(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder
) -> None:
    vector = NotesEmbedding(embedder).get_query_embedding(ASKED)
    store = NotesVectorStore(catalog, vectors)
    result = store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=2))
    assert result.ids is not None and len(result.ids) == 2
    assert result.similarities == sorted(result.similarities or [], reverse=True)


def test_the_store_is_filled_by_ingest_alone(catalog: Catalog, vectors: Vectors) -> None:
    with pytest.raises(NotImplementedError, match="notes ingest"):
        NotesVectorStore(catalog, vectors).add([])


def test_another_retriever_gives_evidence_by_passage_ids(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder
) -> None:
    """A LlamaIndex retriever over the vector store knows neither ranks nor the widened text; the catalog does."""

    class StoreRetriever(BaseRetriever):
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            vector = [float(value) for value in embedder.embed_questions([query_bundle.query_str])[0]]
            result = NotesVectorStore(catalog, vectors).query(
                VectorStoreQuery(query_embedding=vector, similarity_top_k=2)
            )
            nodes = [TextNode(id_="gone", text="no passage"), *(result.nodes or ())]
            return [NodeWithScore(node=node, score=0.5) for node in nodes]

    evidence = RetrieverSearcher(catalog, lambda question: StoreRetriever()).search(Question(text=ASKED)).evidence
    assert [(item.rank, item.score) for item in evidence] == [(1, 0.5), (2, 0.5)]
    assert evidence[0].passage.places[0].path == "tides.md"
