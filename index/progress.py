"""index.progress: TODO."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told the stage, how much of it is done and of how much."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...
