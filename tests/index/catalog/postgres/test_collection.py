"""The vectors of a library on a server: all compared where they are few, by a graph where they are many."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.postgres import collection
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.conftest import SAMPLES
from tests.index.conftest import TIDES, open_on_server, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


def test_a_graph_is_made_once_there_are_many_vectors(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "MIN_GRAPH_VECTORS", 50)
    write_notes(tmp_path / "few", {"tides.md": TIDES})
    question = StandInEmbedder().embed_questions(["the near water and the moon"])[0]
    with open_on_server(server, tmp_path / "data") as catalog:
        vectors = Vectors(catalog)

        def read(folder: Path) -> list[tuple[str, float]]:
            sync_sources(catalog, vectors, StandInEmbedder, [folder])
            return vectors.query(question, 2)

        def has_graph() -> bool:
            return catalog.column("SELECT to_regclass('near_1_graph') IS NOT NULL") == [True]

        compared = read(tmp_path / "few")
        assert len(compared) == 2 and not has_graph()
        assert vectors.missing(["not there"], question[None]) == ["not there"]
        assert read(SAMPLES)[0] == compared[0] and has_graph()
        assert vectors.missing(["not there"], question[None]) == ["not there"]
        assert not vectors.find_unreachable("stand-in")
