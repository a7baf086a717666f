"""What a page shows of the store: every trouble is explained, a repair shows at once, and only its owner writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.library.command_context import CommandContext
from assistant.library.state import IngestResult, ModelState
from assistant.service.ingest import IngestRequest
from assistant.service.notes_library import NotesSources, open_state, spread_works
from assistant.service.runtime import Runtime
from assistant.service.store_owner import StillReading
from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store
from index.errors import StoreBusy
from index.linkage.duplicates import list_duplicates
from index.maintenance.status import read_status
from index.search.evidence import Evidence
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.assistant.page_stand_in import make_passage
from tests.index.conftest import KILN, write_notes
from tests.index.stand_in_embedder import StandInEmbedder

OpenSources = Callable[[Path], NotesSources]


@pytest.fixture
def open_sources() -> Iterator[OpenSources]:
    """Opens the sources of a data folder; they are closed after the test."""
    runtimes: list[Runtime] = []

    def open_folder(data: Path) -> NotesSources:
        runtimes.append(Runtime(data))
        return NotesSources(runtimes[-1])

    yield open_folder
    for runtime in runtimes:
        runtime.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with a note and its copy, made with the tests' small encoder."""
    write_notes(tmp_path / "vault", {"kiln.md": KILN, "copy.md": KILN})
    with Catalog.open(tmp_path / "data") as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, StandInEmbedder, [tmp_path / "vault"])
        vectors.close()
    return tmp_path / "data"


def read(sources: NotesSources, folder: Path) -> IngestResult:
    return sources.ingest(str(folder), allow_removals=False, context=CommandContext())


def test_a_broken_store_says_what_to_do_and_opens_after_the_repair(open_sources: OpenSources, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog at all " * 500)
    sources = open_sources(tmp_path)
    state = sources.state()
    assert state.store == "broken" and "move it away" in state.trouble and not state.status.passages
    catalog.unlink()
    assert sources.state().store == "empty"


def test_unreadable_settings_are_shown_as_a_broken_store(open_sources: OpenSources, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("model = [", "utf-8")
    sources = open_sources(tmp_path)
    assert "settings.toml" in sources.state().trouble
    (tmp_path / "settings.toml").unlink()
    assert sources.state().store == "empty"


def test_while_another_process_holds_the_store_the_page_says_which_and_reading_waits(
    open_sources: OpenSources, tmp_path: Path
) -> None:
    write_notes(tmp_path / "vault", {"kiln.md": KILN})
    sources = open_sources(tmp_path / "data")
    with hold_store(tmp_path / "data", "notes ingest"):
        state = sources.state()
        assert state.store == "busy" and "notes ingest" in state.trouble
        assert "notes ingest" in read(sources, tmp_path / "vault").trouble
    assert sources.state().store == "empty"
    result = read(sources, tmp_path / "vault")
    assert result.report and result.report.notes.new == 1
    assert sources.state().store == "ready"


def test_a_duplicate_is_not_kept_apart_while_another_process_holds_the_store(
    open_sources: OpenSources, data: Path
) -> None:
    with hold_store(data, "notes ingest"):
        sources = open_sources(data)
        pairs = sources.duplicates(10)
        with pytest.raises(StoreBusy):
            sources.keep_apart(pairs[0].id)
        assert sources.duplicates(10) == pairs
    sources.keep_apart(pairs[0].id)
    assert pairs[0].id not in {pair.id for pair in sources.duplicates(10)}


def test_a_duplicate_is_not_kept_apart_while_the_page_reads(data: Path) -> None:
    """A reading may link the very pair; the reader is told to wait for its end."""
    runtime, is_reading, may_end = Runtime(data), threading.Event(), threading.Event()

    def hold(stage: str, done: int, total: int) -> None:
        is_reading.set()
        may_end.wait(60)

    write_notes(data.parent / "slow", {"kiln.md": KILN})
    request = IngestRequest(paths=(data.parent / "slow",))
    reading = threading.Thread(target=runtime.store.ingest, args=(request, CommandContext(progress=hold)))
    reading.start()
    assert is_reading.wait(30)
    pairs = list_duplicates(runtime.store.catalog)
    with pytest.raises(StillReading):
        NotesSources(runtime).keep_apart(pairs[0].id)
    may_end.set()
    reading.join(60)
    runtime.close()


def test_a_folder_without_notes_is_reported_and_can_be_removed(open_sources: OpenSources, tmp_path: Path) -> None:
    write_notes(tmp_path / "vault", {"kiln.md": KILN})
    write_notes(tmp_path / "pictures", {"kiln.png": "no note"})
    sources = open_sources(tmp_path / "data")
    assert "only files that end in csv" in read(sources, tmp_path / "pictures").remark
    assert read(sources, tmp_path / "vault").remark == ""
    passages = sources.state().status.passages
    assert "its 0 passages" in sources.remove(str(tmp_path / "pictures")).remark
    assert [source.path for source in sources.state().status.sources] == [str(tmp_path / "vault")]
    assert f"its {passages} passages" in sources.remove(str(tmp_path / "vault")).remark
    assert "nothing was read from there" in sources.remove(str(tmp_path / "vault")).trouble
    assert (sources.state().store, (tmp_path / "vault" / "kiln.md").read_text("utf-8")) == ("empty", KILN)


def test_a_folder_that_does_not_exist_is_reported_and_changes_nothing(
    open_sources: OpenSources, tmp_path: Path
) -> None:
    sources = open_sources(tmp_path / "data")
    assert "check the spelling" in read(sources, tmp_path / "nowhere").trouble
    assert sources.state().status.sources == ()


def test_a_store_is_empty_busy_or_ready_and_shows_its_last_runs(data: Path, tmp_path: Path) -> None:
    """Busy only if nothing can be searched meanwhile."""
    model = ModelState(name="")
    with Catalog.open(tmp_path / "empty") as catalog:
        assert open_state(read_status(catalog), model, "").store == "empty"
        assert open_state(read_status(catalog), model, "another reads").store == "busy"
    with Catalog.open(data) as catalog:
        state = open_state(read_status(catalog), model, "another reads")
    assert (state.store, state.trouble, state.status.notes, state.status.works) == ("ready", "another reads", 2, 1)
    history = state.status.history
    assert history.last and history.news and history.last.at == history.news.at


def test_passages_similar_to_one_are_not_all_of_its_own_work() -> None:
    cosines = [("Tides", 0.9), ("Tides", 0.89), ("Tides", 0.88), ("Tides", 0.87), ("Moons", 0.8)]
    spread = spread_works(
        [
            Evidence(passage=make_passage(f"Line {n}.", title, n), rank=n, score=c, cosine=c, lexical=0.0)
            for n, (title, c) in enumerate(cosines, 1)
        ]
    )
    titles = [evidence.passage.places[0].title for evidence in spread]
    assert titles == ["Tides", "Tides", "Moons", "Tides", "Tides"]
    assert [evidence.rank for evidence in spread] == [1, 2, 3, 4, 5]
