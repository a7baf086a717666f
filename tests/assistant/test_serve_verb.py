"""`notes serve` as a process: how it begins, where it cannot, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_notes


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A page over an empty index, and its port."""
    words = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        words, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert process.stderr is not None
    told = process.stderr.readline()
    assert "the page is at http://127.0.0.1:" in told
    yield process, told.split("http://127.0.0.1:")[1].split()[0]
    process.kill()
    process.wait()
    process.stderr.close()


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
