"""What writes, whoever runs it: its nouns, and the seam behind which stand llama.cpp and an endpoint."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

DEFAULT_CONTEXT = 4096
"""Tokens kept by default; ten passages and an answer take about 2,500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of what a model is given."""

    role: str
    """system, user or assistant."""
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What is true of a loaded model, as llama.cpp reports it."""

    name: str
    path: str
    context: int
    """Tokens."""
    parameters: int
    """0 where unknown."""
    size: int
    """Bytes."""
    layers: int
    gpu_layers: int
    """Really offloaded."""
    gpu_offload_supported: bool
    """Whether this build of llama.cpp can offload at all."""
    device: str
    """As "CPU" or llama.cpp's name of the GPU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Tokens a second of the last answer; 0.0 where not known yet."""

    reading: float
    """The prompt; what was still in the cache from before is not counted."""
    writing: float


class Model(Protocol):
    """What writes. Any number of threads may call it."""

    @property
    def name(self) -> str: ...

    @property
    def context(self) -> int:
        """Tokens that prompt and answer share."""
        ...

    @property
    def parameters(self) -> int:
        """How many weights; 0 where unknown."""
        ...

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The tokens of a prompt, template included."""
        ...

    def write(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str = "",
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer, piece by piece; ends early once `stop` is set or the iterator is closed.

        grammar: GBNF with a `root`; "" for none. Raises PromptTooLong, ModelStoppedShort.
        """
        ...
