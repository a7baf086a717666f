"""States of a model after the beginnings that many prompts share: in memory, and on disk for the next start.

A state is what llama.cpp keeps for each token read, some 30 kB a token of a 1.5B model; reading it from disk takes
milliseconds where reading the text takes seconds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

MAX_KEPT = 4
"""In memory."""
MAX_STORED = 12
"""Files in the cache, of all models together; the oldest go first."""


class PrefixStates:
    """The kept states of one model."""

    def __init__(self, folder: Path, model: str) -> None:
        """folder: of the stored states. model: what names a file's content and the program that runs it."""
        self._folder, self._model = folder, model
        self._kept: dict[tuple[int, ...], bytes] = {}

    def find(self, prompt: Sequence[int]) -> tuple[int, ...]:
        """The longest kept beginning of a prompt; () where there is none."""
        fitting = (tokens for tokens in self._kept if tuple(prompt[: len(tokens)]) == tokens)
        return max(fitting, key=len, default=())

    def state(self, tokens: tuple[int, ...]) -> bytes | None:
        """The state after these tokens, from memory or from disk."""
        if tokens in self._kept:
            return self._kept[tokens]
        with suppress(OSError):
            state = self._path(tokens).read_bytes()
            self._keep(tokens, state)
            return state
        return None

    def add(self, tokens: tuple[int, ...], state: bytes) -> None:
        """Keep a state, and store it where the disk takes it."""
        self._keep(tokens, state)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._path(tokens).with_suffix(f".part{os.getpid()}")
            part.write_bytes(state)
            part.replace(self._path(tokens))
            stored = sorted(self._folder.glob("*.state"), key=lambda path: path.stat().st_mtime)
            for path in stored[:-MAX_STORED]:
                path.unlink(missing_ok=True)

    def drop(self, tokens: tuple[int, ...]) -> None:
        """Forget a state that cannot be used."""
        self._kept.pop(tokens, None)
        self._path(tokens).unlink(missing_ok=True)

    def _keep(self, tokens: tuple[int, ...], state: bytes) -> None:
        self._kept[tokens] = state
        while len(self._kept) > MAX_KEPT:
            del self._kept[next(iter(self._kept))]

    def _path(self, tokens: tuple[int, ...]) -> Path:
        key = hashlib.sha256(f"{self._model} {tokens}".encode()).hexdigest()[:24]
        return self._folder / f"{key}.state"
