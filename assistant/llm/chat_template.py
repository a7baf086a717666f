"""Prompts from a model's own chat template, the template's text kept apart from the messages'.

Templates differ in what they accept: some refuse or silently drop a system message, some want user and assistant
strictly alternating; some have a place of their own for documents. Where a template does not give back every message,
the conversation is rendered again in the one shape that all accept. Pure; the template is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.llm.model import Message


class Render(Protocol):
    """A chat template."""

    def __call__(self, messages: list[dict[str, str]], documents: list[dict[str, str]]) -> str:
        """The prompt's text; raises anything.

        messages: with `role` and `content`. documents: with `doc_id`, `title` and `text`, which few templates take.
        """
        ...


TEMPLATE_ARGUMENTS = {"enable_thinking": False}
"""What every template is given; one that does not know an argument does not read it."""

_OPEN, _CLOSE = "Qx7Message", "Xq"  # in no template's text; letters alone, which a template's JSON leaves as they are
_PLACEHOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_SAMPLE = tuple(Message(role=role, content=role) for role in ("system", "user", "assistant", "user"))


class TemplateRefused(ValueError):
    """The template cannot render a conversation. The message is the template's own, one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPart:
    """A stretch of a prompt."""

    text: str
    is_message: bool
    """Whether it comes from a message: then nothing in it is a control token."""


def render_prompt(render: Render, messages: Sequence[Message]) -> tuple[PromptPart, ...]:
    """The prompt in parts, every message whole. Raises TemplateRefused.

    Messages of the role `document` stand where the template has its documents; where it has no place for them, at the
    beginning of the user's message that follows them.
    """
    contents = [message.content.strip() for message in messages]
    plain = [(message.role, _placeholder(number)) for number, message in enumerate(messages)]
    spoken = [turn for turn in plain if turn[0] != "document"]
    documents = [text for role, text in plain if role == "document"]
    folded = fold_documents(plain)
    shapes = [(spoken, documents)] if documents else []
    why = "it leaves messages out"
    for turns, given in (*shapes, (folded, []), (merge_consecutive_roles(folded), [])):
        try:
            text = render(
                [{"role": role, "content": content} for role, content in turns],
                [{"doc_id": str(n), "title": "", "text": document} for n, document in enumerate(given, 1)],
            )
        except Exception as error:  # a template is someone else's program and may raise anything
            why = (str(error) or type(error).__name__).splitlines()[0][:120]
            continue
        if parts := _split_at_messages(text, contents, [turn[1] for turn in spoken]):
            return parts
    raise TemplateRefused(why)


def render_beginning(render: Render, messages: Sequence[Message]) -> tuple[PromptPart, ...]:
    """What all prompts share that begin with these messages and go on with a user's. Raises TemplateRefused."""
    parts = render_prompt(render, [*messages, Message(role="user", content="?")])
    return parts[: max(number for number, part in enumerate(parts) if part.is_message)]


def check_template(render: Render) -> None:
    """Render a sample conversation. Raises TemplateRefused where the template cannot be used at all."""
    render_prompt(render, _SAMPLE)


def merge_consecutive_roles(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The conversation without system turns, starting with the user, strictly alternating."""
    merged: list[tuple[str, str]] = []
    for role, content in turns:
        speaker = "assistant" if role == "assistant" and merged else "user"
        if merged and merged[-1][0] == speaker:
            merged[-1] = (speaker, f"{merged[-1][1]}\n\n{content}")
        else:
            merged.append((speaker, content))
    return merged


def _placeholder(number: int) -> str:
    return f"{_OPEN}{number}{_CLOSE}"


def fold_documents(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The conversation with its documents at the beginning of the user's turn after them."""
    folded: list[tuple[str, str]] = []
    waiting: list[str] = []
    for role, content in turns:
        if role == "document":
            waiting.append(content)
        elif role == "user" and waiting:
            folded.append((role, "\n\n".join([*waiting, content])))
            waiting = []
        else:
            folded.append((role, content))
    return [*folded, ("user", "\n\n".join(waiting))] if waiting else folded


def _split_at_messages(text: str, contents: Sequence[str], spoken: Sequence[str]) -> tuple[PromptPart, ...]:
    """Template and messages alternating; () where a message is missing, or what was said is out of order."""
    pieces = _PLACEHOLDER.split(text)  # the template's text, a number, the template's text, ...
    numbers = [int(number) for number in pieces[1::2]]
    said = [placeholder for placeholder in map(_placeholder, numbers) if placeholder in spoken]
    if sorted(numbers) != list(range(len(contents))) or said != list(spoken):
        return ()
    parts = [
        PromptPart(text=contents[int(piece)], is_message=True) if at % 2 else PromptPart(text=piece, is_message=False)
        for at, piece in enumerate(pieces)
    ]
    return tuple(part for part in parts if part.text)
