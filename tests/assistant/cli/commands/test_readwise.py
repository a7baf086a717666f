from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_notes
from tests.ingest.keyring_stand_in import FOLDER
from tests.ingest.local_readwise import TOKEN, LocalReadwise, serve_readwise

Notes = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def readwise() -> Iterator[LocalReadwise]:
    with serve_readwise() as server:
        server.add_book(1, "Walls", {"id": 10, "text": "A wall of dry stone drinks the rain that falls on it."})
        server.add_book(2, "Hedges", {"id": 20, "text": "Hedges are walls that somebody has to feed."})
        server.add_book(3, "Gates", {"id": 30, "text": "Nobody builds a gate before there is a wall."})
        yield server


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder of a keyring."""
    folder = tmp_path / "keyring"
    folder.mkdir()
    return folder


@pytest.fixture
def surroundings(readwise: LocalReadwise, kept: Path) -> dict[str, str]:
    backend = "tests.ingest.keyring_stand_in.Safe"
    return {
        "READWISE_URL": readwise.address,
        "READWISE_TOKEN": "",
        "PYTHON_KEYRING_BACKEND": backend,
        FOLDER: str(kept),
    }


@pytest.fixture
def notes(surroundings: dict[str, str], tmp_path: Path) -> Notes:
    def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return run_notes(*words, "--data", tmp_path / "data", stdin=stdin, **{**surroundings, **environment})

    return run


def holds_token(folder: Path) -> list[str]:
    """The files below a folder with the token in them, plain or as other programs would write it."""
    forms = (TOKEN.encode(), TOKEN.encode("utf-16-le"), TOKEN[::-1].encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if any(form in path.read_bytes() for form in forms)]


def test_a_token_that_was_asked_for_fetches_the_account_and_goes_with_it(
    notes: Notes, readwise: LocalReadwise, kept: Path, tmp_path: Path
) -> None:
    without = notes("ingest", "readwise:")
    assert (without.returncode, without.stdout) == (3, "") and "notes sources token" in without.stderr
    assert notes("sources", "token", stdin="WrongTokenOfSomeoneElse\n").returncode == 3
    assert not list(kept.iterdir())
    assert notes("sources", "token", stdin=f"{TOKEN}\n").returncode == 0
    report = json.loads(notes("ingest", "readwise:", "--json").stdout)
    assert (report["notes"]["new"], report["passages"]["total"]) == (3, 3)
    listed = json.loads(notes("sources", "--json").stdout)
    assert [(one["path"], one["notes"], one["pending"], one["missing"]) for one in listed] == [
        ("readwise:", 3, 0, False)
    ]
    assert listed[0]["account"]["added"] == 3
    gone = notes("sources", "remove", "readwise:")
    assert "3 files and 3 passages taken out" in gone.stdout and "out of the keyring" in gone.stdout
    assert not list(kept.iterdir()) and not list((tmp_path / "data").glob("readwise/*"))
    assert b"dry stone" not in b"".join(p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file())


def test_the_token_is_nowhere_in_output_errors_logs_or_store(
    notes: Notes, readwise: LocalReadwise, kept: Path, tmp_path: Path
) -> None:
    done = [notes("sources", "token", "-v", stdin=f"{TOKEN}\n"), notes("sources", "token", "-v", stdin=f"{TOKEN} x\n")]
    for number, fault in enumerate(("", "401", "302", "429 900", "odd")):
        readwise.faults = [fault] if fault else []
        readwise.add_highlight(1, 11, f"Words after {fault or 'nothing'}.")
        done.append(notes("ingest", "readwise:", "-v", **({"READWISE_TOKEN": TOKEN} if number % 2 else {})))
    done += [notes("sources"), notes("export", str(tmp_path / "out"))]
    said = "".join(one.stdout + one.stderr for one in done)
    assert len(said) > 1000 and TOKEN not in said
    assert len(holds_token(kept)) == 1
    assert holds_token(tmp_path / "data") == [] and holds_token(tmp_path / "out") == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the process list is read from /proc")
def test_the_token_is_not_in_the_process_list_and_a_killed_fetch_goes_on_where_it_was(
    notes: Notes, readwise: LocalReadwise, surroundings: dict[str, str], tmp_path: Path
) -> None:
    notes("sources", "token", stdin=f"{TOKEN}\n")
    readwise.faults = ["", "hang"]
    words = ["ingest", "readwise:", "--data", str(tmp_path / "data")]
    running = subprocess.Popen(
        [sys.executable, "-m", "assistant", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **surroundings},
        stderr=subprocess.DEVNULL,
    )
    try:
        while len(readwise.asked) < 2:
            assert running.poll() is None
            time.sleep(0.02)
        for name in ("cmdline", "environ", "comm"):
            told = Path(f"/proc/{running.pid}/{name}").read_bytes()
            assert told and TOKEN.encode() not in told
    finally:
        running.kill()
        running.wait()
    report = json.loads(notes("ingest", "readwise:", "--json").stdout)
    assert report["passages"]["total"] == 3 and readwise.asked[2]["pageCursor"] == "2"


def test_no_flag_takes_a_token(notes: Notes) -> None:
    for verb in ("ingest", "sources"):
        assert "--token" not in notes(verb, "--help").stdout
        assert notes(verb, "--token", TOKEN).returncode == 2


def test_an_account_in_trouble_is_one_line_and_the_folders_are_read_all_the_same(
    notes: Notes, readwise: LocalReadwise, tmp_path: Path
) -> None:
    notes("ingest", "readwise:", READWISE_TOKEN=TOKEN)
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "own.md").write_text("A thought of my own on walls.\n", "utf-8")
    notes("ingest", str(tmp_path / "vault"))
    (tmp_path / "vault" / "later.md").write_text("Another thought of my own on gates.\n", "utf-8")
    readwise.faults = ["401"]
    done = notes("ingest", "--json", READWISE_TOKEN=TOKEN)
    report = json.loads(done.stdout)
    assert done.returncode == 1 and report["notes"]["new"] == 1 and report["notes"]["failed"] == 0
    assert report["failures"] == [{"path": "readwise:", "line": None, "why": report["failures"][0]["why"]}]
    assert done.stderr.startswith("notes: readwise: Readwise refuses the token") and len(done.stderr.splitlines()) == 1
    assert "refuses the token" in notes("sources").stdout


def test_a_book_that_is_forgotten_stays_away_until_it_is_named(
    notes: Notes, readwise: LocalReadwise, tmp_path: Path
) -> None:
    notes("ingest", "readwise:", READWISE_TOKEN=TOKEN)
    assert notes("forget", "readwise:books/Walls 1.md").returncode == 0
    mirror = tmp_path / "data" / "readwise"
    assert {path.name for path in mirror.glob("books/*")} == {"Hedges 2.md", "Gates 3.md"}
    readwise.add_highlight(1, 11, "Words that came later to the same book.")
    report = json.loads(notes("ingest", "readwise:", "--json", READWISE_TOKEN=TOKEN).stdout)
    assert report["passages"]["total"] == 2 and not (mirror / "books" / "Walls 1.md").exists()
    again = notes("ingest", "readwise:books/Walls 1.md", "--json", READWISE_TOKEN=TOKEN)
    assert json.loads(again.stdout)["passages"]["total"] == 4
