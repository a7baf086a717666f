"""index.vectors.chroma: TODO."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import StoreFull, VectorsFailure, tells_full

if TYPE_CHECKING:
    from index.vectors.embedder import Rows

COLLECTION = "notes"


GRAPH = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
"""The defaults miss 1 or 2 of 6,000 even when fresh; these missed none in twelve rounds of churn."""


BATCH = 500
"""Vectors a write; one at a time bloats the index. Under the 1,000 after which Chroma writes its graph."""


SAME = 1e-3
"""Cosine distance up to which a vector counts as found: two of one text may answer for one another."""


def _open_folder(folder: Path, *, make: bool) -> tuple[Any, Any]:
    """Chroma's client and collection in a folder."""
    if not make and not folder.is_dir():
        raise VectorsFailure("opening the collection", f"{folder} is missing")
    try:
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        if make:
            return client, client.get_or_create_collection(
                COLLECTION,
                configuration={"hnsw": GRAPH},  # type: ignore[arg-type, typeddict-item, unused-ignore]
                embedding_function=None,
            )
        return client, client.get_collection(COLLECTION, embedding_function=None)
    except Exception as trouble:
        said = _first_line(trouble)
        if make and tells_full(said):
            raise StoreFull(folder) from trouble
        raise VectorsFailure("opening the collection", said) from trouble


def _missing(collection: Any, keys: Sequence[str], rows: Rows) -> list[str]:
    lost = []
    for start in range(0, len(keys), BATCH):
        part = slice(start, start + BATCH)
        found = collection.query(query_embeddings=rows[part], n_results=1, include=["distances"])
        for key, ids, distances in zip(keys[part], found["ids"], found["distances"], strict=True):
            if not ids or (ids[0] != key and distances[0] > SAME):
                lost.append(key)
    return lost


def _first_line(trouble: Exception) -> str:
    return (str(trouble).splitlines() or [""])[0][:200] or type(trouble).__name__


ROOM = ("data_level0.bin", "length.bin")
"""Of a segment's files those that are written at their full size."""


def has_graph(folder: Path) -> bool:
    """Whether a collection's folder holds a graph's files."""
    return any(folder.glob("*/header.bin"))


def blank_room(folder: Path) -> None:
    """Write zeros over what was never set. Only for a collection whose graph was not written yet."""
    for name in ROOM:
        for file in folder.glob(f"*/{name}"):
            with file.open("r+b") as room:
                room.write(bytes(file.stat().st_size))
