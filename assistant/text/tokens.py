"""The words of a question with their places in it; in scripts without spaces, its characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.text.content_words import fold_text
from ingest.text.scripts import UNSPACED

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+|#")

_CONTRACTION = re.compile(
    r"(?P<word>(?:what|who|where|how|when|why|that)(?=s$)|(?:do|does|did|have|has|is|are|was|were|could|should|would)n(?=t$)"
    r"|i(?=ve$|m$))"
)
"""English words written together without their apostrophe."""


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word."""

    text: str
    start: int
    """In the question, as `end`, which is behind it."""
    end: int


class Phrases(dict[tuple[str, ...], str]):
    """What each phrase of folded words stands for; not changed once it is made."""

    @cached_property
    def longest(self) -> int:
        """Words of the longest."""
        return max(map(len, self), default=0)


def read_tokens(text: str) -> list[Token]:
    """The words in order; what stands behind an apostrophe is a word of its own: "I've", "don't", "l'eau"; also where
    the apostrophe was left out: "whats", "dont"."""
    return [
        Token(fold_text(text[start:end]), start, end)
        for match in _WORD.finditer(text)
        for start, end in _split_contraction(*match.span(), fold_text(match[0]))
    ]


def _split_contraction(start: int, end: int, word: str) -> tuple[tuple[int, int], ...]:
    match = _CONTRACTION.match(word)
    middle = start + match.end("word") if match and end - start == len(word) else start
    return ((start, middle), (middle, end)) if middle > start else ((start, end),)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words alone."""
    return tuple(token.text for token in read_tokens(text))


def find_phrases(tokens: Sequence[Token], phrases: Phrases) -> list[tuple[int, int, str]]:
    """Where phrases stand, the longest first at each place: first token, token behind it, and the phrase's value."""
    found, at = [], 0
    while at < len(tokens):
        for length in range(min(phrases.longest, len(tokens) - at), 0, -1):
            value = phrases.get(tuple(token.text for token in tokens[at : at + length]))
            if value is not None:
                found.append((at, at + length, value))
                at += length - 1
                break
        at += 1
    return found
