"""How what notes hold is compared with what is asked for: names, tags, words and places. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from index.lexical.query import query_terms
from index.lexical.tokenize import index_terms


def fold(text: str) -> str:
    """A name as names are compared: without regard to case, accents and space around."""
    if text.isascii():
        return text.lower().strip()
    return _fold_letters(text)


@cache
def _fold_letters(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(each for each in letters if unicodedata.category(each) != "Mn")).strip()


def holds(text: str, part: str) -> bool:
    """Whether a name has a folded part, as whole words where its script has spaces."""
    folded = fold(text)
    at = folded.find(part)
    while at >= 0:
        around = (folded[at - 1 : at] + part[:1], part[-1:] + folded[at + len(part) : at + len(part) + 1])
        if not any(pair.isascii() and pair.isalnum() and len(pair) > 1 for pair in around):
            return True
        at = folded.find(part, at + 1)
    return False


def has_words(text: str, wanted: str) -> bool:
    """Whether a text has every telling word of another, or a form of it."""
    terms = set(query_terms(wanted, ("english",)))
    return bool(terms) and terms <= set(index_terms(text, "english"))


def has_hashtag(tag: str, text: str) -> bool:
    """Whether a text has a tag, or one below it, as `#tag`; any for ""."""
    name = rf"{re.escape(tag)}(?![\w-])" if tag else r"[^\W\d_]"
    return bool(re.search(rf"(?<![\w&#/])#{name}", fold(text)))


def has_tag(name: str, tags: str) -> bool:
    """Whether one of the tags, a JSON list, is a name in folded form, or lies below it (`name/part`)."""
    return any(f"{fold(str(tag))}/".startswith(f"{name}/") for tag in json.loads(tags))


def is_at(kind: str, value: str, location: str, section: str, title: str) -> bool:
    """Whether a passage is at a place: its location has the number or time, or its section or title the number."""
    if kind in ("chapter", "episode"):
        named = rf"(?:{kind}|#|\b{kind[:2]}\.?)\s*#?0*{re.escape(value)}\b|^\W*0*{re.escape(value)}\b"
        texts = [title] if kind == "episode" else json.loads(section)
        return any(re.search(named, text, re.IGNORECASE) for text in texts)
    if ":" in value:
        return list(_numbers(value)) == list(_numbers(location))
    words = location.lower()
    if kind in ("location", "page") and any(other in words for other in ("location", "page") if other != kind):
        return False
    numbers = list(_numbers(words))
    wanted = next(_numbers(value), -1)
    return wanted in numbers or (len(numbers) == 2 and numbers[0] <= wanted <= numbers[1])


def _numbers(text: str) -> Iterator[int]:
    """The numbers of a place, without zeros in front of a time."""
    yield from map(int, re.findall(r"\d+", re.sub(r"^\D*(?:0+:)+", "", text)))
