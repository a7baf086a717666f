"""Prompts from a model's own chat template, the template's text kept apart from the messages'.

Templates differ in what they accept: some refuse or silently drop a system message, some want user and assistant
strictly alternating. Where a template does not give back every message, the conversation is rendered again in the one
shape that all accept. Pure; the template is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.llm.model import Message

Render = Callable[[list[dict[str, str]]], str]
"""A chat template: messages with `role` and `content` in, the prompt's text out; raises anything."""

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: in no template's text and no tokenizer's special piece
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
    """The prompt in parts, every message whole and in order. Raises TemplateRefused."""
    contents = [message.content.strip() for message in messages]
    plain = [(message.role, _placeholder(number)) for number, message in enumerate(messages)]
    why = "it leaves messages out"
    for turns in (plain, merge_consecutive_roles(plain)):
        try:
            text = render([{"role": role, "content": content} for role, content in turns])
        except Exception as error:  # a template is someone else's program and may raise anything
            why = (str(error) or type(error).__name__).splitlines()[0][:120]
            continue
        if parts := _split_at_messages(text, contents):
            return parts
    raise TemplateRefused(why)


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


def _split_at_messages(text: str, contents: Sequence[str]) -> tuple[PromptPart, ...]:
    """Template and messages alternating; () where a message is missing."""
    parts: list[PromptPart] = []
    for number, content in enumerate(contents):
        before, placeholder, text = text.partition(_placeholder(number))
        if not placeholder:
            return ()
        parts += [PromptPart(text=before, is_message=False), PromptPart(text=content, is_message=True)]
    return tuple(part for part in (*parts, PromptPart(text=text, is_message=False)) if part.text)
