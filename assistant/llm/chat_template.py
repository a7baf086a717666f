"""A conversation as a model's own chat template lays it out, the template's text kept apart from the messages'.

Templates differ in what they take: some refuse a system's turn or leave it out without a word, some want reader and
model strictly in turns. So where the plain conversation is not laid out whole, it is told again in the one shape
that every template takes. Pure; the template is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.llm.model import Message

Render = Callable[[list[dict[str, str]]], str]
"""A chat template: turns with `role` and `content` in, the prompt's text out; raises anything."""

_OPEN, _CLOSE = "\ue000", "\ue001"  # for private use: no template's text and no tokenizer's special piece
_TRIAL = tuple(Message(role=role, content=role) for role in ("system", "user", "assistant", "user"))


class LayoutRefused(ValueError):
    """No way was found to have the template lay out a conversation. The message is the template's own, one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a prompt."""

    text: str
    ours: bool
    """Whether it comes from a message: then nothing in it is a control token."""


def render_prompt(render: Render, messages: Sequence[Message]) -> tuple[Part, ...]:
    """The prompt in parts, every message whole and in order. Raises LayoutRefused."""
    contents = [message.content.strip() for message in messages]
    plain = [(message.role, _mark(number)) for number, message in enumerate(messages)]
    why = "it leaves turns out"
    for turns in (plain, fold_turns(plain)):
        try:
            text = render([{"role": role, "content": content} for role, content in turns])
        except Exception as trouble:  # templates are programs of others; they raise what they like
            why = (str(trouble) or type(trouble).__name__).splitlines()[0][:120]
            continue
        if parts := _cut(text, contents):
            return parts
    raise LayoutRefused(why)


def try_layout(render: Render) -> None:
    """Find out early whether the template can be used at all. Raises LayoutRefused."""
    render_prompt(render, _TRIAL)


def fold_turns(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same conversation with no system's turn, beginning with the reader and strictly in turns."""
    folded: list[tuple[str, str]] = []
    for role, content in turns:
        role = "assistant" if role == "assistant" and folded else "user"
        if folded and folded[-1][0] == role:
            folded[-1] = (role, f"{folded[-1][1]}\n\n{content}")
        else:
            folded.append((role, content))
    return folded


def _mark(number: int) -> str:
    return f"{_OPEN}{number}{_CLOSE}"


def _cut(text: str, contents: Sequence[str]) -> tuple[Part, ...]:
    """Template and messages in turn; () where a message is missing."""
    parts: list[Part] = []
    for number, content in enumerate(contents):
        before, found, text = text.partition(_mark(number))
        if not found:
            return ()
        parts += [Part(text=before, ours=False), Part(text=content, ours=True)]
    return tuple(part for part in (*parts, Part(text=text, ours=False)) if part.text)
