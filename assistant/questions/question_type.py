"""What kind of answer a question asks for, and whether a sentence has one of that kind. English only; else "other"."""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.content_words import find_names, find_numbers, find_words

QuestionType = Literal["who", "when", "where", "how many", "why", "how", "what", "yes or no", "other"]

_KINDS: tuple[tuple[QuestionType, re.Pattern[str]], ...] = (
    ("who", re.compile(r"\b(who|whom|whose)\b")),
    ("when", re.compile(r"\b(when|(what|which) (year|date|time|day|month)|how long ago)\b")),
    ("where", re.compile(r"\b(where|(what|which) (country|city|state|place|town|river|continent))\b")),
    ("how many", re.compile(r"\bhow (many|much|old|long|far|tall|big|large|high|deep|often|fast)\b")),
    ("why", re.compile(r"\bwhy\b")),
    ("how", re.compile(r"\bhow\b")),
    ("what", re.compile(r"\b(what|which)\b")),
    ("yes or no", re.compile(
        r"^\W*(is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might)\b")),
)  # fmt: skip
_YEAR = re.compile(r"\b(1\d{3}|20\d\d)\b")
_REASON = re.compile(r"\b(because|since|due to|so that|in order to|therefore|reason|caused?|thus|as a result)\b", re.I)
_POINTING = frozenset("he she it they this that these those his her its their him them such here there".split())


def kind_of(question: str) -> QuestionType:
    """What is asked for: the first kind whose word stands in it."""
    words = " ".join(find_words(question))
    if _KINDS[-1][1].match(words):
        return "yes or no"
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "other")


def has_kind(kind: QuestionType, question: str, sentence: str) -> bool:
    """Whether the sentence holds something new of the kind asked for: a name, a year, a number, a reason."""
    if kind in ("who", "where"):
        return bool(find_names(sentence) - set(find_words(question)))
    if kind == "when":
        return bool(_YEAR.search(sentence)) and bool(find_numbers(sentence) - find_numbers(question))
    if kind == "how many":
        return bool(find_numbers(sentence) - find_numbers(question))
    return kind == "why" and bool(_REASON.search(sentence))


def starts_pointing(sentence: str) -> bool:
    """Whether it begins with a word that points at a sentence before it."""
    return next(iter(find_words(sentence)), "") in _POINTING
