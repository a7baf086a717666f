"""What the index says reaches the page whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library.state import ModelState
from assistant.service.view_models import retell_broken, retell_repeat, retell_state, spread_works
from index.catalog.catalog import Catalog
from index.linkage.duplicates import list_duplicates
from index.maintenance.status import read_status
from index.search.evidence import Evidence
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.assistant.page_stand_in import make_passage
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.stand_in_embedder import StandInEmbedder

MODEL = ModelState(name="")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "data") as catalog:
        yield catalog


def read(catalog: Catalog, notes: dict[str, str]) -> None:
    folder = catalog.data.parent / "vault"
    write_notes(folder, notes)
    vectors = Vectors(catalog)
    sync_sources(catalog, vectors, StandInEmbedder, [folder])
    vectors.close()


def test_a_store_is_empty_busy_or_ready_and_says_what_was_read_when(catalog: Catalog) -> None:
    """Busy only where nothing can be searched meanwhile."""
    assert retell_state(read_status(catalog), MODEL, "").store == "empty"
    assert retell_state(read_status(catalog), MODEL, "another reads").store == "busy"
    read(catalog, {"kiln.md": KILN})
    state = retell_state(read_status(catalog), MODEL, "another reads")
    assert (state.store, state.trouble, state.notes, state.works) == ("ready", "another reads", 1, 1)
    assert state.looked and state.news and state.looked.at == state.news.at


def test_a_broken_store_is_told_with_its_repair_and_no_counts() -> None:
    state = retell_broken("no catalog; move it away")
    assert (state.store, state.trouble, state.passages) == ("broken", "no catalog; move it away", 0)


def test_a_fold_is_told_with_both_places_and_its_reason(catalog: Catalog) -> None:
    read(catalog, {"kiln.md": KILN, "copy.md": KILN, "tides.md": TIDES})
    told = retell_repeat(list_duplicates(catalog)[0])
    assert {told.kept_where.split(":")[0], told.other_where.split(":")[0]} == {"kiln.md", "copy.md"}
    assert (told.kept_text, told.kind, bool(told.why)) == (told.other_text, "exact", True)


def test_what_is_like_a_passage_is_not_all_of_its_own_work() -> None:
    near = [("Tides", 0.9), ("Tides", 0.89), ("Tides", 0.88), ("Tides", 0.87), ("Moons", 0.8)]
    found = spread_works(
        [
            Evidence(passage=make_passage(f"Line {n}.", title, n), rank=n, score=c, cosine=c, lexical=0.0)
            for n, (title, c) in enumerate(near, 1)
        ]
    )
    assert [one.passage.places[0].title for one in found] == ["Tides", "Tides", "Moons", "Tides", "Tides"]
    assert [one.rank for one in found] == [1, 2, 3, 4, 5]
