"""Whether two texts are one highlight, alike, or neither; by their words alone.

**The theory.** A copy made by a tool has the original's words in the original's order. What differs is at the ends
(cut, extended), between words (split, joined, hyphenated) or inside a word (a slip, a letter lost). Whoever rewrites
changes whole words. So the shorter text is laid over the best stretch of the longer, and what does not fit is
counted in words: a slip counts `SLIP`, a changed, missing or added word counts 1. Two texts are *near*, and folded,
if that comes to less than `NEAR_SHARE` of the shorter and
- no number became another and no negation came or went, whatever the share;
- below `LONG_ENOUGH` words no whole word changed: parallel sentences differ by one ("the first step", "the second");
- the stretch is long enough to be no common phrase: `CONTAINED_SAME_WORK` words within one work and near each other,
  `CONTAINED` words and half of the longer text where the works differ.

An ellipsis in the shorter (Readwise puts one where `.c1 .c2` joined two) may leave out any of the longer's words.

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

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from ingest.find import Find, LinkKind
from ingest.names import canonical_url, title_words, titles_alike
from ingest.normalise import CHARACTER_SIZE, Form, read_form

SLIP = 0.3
NEAR_SHARE = 0.06
"""Planted edits come to 0.05 at most; the nearest of different planted pairs to 0.08."""
LONG_ENOUGH = 25
LEAST_FIT = 55
"""Of 100: below it no stretch of the longer is worth weighing. One slip in four words leaves 75."""
LEAST_WORDS = 0.4
"""Of the shorter's distinct words: with fewer in the longer it is neither near nor similar. Most pairs that one common
line brings together go no further than this."""
CONTAINED_SAME_WORK = 5
CONTAINED = 10
SIMILAR_SECTION = 0.1
SIMILAR_HIGHLIGHT = 0.4
LEAST_COMMON = 6
"""Word triples that two texts must have in common to be similar, whatever their share."""

_NEGATIONS = (
    "not no never none nothing nor neither without cannot cant dont doesnt isnt wasnt wont arent werent didnt"
    " nicht kein keine nie ohne ne pas jamais sans non mai senza nunca sin não nem sem не нет без"
    " 不 没 沒 無 无 未 非"
)
NEGATIONS = frozenset(_NEGATIONS.split())

SAME_TEXT = "the same text"
NEW_VERSION = "another version of the same highlight"
SLIPS = "the same but for a few letters"
CONTAINED_WHY = "stands whole in the longer"
FEW_WORDS = "the same but for a few words"
IN_PROSE = "the highlight stands in this text"
COMMON_RUNS = "many of the same runs of words"
ANOTHER_COPY = "a copy of a copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What two texts are to each other."""

    kind: LinkKind
    why: str
    similarity: float
    """0 to 1: of near ones the share of the shorter's words that fit, of similar ones that of common runs."""


def compare_finds(one: Find, other: Find) -> Verdict | None:
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


def _compare_passages(one: Find, other: Find, short: Form, long: Form, *, mixed: bool) -> Verdict | None:
    ours = _runs(short.coded, 1)
    if len(ours & _runs(long.coded, 1)) < LEAST_WORDS * len(ours):
        return None
    fit = fit_text(short, long)
    if fit is not None:
        alone = long.size - short.size <= max(1.0, 0.1 * long.size)
        if alone and (short.size >= CONTAINED or _same_work(one, other)):
            why = FEW_WORDS if fit.words else SLIPS if long.size < short.size + 1 else CONTAINED_WHY
            return Verdict(kind="near", why=why, similarity=fit.similarity)
        if mixed and short.size >= CONTAINED_SAME_WORK:
            return Verdict(kind="similar", why=IN_PROSE, similarity=fit.similarity)
        if not mixed and _contained(one, other, short, long):
            return Verdict(kind="near", why=CONTAINED_WHY, similarity=fit.similarity)
    if one.passage.kind == other.passage.kind == "highlight":
        return _weigh_runs(short, long, SIMILAR_HIGHLIGHT)
    return None


def _contained(one: Find, other: Find, short: Form, long: Form) -> bool:
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


def _weigh_runs(short: Form, long: Form, floor: float) -> Verdict | None:
    if short.size < floor**2 * long.size or len(short.coded) < LEAST_COMMON:
        return None
    share = common_share(short, long)
    return Verdict(kind="similar", why=COMMON_RUNS, similarity=share) if share >= floor else None


