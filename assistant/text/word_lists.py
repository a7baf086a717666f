"""Words of closed classes in eight languages (`words.json`): units, places, ordinals, numbers and words of dates."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.text.tokens import Phrases, words_of


@cache
def _lists() -> dict[str, Any]:
    lists: dict[str, Any] = json.loads(files("assistant.text").joinpath("words.json").read_text("utf-8"))
    return lists


@cache
def phrases(name: str) -> Phrases:
    """The value of each word, as a phrase of tokens, of a class with values."""
    return Phrases({words_of(word): value for value, words in _lists()[name].items() for word in words.split()})


@cache
def words(name: str, value: str = "") -> frozenset[str]:
    """The words of a class, or of one value of it."""
    listed = _lists()[name]
    return frozenset((listed[value] if value else listed).split())
