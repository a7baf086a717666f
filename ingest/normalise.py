"""Texts brought to one form, so that copies made by different tools compare equal.

Three forms, each coarser than the one before:

- *plain*: markup, links, images, block ids and entities gone, hyphens at line ends closed;
- *words*: the plain text's words, folded in case, accents kept, quotes and dashes gone;
  a character of a script written without spaces is a word of its own;
- *letters*: the words run together, so that a split or joined word changes nothing.

What could change the meaning stays: numbers (`3.5` is not `35`), signs of comparison, currency, `%`, `C++`,
`C#`.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Sequence

_BLOCK_ID = re.compile(r"\s\^[\w-]{4,}\s*$", re.M)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\s]*\)|!\[\[[^\]\n]*\]\]")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_WIKI = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]\n]*)\]\]")
_URL = re.compile(r"https?://[^\s)\]>]+|\bwww\.[^\s)\]>]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
_FOOTNOTE = re.compile(r"\[\^?\d{1,3}\]")
_LINE_START = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•●▪◦‣][ \t]+(?:\[[ xX]\][ \t]+)?)?", re.M)
_EMPHASIS = re.compile(r"\*+|~~|==|`+|(?<!\w)_+|_+(?!\w)|\\(?=[^\w\s])")
_LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐¬][ \t]*\n\s*(?=[^\W\d_])|(?<=[a-zà-ÿ])[-‐]\s+(?=[a-zà-ÿ])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑'’ʼ`´](?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d)[,'’\u00a0\u202f ](?=\d{3}(?!\d))")

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Scripts without spaces between words, as a regular expression's range. Hangul has spaces."""

_WORD = re.compile(
    rf"[{_UNSPACED}]"
    rf"|\d+(?:\.\d+)*(?:[^\W\d_{_UNSPACED}][\w]*)?"
    rf"|(?:(?![{_UNSPACED}])[^\W_])+(?:\+\+|\#)?"
    r"|[=<>≤≥≠±×÷%$€£¥₹+]"
)


def plain_text(text: str) -> str:
    """The text without markup, links, images, block ids, entities and hyphens at line ends."""
    text = html.unescape(text) if "&" in text else text
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if "[" in text:
        text = _FOOTNOTE.sub("", _WIKI.sub(r"\1", _IMAGE.sub(" ", text)))
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "/" in text:
        text = _URL.sub(" ", text)
    text = _EMPHASIS.sub("", _LINE_START.sub("", text))
    return _LINE_HYPHEN.sub("", text)


def split_words(text: str) -> list[str]:
    """The words of a text as comparisons see them; empty where nothing but punctuation is left."""
    text = _HYPHEN.sub("", plain_text(text).casefold())
    return _WORD.findall(_THOUSANDS.sub("", text))


def join_letters(words: Sequence[str]) -> str:
    """The words run together; numbers that stand side by side stay apart."""
    out: list[str] = []
    for word in words:
        if out and word[0].isdigit() and out[-1][-1].isdigit():
            out.append(" ")
        out.append(word)
    return "".join(out)


def hash_key(kind: str, value: str) -> int:
    """A key of this kind as a signed 64-bit number, as SQLite stores it."""
    digest = hashlib.blake2b(f"{kind}\0{value}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
