"""Decides by words alone whether two texts are copies of one highlight, similar, or neither.

**The theory.** Two texts are *near*, and folded, if the longer has the shorter word for word except for what tools
change (`ingest.dedup.align` measures that), and the stretch is too long to be a common phrase:
`MIN_CONTAINED_SAME_WORK` words within one work and near each other, `MIN_CONTAINED` words and half of the longer text
where the works differ.

Texts that are not near are *similar* (linked, both kept) by their common runs of words: the pairs and triples of
words that both have, over the geometric mean of what each has. (Over the shorter's alone, a short text on the same
subject comes close to any long one: that was worse on both sets below.) Order and meaning play no part,
so two sentences on one subject stay apart, however close an encoder finds them.

**Known exceptions.** A highlight of fewer than five words is folded only when equal. A translation, or a paraphrase
that leaves no three words together, is not found. Two printings that differ in one number are two. In Chinese and
Japanese a lost or changed character counts as a word: of 200 planted copies of 10 kinds 189 were found;
of the 11 missed 9 had one character lost or changed, and 2 were cut at both ends.

**Measured.** The thresholds of similarity come from 3,000 sentence pairs (half of them reworked copies, half other
sentences on the subject) and from 2,000 pairs of texts composed of encyclopedia paragraphs (reworked by word,
order and own additions; against other paragraphs of the same article); those of nearness from planted edits
(`tests/ingest/dedup/test_planted_duplicates.py`). The scored pairs were not kept wholly apart: while
`MIN_SECTION_SIMILARITY` was being chosen between 0.08 and 0.10, which our own pairs left open, six runs over them were
seen (f1 from 0.943 to 0.982). Their figure is therefore no clean test of that one number.
"""

from __future__ import annotations

import hashlib
import math
import re

from ingest.dedup.align import align_texts
from ingest.dedup.normalise import NormalisedText, normalise_text, word_runs
from ingest.dedup.occurrence import Link, Occurrence, link_occurrences
from ingest.dedup.work_names import canonical_url, title_words, titles_alike

MIN_COMMON_WORD_SHARE = 0.4
"""Of the shorter's distinct words: with fewer in the longer it is neither near nor similar. Most pairs that one common
line brings together end here."""
MIN_CONTAINED_SAME_WORK = 5
MIN_CONTAINED = 10
MIN_SECTION_SIMILARITY = 0.1
MIN_HIGHLIGHT_SIMILARITY = 0.4
MIN_COMMON_RUNS = 6
"""Word triples that two texts must have in common to be similar, whatever their share."""

SAME_TEXT = "the same text"
NEW_VERSION = "another version of the same highlight"
SLIPS = "the same but for a few letters"
CONTAINED = "stands whole in the longer"
FEW_WORDS = "the same but for a few words"
IN_PROSE = "the highlight stands in this text"
IN_HIGHLIGHT = "this text stands in the highlight"
COMMON_RUNS = "many of the same runs of words"
ANOTHER_COPY = "a copy of a copy"
CONFLICTED_COPY, EDITED_COPY = "conflicted copy", "conflicted copy, edited"
"""Of the real file, by its name (`copy_names`), with the same letters or others."""


def compare_occurrences(one: Occurrence, other: Occurrence) -> Link | None:
    """How two occurrences of one voice and different letters are related; None where they are not.

    Their similarity is the share of the shorter's words that fit (near) or of common runs (similar).
    """
    texts = normalise_text(one.passage.text), normalise_text(other.passage.text)
    if one.unit != other.unit or texts[0].letters == texts[1].letters:
        return None
    short, long = sorted(texts, key=lambda text: (text.size, text.letters))
    if one.unit == "section":
        if _document_of(one) == _document_of(other):
            return None
        return _compare_runs(one, other, short, long, MIN_SECTION_SIMILARITY)
    return _compare_passages(one, other, short, long)


def comparison_digest(occurrence: Occurrence) -> bytes:
    """A hash of all that `compare_occurrences` uses: occurrences with the same one compare alike with any other."""
    passage, place = occurrence.passage, occurrence.passage.places[0]
    if occurrence.unit == "section":
        return occurrence.id.encode()
    text = normalise_text(passage.text)
    where = place.path if passage.kind == "prose" else place.location if text.size < MIN_CONTAINED else ""
    work = " ".join(title_words(place.title)), place.asin, place.book_id, place.document_url
    gaps = ",".join(map(str, sorted(text.gaps)))
    content = "\0".join((passage.voice, passage.kind, " ".join(text.words), gaps, *work, where))
    return hashlib.blake2b(content.encode(errors="surrogatepass"), digest_size=16).digest()


