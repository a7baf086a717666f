"""A collection of Chroma in a folder. The home of Chroma, which is imported when a collection is first opened.

A collection is only ever added to: deletes and upserts make Chroma lose records (chroma#7758). Its graph misses a few
vectors however it is built (6 of 49,000 made-up ones); `find_unreachable` lists them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.catalog.vector_rows import MAX_SAME_DISTANCE
from index.errors import IndexFailure, StoreFull, VectorsFailure, means_full
from index.vectors.embedder import Matrix, Vector

COLLECTION = "notes"
GRAPH = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
"""The defaults miss 1 or 2 of 6,000 even when fresh; these missed none in twelve rounds of churn."""
BATCH_VECTORS = 500
"""Vectors a write; one at a time bloats the index. Below the 1,000 after which Chroma writes its graph."""
PREALLOCATED = ("data_level0.bin", "length.bin")
"""Files of a segment that are written at their full size."""


class ChromaCollection:
    """An open collection: vectors of length 1 by key. Its methods raise VectorsFailure and StoreFull."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the collection in a folder. create: whether a missing one is made."""
        if not create and not folder.is_dir():
            raise VectorsFailure("opening the collection", f"{folder} is missing")
        self._folder = folder
        with vector_failures("opening the collection", folder):
            import chromadb
            from chromadb.config import Settings

            self._client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            if create:
                self.chroma: Any = self._client.get_or_create_collection(
                    COLLECTION,
                    configuration={"hnsw": GRAPH},  # type: ignore[arg-type, typeddict-item, unused-ignore]
                    embedding_function=None,
                )
            else:
                self.chroma = self._client.get_collection(COLLECTION, embedding_function=None)

    def close(self) -> None:
        self._client.close()

    def count(self) -> int:
        with vector_failures("counting", self._folder):
            return int(self.chroma.count())

    def add(self, keys: Sequence[str], matrix: Matrix) -> None:
        """Add vectors, without those whose keys are in it already."""
        with vector_failures("adding vectors", self._folder):
            is_first = not has_graph(self._folder)
            known = set(self.chroma.get(ids=list(keys), include=[])["ids"])
            new = [index for index, key in enumerate(keys) if key not in known]
            for start in range(0, len(new), BATCH_VECTORS):
                batch = new[start : start + BATCH_VECTORS]
                self.chroma.add(ids=[keys[index] for index in batch], embeddings=matrix[batch])
                if is_first:
                    blank_preallocated(self._folder)
                    is_first = False

    def nearest(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """The k vectors nearest to a unit vector: key and cosine, best first."""
        with vector_failures("searching", self._folder):
            result = self.chroma.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], result["distances"][0], strict=True)]

    def find_unreachable(self, keys: Sequence[str], matrix: Matrix) -> list[str]:
        """Those of these keys that a query for their own vector does not return (HNSW recall miss)."""
        unreachable = []
        with vector_failures("searching", self._folder):
            for start in range(0, len(keys), BATCH_VECTORS):
                batch = slice(start, start + BATCH_VECTORS)
                result = self.chroma.query(query_embeddings=matrix[batch], n_results=1, include=["distances"])
                for key, ids, distances in zip(keys[batch], result["ids"], result["distances"], strict=True):
                    if not ids or (ids[0] != key and distances[0] > MAX_SAME_DISTANCE):
                        unreachable.append(key)
        return unreachable


class ChromaCollections:
    """The collections of a store, each in a folder named by its number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, generation: int, *, create: bool = False) -> ChromaCollection:
        return ChromaCollection(self._folder / str(generation), create=create)

    def has(self, generation: int) -> bool:
        return has_collection(self._folder / str(generation))

    def remove(self, generation: int) -> None:
        shutil.rmtree(self._folder / str(generation), ignore_errors=True)

    def remove_but(self, generation: int) -> None:
        """Remove all other collections."""
        for other in self._folder.iterdir() if self._folder.is_dir() else ():
            if other.name != str(generation):
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def vector_failures(doing: str, folder: Path) -> Iterator[None]:
    """Turn any error but this package's own into VectorsFailure or StoreFull."""
    try:
        yield
    except IndexFailure:
        raise
    except Exception as error:
        why = (str(error).splitlines() or [""])[0][:200] or type(error).__name__
        raise (StoreFull(folder) if means_full(why) else VectorsFailure(doing, why)) from error


def has_collection(folder: Path) -> bool:
    return (folder / "chroma.sqlite3").is_file()


def has_graph(folder: Path) -> bool:
    """Whether a collection's folder has the files of a graph."""
    return any(folder.glob("*/header.bin"))


def blank_preallocated(folder: Path) -> None:
    """Write zeros over the preallocated files, which contain uninitialised memory.

    Only for a collection whose graph is not written yet.
    """
    for name in PREALLOCATED:
        for path in folder.glob(f"*/{name}"):
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
