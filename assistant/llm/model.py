"""The interface of a language model, behind which stand llama.cpp and an endpoint, and its nouns."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

DEFAULT_CONTEXT = 4096
"""Tokens; ten passages and an answer take about 2,500."""

ANSWER_TOKENS = 320
"""Room kept for the answer; five sentences of a book's length take about 250."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation with a model."""

    role: str
    """system, user or assistant; document for what the answer may be taken from."""
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """The facts about a loaded model, as llama.cpp or the server reports them."""

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
    """Actually offloaded."""
    gpu_offload_supported: bool
    """Whether this build of llama.cpp can offload at all."""
    device: str
    """"CPU", llama.cpp's name of the GPU, or the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Tokens per second of the last answer; 0.0 where unknown."""

    reading: float
    """Of the prompt, without what was still in the cache."""
    writing: float


class Model(Protocol):
    """Writes text. Any number of threads may call it."""

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
        """Of a prompt, template included."""
        ...

    def write(
        self, messages: Sequence[Message], *, max_tokens: int, grammar: str = "", stop: threading.Event | None = None
    ) -> Iterator[str]:
        """The answer, piece by piece; ends early once `stop` is set or the iterator is closed.

        grammar: GBNF with a `root`; "" for none. Raises PromptTooLong, ModelStoppedShort.
        """
        ...

    def keep_prefix(self, messages: Sequence[Message], *, stop: threading.Event | None = None) -> None:
        """Read the messages with which later prompts begin, once: none of those prompts pays for them again.

        Several beginnings can be kept; nothing is kept once `stop` is set. Raises ModelUnavailable.
        """
        ...

    def score_choices(
        self, messages: Sequence[Message], choices: Sequence[str], *, stop: threading.Event | None = None
    ) -> tuple[float, ...]:
        """For each choice the natural logarithm of the probability that the answer begins with its first token.

        () where that cannot be known, and once `stop` is set. Raises PromptTooLong, ModelStoppedShort.
        """
        ...

    def read_layer(
        self, messages: Sequence[Message], layer: int, *, stop: threading.Event | None = None
    ) -> tuple[float, ...]:
        """The output of a layer at the prompt's last token, as many numbers as the model is wide.

        layer: from 0. () where it cannot be known, and once `stop` is set. Raises PromptTooLong, ModelStoppedShort.
        """
        ...
