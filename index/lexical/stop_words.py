"""English words that say nothing about a subject, one set for each use."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def _sets() -> dict[str, frozenset[str]]:
    lists = json.loads(files("index.lexical").joinpath("stop_words.json").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


def stop_words() -> frozenset[str]:
    """Words left out of a search: as terms of a query they match half of the notes."""
    return _sets()["search"]


def topicless_words() -> frozenset[str]:
    """Words of questions that name no subject."""
    return _sets()["topic"]


def content_stop_words() -> frozenset[str]:
    """Function words and the words that questions are made of: left out where an answer is compared with a question."""
    return _sets()["content"]


def unmarked_words() -> frozenset[str]:
    """Words of a question that results do not mark."""
    return _sets()["mark"]
