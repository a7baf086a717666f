"""The type of answer that a question asks for, and whether a sentence has one. English only; "other" elsewhere."""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.content_words import folded_words, names_in, numbers_in

QuestionType = Literal["who", "when", "where", "how many", "why", "how", "what", "yes or no", "other"]

_PATTERNS: tuple[tuple[QuestionType, re.Pattern[str]], ...] = (
    ("who", re.compile(r"\b(who|whom|whose)\b")),
    ("when", re.compile(r"\b(when|(what|which) (year|date|time|day|month)|how long ago|date of)\b")),
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
_PRONOUNS = frozenset(
    "he she it they this that these those his her its their him them such here there er sie dies diese dieser dieses "
    "él ella ellos ellas esto eso il elle ils elles cela ele ela eles elas isto isso egli essi questo".split()
)


def classify_question(question: str) -> QuestionType:
    """The first type whose question word it has."""
    words = " ".join(folded_words(question))
    if _PATTERNS[-1][1].match(words):
        return "yes or no"
    return next((name for name, pattern in _PATTERNS if pattern.search(words)), "other")


def has_answer_type(name: QuestionType, question: str, sentence: str) -> bool:
    """Whether the sentence holds something of the type that the question lacks: a name, year, number or reason."""
    if name in ("who", "where"):
        return bool(names_in(sentence) - set(folded_words(question)))
    if name == "when":
        return bool(_YEAR.search(sentence)) and bool(numbers_in(sentence) - numbers_in(question))
    if name == "how many":
        return bool(numbers_in(sentence) - numbers_in(question))
    return name == "why" and bool(_REASON.search(sentence))


def starts_with_pronoun(sentence: str) -> bool:
    """Whether it begins with a word that points at an earlier sentence."""
    return next(iter(folded_words(sentence)), "") in _PRONOUNS
