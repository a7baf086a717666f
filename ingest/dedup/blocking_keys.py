"""Blocking keys: two occurrences that share none are never compared.

- *identities*, strongest first: Readwise's highlight id, Reader's ulid, a snip's or quote's uuid, a tweet's
  number, a Hypothes.is annotation; and the text itself, by its letters. Occurrences that share one are copies.
- *shingles*: runs of three words (six characters of an unspaced script), of which a few are picked so that copies
  pick the same. Occurrences that share some are worth comparing.

The picking is winnowing (Schleimer, Wilkerson, Aiken 2003): the best of every `w` consecutive shingles, so that any
run of `w + 2` words that two texts have in common gives them a common key, wherever in the texts it is: a MinHash
signature would lose the short highlight inside the long one. "Best" is not a bare hash but the most letters first,
because long words are rare, and a key that half the collection has is worth nothing. A window is 4 shingles, 8 in
texts above 60 words; a longer window picks a part of what a shorter one picks, so texts of both sizes share keys.

Sections are compared to find reworked copies, where the common runs are short: they pick by the shingle alone (at
least `MIN_SECTION_SHINGLE_LETTERS`), so that a common shingle is picked in both or neither.
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

from ingest.dedup.compare import comparison_digest
from ingest.dedup.normalise import WORD_CODES, NormalisedText, normalise_text
from ingest.dedup.occurrence import Occurrence

Keys = NDArray[np.int64]

SHINGLE_WORDS = 3
SHINGLE_CHARACTERS = 6
"""Of an unspaced script."""
BATCH_TEXTS = 5000
"""Texts put into one array: some 300,000 words, 20 MB. Fewer than `normalise_text` caches, so that each text is
normalised once for all parts of its fingerprint."""
MAX_SHORT_TEXT_WORDS = 60
"""Texts of more words have windows of 8 shingles, others of 4."""
MIN_SECTION_SHINGLE_LETTERS = 16
"""Half of English shingles are as long. Of planted pairs of reworked sections above the threshold 0.9 % share fewer
than two of these; with every second of them, 8.6 %."""

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
"""The part of a highlight's link that identifies the highlight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """All that folding needs of an occurrence before it aligns two texts."""

    identities: tuple[tuple[int, str], ...]
    """Result of `identity_keys`."""
    shingles: Keys
    """Distinct and sorted."""
    compared: bytes
    """Result of `comparison_digest`: occurrences with the same one compare alike with any other."""

    @property
    def keys(self) -> tuple[int, ...]:
        """Signed 64-bit numbers, distinct and sorted: identities, normalised text, shingles."""
        return tuple(sorted({*(key for key, _ in self.identities), *self.shingles.tolist()}))


def fingerprint_occurrences(occurrences: Sequence[Occurrence]) -> list[Fingerprint]:
    """The fingerprint of each occurrence. In batches it costs a tenth of one by one."""
    fingerprints: list[Fingerprint] = []
    for start in range(0, len(occurrences), BATCH_TEXTS):
        batch = occurrences[start : start + BATCH_TEXTS]
        fingerprints += [
            Fingerprint(identities=identity_keys(occurrence), shingles=shingles, compared=comparison_digest(occurrence))
            for occurrence, shingles in zip(batch, _shingle_keys(batch), strict=True)
        ]
    return fingerprints


def identity_keys(occurrence: Occurrence) -> tuple[tuple[int, str], ...]:
    """The keys that make occurrences copies, each with its name: `text`, `same` (no letters) or one of `IDENTITIES`."""
    passage = occurrence.passage
    if occurrence.unit == "section":
        return ()
    letters = normalise_text(passage.text).letters
    named = [("text", letters) if letters else ("same", passage.id)]
    if passage.kind == "highlight":
        named += [("rw", passage.readwise_id)] if passage.readwise_id else []
        url = passage.places[0].url
        named += [(name, match[1]) for name, pattern in IDENTITIES if url and (match := pattern.search(url))]
    return tuple((_hash_key(name, f"{passage.voice}\0{value}"), name) for name, value in dict.fromkeys(named))


