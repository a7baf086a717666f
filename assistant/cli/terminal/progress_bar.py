"""Progress of long work on standard error: rate and time left, after a second; silent if it is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.library.command_context import CommandContext
from index.errors import StoreBusy

SCALED_FROM = 10_000_000
"""From this total on, which is one of bytes, counts are shown as 253M."""


@contextmanager
def terminal_context() -> Iterator[CommandContext]:
    """Reports to the terminal; the bar disappears with the block."""
    progress = TerminalProgress()
    try:
        yield CommandContext(progress=progress, on_wait=report_wait)
    finally:
        progress.close()


def report_wait(busy: StoreBusy) -> None:
    """Print who holds the store."""
    process = f" (process {busy.pid})" if busy.pid else ""
    print(f"notes: waiting for {busy.what}{process} to end", file=sys.stderr)


class TerminalProgress:
    """An `index.progress.Progress` that shows one bar at a time."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if stage != self._stage:
            self.close()
            self._stage, self._bar = stage, _new_bar(stage, total)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._stage, self._bar = "", None


def _new_bar(stage: str, total: int) -> Any:
    from tqdm import tqdm  # 0.05 s, paid only on a terminal

    is_scaled = total >= SCALED_FROM
    return tqdm(total=total, desc=stage, delay=1, leave=False, unit="", unit_scale=is_scaled, dynamic_ncols=True)
