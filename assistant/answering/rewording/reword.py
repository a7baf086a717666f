"""Other words for a question that finds nothing: whole where it leans on the conversation, then in other languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from assistant.answering.rewording.completion import complete_question
from assistant.answering.rewording.translation import translate_question

if TYPE_CHECKING:
    from assistant.llm.model import Model
    from index.search.evidence import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """A question in other words."""

    text: str
    keeps_names: bool
    """False where the model may have written names in another way."""


def reword_question(model: Model, question: Question, languages: Sequence[str], stop: Event) -> Iterator[Rewording]:
    """The question in other words, each written when it is asked for.

    question: with its history and its standalone form. languages: that it is put into, as snowball names. Raises
    ModelUnavailable, ModelStoppedShort, PromptTooLong.
    """
    completed = complete_question(model, question, stop) if question.history else ""
    if completed:
        yield Rewording(text=completed, keeps_names=True)
    for language in languages:
        if translation := translate_question(model, completed or question.standalone, language, stop):
            yield Rewording(text=translation, keeps_names=False)
