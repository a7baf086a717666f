"""What of a conversation the search gets, and what its answers have quoted already. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import shorten

from assistant.text.content_words import folded_words
from assistant.text.sentences import plain_text, split_sentences
from index.search.evidence import SearchResult
from index.search.query_rewriting import Turn

MAX_HISTORY_CHARACTERS = 300
"""Of an answer in the history. After a list of eight quotations (1,218 characters) a question on another matter was
refused, as the search was drawn to the list; with 600 and fewer it was answered."""
MIN_REPEATED_WORDS = 4
"""A sentence of as many that stands in an answer was quoted there, and is not there by chance."""


def shorten_history(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The history with the beginning of each answer only."""

    def shortened(turn: Turn) -> Turn:
        return replace(turn, content=shorten(turn.content, MAX_HISTORY_CHARACTERS, placeholder=" ..."))

    return tuple(shortened(turn) if turn.role == "assistant" else turn for turn in history)


def without_quoted(result: SearchResult, already_quoted: str) -> SearchResult:
    """The result without the passages that are quoted already; ranks stay."""
    evidence = tuple(item for item in result.evidence if not is_quoted(item.passage.text, already_quoted))
    return replace(result, evidence=evidence)


def is_quoted(text: str, already_quoted: str) -> bool:
    """Whether one of the text's longer sentences is among the words quoted before, which are folded; "" for none."""
    if not already_quoted:
        return False
    sentences = map(_fold, split_sentences(plain_text(text)))
    return any(sentence in already_quoted for sentence in sentences if sentence.count(" ") > MIN_REPEATED_WORDS)


def _fold(text: str) -> str:
    """The folded words with a space before, between and behind them: one space more than words."""
    return f" {' '.join(folded_words(text))} "
