from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store, read_owner
from index.catalog.passages import read_passages
from index.errors import StoreBusy
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.snapshot import snapshot

ONCE = Path(__file__).parents[2] / "ingest_once.py"


def test_a_second_writer_is_told_who_holds_the_store(tmp_path: Path) -> None:
    with (
        hold_store(tmp_path, "notes ingest"),
        pytest.raises(
            StoreBusy, match=f"in use by notes ingest, process {os.getpid()}, since 20[-0-9]{{8}} [0-9:]{{5}};"
        ),
        hold_store(tmp_path, "another", wait=0),
    ):
        pass


def test_a_page_is_not_waited_for_and_says_where_it_takes_orders(tmp_path: Path) -> None:
    with hold_store(tmp_path, "the page", lasting=True, port=7860, token="word"):
        owner = read_owner(tmp_path)
        assert owner is not None and (owner.port, owner.token) == (7860, "word")
        assert (tmp_path / "lock").stat().st_mode & 0o077 == 0
        with pytest.raises(StoreBusy), hold_store(tmp_path, "notes ingest"):
            pass
    assert read_owner(tmp_path) is None


def test_a_writer_waits_once_told_and_goes_on_when_the_store_is_free(tmp_path: Path) -> None:
    told: list[StoreBusy] = []
    first = hold_store(tmp_path, "first")
    first.__enter__()
    timer = threading.Timer(0.5, first.__exit__, (None, None, None))
    timer.start()
    with hold_store(tmp_path, "second", on_wait=told.append) as owner:
        assert owner.what == "second" and [busy.what for busy in told] == ["first"]


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from index.catalog.lock import hold_store\n"
        f"with hold_store(Path({str(tmp_path)!r}), 'doomed'): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ONCE.parents[2], timeout=60, check=False)
    assert read_owner(tmp_path) is None
    with hold_store(tmp_path, "next", wait=0):
        pass


def test_two_ingests_at_once_and_a_reader_end_as_one_would(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write_notes(vault, {f"{n}/kiln.md": KILN.replace("kiln", f"kiln {n}") for n in range(20)} | {"tides.md": TIDES})
    command = [sys.executable, str(ONCE)]
    subprocess.run([*command, str(tmp_path / "one"), str(vault)], check=True, timeout=120)
    both = [
        subprocess.Popen([*command, str(tmp_path / "two"), str(vault)], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    while any(child.poll() is None for child in both):
        with Catalog.open(tmp_path / "two", readonly=True) as reader:
            read_passages(reader, [row[0] for row in reader.connection.execute("SELECT id FROM passages LIMIT 5")])
    said = "".join(child.communicate()[1] for child in both)
    assert [child.returncode for child in both] == [0, 0] and "in use by a test's ingest" in said
    with Catalog.open(tmp_path / "one") as one, Catalog.open(tmp_path / "two") as two:
        assert snapshot(one) == snapshot(two)
