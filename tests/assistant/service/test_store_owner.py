"""A page holds the store: other processes have it do what they want done, and it follows the notes by itself."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.library.command_context import CommandContext
from assistant.service.ingest import IngestRequest
from assistant.service.store_owner import StoreOwner
from assistant.settings import change_settings
from index.catalog.catalog import Catalog
from index.linkage.duplicates import list_duplicates
from index.sync.history import read_history
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.conftest import run_notes
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.rows import count_rows
from tests.index.stand_in_embedder import StandInEmbedder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with two notes and a copy, read with the tests' small encoder."""
    write_notes(tmp_path / "vault", {"kiln.md": KILN, "copy.md": KILN, "tides.md": TIDES})
    with Catalog.open(tmp_path / "data") as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, StandInEmbedder, [tmp_path / "vault"])
        vectors.close()
    return tmp_path / "data"


@pytest.fixture
def owner(data: Path) -> Iterator[StoreOwner]:
    owner = StoreOwner(data)
    yield owner
    owner.close()


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def test_doctor_checks_and_mends_through_the_page(data: Path, owner: StoreOwner) -> None:
    owner.catalog.connection.execute("DELETE FROM lexical_rows WHERE row = 1")
    told = run_notes("doctor", "--json", "--data", data)
    assert told.returncode == 1, told.stderr
    assert [row["what"] for row in json.loads(told.stdout) if not row["healthy"]] == ["words"]
    assert run_notes("doctor", "--repair", "--data", data).returncode == 0


def test_forget_erases_through_the_page(data: Path, owner: StoreOwner) -> None:
    done = run_notes("forget", data.parent / "vault" / "tides.md", "--data", data)
    assert done.returncode == 0 and "1 files, 2 passages" in done.stdout, done.stderr
    assert count_rows(owner.catalog, "passages") == 3
    held = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file()).lower()
    assert b"estuary" not in held and b"kiln" in held


def test_a_source_is_removed_through_the_page(data: Path, owner: StoreOwner) -> None:
    done = run_notes("sources", "remove", data.parent / "vault", "--data", data)
    assert done.returncode == 0 and "3 files and 5 passages" in done.stdout, done.stderr
    assert owner.folders() == []


def test_a_pair_is_kept_apart_through_the_page(data: Path, owner: StoreOwner) -> None:
    pair = list_duplicates(owner.catalog)[0]
    done = run_notes("duplicates", "--keep-apart", pair.id, "--data", data)
    assert done.returncode == 0, done.stderr
    assert pair.id not in {one.id for one in list_duplicates(owner.catalog)}


def test_who_comes_while_the_page_reads_waits_and_is_told_so(data: Path, owner: StoreOwner) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def hold(stage: str, done: int, total: int) -> None:
        reading.set()
        go_on.wait(60)

    write_notes(data.parent / "slow", {"kiln.md": KILN})
    request = IngestRequest(paths=(data.parent / "slow",))
    held = threading.Thread(target=owner.ingest, args=(request, CommandContext(progress=hold)))
    held.start()
    assert reading.wait(30)
    threading.Timer(6, go_on.set).start()
    done = run_notes("ingest", "--json", "--data", data)
    held.join(60)
    assert done.returncode == 0 and json.loads(done.stdout)["notes"]["seen"] == 4
    assert done.stderr == f"notes: waiting for a reading by the page (process {os.getpid()}) to end\n"


def test_what_the_page_cannot_do_is_said_in_its_words(data: Path, owner: StoreOwner) -> None:
    done = run_notes("forget", data.parent / "elsewhere.md", "--data", data)
    assert done.returncode == 3 and "nothing was read from there" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_token_of_another_terminal_is_no_use_to_the_page_and_the_reader_is_told_so(
    data: Path, owner: StoreOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READWISE_TOKEN", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    done = run_notes("ingest", "readwise:", "--data", data, READWISE_TOKEN="ATokenOfThisTerminalOnly")
    assert done.returncode == 3 and "the variable counts where `notes serve` was started" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_dry_run_tells_beside_a_page_and_changes_nothing(data: Path, owner: StoreOwner) -> None:
    write_notes(data.parent / "vault", {"new.md": "A thought about rope.\n"})
    done = run_notes("ingest", "--dry-run", "--json", "--data", data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["notes"]["new"] == 1
    assert count_rows(owner.catalog, "files") == 3


def test_what_changed_before_the_page_opened_and_while_it_is_open_is_read_by_itself(
    data: Path, owner: StoreOwner
) -> None:
    """Removals only, as the small encoder is none that a page could load."""
    change_settings(data, interval_minutes=0)
    (data.parent / "vault" / "copy.md").unlink()
    owner.start_watching()
    assert not wait_until(lambda: count_rows(owner.catalog, "files") == 2, 1), "one of three is much: it asks"
    last = read_history(owner.catalog).last
    assert last is not None and "1 of 3 notes are gone" in last.trouble
    write_notes(data.parent / "vault", {"copy.md": KILN})
    looked = last.at
    assert wait_until(lambda: (read_history(owner.catalog).last or last).trouble == ""), looked


def test_the_interval_can_be_set_while_the_page_runs(data: Path, owner: StoreOwner) -> None:
    change_settings(data, interval_minutes=7)
    assert owner.interval_minutes == 7
    change_settings(data, interval_minutes=0)
    assert owner.interval_minutes == 0


def test_a_change_during_a_reading_is_read_after_it(data: Path, owner: StoreOwner) -> None:
    """The reading is held up; the change is told meanwhile, and not lost."""
    change_settings(data, interval_minutes=0)
    go_on = threading.Event()

    def hold(stage: str, done: int, total: int) -> None:
        go_on.wait(60)

    owner.start_watching()
    assert wait_until(lambda: read_history(owner.catalog).last is not None)
    slow = data.parent / "slow"
    write_notes(slow, {"kiln.md": KILN})
    context = CommandContext(progress=hold, stop=go_on)
    held = threading.Thread(target=owner.ingest, args=(IngestRequest(paths=(slow,)), context))
    held.start()
    time.sleep(0.5)
    (data.parent / "vault" / "tides.md").rename(data.parent / "vault" / "ebb.md")
    time.sleep(4)
    go_on.set()
    held.join(60)
    assert wait_until(lambda: count_rows(owner.catalog, "files WHERE path = 'ebb.md'") == 1)
