"""What is told of the runs over the sources: the last one, and the last that brought anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.errors import EmbedderMissing
from index.sync.history import read_history
from index.sync.pipeline import sync_sources
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


def test_before_the_first_run_nothing_is_told(catalog: Catalog) -> None:
    looks = read_history(catalog)
    assert (looks.last, looks.news) == (None, None)


def test_a_run_without_news_is_told_beside_the_last_that_had_some(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    (vault / "noise.md").write_bytes(bytes(range(256)) * 40)
    sync()
    sync()
    looks = read_history(catalog)
    assert looks.last is not None and looks.news is not None and looks.last.at >= looks.news.at
    assert (looks.last.new, looks.last.added, looks.last.failed) == (0, 0, 1)
    assert (looks.news.new, looks.news.added) == (2, 3)


def test_a_run_that_failed_says_why_until_one_succeeds(catalog: Catalog, vault: Path) -> None:
    def missing() -> StandInEmbedder:
        raise EmbedderMissing("some-encoder", "not installed")

    write_notes(vault, {"kiln.md": KILN})
    with pytest.raises(EmbedderMissing):
        sync_sources(catalog, None, missing, [vault])
    last = read_history(catalog).last
    assert last is not None and "some-encoder" in last.trouble
    sync_sources(catalog, None, StandInEmbedder, [vault])
    last = read_history(catalog).last
    assert last is not None and last.trouble == ""


def test_what_a_run_asks_is_told_with_the_way_to_say_yes(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()
    (vault / "kiln.md").unlink()
    sync()
    last = read_history(catalog).last
    assert last is not None and "1 of 2 notes are gone" in last.trouble and "--allow-removals" in last.trouble


def test_a_dry_run_is_no_look(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync(dry_run=True)
    assert read_history(catalog).last is None
