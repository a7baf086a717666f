from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.catalog.catalog import Catalog
from index.vectors.chroma import ROOM, blank_room, has_graph
from index.vectors.store import Vectors

WORDS = b"an estuary behind a narrow mouth"


def unit_rows(count: int) -> np.ndarray:
    rows = np.random.default_rng(3).normal(size=(count, 64)).astype(np.float32)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def rooms(folder: Path) -> list[Path]:
    return [file for name in ROOM for file in folder.glob(f"*/{name}")]


def test_a_new_collection_holds_nothing_of_what_was_in_memory(catalog: Catalog, vectors: Vectors) -> None:
    rows = unit_rows(5)
    vectors.add([f"{n}" for n in range(5)], rows)
    found = rooms(catalog.data / "vectors" / "1")
    assert len(found) == 2 and all(file.stat().st_size for file in found)
    assert not any(any(file.read_bytes()) for file in found)


@pytest.mark.parametrize("count", [40, 1500])
def test_a_blanked_collection_finds_its_vectors_when_it_is_opened_again(
    catalog: Catalog, vectors: Vectors, count: int
) -> None:
    rows, keys = unit_rows(count), [f"{n}" for n in range(count)]
    vectors.add(keys, rows)
    vectors.close()
    assert vectors.count() == count and vectors.missing(keys, rows) == []


def test_blanking_covers_all_of_the_room_and_keeps_its_size(tmp_path: Path) -> None:
    assert not has_graph(tmp_path)
    segment = tmp_path / "segment"
    segment.mkdir()
    (segment / "header.bin").write_bytes(WORDS)
    for name in ROOM:
        (segment / name).write_bytes(WORDS * 100)
    blank_room(tmp_path)
    assert has_graph(tmp_path) and (segment / "header.bin").read_bytes() == WORDS
    assert all((segment / name).read_bytes() == bytes(100 * len(WORDS)) for name in ROOM)
