"""Keys: two finds that share none are never compared.

- *identities*, strongest first: Readwise's highlight id, Reader's ulid, a snip's or quote's uuid, a tweet's
  number, a Hypothes.is annotation; and the text itself, by its letters. Sharing one makes two finds one.
- *shingles*: runs of three words (six characters of an unspaced script), of which a few are picked so that copies
  pick the same. Sharing some makes two finds worth comparing.

The picking is winnowing (Schleimer, Wilkerson, Aiken 2003): of every `w` shingles in a row the best, so that any
run of `w + 2` words that two texts have in common gives them a common key, wherever it stands in them: a MinHash
signature would lose the short highlight inside the long one. "Best" is not a bare hash but the most letters first,
for long words are rare ones, and a key that half the collection holds is worth nothing. A window is 4 shingles, 8 in
texts above 60 words; a longer window picks a part of what a shorter one picks, so the two still meet.

Sections look for reworked copies, where the common runs are short: they pick by the shingle alone (at least
`LONG_SHINGLE` letters), so that a common shingle is picked in both or neither.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.find import Find
from ingest.normalise import CODES, Form, read_form

SHINGLE_UNSPACED = 6
"""Characters of unspaced scripts in a shingle; elsewhere it is three words."""
Keys = NDArray[np.int64]

LONG = 60
"""Words: texts of more have windows of 8 shingles, others of 4."""
LONG_SHINGLE = 16
"""Letters: half of English shingles are as long. Of planted pairs of reworked sections above
the threshold 0.9 % share fewer than two of these; taking every second of them, 8.6 %."""

IDENTITIES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("rw", r"readwise\.io/open/(\d+)"),
        ("ulid", r"read\.readwise\.io/read/([0-9a-z]{26})"),
        ("snip", r"share\.snipd\.com/snip/([0-9a-f-]{36})"),
        ("airr", r"airr\.io/quote/([0-9a-z]{8,})"),
        ("tweet", r"(?:twitter|x)\.com/[^/]+/status/(\d+)"),
        ("hypothesis", r"(?:hypothes\.is/a/|hyp\.is/)([\w-]{20,})"),
    )
)
"""What of a highlight's link names this very highlight."""


def find_keys(find: Find) -> tuple[int, ...]:
    """Signed 64-bit numbers, distinct and sorted: identities, normalised text, shingles."""
    return tuple(sorted({*(key for key, _ in identity_keys(find)), *shingle_keys(find).tolist()}))


def identity_keys(find: Find) -> tuple[tuple[int, str], ...]:
    """The keys that make finds one, each with its name: `text`, or an identity of `IDENTITIES`."""
    passage = find.passage
    if find.unit == "section":
        return ()
    letters = read_form(passage.text).letters
    named = [("text", letters) if letters else ("same", passage.id)]
    if passage.kind == "highlight":
        named += [("rw", passage.readwise_id)] if passage.readwise_id else []
        url = passage.places[0].url
        named += [(name, found[1]) for name, pattern in IDENTITIES if url and (found := pattern.search(url))]
    return tuple((hash_key(name, f"{passage.voice}\0{value}"), name) for name, value in dict.fromkeys(named))


def shingle_keys(find: Find) -> Keys:
    """The shingles picked of a find, distinct."""
    form = read_form(find.passage.text)
    shingles, letters = _shingles(form)
    if find.unit == "section":
        picked = [one for one, long in zip(shingles, letters, strict=True) if long >= LONG_SHINGLE]
    else:
        picked = _winnow(shingles, letters, form.size <= LONG)
    salt = _salt(find.passage.voice, find.unit)
    return np.array(list({((one * _ODD + salt) & _BITS) - _HALF for one in picked}), np.int64)


def hash_key(kind: str, value: str) -> int:
    """A key of this kind as a signed 64-bit number, as SQLite stores it."""
    digest = hashlib.blake2b(f"{kind}\0{value}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


_ODD, _BITS, _HALF = 0x9E3779B97F4A7C15, 2**64 - 1, 2**63
_PRIME = 2**32 - 5


@cache
def _salt(voice: str, unit: str) -> int:
    """What keeps the shingles of voices and units apart."""
    return hash_key("shingle", f"{voice}\0{unit}")


def _shingles(form: Form) -> tuple[list[int], list[int]]:
    """A number for every run of words of a form, in order, and its letters; an unspaced character counts three."""
    codes = list(map(ord, form.coded))
    if form.unspaced:
        shingles = [0] * max(0, len(codes) - SHINGLE_UNSPACED + 1)
        for at in range(SHINGLE_UNSPACED):
            shingles = [one * CODES + code for one, code in zip(shingles, codes[at:], strict=False)]
        return shingles, [3 * SHINGLE_UNSPACED] * len(shingles)
    sizes = list(map(len, form.words))
    shingles = [(a << 42) | (b << 21) | c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]
    return shingles, [sum(three) for three in zip(sizes, sizes[1:], sizes[2:], strict=False)]


def _winnow(shingles: list[int], letters: list[int], short: bool) -> list[int]:
    """Of every window of shingles the longest; of equally long ones that with the least remainder."""
    ranks = [one % _PRIME - (long << 32) for one, long in zip(shingles, letters, strict=True)]
    named = dict(zip(ranks, shingles, strict=True))
    least = ranks
    for reach in (1, 2) if short else (1, 2, 4):
        if len(least) > reach:
            least = list(map(min, least, least[reach:]))
    return [named[rank] for rank in set(least)]
