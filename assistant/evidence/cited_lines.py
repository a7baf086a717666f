"""The line of a passage on which the words of a sentence stand."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from assistant.text.content_words import content_terms, folded_words
from assistant.text.sentences import plain_text, split_sentences
from ingest.passage import Passage

OPENING_WORDS = (12, 6, 3)
"""How many of a sentence's first words are looked for where it is not there whole: marks and joins can break it up."""
MAX_SEARCHED_LETTERS = 200_000
"""Of one line: a longer one holds a book, and the lines after it are found all the same."""


def find_line(sentence: str, passage: Passage, file_lines: Sequence[str] = ()) -> int:
    """The first line of the words that a sentence stands on; the passage's first where they are not found.

    file_lines: the lines of the passage's first place as the file has them; without them those of its text count.
    A sentence in other words than the passage's stands on the sentence there that shares most words with it.
    """
    place = passage.places[0]
    for lines in (file_lines, passage.text.split("\n")):
        at = _find_words(sentence, lines)
        if at is None:
            at = _find_words(_nearest_sentence(sentence, passage), lines)
        if at is not None:
            return min(place.line_start + at, place.line_end)
    return place.line_start


def _find_words(sentence: str, lines: Sequence[str]) -> int | None:
    """The index of the line where the sentence's words begin, whole or by their opening; None where they are not."""
    words = folded_words(plain_text(sentence))
    if not words or not lines:
        return None
    text, starts = _join_words(lines)
    for count in (len(words), *(number for number in OPENING_WORDS if number < len(words))):
        at = text.find(f" {' '.join(words[:count])} ")
        if at >= 0:
            return max(index for index, start in enumerate(starts) if start <= at)
    return None


def _join_words(lines: Sequence[str]) -> tuple[str, list[int]]:
    """The words of the lines, one space between and around them, and where those of each line begin in it."""
    parts, starts, length = [], [], 0
    for line in lines:
        starts.append(length)
        part = "".join(f" {word}" for word in _line_words(line))
        parts.append(part)
        length += len(part)
    return "".join([*parts, " "]), starts


def _line_words(line: str) -> Iterator[str]:
    return iter(folded_words(plain_text(html.unescape(line[:MAX_SEARCHED_LETTERS]))))


def _nearest_sentence(sentence: str, passage: Passage) -> str:
    """The passage's sentence that shares most content words with another one; "" where none shares any."""
    terms = set(content_terms(sentence))
    sentences = [*split_sentences(plain_text(passage.text)), *split_sentences(plain_text(passage.note))]
    shared = {text: len(terms & set(content_terms(text))) for text in sentences}
    best = max(sentences, key=shared.__getitem__, default="")
    return best if shared.get(best) else ""
