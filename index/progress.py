"""How long-running work reports where it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the stage, how much of it is done, and of how much."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def no_progress(stage: str, done: int, total: int) -> None:
    """A `Progress` that shows nothing."""
