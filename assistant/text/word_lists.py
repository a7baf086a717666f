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
def words(name: str, value: str | None = "") -> frozenset[str]:
    """The words of a class, of one value of it, or of all its values for None."""
    listed = _lists()[name]
    if value is None:
        return frozenset(" ".join(listed.values()).split())
    return frozenset((listed[value] if value else listed).split())


def values(name: str) -> tuple[str, ...]:
    """The values of a class."""
    return tuple(_lists()[name])
