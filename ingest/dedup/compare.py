"""Whether two texts are one highlight, alike, or neither; by their words alone.

**The theory.** Two texts are *near*, and folded, if the shorter lies in the longer word for word but for what tools
change (`ingest.dedup.align` weighs that), and the stretch is long enough to be no common phrase: `CONTAINED_SAME_WORK`
words within one work and near each other, `CONTAINED` words and half of the longer text where the works differ.

Texts that are not near are *similar* (linked, both kept) by their common runs of words: the pairs and triples of
words that both have, over the geometric mean of what each has. (Over the shorter's alone, a short text on the same
subject comes close to any long one: it was the worse on both sets below.) Order and meaning play no part,
so two sentences on one subject stay apart, however close an encoder finds them.

**Known exceptions.** A highlight of fewer than five words is folded only when equal. A translation, or a paraphrase
that leaves no three words together, is not found. Two printings that differ in one number are two. In Chinese and
Japanese a lost or changed character counts as a word does: of 200 planted copies of 10 kinds 189 were found;
of the 11 missed 9 had one character lost or changed, and 2 were cut at both ends.

**Measured.** The thresholds of similarity come from 3,000 sentence pairs (half of them reworked copies, half other
sentences on the subject) and from 2,000 pairs of texts put together from encyclopedia paragraphs (reworked by word,
order and own additions; against other paragraphs of the same article); those of nearness from planted edits
(`tests/ingest/test_fold_planted.py`). The scored pairs were not kept wholly apart: while `SIMILAR_SECTION` was
being chosen between 0.08 and 0.10, which the own pairs left open, six runs over them were seen (f1 from 0.943 to
0.982). Their figure is therefore no clean test of that one number.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.dedup.align import align_texts
from ingest.dedup.normalise import NormalisedText, read_form
from ingest.dedup.occurrence import LinkKind, Occurrence
from ingest.dedup.work_names import canonical_url, title_words, titles_alike

LEAST_WORDS = 0.4
"""Of the shorter's distinct words: with fewer in the longer it is neither near nor similar. Most pairs that one common
line brings together go no further than this."""
CONTAINED_SAME_WORK = 5
CONTAINED = 10
SIMILAR_SECTION = 0.1
SIMILAR_HIGHLIGHT = 0.4
LEAST_COMMON = 6
"""Word triples that two texts must have in common to be similar, whatever their share."""

SAME_TEXT = "the same text"
NEW_VERSION = "another version of the same highlight"
SLIPS = "the same but for a few letters"
CONTAINED_WHY = "stands whole in the longer"
FEW_WORDS = "the same but for a few words"
IN_PROSE = "the highlight stands in this text"
IN_HIGHLIGHT = "this text stands in the highlight"
COMMON_RUNS = "many of the same runs of words"
ANOTHER_COPY = "a copy of a copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two texts are to each other."""

    kind: LinkKind
    why: str
    similarity: float
    """0 to 1: of near ones the share of the shorter's words that fit, of similar ones that of common runs."""


def compare_finds(one: Occurrence, other: Occurrence) -> Comparison | None:
    """What two finds of one voice and different letters are to each other; None where nothing."""
    forms = read_form(one.passage.text), read_form(other.passage.text)
    if one.unit != other.unit or forms[0].letters == forms[1].letters:
        return None
    short, long = sorted(forms, key=lambda form: (form.size, form.letters))
    if one.unit == "section":
        if _document_of(one) == _document_of(other):
            return None
        return _weigh_runs(short, long, SIMILAR_SECTION)
    kinds = {one.passage.kind, other.passage.kind}
    return _compare_passages(one, other, short, long, mixed=len(kinds) == 2)


def digest_compared(find: Occurrence) -> bytes:
    """Of all that `compare_finds` sees of a find: finds of which this is equal are to all others the same."""
    passage, place = find.passage, find.passage.places[0]
    if find.unit == "section":
        return find.id.encode()
    form = read_form(passage.text)
    where = place.path if passage.kind == "prose" else place.location if form.size < CONTAINED else ""
    work = " ".join(title_words(place.title)), place.asin, place.book_id, place.document_url
    gaps = ",".join(map(str, sorted(form.gaps)))
    seen = "\0".join((passage.voice, passage.kind, " ".join(form.words), gaps, *work, where))
    return hashlib.blake2b(seen.encode(errors="surrogatepass"), digest_size=16).digest()


