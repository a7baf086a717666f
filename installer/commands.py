"""Runs programs, reports their progress, and turns what is missing into one line that names the repair."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NO_ANSWER = re.compile(r"Retrying .*(?:Connection|Timeout|Protocol|Proxy|SSL)")
"""In what pip prints where an index does not answer; it says so only when it tries again."""


class Missing(Exception):
    """This machine lacks something; the message ends in the repair."""


class NotReached(Missing):
    """A package index does not answer."""


def say(text: str) -> None:
    print(f"install: {text}", flush=True)


def pip(python: Path, *words: str) -> list[str]:
    """A command of the pip that belongs to an environment's Python."""
    return [str(python), "-m", "pip", "--disable-pip-version-check", *words]


def run_quietly(words: list[str], what: str, env: dict[str, str] | None = None) -> None:
    """Run a command; print a line for each tenth of a compile, and the command's output only if it fails."""
    began, shown = time.monotonic(), 0
    tail: list[str] = []
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=env
    ) as process:
        assert process.stdout
        for line in process.stdout:
            tail = [*tail[-40:], line]
            step = re.search(r"\[(\d+)/(\d+)\]", line)
            if step and int(step[1]) * 10 // int(step[2]) > shown:
                shown = int(step[1]) * 10 // int(step[2])
                say(f"  {what}: {shown * 10} %, {time.monotonic() - began:.0f} s")
    if process.returncode:
        _explain_failure("".join(tail), what)


def _explain_failure(output: str, what: str) -> None:
    if NO_ANSWER.search(output):
        repair = "connect to the network, or name a mirror in PIP_INDEX_URL, and run again"
        raise NotReached(f"{what} failed: the package index is not reached; {repair}")
    if "No space left on device" in output:
        raise Missing(f"{what} failed: the disk is full; free some space and run again")
    sys.stderr.write(output)
    raise Missing(f"{what} failed (its last lines are above); fix that and run again")
