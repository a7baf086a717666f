"""Embedding, vector store and retriever behind LlamaIndex's interfaces.

They fit into any LlamaIndex pipeline, and another LlamaIndex retriever can take the place of this search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery, VectorStoreQueryResult

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.search.context_window import expand_passages
from index.search.evidence import Evidence, Question, SearchResult
from index.search.query_rewriting import rewrite_question
from index.search.searcher import Searcher
from index.vectors.embedder import Embedder
from index.vectors.store import Vectors
from ingest.passage import Passage


class NotesEmbedding(BaseEmbedding):
    """An encoder as LlamaIndex's embedding."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return list(map(float, self._embedder.embed_questions([query])[0]))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [list(map(float, row)) for row in self._embedder.embed_passages(texts)]


class NotesVectorStore(BasePydanticVectorStore):
    """The vectors of a catalog as LlamaIndex's vector store, for queries only; `notes ingest` fills it."""

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
        """Raises NotImplementedError: `notes ingest` adds notes, and keeps catalog and vectors in step."""
        raise NotImplementedError("the store follows the note files; run `notes ingest`")

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        """Raises NotImplementedError, like `add`."""
        raise NotImplementedError("the store follows the note files; remove the file and run `notes ingest`")

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        """The nearest passages to a vector; the similarity is the cosine."""
        if query.query_embedding is None:
            return VectorStoreQueryResult(nodes=[], similarities=[], ids=[])
        vector = np.array(query.query_embedding, dtype=np.float32)
        vector /= max(float(np.linalg.norm(vector)), 1e-9)
        cosines = dict(self._vectors.query(vector, query.similarity_top_k))
        passages = read_passages(self._catalog, cosines.keys())
        return VectorStoreQueryResult(
            nodes=[
                TextNode(id_=id, text=passage.text, metadata=_metadata(passage)) for id, passage in passages.items()
            ],
            similarities=[cosines[id] for id in passages],
            ids=list(passages),
        )


class EvidenceNode(TextNode):
    """A passage that a search returned, as a node: its id, its text as written, and the evidence itself."""

    _evidence: Evidence = PrivateAttr()

    def __init__(self, evidence: Evidence) -> None:
        scores = {"cosine": evidence.cosine, "lexical": evidence.lexical}
        super().__init__(
            id_=evidence.passage.id, text=evidence.passage.text, metadata=_metadata(evidence.passage) | scores
        )
        self._evidence = evidence

    @property
    def evidence(self) -> Evidence:
        return self._evidence


class NotesRetriever(BaseRetriever):
    """A search as LlamaIndex's retriever; a node's metadata carries its `cosine` and `lexical` share."""

    def __init__(self, searcher: Searcher, question: Question | None = None) -> None:
        """question: its history, filters and counts hold for every query, which gives the text."""
        super().__init__()
        self._searcher = searcher
        self._question = question or Question(text="")

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question, text = self._question, query_bundle.query_str
        result = self._searcher.search(question if text == question.text else question.with_text(text))
        return [NodeWithScore(node=EvidenceNode(item), score=item.score) for item in result.evidence]


class RetrieverSearcher:
    """A LlamaIndex retriever as a searcher: `NotesRetriever`, or any whose nodes have passage ids."""

    def __init__(self, catalog: Catalog, retriever_for: Callable[[Question], BaseRetriever]) -> None:
        self._catalog = catalog
        self._retriever_for = retriever_for

    def search(self, question: Question) -> SearchResult:
        """The retriever's nodes as evidence, in its order; nodes that are no passage of the catalog are left out."""
        nodes = self._retriever_for(question).retrieve(question.text) if question.text.strip() else []
        return SearchResult(
            standalone_question=question.standalone or rewrite_question(question.text, question.history),
            evidence=tuple(replace(item, rank=rank) for rank, item in enumerate(self._evidence(nodes), 1)),
        )

    def _evidence(self, nodes: Sequence[NodeWithScore]) -> Iterator[Evidence]:
        """What the nodes carry; the passages of another retriever's nodes are read from the catalog."""
        ids = [scored.node.node_id for scored in nodes if not isinstance(scored.node, EvidenceNode)]
        passages = read_passages(self._catalog, ids)
        expanded = expand_passages(self._catalog, passages.values()) if passages else {}
        for scored in nodes:
            node = scored.node
            if isinstance(node, EvidenceNode):
                yield replace(node.evidence, score=scored.score or 0.0)
            elif passage := passages.get(node.node_id):
                yield Evidence(
                    passage=passage,
                    rank=0,
                    score=scored.score or 0.0,
                    cosine=node.metadata.get("cosine", scored.score or 0.0),
                    lexical=node.metadata.get("lexical", 0.0),
                    with_context=expanded.get(node.node_id, ""),
                )


def _metadata(passage: Passage) -> dict[str, Any]:
    """What a citation needs of the passage's first place, without what is empty."""
    place = passage.places[0]
    values = {
        "title": place.title,
        "author": place.author,
        "path": place.path,
        "line_start": place.line_start,
        "line_end": place.line_end,
        "url": place.url or place.document_url,
        "voice": passage.voice,
        "note": passage.note,
    }
    return {key: value for key, value in values.items() if value != ""}
