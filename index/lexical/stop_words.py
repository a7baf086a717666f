"""English words that say nothing of what is asked."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from ingest.text.language import common_words


@cache
def _lists() -> dict[str, str]:
    read: dict[str, str] = json.loads(files("index.lexical").joinpath("stop_words.json").read_text("utf-8"))
    return read


@cache
def stop_words() -> frozenset[str]:
    """English words that say nothing of what is sought; in a search by any word they touch half the notes."""
    return frozenset(_lists()["idle"].split())


@cache
def topicless_words() -> frozenset[str]:
    """English words of questions that name no subject."""
    return frozenset(_lists()["no_topic"].split()) | common_words("english")