def _compare_passages(one: Occurrence, other: Occurrence, short: NormalisedText, long: NormalisedText) -> Link | None:
    ours = word_runs(short.coded, 1)
    if len(ours & word_runs(long.coded, 1)) < MIN_COMMON_WORD_SHARE * len(ours):
        return None
    mixed = one.passage.kind != other.passage.kind
    alignment = align_texts(short, long)
    if alignment is not None:
        same_length = long.size - short.size <= max(1.0, 0.1 * long.size)
        if same_length and (short.size >= MIN_CONTAINED or _same_work(one, other)):
            why = FEW_WORDS if alignment.words else SLIPS if long.size < short.size + 1 else CONTAINED
            return link_occurrences(one, other, "near", why, alignment.similarity)
        if mixed and short.size >= MIN_CONTAINED_SAME_WORK:
            highlight = one if one.passage.kind == "highlight" else other
            why = IN_PROSE if normalise_text(highlight.passage.text) == short else IN_HIGHLIGHT
            return link_occurrences(one, other, "similar", why, alignment.similarity)
        if not mixed and _is_contained_copy(one, other, short, long):
            return link_occurrences(one, other, "near", CONTAINED, alignment.similarity)
    if one.passage.kind == other.passage.kind == "highlight":
        return _compare_runs(one, other, short, long, MIN_HIGHLIGHT_SIMILARITY)
    return None


def _is_contained_copy(one: Occurrence, other: Occurrence, short: NormalisedText, long: NormalisedText) -> bool:
    """Whether the shorter text, which fits into the longer, is a copy of that stretch and no common phrase.

    Prose counts only where it is half of the longer and in another copy of the work: a template's lines are in every
    letter of a series, and a table's cells many times in one.
    """
    if one.passage.kind == "prose":
        other_file = one.passage.places[0].path != other.passage.places[0].path
        return other_file and short.size >= max(MIN_CONTAINED, 0.5 * long.size) and _same_work(one, other)
    if _same_work(one, other):
        return short.size >= MIN_CONTAINED_SAME_WORK and (short.size >= MIN_CONTAINED or not _far_apart(one, other))
    return short.size >= MIN_CONTAINED and short.size >= 0.5 * long.size


def _compare_runs(
    one: Occurrence, other: Occurrence, short: NormalisedText, long: NormalisedText, floor: float
) -> Link | None:
    if short.size < floor**2 * long.size or len(short.coded) < MIN_COMMON_RUNS:
        return None
    share = common_share(short, long)
    return link_occurrences(one, other, "similar", COMMON_RUNS, share) if share >= floor else None


def common_share(short: NormalisedText, long: NormalisedText) -> float:
    """0 to 1: the pairs and triples of words that both texts have, each over the two texts' geometric mean.

    0 where they have fewer than `MIN_COMMON_RUNS` of either in common.
    """
    shares = []
    for count in (6, 4) if short.unspaced else (3, 2):
        ours, theirs = word_runs(short.coded, count), word_runs(long.coded, count)
        common = len(ours & theirs)
        if common < MIN_COMMON_RUNS:
            return 0.0
        shares.append(common / math.sqrt(len(ours) * len(theirs)))
    return sum(shares) / 2


def _document_of(occurrence: Occurrence) -> tuple[str, str, str]:
    place = occurrence.passage.places[0]
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


_LOCATION = re.compile(r"(loc(?:ation)?\.?|page|p\.)\s*(\d+)", re.IGNORECASE)
MAX_PAGES_APART = 3
MAX_LOCATIONS_APART = 40


def _far_apart(one: Occurrence, other: Occurrence) -> bool:
    """Whether both have a page, or both a location, and these are far from each other."""
    first, second = (_LOCATION.search(occurrence.passage.places[0].location) for occurrence in (one, other))
    if not first or not second or first[1][0].casefold() != second[1][0].casefold():
        return False
    slack = MAX_PAGES_APART if first[1][0].casefold() == "p" else MAX_LOCATIONS_APART
    return abs(int(first[2]) - int(second[2])) > slack
