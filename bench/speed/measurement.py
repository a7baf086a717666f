"""What the measurements share: clocks, percentiles, memory, and the page served by a process of its own."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "notes"
SERVER_START_S = 120.0


class Times(NamedTuple):
    """Seconds of wall clock and of the processor; on a busy machine the first says little."""

    wall: float
    cpu: float


def read_clocks(who: int = resource.RUSAGE_SELF) -> Times:
    usage = resource.getrusage(who)
    return Times(time.perf_counter(), usage.ru_utime + usage.ru_stime)


def time_since(start: Times, who: int = resource.RUSAGE_SELF) -> Times:
    now = read_clocks(who)
    return Times(now.wall - start.wall, now.cpu - start.cpu)


def time_call(call: Callable[[], object], who: int = resource.RUSAGE_SELF) -> Times:
    start = read_clocks(who)
    call()
    return time_since(start, who)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them, 0 to 1, does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def peak_memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def folder_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def ingest_notes(notes: Path, data: Path) -> None:
    """Run `notes ingest` as a process of its own."""
    command = [sys.executable, "-m", "assistant", "ingest", str(notes.resolve()), "--data", str(data.resolve())]
    subprocess.run(command, check=True, cwd=ROOT)


@contextmanager
def serve_page(data: Path, log: Path) -> Iterator[tuple[str, int]]:
    """`notes serve` on a free port, its output in `log`; yields its address and process id."""
    command = [sys.executable, "-m", "assistant", "serve", "--data", str(data), "--port", "0"]
    with log.open("w") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    try:
        yield _wait_for_address(log), server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait_for_address(log: Path) -> str:
    end = time.monotonic() + SERVER_START_S
    while time.monotonic() < end:
        if match := re.search(r"http://\S+", log.read_text("utf-8")):
            return match[0]
        time.sleep(0.2)
    raise SystemExit(f"the page did not start; see {log}")
