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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ingest.dedup.compare import digest_compared
from ingest.dedup.normalise import CODES, NormalisedText, read_form
from ingest.dedup.occurrence import Occurrence

SHINGLE = 3
"""Words in a shingle."""
SHINGLE_UNSPACED = 6
"""Characters of an unspaced script in a shingle."""
Keys = NDArray[np.int64]

AT_ONCE = 5000
"""Texts laid one behind the other: some 300,000 words, 20 MB. Fewer than the forms that `read_form` keeps, so that
each form is read once for all that a sketch needs of it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """All that folding needs of a find before it lays two texts on each other."""

    identities: tuple[tuple[int, str], ...]
    """As `identity_keys` gives them."""
    shingles: Keys
    """Distinct and sorted."""
    compared: bytes
    """Finds of which this is equal are to all others the same."""

    @property
    def keys(self) -> tuple[int, ...]:
        """Signed 64-bit numbers, distinct and sorted: identities, normalised text, shingles."""
        return tuple(sorted({*(key for key, _ in self.identities), *self.shingles.tolist()}))


def read_sketches(finds: Sequence[Occurrence]) -> list[Fingerprint]:
    """The sketch of each find. Many at once cost a tenth of one by one; a form is read once."""
    sketches: list[Fingerprint] = []
    for start in range(0, len(finds), AT_ONCE):
        part = finds[start : start + AT_ONCE]
        for find, shingles in zip(part, _shingle_keys(part), strict=True):
            sketches.append(
                Fingerprint(identities=identity_keys(find), shingles=shingles, compared=digest_compared(find))
            )
    return sketches


def find_keys(finds: Sequence[Occurrence]) -> list[tuple[int, ...]]:
    """The keys of each find, as `Fingerprint.keys`."""
    return [sketch.keys for sketch in read_sketches(finds)]


def identity_keys(find: Occurrence) -> tuple[tuple[int, str], ...]:
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


def _shingle_keys(finds: Sequence[Occurrence]) -> list[Keys]:
    """The shingles picked of each find, distinct and sorted."""
    keys: list[Keys] = [np.zeros(0, np.int64)] * len(finds)
    forms = [read_form(find.passage.text) for find in finds]
    for unspaced in (False, True):
        these = [at for at, form in enumerate(forms) if form.unspaced == unspaced]
        if these:
            picked = _pick([finds[at] for at in these], [forms[at] for at in these], unspaced)
            for at, own in zip(these, picked, strict=True):
                keys[at] = own
    return keys


def hash_key(kind: str, value: str) -> int:
    """A key of this kind as a signed 64-bit number, as SQLite stores it."""
    digest = hashlib.blake2b(f"{kind}\0{value}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


_ODD = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(2**32 - 5)


@cache
def _salt(voice: str, unit: str) -> int:
    """What keeps the shingles of voices and units apart."""
    return hash_key("shingle", f"{voice}\0{unit}")


def _pick(finds: Sequence[Occurrence], forms: Sequence[NormalisedText], unspaced: bool) -> list[Keys]:
    """The keys of finds whose forms are all of one kind: laid one behind the other, and picked in one go."""
    length = SHINGLE_UNSPACED if unspaced else SHINGLE
    counts = np.array([len(form.coded) for form in forms])
    ranks = _rank(forms, length, unspaced)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    shingles = np.maximum(counts - length + 1, 0)
    section = np.array([find.unit == "section" for find in finds])
    long = np.array([form.size > LONG for form in forms])
    windows = np.select([section | (shingles < 2), shingles < 4, (shingles < 8) | ~long], [1, 2, 4], 8)
    owners, picked, best = [], [], ranks
    for window in (1, 2, 4, 8):
        if window > 1:
            best = np.minimum(best[: -(window // 2)], best[window // 2 :])
        own = np.flatnonzero((windows == window) & (shingles > 0))
        runs = shingles[own] - window + 1
        owner = np.repeat(own, runs)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(runs) - runs, runs)
        owners.append(owner)
        picked.append(best[starts[owner] + within])
    owner, rank = np.concatenate(owners), np.concatenate(picked)
    kept = ~section[owner] | (rank <= -(LONG_SHINGLE << 32) + int(_PRIME))
    salts = np.array([_salt(find.passage.voice, find.unit) for find in finds], np.int64).view(np.uint64)
    key = (rank[kept].view(np.uint64) * _ODD + salts[owner[kept]]).view(np.int64)
    return _split(owner[kept], key, len(finds))


def _rank(forms: Sequence[NormalisedText], length: int, unspaced: bool) -> NDArray[np.int64]:
    """Of the shingle that begins at each word: its letters, most first, and then its remainder, least first.

    Shingles that reach into the next text are among them.
    """
    codes = np.frombuffer("".join(form.coded for form in forms).encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.concatenate((codes.astype(np.uint64), np.zeros(length, np.uint64)))
    count = len(codes) - length
    remainder = np.zeros(count, np.uint64)
    for at in range(length):
        remainder = (remainder * np.uint64(CODES) + codes[at : at + count]) % _PRIME
    if unspaced:
        letters = np.full(count, 3 * SHINGLE_UNSPACED, np.int64)
    else:
        sizes = np.fromiter(map(len, chain.from_iterable(form.words for form in forms)), np.int64, count)
        sizes = np.concatenate((sizes, np.zeros(length, np.int64)))
        letters = sum((sizes[at : at + count] for at in range(1, length)), sizes[:count])
    return remainder.astype(np.int64) - (letters << 32)


def _split(owner: NDArray[np.int64], key: Keys, count: int) -> list[Keys]:
    """The keys of each owner, 0 to count - 1; distinct and sorted."""
    order = np.lexsort((key, owner))
    owner, key = owner[order], key[order]
    fresh = np.ones(len(key), bool)
    fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
    owner, key = owner[fresh], key[fresh]
    return np.split(key, np.searchsorted(owner, np.arange(1, count)))
