"""A collection of Chroma keeps its vectors and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors.chroma import PREALLOCATED, ChromaCollection, blank_preallocated, has_graph

WORDS = b"an estuary behind a narrow mouth"


def unit_rows(count: int) -> np.ndarray:
    rows = np.random.default_rng(3).normal(size=(count, 64)).astype(np.float32)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_a_new_collection_has_nothing_of_uninitialised_memory(tmp_path: Path) -> None:
    collection = ChromaCollection(tmp_path, create=True)
    collection.add([f"{n}" for n in range(5)], unit_rows(5))
    collection.close()
    files = [file for name in PREALLOCATED for file in tmp_path.glob(f"*/{name}")]
    assert len(files) == 2 and all(file.stat().st_size for file in files)
    assert not any(any(file.read_bytes()) for file in files)


@pytest.mark.parametrize("count", [40, 1500])
def test_a_blanked_collection_finds_its_vectors_when_it_is_opened_again(tmp_path: Path, count: int) -> None:
    matrix, keys = unit_rows(count), [f"{n}" for n in range(count)]
    collection = ChromaCollection(tmp_path, create=True)
    collection.add(keys, matrix)
    collection.close()
    reopened = ChromaCollection(tmp_path)
    assert reopened.count() == count and reopened.find_unreachable(keys, matrix) == []
    reopened.close()


def test_blanking_covers_the_whole_files_and_keeps_their_size(tmp_path: Path) -> None:
    assert not has_graph(tmp_path)
    segment = tmp_path / "segment"
    segment.mkdir()
    (segment / "header.bin").write_bytes(WORDS)
    for name in PREALLOCATED:
        (segment / name).write_bytes(WORDS * 100)
    blank_preallocated(tmp_path)
    assert has_graph(tmp_path) and (segment / "header.bin").read_bytes() == WORDS
    assert all((segment / name).read_bytes() == bytes(100 * len(WORDS)) for name in PREALLOCATED)
