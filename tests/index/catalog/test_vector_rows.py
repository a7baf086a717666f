"""How vectors stand in Chroma: new ones wait outside it, where it is not loaded anyway."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.vector_rows import (
    STORED,
    UNREACHABLE,
    count_living,
    count_stored,
    count_unreachable,
    count_vectors,
    count_waiting,
)
from index.maintenance.check import check_collection
from index.maintenance.status import read_status
from index.sync.pipeline import sync_sources
from index.vectors import store as vectors_module
from index.vectors.exact_search import ExactSearch, to_blob
from index.vectors.store import Vectors
from tests.index.conftest import write_notes
from tests.index.stand_in_embedder import StandInEmbedder

KITE = "A kite flies because its line holds it back.\n"


@pytest.fixture
def read(catalog: Catalog, embedder: StandInEmbedder, vault: Path) -> None:
    """A store of twenty notes with its collection, let go of."""
    write_notes(vault, {f"{n}.md": f"Thought number {n} stands alone.\n" for n in range(20)})
    sync_anew(catalog, embedder, vault)
    embedder.embedded.clear()


def sync_anew(catalog: Catalog, embedder: StandInEmbedder, vault: Path) -> None:
    """As a command does it that runs once."""
    vectors = Vectors(catalog)
    sync_sources(catalog, vectors, lambda: embedder, [vault], allow_removals=True)
    vectors.close()


def first_text(catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, asked: str) -> str:
    best = vectors.query(embedder.embed_questions([asked])[0], 5)
    assert len(best) == len(dict(best)) == 5 and vectors.why == ""
    return read_passages(catalog, [best[0][0]])[best[0][0]].text


@pytest.mark.usefixtures("read")
def test_a_few_new_ones_wait_and_are_found_beside_the_collection(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {"kite.md": KITE})
    sync_anew(catalog, embedder, vault)
    assert count_waiting(catalog) == 1 and vectors.count() == 20
    assert first_text(catalog, vectors, embedder, KITE) == KITE.strip()
    assert not read_status(catalog).why and check_collection(catalog, vectors).healthy


@pytest.mark.usefixtures("read")
def test_who_has_the_collection_open_takes_in_what_waits(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {"kite.md": KITE})
    sync_anew(catalog, embedder, vault)
    assert first_text(catalog, vectors, embedder, KITE) == KITE.strip()
    sync_sources(catalog, vectors, lambda: embedder, [vault])
    assert count_waiting(catalog) == 0 and vectors.count() == 21
    assert first_text(catalog, vectors, embedder, KITE) == KITE.strip()


@pytest.mark.usefixtures("read")
def test_more_than_a_few_are_stored_at_once(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "MAX_WAITING", 3)
    write_notes(vault, {f"more {n}.md": f"Another thought, the {n}th, in company.\n" for n in range(3)})
    sync_anew(catalog, embedder, vault)
    assert count_waiting(catalog) == 3
    write_notes(vault, {"kite.md": KITE})
    sync_anew(catalog, embedder, vault)
    assert count_waiting(catalog) == 0 and vectors.count() == 24


def test_a_first_ingest_makes_the_collection_however_few_there_are(
    catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {"kite.md": KITE})
    sync_anew(catalog, embedder, vault)
    assert count_waiting(catalog) == 0 and vectors.count() == 1


@pytest.mark.usefixtures("read")
def test_what_waits_is_moved_without_embedding_and_gone_without_a_trace(
    catalog: Catalog, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {"kite.md": KITE})
    sync_anew(catalog, embedder, vault)
    embedder.embedded.clear()
    (vault / "kite.md").rename(vault / "line.md")
    sync_anew(catalog, embedder, vault)
    assert count_waiting(catalog) == 1 and embedder.embedded == []
    (vault / "line.md").unlink()
    sync_anew(catalog, embedder, vault)
    assert count_vectors(catalog) == 20


@pytest.mark.usefixtures("read")
def test_many_that_wait_are_told_as_a_run_that_was_cut_short(catalog: Catalog, vectors: Vectors) -> None:
    catalog.connection.executemany(
        "INSERT INTO vectors (key, embedder, vector) SELECT ?, embedder, vector FROM vectors WHERE n = 1",
        [(f"{n:016x}",) for n in range(vectors_module.MAX_WAITING + 1)],
    )
    assert "not in the collection yet" in read_status(catalog).why
    assert "not in it yet" in check_collection(catalog, vectors).why


def add_rows(catalog: Catalog, embedder: str, stored: int, dead: int, count: int) -> None:
    """Vectors that stand so, of nothing."""
    blob = to_blob(StandInEmbedder().embed_questions(["nothing in particular"])[0])
    first = count_vectors(catalog)
    catalog.connection.executemany(
        "INSERT INTO vectors (key, embedder, vector, stored, dead) VALUES (?, ?, ?, ?, ?)",
        [(f"{n:016x}", embedder, blob, stored, dead) for n in range(first, first + count)],
    )


def test_what_is_counted_without_reading_the_vectors_is_what_reading_them_gives(catalog: Catalog) -> None:
    standings = list(product(("one", "other"), (0, STORED, UNREACHABLE), (0, 1)))
    for count, standing in enumerate(standings, 1):
        add_rows(catalog, *standing, count)
    catalog.state.embedder = "one"

    def having(
        embedder: str, *, stored: tuple[int, ...] = (0, STORED, UNREACHABLE), dead: tuple[int, ...] = (0, 1)
    ) -> int:
        return sum(
            count
            for count, (name, standing, is_dead) in enumerate(standings, 1)
            if name == embedder and standing in stored and is_dead in dead
        )

    assert count_waiting(catalog) == having("one", stored=(0,), dead=(0,))
    for embedder in ("one", "other", "neither"):
        assert count_unreachable(catalog, embedder) == having(embedder, stored=(UNREACHABLE,))
        assert count_stored(catalog, embedder) == having(embedder, stored=(STORED, UNREACHABLE))
        assert count_living(catalog, embedder) == having(embedder, dead=(0,))


def count_steps(catalog: Catalog, what: Callable[[], object]) -> int:
    """The steps that SQLite takes for it."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    catalog.connection.set_progress_handler(step, 1)
    what()
    catalog.connection.set_progress_handler(None, 0)
    return steps


