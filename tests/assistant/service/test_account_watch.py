"""A page follows the Readwise account by itself, on its interval and not at each change of a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.service.store_owner import StoreOwner
from tests.conftest import run_notes
from tests.index.rows import count_rows
from tests.ingest.local_readwise import TOKEN, LocalReadwise, serve_readwise


@pytest.fixture
def readwise(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalReadwise]:
    with serve_readwise() as server:
        monkeypatch.setenv("READWISE_URL", server.address)
        monkeypatch.setenv("READWISE_TOKEN", TOKEN)
        server.add_book(1, "Walls", {"id": 10, "text": "A wall of dry stone drinks the rain that falls on it."})
        yield server


@pytest.fixture
def owner(tmp_path: Path, readwise: LocalReadwise) -> Iterator[StoreOwner]:
    """Of a store with the account and a folder."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "own.md").write_text("A thought of my own on walls and on rain.\n", "utf-8")
    for source in ("readwise:", str(tmp_path / "vault")):
        assert run_notes("ingest", source, "--data", tmp_path / "data").returncode == 0
    readwise.asked.clear()
    owner = StoreOwner(tmp_path / "data")
    yield owner
    owner.close()


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def test_what_is_new_in_the_account_comes_on_the_interval(
    owner: StoreOwner, readwise: LocalReadwise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoreOwner, "interval_minutes", 0.05)
    readwise.add_highlight(1, 11, "And gives it back in the driest week of summer.")
    owner.start_watching()
    assert wait_until(lambda: count_rows(owner.catalog, "passages") == 3)


def test_a_folder_that_changes_is_read_and_the_account_left_alone(
    owner: StoreOwner, readwise: LocalReadwise, tmp_path: Path
) -> None:
    owner.start_watching()
    (tmp_path / "vault" / "later.md").write_text("Another thought of my own, on gates.\n", "utf-8")
    assert wait_until(lambda: count_rows(owner.catalog, "passages") == 3)
    assert readwise.asked == []


def test_the_command_line_has_the_page_fetch_and_hears_its_failures(
    owner: StoreOwner, readwise: LocalReadwise, tmp_path: Path
) -> None:
    readwise.add_highlight(1, 11, "And gives it back in the driest week of summer.")
    assert run_notes("ingest", "readwise:", "--data", tmp_path / "data").returncode == 0
    assert count_rows(owner.catalog, "passages") == 3
    readwise.faults = ["401"]
    refused = run_notes("ingest", "readwise:", "--data", tmp_path / "data")
    assert refused.returncode == 3 and "refuses the token" in refused.stderr and len(refused.stderr.splitlines()) == 1
    gone = run_notes("sources", "remove", "readwise:", "--data", tmp_path / "data")
    assert gone.returncode == 0 and not (tmp_path / "data" / "readwise").exists(), gone.stderr
