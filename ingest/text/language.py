"""Guesses the language of a text, as far as sentences and stems need it: by script, then by its commonest words."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from ingest.text.scripts import UNSPACED

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("russian", re.compile("[\u0400-\u04ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("hindi", re.compile("[\u0900-\u097f]")),
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"[^\W\d_]+")
_MAX_WORDS = 200  # more change nothing


@cache
def _word_lists() -> dict[str, str]:
    lists: dict[str, str] = json.loads(files("ingest.text").joinpath("commonest_words.json").read_text("utf-8"))
    return lists


@cache
def common_words(language: str) -> frozenset[str]:
    """The commonest words of a language (a snowball name); empty for one that has no list."""
    return frozenset(_word_lists().get(language, "").split())


@cache
def _languages_of_word() -> dict[str, tuple[str, ...]]:
    languages: dict[str, list[str]] = {}
    for language, words in _word_lists().items():
        for word in words.split():
            languages.setdefault(word, []).append(language)
    return {word: tuple(names) for word, names in languages.items()}


def guess_language(text: str) -> str:
    """A snowball name ("english", "german", …), "unspaced" for CJK and Thai, "" where it is unclear."""
    words = _WORD.findall(text[:4000].lower())[:_MAX_WORDS]
    sample = "".join(words)
    if not sample:
        return ""
    if not sample.isascii():
        if 3 * len(_UNSPACED.findall(sample)) > len(sample):
            return "unspaced"
        for language, script in _SCRIPTS:
            if 2 * len(script.findall(sample)) > len(sample):
                return language
    votes: dict[str, float] = {}
    for word in words:
        languages = _languages_of_word().get(word, ())
        for language in languages:
            votes[language] = votes.get(language, 0.0) + 1 / len(languages)
    return max(votes, key=lambda language: votes[language]) if votes else ""


def differ_in_language(first: str, second: str) -> bool:
    """Whether two texts are known to be in different languages."""
    languages = {guess_language(first), guess_language(second)}
    return len(languages) > 1 and "" not in languages
