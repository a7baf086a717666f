"""Has a model write one line by examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Event
from typing import TYPE_CHECKING

from assistant.llm.model import Message

if TYPE_CHECKING:
    from assistant.llm.model import Model


def few_shot(task: str, examples: Iterable[tuple[str, str]]) -> tuple[Message, ...]:
    """What a prompt begins with: the task, then each request with what is to be written."""
    turns = (
        (Message(role="user", content=request), Message(role="assistant", content=line)) for request, line in examples
    )
    return (Message(role="system", content=task), *(message for turn in turns for message in turn))


def write_line(model: Model, prefix: Sequence[Message], request: str, *, max_tokens: int, stop: Event) -> str:
    """The first line that the model writes; "" once `stop` is set.

    prefix: read once and kept. Raises ModelUnavailable, ModelStoppedShort, PromptTooLong.
    """
    model.keep_prefix(prefix, stop=stop)
    text = "".join(model.write((*prefix, Message(role="user", content=request)), max_tokens=max_tokens, stop=stop))
    return "" if stop.is_set() else text.strip().partition("\n")[0].strip()
