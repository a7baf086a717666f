"""Splits a text into the terms that it is indexed under: stems, and pairs of characters of scripts without spaces."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ingest.text.scripts import UNSPACED

_TOKEN = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|(?P<word>(?:(?![{UNSPACED}_])[\w\u0300-\u036f\u0900-\u0dff])+)")
_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
"""The same for ASCII: a third of the time there."""


def index_terms(text: str, language: str) -> Iterator[str]:
    """The terms of a text in order: stems, and overlapping pairs of unspaced characters."""
    if text.isascii():
        yield from (stem(word, language) for word in _ASCII_TOKEN.findall(text.lower()))
        return
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        run = match["unspaced"]
        if run is None:
            yield stem(match["word"], language)
        elif len(run) == 1:
            yield run
        else:
            yield from (run[start : start + 2] for start in range(len(run) - 1))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a case-folded word; the word itself where the language has no stemmer."""
    stemmer = _stemmer(language or "english")
    return str(stemmer.stemWord(word)) if stemmer else word


_STEMMERS = threading.local()
"""Stemmers of one thread, by language: two threads must not use one at once."""


def _stemmer(language: str) -> Any:
    import Stemmer

    stemmers = vars(_STEMMERS)
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(language) if language in Stemmer.algorithms() else None
    return stemmers[language]


def split_words(text: str) -> Iterator[str]:
    """The case-folded words of a text in order, a run of unspaced characters as one."""
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield match[0]
