"""`notes serve` as a process: how it begins, where it cannot, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.cli.commands.serve import choose_sign_in
from assistant.page.server.sign_in import READERS_FILE, NamedByProxy, Readers, SharedPassword, write_reader
from tests.conftest import ROOT, run_notes


@contextmanager
def serve(data: Path, *words: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A page over an empty index, and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", str(data), *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    assert process.stderr is not None
    told = process.stderr.readline()
    assert "the page is at http://127.0.0.1:" in told
    yield process, told.split("http://127.0.0.1:")[1].split()[0]
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """One that only this machine can reach."""
    with serve(tmp_path / "data") as served:
        yield served


def test_a_second_page_on_the_same_port_says_where_the_first_may_be(
    page: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    """In one line, with both ways on."""
    _, port = page
    second = run_notes("serve", "--port", port, "--data", tmp_path / "other")
    assert second.returncode == 3 and len(second.stderr.splitlines()) == 1
    assert f"open http://127.0.0.1:{port}, or choose another port" in second.stderr


def test_ctrl_c_closes_the_page_and_nothing_is_amiss(page: tuple[subprocess.Popen[str], str]) -> None:
    """So that `make chat` ends without an error, too."""
    process, _ = page
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert process.stderr.read().strip() == "notes: the page is closed"


def test_a_page_that_other_machines_reach_needs_a_password_and_warns_of_what_it_means(tmp_path: Path) -> None:
    """How to give one is said where it is missing."""
    bare = run_notes("serve", "--host", "0.0.0.0", "--data", tmp_path / "data", NOTES_PASSWORD="")
    assert bare.returncode == 2 and "NOTES_PASSWORD=... notes serve --host 0.0.0.0" in bare.stderr
    with serve(tmp_path / "data", "--host", "0.0.0.0", NOTES_PASSWORD="tides") as (process, _):
        assert process.stderr is not None
        warned = process.stderr.readline() + process.stderr.readline()
        assert "other machines can reach this page" in warned and "not encrypted" in warned


def test_who_signs_in_is_chosen_by_what_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTES_PASSWORD", raising=False)
    assert choose_sign_in(tmp_path, "", "") is None
    monkeypatch.setenv("NOTES_PASSWORD", "tides")
    assert isinstance(choose_sign_in(tmp_path, "", ""), SharedPassword)
    write_reader(tmp_path / READERS_FILE, "oda", "kiln")
    assert isinstance(choose_sign_in(tmp_path, "", ""), Readers)
    assert isinstance(choose_sign_in(tmp_path, "X-Reader", ""), NamedByProxy)
