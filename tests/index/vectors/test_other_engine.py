"""Another engine for the vectors, through LlamaIndex's interface: here Qdrant, in its local mode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import numpy as np
import pytest
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient

from index.catalog.catalog import Catalog
from index.catalog.vector_rows import MAX_SAME_DISTANCE, read_all_batches
from index.maintenance.check import check_store
from index.sync.pipeline import sync_sources
from index.vectors.exact_search import from_blobs
from index.vectors.store import Vectors
from tests.conftest import SAMPLES
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder


class StoreCollection:
    """An `index.vectors.store.Collection` over a vector store of LlamaIndex. The id of a node is a UUID of the key."""

    def __init__(self, store: QdrantVectorStore) -> None:
        self._store = store

    def close(self) -> None:
        pass

    def count(self) -> int:
        name, client = self._store.collection_name, self._store.client
        return client.count(name).count if client.collection_exists(name) else 0

    def add(self, keys: Sequence[str], matrix: Any) -> None:
        nodes = [
            TextNode(id_=str(uuid5(NAMESPACE_OID, key)), text=key, embedding=row.tolist())
            for key, row in zip(keys, matrix, strict=True)
        ]
        self._store.add(nodes)

    def nearest(self, vector: Any, k: int) -> list[tuple[str, float]]:
        found = self._store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=k))
        return [
            (node.get_content(), score) for node, score in zip(found.nodes or (), found.similarities or (), strict=True)
        ]

    def find_unreachable(self, keys: Sequence[str], matrix: Any) -> list[str]:
        return [
            key
            for key, row in zip(keys, matrix, strict=True)
            if not any(found == key or 1 - cosine <= MAX_SAME_DISTANCE for found, cosine in self.nearest(row, 1))
        ]


class QdrantCollections:
    """An `index.vectors.store.Collections`."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client

    def open(self, generation: int, *, create: bool = False) -> StoreCollection:
        return StoreCollection(QdrantVectorStore(collection_name=f"near_{generation}", client=self._client))

    def has(self, generation: int) -> bool:
        return bool(self._client.collection_exists(f"near_{generation}"))

    def remove(self, generation: int) -> None:
        self._client.delete_collection(f"near_{generation}")

    def remove_but(self, generation: int) -> None:
        for collection in self._client.get_collections().collections:
            if collection.name != f"near_{generation}":
                self._client.delete_collection(collection.name)


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
def test_the_vectors_of_a_store_can_be_in_another_engine(tmp_path: Path) -> None:
    client, near = QdrantClient(location=":memory:"), StandInEmbedder()
    with Catalog.open(tmp_path / "ours") as ours, Catalog.open(tmp_path / "theirs") as theirs:
        own, other = Vectors(ours), Vectors(theirs, collections=QdrantCollections(client))
        for catalog, vectors in ((ours, own), (theirs, other)):
            sync_sources(catalog, vectors, StandInEmbedder, [SAMPLES])
        assert snapshot(theirs) == snapshot(ours) and other.count() == own.count() > 150
        assert all(result.healthy for result in check_store(theirs, other))
        rows = from_blobs([blob for batch in read_all_batches(ours, 1000) for _, blob in batch])
        questions = near.embed_questions(["What did the potter say?", "tides at the moon", "a letter to a friend"])
        for vector in np.concatenate([rows[::5], questions]):
            expected, found = own.query(vector, 10), other.query(vector, 10)
            assert np.allclose([score for _, score in found], [score for _, score in expected], atol=1e-4)
            least = expected[-1][1] + 1e-4  # those that are as near as the last may be either
            assert {id for id, score in found if score > least} == {id for id, score in expected if score > least}
        other.rebuild(near.name)
        assert [collection.name for collection in client.get_collections().collections] == ["near_2"]
        own.close()
        other.close()
    client.close()
