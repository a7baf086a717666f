"""Progress of long work on a terminal: rate and time left, after a second; silent where it is no terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

SCALED = 10_000_000
"""From here on counts are shown as 253M."""


class TerminalProgress:
    """Called with a stage, how much is done and of how much; shows one bar at a time on standard error."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if stage != self._stage:
            self.close()
            from tqdm import tqdm

            self._stage = stage
            scaled = total >= SCALED  # bytes
            self._bar = tqdm(
                total=total, desc=stage, delay=1, leave=False, unit="", unit_scale=scaled, dynamic_ncols=True
            )
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._stage, self._bar = "", None

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
