"""Puts a question into the languages of the notes, by the model that writes, where the encoder compares one alone."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING

from assistant.answering.rewording.line_writing import few_shot, write_line
from index.vectors.embedder import Embedder
from index.vectors.language_support import knows_only_english
from ingest.text.language import guess_language

if TYPE_CHECKING:
    from assistant.llm.model import Model

MAX_LANGUAGES = 3
"""That a question is put into; each takes the 1.5B model two seconds on two cores."""
MIN_PASSAGES = 2
"""That make a language one of the notes'; a single one is often guessed wrong."""
_UNNAMED = frozenset(("", "unspaced"))
"""What a guess tells of texts whose language it cannot name."""
_TOKENS = 60
TRANSLATION_PREFIX = few_shot(
    "You translate questions. Keep names as they are. Write the translation alone.",
    (
        ("To English: Wie lange muss Reis quellen, bevor Hedda Lund ihn kocht?",
         "How long must rice soak before Hedda Lund cooks it?"),
        ("To German: Why was the dam at Orvane closed in 1931?", "Warum wurde der Damm in Orvane 1931 geschlossen?"),
        ("To Spanish: what did the baker say about rye", "¿Qué dijo el panadero sobre el centeno?"),
        ("To English: Pourquoi faut-il tailler la vigne en hiver ?", "Why must the vine be pruned in winter?"),
    ),
)  # fmt: skip
"""What every prompt for a translation begins with."""


def languages_to_try(question: str, passages: Mapping[str, int], embedder: Embedder | None) -> tuple[str, ...]:
    """The notes' languages, commonest first, that a question is not in; () where the encoder compares languages.

    passages: how many are in each language.
    """
    if embedder is not None and not knows_only_english(embedder.name):
        return ()
    own = guess_language(question)
    names = [name for name in sorted(passages, key=lambda name: -passages[name]) if passages[name] >= MIN_PASSAGES]
    return tuple(name for name in names if name not in _UNNAMED and name != own)[:MAX_LANGUAGES] if own else ()


def translate_question(model: Model, question: str, language: str, stop: Event) -> str:
    """The question in a language, a snowball name; "" where nothing else came of it.

    Raises ModelUnavailable, ModelStoppedShort, PromptTooLong.
    """
    request = f"To {language.capitalize()}: {question}"
    translation = write_line(model, TRANSLATION_PREFIX, request, max_tokens=_TOKENS, stop=stop)
    return "" if translation.casefold() == question.casefold() else translation
