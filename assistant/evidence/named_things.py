"""Whether passages tell of what a question names: "the Odde light" is answered by no passage on the Halm light alone.

bench/results/certainty.md has what it refuses, rightly and wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.evidence.answerability_rules import holds_dates
from assistant.text.content_words import folded_words, names_in
from assistant.text.dates import MONTHS, WEEKDAYS
from index.search.evidence import Evidence
from ingest.text.language import differ_in_language

MIN_STEM_LETTERS = 4
ENDING_LETTERS = 2
"""By which the forms of a name differ at most: Norman and Normans, Verrin and Verrin's."""
MAX_ABBREVIATION_LETTERS = 5
"""Of a name in capitals alone, which a note may write out."""
_NOT_THINGS = frozenset((*MONTHS, *WEEKDAYS, "celsius", "fahrenheit", "kelvin"))
"""A question may ask for a value on another scale than the note's."""
_WORD = re.compile(r"\w+")


def tells_of_named(question: str, cited: Sequence[Evidence], read: Sequence[Evidence]) -> bool:
    """Whether the cited passages have one of the question's names, or a name that stands beside one in another
    passage, and its day or month where they say any; also where it names nothing, or is in another language.

    read: all passages that were found.
    """
    if differ_in_language(question, " ".join(item.passage.text for item in cited)):
        return True
    names, said = _names(question), _words(cited)
    return holds_dates(question, cited) and (not names or _has_any(said, names) or _has_any(said, _beside(names, read)))


def _beside(names: set[str], read: Sequence[Evidence]) -> set[str]:
    """The names in passages that have one of the names."""
    return set[str]().union(*(_names(f"x {item.passage.text}") for item in read if _has_any(_words([item]), names)))


def _names(text: str) -> set[str]:
    """Words written like names, without abbreviations, months and weekdays."""
    short = {
        word.casefold() for word in _WORD.findall(text) if word.isupper() and len(word) <= MAX_ABBREVIATION_LETTERS
    }
    names = {word for name in names_in(text) for word in folded_words(name)}
    return {name for name in names if len(name) > 1 and name not in short | _NOT_THINGS}


def _words(passages: Sequence[Evidence]) -> set[str]:
    """Those of the passages, their works, headings, tags and files."""
    words: set[str] = set()
    for passage in (item.passage for item in passages):
        place = passage.places[0]
        parts = (passage.text, passage.note, place.title, place.author, place.path, *place.section, *passage.tags)
        words.update(folded_words(" ".join(parts)))
    return words


def _has_any(words: set[str], names: Collection[str]) -> bool:
    """Whether a word begins like one of the names."""
    stems = tuple(name[: max(MIN_STEM_LETTERS, len(name) - ENDING_LETTERS)] for name in names)
    return any(word.startswith(stems) for word in words)