def _compare_passages(
    one: Occurrence, other: Occurrence, short: NormalisedText, long: NormalisedText, *, mixed: bool
) -> Comparison | None:
    ours = _runs(short.coded, 1)
    if len(ours & _runs(long.coded, 1)) < LEAST_WORDS * len(ours):
        return None
    fit = align_texts(short, long)
    if fit is not None:
        alone = long.size - short.size <= max(1.0, 0.1 * long.size)
        if alone and (short.size >= CONTAINED or _same_work(one, other)):
            why = FEW_WORDS if fit.words else SLIPS if long.size < short.size + 1 else CONTAINED_WHY
            return Comparison(kind="near", why=why, similarity=fit.similarity)
        if mixed and short.size >= CONTAINED_SAME_WORK:
            marked = one if one.passage.kind == "highlight" else other
            why = IN_PROSE if read_form(marked.passage.text) == short else IN_HIGHLIGHT
            return Comparison(kind="similar", why=why, similarity=fit.similarity)
        if not mixed and _contained(one, other, short, long):
            return Comparison(kind="near", why=CONTAINED_WHY, similarity=fit.similarity)
    if one.passage.kind == other.passage.kind == "highlight":
        return _weigh_runs(short, long, SIMILAR_HIGHLIGHT)
    return None


def _contained(one: Occurrence, other: Occurrence, short: NormalisedText, long: NormalisedText) -> bool:
    """Whether a stretch of this length in the longer is the shorter text, and no common phrase.

    Prose only where it is half of the longer, and stands in another copy of the work: a template's lines stand in
    every letter of a series, and a table's cells many times in one.
    """
    if one.passage.kind == "prose":
        apart = one.passage.places[0].path != other.passage.places[0].path
        return apart and short.size >= max(CONTAINED, 0.5 * long.size) and _same_work(one, other)
    if _same_work(one, other):
        return short.size >= CONTAINED_SAME_WORK and (short.size >= CONTAINED or not _far_apart(one, other))
    return short.size >= CONTAINED and short.size >= 0.5 * long.size


def _weigh_runs(short: NormalisedText, long: NormalisedText, floor: float) -> Comparison | None:
    if short.size < floor**2 * long.size or len(short.coded) < LEAST_COMMON:
        return None
    share = common_share(short, long)
    return Comparison(kind="similar", why=COMMON_RUNS, similarity=share) if share >= floor else None


def common_share(short: NormalisedText, long: NormalisedText) -> float:
    """0 to 1: the pairs and triples of words that both texts have, each over the two texts' geometric mean.

    0 where they have fewer than `LEAST_COMMON` triples in common.
    """
    shares = []
    for count in (6, 4) if short.unspaced else (3, 2):
        ours, theirs = _runs(short.coded, count), _runs(long.coded, count)
        common = len(ours & theirs)
        if common < LEAST_COMMON:
            return 0.0
        shares.append(common / math.sqrt(len(ours) * len(theirs)))
    return sum(shares) / 2


@lru_cache(maxsize=512)
def _runs(coded: str, count: int) -> frozenset[str]:
    return frozenset([coded[at : at + count] for at in range(len(coded) - count + 1)])


def _document_of(find: Occurrence) -> tuple[str, str, str]:
    place = find.passage.places[0]
    return place.source, place.path, place.title


def _same_work(one: Occurrence, other: Occurrence) -> bool:
    first, second = one.passage.places[0], other.passage.places[0]
    if (first.asin and first.asin == second.asin) or (first.book_id and first.book_id == second.book_id):
        return True
    address = canonical_url(first.document_url)
    if address and address == canonical_url(second.document_url):
        return True
    if not title_words(first.title) or not title_words(second.title):
        return first.path == second.path
    return titles_alike(first.title, second.title)


_PLACE = re.compile(r"(loc(?:ation)?\.?|page|p\.)\s*(\d+)", re.IGNORECASE)


def _far_apart(one: Occurrence, other: Occurrence) -> bool:
    """Whether both say where they stand, in the same measure, and not near each other."""
    first, second = (_PLACE.search(find.passage.places[0].location) for find in (one, other))
    if not first or not second or first[1][0].casefold() != second[1][0].casefold():
        return False
    slack = 3 if first[1][0].casefold() == "p" else 40
    return abs(int(first[2]) - int(second[2])) > slack