def common_share(short: Form, long: Form) -> float:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a text lies in a longer one."""

    cost: float
    """In words: what does not fit."""
    words: int
    """Whole words changed, missing or added."""
    similarity: float
    """1 less the share of the shorter that does not fit."""


def fit_text(short: Form, long: Form) -> Fit | None:
    """How the shorter text lies in the longer, or None where it is not in it.

    Where the shorter has an ellipsis its parts may lie anywhere in the longer, in their order.
    """
    unit = CHARACTER_SIZE if short.unspaced else 1.0
    allowed = max(NEAR_SHARE * short.size, 2 * SLIP if short.size >= CONTAINED_SAME_WORK else SLIP)
    cost, whole, begin = 0.0, 0, 0
    bounds = sorted({0, len(short.words), *short.gaps})
    for start, end in pairwise(bounds):
        window = _find_window(short.coded[start:end], long.coded, begin)
        if window is None:
            return None
        for ours, theirs, where in _differences(short, start, end, long, *window):
            price = _price(ours, theirs, where)
            cost += price * (unit if price >= 1 else 1.0)
            whole += int(min(price, len(short.words)))
            if cost > allowed:
                return None
        begin = window[0] + 1
    if not bounds[-1] or (whole and short.size < LONG_ENOUGH):
        return None
    return Fit(cost=cost, words=whole, similarity=max(0.0, 1 - cost / short.size))


def _find_window(short: str, long: str, begin: int) -> tuple[int, int] | None:
    """Where in the longer, from `begin` on, the shorter lies best; with a few words more on both sides."""
    if len(long) - begin <= len(short):
        return begin, len(long)
    best = fuzz.partial_ratio_alignment(short, long[begin:], score_cutoff=LEAST_FIT)
    if best is None:
        return None
    slack = 2 + len(short) // 12
    return max(begin, begin + best.dest_start - slack), min(len(long), begin + best.dest_end + slack)


Where = Literal["start", "end", "inside"]
Difference = tuple[tuple[str, ...], tuple[str, ...], Where]


def _differences(short: Form, start: int, end: int, long: Form, first: int, last: int) -> Iterator[Difference]:
    """The stretches in which words start to end of the shorter differ from words first to last of the longer.

    What the longer has beyond the shorter's ends is no difference.
    """
    codes = Levenshtein.opcodes(short.coded[start:end], long.coded[first:last])
    for equal, group in groupby(codes, key=lambda code: code.tag == "equal"):
        if equal:
            continue
        block = list(group)
        ours = short.words[start + block[0].src_start : start + block[-1].src_end]
        theirs = long.words[first + block[0].dest_start : first + block[-1].dest_end]
        at_start, at_end = block[0].src_start == 0, block[-1].src_end == end - start
        if at_start == at_end:
            yield ours, theirs, "inside"
        elif ours and at_start:
            yield ours, theirs, "start"
        elif ours:
            yield ours, theirs, "end"


def _price(ours: tuple[str, ...], theirs: tuple[str, ...], where: Where) -> float:
    """What a stretch that differs costs in words; infinite where it changes the meaning."""
    if where != "inside":
        mine, yours = "".join(ours), "".join(theirs)
        if yours.endswith(mine) if where == "start" else yours.startswith(mine):
            return 0.0
        theirs = theirs[-len(ours) :] if where == "start" else theirs[: len(ours)]
    mine, yours = "".join(ours), "".join(theirs)
    if mine == yours:
        return 0.0
    if set(ours) & NEGATIONS != set(theirs) & NEGATIONS:
        return math.inf
    if _number(ours) and _number(theirs) and _number(ours) != _number(theirs):
        return math.inf
    if _DIGITS.sub("", mine) == _DIGITS.sub("", yours):
        return SLIP
    if max(len(ours), len(theirs)) <= 3 and _is_slip(mine, yours):
        return SLIP
    if len(ours) == len(theirs) and all(map(_is_slip, ours, theirs)):
        return SLIP * len(ours)
    return float(max(len(ours), len(theirs)))


def _number(words: tuple[str, ...]) -> str:
    return " ".join(word for word in words if _DIGITS.search(word))


def _is_slip(mine: str, yours: str) -> bool:
    """Whether one is the other mistyped: one letter in four to seven, two in eight or more; a swap of two is one."""
    longest = max(len(mine), len(yours))
    allowed = 0 if longest < 4 else 1 if longest < 8 else 2
    return allowed > 0 and OSA.distance(mine, yours, score_cutoff=allowed) <= allowed


def _document_of(find: Find) -> tuple[str, str, str]:
    place = find.passage.places[0]
    return place.source, place.path, place.title


def _same_work(one: Find, other: Find) -> bool:
    first, second = one.passage.places[0], other.passage.places[0]
    if (first.asin and first.asin == second.asin) or (first.book_id and first.book_id == second.book_id):
        return True
    address = canonical_url(first.document_url)
    if address and address == canonical_url(second.document_url):
        return True
    if not title_words(first.title) or not title_words(second.title):
        return first.path == second.path
    return titles_alike(first.title, second.title)


_DIGITS = re.compile(r"\d")
_PLACE = re.compile(r"(loc(?:ation)?\.?|page|p\.)\s*(\d+)", re.IGNORECASE)


def _far_apart(one: Find, other: Find) -> bool:
    """Whether both say where they stand, in the same measure, and not near each other."""
    first, second = (_PLACE.search(find.passage.places[0].location) for find in (one, other))
    if not first or not second or first[1][0].casefold() != second[1][0].casefold():
        return False
    slack = 3 if first[1][0].casefold() == "p" else 40
    return abs(int(first[2]) - int(second[2])) > slack