def _shingle_keys(occurrences: Sequence[Occurrence]) -> list[Keys]:
    """The shingles picked of each occurrence, distinct and sorted."""
    keys: list[Keys] = [np.zeros(0, np.int64)] * len(occurrences)
    texts = [normalise_text(occurrence.passage.text) for occurrence in occurrences]
    for unspaced in (False, True):
        indices = [index for index, text in enumerate(texts) if text.unspaced == unspaced]
        if indices:
            picked = _pick_shingles(
                [occurrences[index] for index in indices], [texts[index] for index in indices], unspaced
            )
            for index, shingles in zip(indices, picked, strict=True):
                keys[index] = shingles
    return keys


def _hash_key(kind: str, value: str) -> int:
    """A key of this kind as a signed 64-bit number, which SQLite can store."""
    digest = hashlib.blake2b(f"{kind}\0{value}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


_ODD = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(2**32 - 5)


@cache
def _salt(voice: str, unit: str) -> int:
    """Makes the shingles of different voices and units differ."""
    return _hash_key("shingle", f"{voice}\0{unit}")


def _pick_shingles(occurrences: Sequence[Occurrence], texts: Sequence[NormalisedText], unspaced: bool) -> list[Keys]:
    """The shingle keys of occurrences whose texts are all unspaced or all not: one array, one pass."""
    length = SHINGLE_CHARACTERS if unspaced else SHINGLE_WORDS
    counts = np.array([len(text.coded) for text in texts])
    ranks = _rank_shingles(texts, length, unspaced)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    shingles = np.maximum(counts - length + 1, 0)
    section = np.array([occurrence.unit == "section" for occurrence in occurrences])
    long = np.array([text.size > MAX_SHORT_TEXT_WORDS for text in texts])
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
    kept = ~section[owner] | (rank <= -(MIN_SECTION_SHINGLE_LETTERS << 32) + int(_PRIME))
    salts = np.array([_salt(each.passage.voice, each.unit) for each in occurrences], np.int64).view(np.uint64)
    key = (rank[kept].view(np.uint64) * _ODD + salts[owner[kept]]).view(np.int64)
    return _split_by_owner(owner[kept], key, len(occurrences))


def _rank_shingles(texts: Sequence[NormalisedText], length: int, unspaced: bool) -> NDArray[np.int64]:
    """The rank of the shingle that begins at each word, smaller is better: most letters first, then least remainder.

    Shingles that reach into the next text are among them.
    """
    codes = np.frombuffer("".join(text.coded for text in texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.concatenate((codes.astype(np.uint64), np.zeros(length, np.uint64)))
    count = len(codes) - length
    remainder = np.zeros(count, np.uint64)
    for at in range(length):
        remainder = (remainder * np.uint64(WORD_CODES) + codes[at : at + count]) % _PRIME
    if unspaced:
        letters = np.full(count, 3 * SHINGLE_CHARACTERS, np.int64)
    else:
        sizes = np.fromiter(map(len, chain.from_iterable(text.words for text in texts)), np.int64, count)
        sizes = np.concatenate((sizes, np.zeros(length, np.int64)))
        letters = sum((sizes[at : at + count] for at in range(1, length)), sizes[:count])
    return remainder.astype(np.int64) - (letters << 32)


def _split_by_owner(owner: NDArray[np.int64], key: Keys, count: int) -> list[Keys]:
    """The keys of each owner, 0 to count - 1; distinct and sorted."""
    order = np.lexsort((key, owner))
    owner, key = owner[order], key[order]
    fresh = np.ones(len(key), bool)
    fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
    owner, key = owner[fresh], key[fresh]
    return np.split(key, np.searchsorted(owner, np.arange(1, count)))
