from __future__ import annotations

from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.queries.vocabulary import read_vocabulary
from tests.index.conftest import TIDES, Sync, write_notes


def test_the_vocabulary_follows_the_catalog(stored: Catalog, sync: Sync, vault: Path) -> None:
    vocabulary = read_vocabulary(stored)
    assert "Oda Brandt" in vocabulary.authors and "North wall" in vocabulary.titles and "garden" in vocabulary.tags
    assert vocabulary.properties is not None and vocabulary.properties["status"] == ("active", "paused")
    assert read_vocabulary(stored) is vocabulary
    write_notes(vault, {"tides.md": TIDES})
    sync()
    assert "Reading the Tides" in read_vocabulary(stored).titles
