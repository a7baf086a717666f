"""The words by which reading tools label the parts of a highlight and of a work, in the languages people read in.

`labels.json` holds them by kind and language; a word added there is known to every reader.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ingest.text.scripts import VOWEL_SIGNS

VOCABULARY: dict[str, Any] = json.loads(Path(__file__).with_name("labels.json").read_text("utf-8"))

GLYPH_KINDS = ("note", "text", "chapter", "date", "place", "tag")
GLYPH = re.compile(
    "^(?:"
    + "|".join(
        f"(?P<{kind}>{'|'.join(sorted(map(re.escape, VOCABULARY[f'{kind}_signs']), key=len, reverse=True))})"
        for kind in GLYPH_KINDS
    )
    + ")\ufe0f?[ \t]*"
)
"""A sign before words that says what they are: a note, a highlight, a chapter, a date, a place or tags."""
LABEL = re.compile(
    r"^(?:[^\w\s*_\[(#>|`-]\ufe0f?\s*)?[*_]{0,3}"
    rf"(?P<key>[^\W\d_](?:[\w{VOWEL_SIGNS} /&'’.()-]{{0,28}}?[\w{VOWEL_SIGNS}).])?)"
    r"[*_]{0,3}\s*(?P<sep>::|:|：)[*_]{0,3}(?:\s+|(?<=：)|(?<=：[*_])|(?<=：[*_]{2})|$)(?P<value>.*)$",
    re.S,
)
OPENING_BRACKETS = ("【", "〔", "[", "(", "（")
BRACKETED = re.compile(
    r"^(?P<open>[【〔\[(（])(?P<key>[^\[\]【】()（）]{1,30})[】〕\])）](?!\()\s*[:：]?\s*(?P<value>.*)$", re.S
)
IN_BRACKETS = re.compile(r"^[\[(（](?P<inner>[^\W\d_][^\[\]()（）:：]{0,28}[:：]\s[^\[\]]*)[\])）]$", re.S)
"""A label and its value in one pair of brackets: `[Note: words]`."""
PRAISE = ("key", "best", "favourite", "favorite", "kindle", "book", "all", "some", "selected", "le")
SECOND_PART = re.compile(r"\s*(?:&|\+|\b(?:and|und|et|e|y|и|en|i|ve|och)\b)\s*[^\W\d_][\w ]*$")
AROUND_HEADING = re.compile(r"^\W+|\W+$|\(\d+\)")
CAMEL_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""Within a name such as `highlightText`."""
FIRST_WIDE_LETTER = 0x3000
"""Of scripts that put no space between words."""
SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line `Note: words`, `**Tags**:: words` or `【Page】12` in its parts."""

    kind: str
    """A key of `labels` in labels.json."""
    key: str
    value: str


def folded(words: str) -> str:
    """Words as the vocabulary writes them: composed letters, lower case, single spaces, no marks around."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", words).casefold()).strip(" *_.:：#")


@cache
def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind, languages in VOCABULARY["labels"].items():
        for words in languages.values():
            for word in words:
                kinds.setdefault(folded(word), kind)
    for words in VOCABULARY["types"]["highlight"].values():
        for word in words:
            kinds.setdefault(folded(word), "text")
    return kinds


def label_kind(key: str) -> str:
    """The kind that a label's words mean, or ""."""
    plain = folded(CAMEL_BREAK.sub(" ", key))
    first, _, rest = plain.partition(" ")
    is_qualified = first in _headings("possessives") or first in _headings("labelled_things")
    return _kinds().get(plain) or (_kinds().get(rest, "") if is_qualified else "")


def read_label(text: str) -> Label | None:
    """The label that begins a line (bullets and quotation marks removed), or None where its words mean no kind."""
    text = unicodedata.normalize("NFC", text)
    if text[:1] in OPENING_BRACKETS and (inner := IN_BRACKETS.match(text)):
        text = inner["inner"]
    match = LABEL.match(text) if ":" in text or "：" in text else None
    if not match and text[:1] in OPENING_BRACKETS:
        match = BRACKETED.match(text)
    kind = label_kind(match["key"]) if match else ""
    return Label(kind=kind, key=match["key"].strip(), value=match["value"].strip()) if match and kind else None


def is_heading_of(words: str, name: str) -> bool:
    """Whether a heading's words are among the vocabulary's list `name`, such as `highlight_headings`.

    `My favourite quotes & notes (12)` is: words of praise before it and a second part behind it do not count.
    """
    return not _headings(name).isdisjoint(_heading_words(words))


@lru_cache(maxsize=256)
def _heading_words(words: str) -> tuple[str, str]:
    """A heading's words without signs and counts, and these without praise and a second part."""
    plain = folded(AROUND_HEADING.sub("", words))
    return plain, _praise().sub("", SECOND_PART.sub("", plain))


@cache
def _praise() -> re.Pattern[str]:
    """Words of praise and of possession before a heading's own: `My favourite `, `我的`."""
    words = (*PRAISE, *VOCABULARY["possessives"])
    spaced = "|".join(re.escape(word) for word in words if word.isascii() or ord(word[0]) < FIRST_WIDE_LETTER)
    wide = "|".join(re.escape(word) for word in words if ord(word[0]) >= FIRST_WIDE_LETTER)
    return re.compile(rf"^(?:(?:{spaced})\s+|(?:{wide})\s*)+")


@cache
def _headings(name: str) -> frozenset[str]:
    return frozenset(map(folded, VOCABULARY[name]))


@cache
def begins_with_any(name: str) -> re.Pattern[str]:
    """A pattern for text that begins with one of the vocabulary's phrases `name`."""
    words = sorted(map(re.escape, VOCABULARY[name]), key=len, reverse=True)
    return re.compile(rf"^\W*(?:{'|'.join(words)})", re.I)
