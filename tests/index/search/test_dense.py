from __future__ import annotations

from pathlib import Path

from index.catalog.catalog import Catalog
from index.search.dense import find_similar
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


def find_id(catalog: Catalog, word: str) -> str:
    row = catalog.connection.execute("SELECT id FROM passages WHERE text LIKE ?", (f"%{word}%",)).fetchone()
    return str(row[0])


def test_a_passage_is_not_among_those_like_it(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path, sync: Sync
) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()
    one = find_id(catalog, "estuary")
    alike = find_similar(catalog, vectors, embedder.name, one, top=2)
    assert len(alike) == 2 and one not in {near.passage.id for near in alike}


def test_a_passage_that_is_not_there_has_nothing_near_it(catalog: Catalog, vectors: Vectors) -> None:
    assert find_similar(catalog, vectors, "any", "none") == ()
