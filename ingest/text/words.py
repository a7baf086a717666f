"""The words of a text, by which the lines of a file are accounted for."""

from __future__ import annotations

import html
import re
import unicodedata

NO_WORDS = re.compile(r"\b\w+://[^\s)\]>\"]+|</?[A-Za-z][^<>\n]*>")
"""Addresses and HTML tags."""
WORD = re.compile(r"[^\W\d_]{2,}")
INVISIBLE = re.compile("[\u00ad\u0345\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def plain_words(text: str) -> list[str]:
    """Its runs of two or more letters in lower case, without those of addresses and HTML tags."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text or "://" in text:
        text = NO_WORDS.sub(" ", text)
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return WORD.findall(text.casefold())


def is_plain(text: str) -> bool:
    """Whether the words of a text are its runs of letters as they stand: no entities, no marks to join."""
    if "&" in text:
        return False
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not INVISIBLE.search(text))
