from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.maintenance.check import check_store
from index.maintenance.repair import repair_store
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

HARM = {
    "folds": "UPDATE occurrences SET passage = 'nowhere' WHERE path = 'kiln.md'",
    "words": "DELETE FROM lexical_rows WHERE row = 1",
    "vectors": "UPDATE vectors SET dead = 1",
}


def test_a_healthy_store_has_nothing_to_repair(sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN, "copy.md": KILN, "tides.md": TIDES})
    sync()
    findings = check_store(catalog, vectors)
    assert [finding.what for finding in findings if not finding.healthy] == []
    assert {finding.what for finding in findings} == {"catalog", "folds", "words", "vectors", "collection", "disk"}


@pytest.mark.parametrize("what", HARM)
def test_what_is_broken_is_named_and_mended_without_embedding(
    sync: Sync, catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path, what: str
) -> None:
    write_notes(vault, {"kiln.md": KILN, "copy.md": KILN, "tides.md": TIDES})
    sync()
    whole = snapshot(catalog)
    embedder.embedded.clear()
    catalog.connection.execute(HARM[what])
    assert what in {finding.what for finding in check_store(catalog, vectors) if not finding.healthy}
    assert all(finding.healthy for finding in repair_store(catalog, vectors))
    assert snapshot(catalog) == whole and embedder.embedded == []


@pytest.mark.embedded
def test_a_collection_that_lacks_vectors_is_found_out_and_built_anew(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()
    vectors._collection().chroma.delete(ids=[catalog.connection.execute("SELECT key FROM vectors").fetchone()[0]])
    assert [finding.what for finding in check_store(catalog, vectors) if not finding.healthy] == ["collection"]
    assert all(finding.healthy for finding in repair_store(catalog, vectors))


@pytest.mark.embedded
def test_a_damaged_file_is_told_and_left_alone(sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path) -> None:
    write_notes(vault, {f"{n}.md": f"{KILN}\n- A line of {n}.\n" for n in range(40)})
    sync()
    catalog.close()
    with catalog.path.open("r+b") as file:
        file.seek(catalog.path.stat().st_size // 2)
        file.write(b"\xff" * 8192)
    findings = repair_store(catalog, vectors)
    assert findings[0].what == "catalog" and not findings[0].healthy and "notes ingest" in findings[0].repair