@pytest.mark.embedded
def test_what_stands_outside_is_found_without_going_through_what_is_inside(catalog: Catalog) -> None:
    catalog.state.embedder = "one"
    add_rows(catalog, "one", UNREACHABLE, 0, 3)
    asked = StandInEmbedder().embed_questions(["anything"])[0]

    def look() -> int:
        beside = ExactSearch(catalog, outside=True).nearest(asked, 10)
        return len(beside) + count_unreachable(catalog, "one") + count_waiting(catalog)

    add_rows(catalog, "one", STORED, 0, 20)
    few = count_steps(catalog, look)
    add_rows(catalog, "one", STORED, 0, 400)
    assert look() == 6 and count_steps(catalog, look) == few


@pytest.mark.usefixtures("read")
@pytest.mark.embedded
def test_a_run_over_one_changed_file_does_not_load_chroma(catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kite.md": KITE})
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from index.catalog.catalog import Catalog\n"
        "from index.sync.pipeline import sync_sources\n"
        "from index.vectors.store import Vectors\n"
        "from tests.index.stand_in_embedder import StandInEmbedder\n"
        "with Catalog.open(Path(sys.argv[1])) as catalog:\n"
        "    report = sync_sources(catalog, Vectors(catalog), StandInEmbedder, [Path(sys.argv[2])])\n"
        "print(report.passages.added, 'chromadb' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(catalog.data), str(vault)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout.split() == ["1", "False"]
