"""Progress in a terminal: a bar with rate and time left for what takes longer than a second, and silence elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
WORK = """
import sys, time
from assistant.cli.terminal.progress_bar import terminal_context
with terminal_context() as context:
    for done in range(16):
        context.progress("embedding", done * 10, 1000)
        time.sleep(float(sys.argv[1]))
"""


def run_on_terminal(pause: str) -> str:
    """What the work writes to its terminal."""
    pty = pytest.importorskip("pty", reason="a terminal of one's own takes a Unix")
    import termios

    mine, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 100))
    child = subprocess.Popen([sys.executable, "-c", WORK, pause], stderr=its, cwd=ROOT)
    os.close(its)
    said = b""
    while True:
        try:
            part = os.read(mine, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(mine)
    assert child.wait() == 0
    return said.decode()


def test_long_work_shows_how_much_is_done_how_fast_and_how_long_it_still_takes() -> None:
    said = run_on_terminal("0.2")
    assert "embedding" in said and "/1000" in said and "/s" in said and "<" in said


def test_short_work_shows_nothing() -> None:
    assert "embedding" not in run_on_terminal("0.0")


def test_where_nobody_looks_nothing_is_said() -> None:
    done = subprocess.run([sys.executable, "-c", WORK, "0.2"], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == done.stdout == b""
