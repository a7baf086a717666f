"""Our parts behind LlamaIndex's interfaces: embedding, vector store, retriever. LlamaIndex's only home in `index`.

A LlamaIndex user can put any of them into an own pipeline, or put an own retriever in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    VectorStoreQuery,
    VectorStoreQueryResult,
)

from index.catalog.catalog import Catalog
from index.search.context_window import widen_texts
from index.search.evidence import Evidence, Question, SearchResult
from index.search.query_rewriting import rewrite_question
from index.search.searcher import Searcher
from index.vectors.embedder import Embedder
from index.vectors.store import Vectors
from ingest.passage import Passage


class NotesEmbedding(BaseEmbedding):
    """Our encoder, as LlamaIndex asks for it."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return _floats(self._embedder.embed_questions([query])[0])

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return _floats(self._embedder.embed_passages([text])[0])

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [_floats(row) for row in self._embedder.embed_passages(texts)]


class NotesVectorStore(BasePydanticVectorStore):
    """The vectors of a catalog, to be queried. What is in them is decided by `notes ingest` alone."""

    stores_text: bool = True
    is_embedding_query: bool = True
    _catalog: Catalog = PrivateAttr()
    _vectors: Vectors = PrivateAttr()

    def __init__(self, catalog: Catalog, vectors: Vectors) -> None:
        super().__init__(stores_text=True)
        self._catalog = catalog
        self._vectors = vectors

    @property
    def client(self) -> Vectors:
        return self._vectors

    def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:
        """Raises NotImplementedError: notes come in by `notes ingest`, which keeps catalog and vectors at one."""
        raise NotImplementedError("the store follows the note files; run `notes ingest`")

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        """Raises NotImplementedError, as `add`."""
        raise NotImplementedError("the store follows the note files; remove the file and run `notes ingest`")

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        """The nearest passages to a vector; the similarity is the cosine."""
        if query.query_embedding is None:
            return VectorStoreQueryResult(nodes=[], similarities=[], ids=[])
        vector = np.asarray(query.query_embedding, dtype=np.float32)
        found = self._vectors.query(vector / max(float(np.linalg.norm(vector)), 1e-9), query.similarity_top_k)
        passages = self._catalog.passages([one for one, _ in found])
        kept = [(one, cosine) for one, cosine in found if one in passages]
        return VectorStoreQueryResult(
            nodes=[node_of(passages[one]) for one, _ in kept],
            similarities=[cosine for _, cosine in kept],
            ids=[one for one, _ in kept],
        )


class NotesRetriever(BaseRetriever):
    """Our search, as LlamaIndex asks for it; a node's metadata carries its `cosine` and `lexical` share."""

    def __init__(self, searcher: Searcher, question: Question | None = None) -> None:
        """question: its history, filters and counts hold for every query; only its text is replaced."""
        super().__init__()
        self._searcher = searcher
        self._question = question or Question(text="")

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        finding = self._searcher.search(replace(self._question, text=query_bundle.query_str))
        return [_scored(one) for one in finding.evidence]


class RetrieverSearcher:
    """A LlamaIndex retriever where the assistant asks for evidence: ours, or any whose nodes are our passages."""

    def __init__(self, catalog: Catalog, retriever_for: Callable[[Question], BaseRetriever]) -> None:
        self._catalog = catalog
        self._retriever_for = retriever_for

    def search(self, question: Question) -> SearchResult:
        """What the retriever gives for a question, in its order; nodes that are no passage of ours are left out."""
        nodes = self._retriever_for(question).retrieve(question.text) if question.text.strip() else []
        passages = self._catalog.passages([one.node.node_id for one in nodes])
        known = [one for one in nodes if one.node.node_id in passages]
        widened = widen_texts(self._catalog.connection, passages.values())
        return SearchResult(
            standalone_question=rewrite_question(question.text, question.history),
            evidence=tuple(
                Evidence(
                    passage=passages[one.node.node_id],
                    rank=rank,
                    score=one.score or 0.0,
                    cosine=one.node.metadata.get("cosine", one.score or 0.0),
                    lexical=one.node.metadata.get("lexical", 0.0),
                    widened=widened.get(one.node.node_id, ""),
                )
                for rank, one in enumerate(known, 1)
            ),
        )


def node_of(passage: Passage) -> TextNode:
    """A passage as a node: its id, its text as written, and of its first place what a citation needs."""
    place = passage.places[0]
    told = {
        "title": place.title,
        "author": place.author,
        "path": place.path,
        "line_start": place.line_start,
        "line_end": place.line_end,
        "url": place.url or place.document_url,
        "voice": passage.voice,
        "note": passage.note,
    }
    return TextNode(id_=passage.id, text=passage.text, metadata={k: v for k, v in told.items() if v != ""})


def _scored(evidence: Evidence) -> NodeWithScore:
    node = node_of(evidence.passage)
    node.metadata |= {"cosine": evidence.cosine, "lexical": evidence.lexical}
    return NodeWithScore(node=node, score=evidence.score)


def _floats(row: Any) -> list[float]:
    return [float(value) for value in row]
