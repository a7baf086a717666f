"""What a text is indexed under: stems, and pairs of characters of scripts without spaces."""

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
"""The same for ASCII, where it takes a third of the time."""


def index_terms(text: str, language: str) -> Iterator[str]:
    """What a text is indexed under, in its order: stems, and overlapping pairs of unspaced characters."""
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
            yield from (run[at : at + 2] for at in range(len(run) - 1))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """A folded word's stem; the word itself where the language has no stemmer."""
    stemmer = _stemmer(language or "english")
    return str(stemmer.stemWord(word)) if stemmer else word


class _Stemmers(threading.local):
    """Each thread's own: one of them must not be used by two at once."""

    def __init__(self) -> None:
        self.by_language: dict[str, Any] = {}


_STEMMERS = _Stemmers()


def _stemmer(language: str) -> Any:
    import Stemmer

    mine = _STEMMERS.by_language
    if language not in mine:
        mine[language] = Stemmer.Stemmer(language) if language in Stemmer.algorithms() else None
    return mine[language]


def surfaces(text: str) -> Iterator[str]:
    """The folded words of a text in its order, a run of unspaced characters as one."""
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield match[0]
