"""Brings texts to one form, so that copies made by different tools compare equal.

Three forms, each coarser than the one before:

- *plain*: without markup, links, images, block ids and entities, hyphens at line ends closed;
- *words*: the plain text's words, folded in case, with accents, without quotes and dashes;
  a character of a script written without spaces is a word of its own;
- *letters*: the words joined without spaces, so that a split or joined word changes nothing.

What could change the meaning stays: numbers (`3.5` is not `35`), signs of comparison, currency, `%`, `C++`,
`C#`.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add

from ingest.text.scripts import UNSPACED_WITHOUT_HANGUL as UNSPACED

_BLOCK_ID = re.compile(r"\s\^[\w-]{4,}\s*$", re.M)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\s]*\)|!\[\[[^\]\n]*\]\]|\[image\]")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_WIKI = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]\n]*)\]\]")
_URL = re.compile(r"https?://[^\s)\]>]+|\bwww\.[^\s)\]>]+")
_TAG = re.compile(
    r"</?[a-zA-Z][^<>\n]{0,200}>|<[a-zA-Z][\w:-]*\s+[\w:-]+=[\"'][^<>]*>"
    r"|\A[^<>]*(?:=\"[^<>\"]*|[;%])\"\s*/?>|<[a-zA-Z][\w:-]*\s+[\w:-]+=[^<>]*\Z"
)
"""A tag, or half of one that was split: its end at the start of a text, its start at the end."""
_FOOTNOTE = re.compile(r"\[\^?\d{1,3}\]")
_LINE_START = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•●▪◦‣][ \t]+(?:\[[ xX]\][ \t]+)?)?", re.M)
_EMPHASIS = re.compile(r"\*+|~~|==|`+|(?<!\w)_+|_+(?!\w)|\\(?=[^\w\s])")
_LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐¬][ \t]*\n\s*(?=[^\W\d_])|(?<=[a-zà-ÿ])[-‐]\s+(?=[a-zà-ÿ])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑'’ʼ`´](?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d)[,'’\u00a0\u202f ](?=\d{3}(?!\d))")

_DIGIT = re.compile(r"\d")
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")
_GAP = "..."
_WORD = re.compile(
    rf"[{UNSPACED}]"
    rf"|\d+(?:\.\d+)*(?:[^\W\d_{UNSPACED}][^\W_{UNSPACED}]*)?"
    rf"|[^\W_{UNSPACED}]+(?:\+\+|\#)?"
    r"|[=<>≤≥≠±×÷%$€£¥₹+]"
    r"|\.{3,}"
)

_ASCII_WORD = re.compile(r"[a-z][a-z0-9]*(?:\+\+|#)?|\d+(?:\.\d+)*(?:[a-z][a-z0-9]*)?|[=<>%$+]|\.{3,}")
"""The same for ASCII: three times as fast there."""
_MARKED = re.compile(r"[*_~=`\\]")
_INNER = re.compile("[-‐‑'’ʼ`´]")

CHARACTER_SIZE = 0.5
"""Words that a character of an unspaced script counts for: a Chinese or Japanese word has about two characters."""

WORD_CODES = 0x10FF00
"""How many different characters words are coded as."""
MAX_CACHED_CODES = 200_000


@lru_cache(maxsize=MAX_CACHED_CODES)
def _code_word(word: str) -> str:
    """A character for a word, by a checksum, so that every process has the same."""
    return chr(zlib.crc32(word.encode(errors="surrogatepass")) % WORD_CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedText:
    """A text as comparisons see it."""

    words: tuple[str, ...]
    letters: str
    """The words joined without spaces; "" for a text of punctuation and images alone."""
    coded: str
    """One character a word, the same in every process; two different words rarely share one."""
    size: float
    """Words; a character of an unspaced script counts `CHARACTER_SIZE`."""
    gaps: frozenset[int]
    """Indices of the words that an ellipsis precedes."""
    unspaced: bool
    """Whether most words are single characters of an unspaced script."""


@lru_cache(maxsize=1 << 14)
def normalise_text(text: str) -> NormalisedText:
    """A text in its comparable form. The last 16,384 texts are cached, about a kilobyte each: enough for several
    steps over one part of a collection, not for a collection. Folding takes its occurrences in parts, so that each
    text is normalised once."""
    plain = plain_text(text).casefold()
    if _INNER.search(plain):
        plain = _HYPHEN.sub("", plain)
    plain = _THOUSANDS.sub("", plain)
    ascii_only = plain.isascii()
    words = tuple(map(sys.intern, (_ASCII_WORD if ascii_only else _WORD).findall(plain)))
    gaps: frozenset[int] = frozenset()
    if _GAP in plain:
        words, gaps = _take_out_gaps(words)
    unspaced = 0 if ascii_only else len(_UNSPACED_CHARACTER.findall("".join(words)))
    return NormalisedText(
        words=words,
        letters=join_letters(words),
        coded="".join(map(_code_word, words)),
        size=len(words) - unspaced * (1 - CHARACTER_SIZE),
        gaps=gaps,
        unspaced=unspaced * 2 > len(words),
    )


@lru_cache(maxsize=512)
def word_runs(coded: str, length: int) -> frozenset[str]:
    """The runs of `length` words in a coded text."""
    return frozenset([coded[start : start + length] for start in range(len(coded) - length + 1)])


def _take_out_gaps(tokens: Sequence[str]) -> tuple[tuple[str, ...], frozenset[int]]:
    """The words among the tokens, and the indices of those that an ellipsis precedes."""
    words: list[str] = []
    gaps: set[int] = set()
    for token in tokens:
        if token.startswith(_GAP):
            gaps.add(len(words))
        else:
            words.append(token)
    return tuple(words), frozenset(gaps)


def plain_text(text: str) -> str:
    """The text without markup, links, images, block ids, entities and hyphens at line ends."""
    text = html.unescape(text) if "&" in text else text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if "[" in text:
        text = _FOOTNOTE.sub("", _WIKI.sub(r"\1", _IMAGE.sub(" ", text)))
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    if "<" in text or '">' in text:
        text = _TAG.sub(" ", text)
    if "/" in text:
        text = _URL.sub(" ", text)
    text = _LINE_START.sub("", text)
    if _MARKED.search(text):
        text = _EMPHASIS.sub("", text)
    return _LINE_HYPHEN.sub("", text) if _INNER.search(text) or "¬" in text else text


def join_letters(words: Sequence[str]) -> str:
    """The words joined without spaces; adjacent numbers keep one."""
    joined = "".join(words)
    if not _DIGIT.search(joined):
        return joined
    gaps = (" " if before[-1].isdigit() and after[0].isdigit() else "" for before, after in pairwise(words))
    return words[0] + "".join(map(add, gaps, words[1:]))
