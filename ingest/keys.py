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
import zlib

from ingest.find import Find
from ingest.normalise import Form, read_form

SHINGLE_UNSPACED = 6
"""Characters of unspaced scripts in a shingle; elsewhere it is three words."""
WINDOW, WINDOW_LONG, LONG = 4, 8, 60
"""Shingles in a window; in texts of more than LONG words the longer window."""
LONG_SHINGLE = 18
"""Bytes with the spaces between: half of English shingles are as long. Of planted pairs of reworked sections above
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
    form = read_form(find.passage.text)
    return tuple(sorted({*(key for key, _ in identity_keys(find)), *shingle_keys(find, form)}))


def identity_keys(find: Find) -> tuple[tuple[int, str], ...]:
    """The keys that make finds one, each with its name: `text`, or an identity of `IDENTITIES`."""
    passage = find.passage
    if find.unit == "section":
        return ()
    letters = read_form(passage.text).letters
    own = ("text", letters) if letters else ("same", passage.id)
    named = {own}
    if passage.kind == "highlight":
        if passage.readwise_id:
            named.add(("rw", passage.readwise_id))
        for name, pattern in IDENTITIES:
            found = pattern.search(passage.places[0].url)
            if found:
                named.add((name, found[1]))
    return tuple((hash_key(name, f"{passage.voice}\0{value}"), name) for name, value in sorted(named))


def shingle_keys(find: Find, form: Form) -> frozenset[int]:
    """The shingles picked of a find."""
    shingles = _shingles(form)
    if find.unit == "section":
        picked = {one for one in shingles if len(one) >= LONG_SHINGLE}
    else:
        picked = _winnow(shingles, WINDOW if form.size <= LONG else WINDOW_LONG)
    salt = f"{find.passage.voice} {find.unit[:1]}".encode()
    return frozenset(
        int.from_bytes(hashlib.blake2b(one, digest_size=8, salt=salt).digest(), "big", signed=True)
        for one in picked
    )


def hash_key(kind: str, value: str) -> int:
    """A key of this kind as a signed 64-bit number, as SQLite stores it."""
    digest = hashlib.blake2b(f"{kind}\0{value}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _shingles(form: Form) -> list[bytes]:
    """Every run of words of a form, in order. Bytes, so that an unspaced character counts three letters."""
    words = [word.encode(errors="surrogatepass") for word in form.words]
    if not form.unspaced:
        return [b"%b %b %b" % three for three in zip(words, words[1:], words[2:], strict=False)]
    return [b" ".join(words[at : at + SHINGLE_UNSPACED]) for at in range(len(words) - SHINGLE_UNSPACED + 1)]


def _winnow(shingles: list[bytes], window: int) -> set[bytes]:
    """Of every `window` shingles in a row the longest; of equally long ones that of the smallest checksum."""
    ranks = [zlib.crc32(one) - (len(one) << 32) for one in shingles]
    named = dict(zip(ranks, shingles, strict=True))
    least = {min(ranks[at : at + window]) for at in range(max(1, len(ranks) - window + 1))} if ranks else set()
    return {named[rank] for rank in least}
