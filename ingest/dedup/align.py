"""Aligns a text with the part of a longer one that it copies, and counts in words what does not fit.

A copy made by a tool has the original's words in the original's order. It differs at the ends (cut, extended),
between words (split, joined, hyphenated) or inside a word (a slip, a lost letter). A person who rewrites changes whole
words. So the shorter text is aligned with the best stretch of the longer: a slip counts `SLIP_COST`, a changed,
missing or added word counts 1, and words of the longer beyond the shorter's ends count nothing. It fits if the sum is
at most `MAX_COST_SHARE` of the shorter and
- no number became another and no negation was added or removed, whatever the share;
- below `MIN_CHANGED_WORDS_SIZE` words no whole word changed: parallel sentences differ by one ("the first step", "the
  second").

An ellipsis in the shorter (Readwise puts one where `.c1 .c2` joined two) may leave out any of the longer's words.
The thresholds come from planted edits (`tests/ingest/dedup/test_planted_duplicates.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from ingest.dedup.normalise import CHARACTER_SIZE, NormalisedText
from ingest.text.negations import NEGATIONS

SLIP_COST = 0.3
"""Words that a mistyped word counts for."""
MAX_COST_SHARE = 0.06
"""Planted edits cost 0.05 at most, the nearest of different planted pairs 0.08."""
MIN_CHANGED_WORDS_SIZE = 25
"""Words from which a text may have whole words changed."""
MIN_WINDOW_RATIO = 55
"""Of 100: below it no stretch of the longer text is compared word by word. One slip in four words leaves 75."""
MIN_TWO_SLIPS_SIZE = 5
"""Words from which a text may have two slips; a shorter one may have one."""

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How well a text fits into a longer one."""

    cost: float
    """What does not fit, in words."""
    words: int
    """Whole words changed, missing or added."""
    similarity: float
    """1 minus the share of the shorter that does not fit."""


def align_texts(short: NormalisedText, long: NormalisedText) -> Alignment | None:
    """How well the shorter text fits into the longer; None where it does not.

    The parts of a shorter text with ellipses may be anywhere in the longer, in their order.
    """
    unit = CHARACTER_SIZE if short.unspaced else 1.0
    allowed = max(MAX_COST_SHARE * short.size, 2 * SLIP_COST if short.size >= MIN_TWO_SLIPS_SIZE else SLIP_COST)
    cost, whole_words, begin = 0.0, 0, 0
    bounds = sorted({0, len(short.words), *short.gaps})
    for start, end in pairwise(bounds):
        window = _find_window(short.coded[start:end], long.coded, begin)
        if window is None:
            return None
        for ours, theirs, where in _differences(short, start, end, long, *window):
            difference = _difference_cost(ours, theirs, where)
            cost += difference * (unit if difference >= 1 else 1.0)
            whole_words += int(min(difference, len(short.words)))
            if cost > allowed:
                return None
        begin = window[0] + 1
    if not bounds[-1] or (whole_words and short.size < MIN_CHANGED_WORDS_SIZE):
        return None
    return Alignment(cost=cost, words=whole_words, similarity=max(0.0, 1 - cost / short.size))


def _find_window(short: str, long: str, begin: int) -> tuple[int, int] | None:
    """The stretch of the longer, from `begin` on, that fits best, with a few words more on both sides."""
    if len(long) - begin <= len(short):
        return begin, len(long)
    best = fuzz.partial_ratio_alignment(short, long[begin:], score_cutoff=MIN_WINDOW_RATIO)
    if best is None:
        return None
    slack = 2 + len(short) // 12
    return max(begin, begin + best.dest_start - slack), min(len(long), begin + best.dest_end + slack)


Where = Literal["start", "end", "inside"]
Difference = tuple[tuple[str, ...], tuple[str, ...], Where]


def _differences(
    short: NormalisedText, start: int, end: int, long: NormalisedText, first: int, last: int
) -> Iterator[Difference]:
    """The stretches where words start to end of the shorter differ from words first to last of the longer.

    Words of the longer beyond the shorter's ends are no difference.
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


def _difference_cost(ours: tuple[str, ...], theirs: tuple[str, ...], where: Where) -> float:
    """The cost of a stretch that differs, in words; infinite where it changes the meaning."""
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
    if _numbers(ours) and _numbers(theirs) and _numbers(ours) != _numbers(theirs):
        return math.inf
    if _DIGITS.sub("", mine) == _DIGITS.sub("", yours):
        return SLIP_COST
    if max(len(ours), len(theirs)) <= 3 and _is_slip(mine, yours):
        return SLIP_COST
    if len(ours) == len(theirs) and all(map(_is_slip, ours, theirs)):
        return SLIP_COST * len(ours)
    return float(max(len(ours), len(theirs)))


def _numbers(words: tuple[str, ...]) -> str:
    return " ".join(word for word in words if _DIGITS.search(word))


def _is_slip(mine: str, yours: str) -> bool:
    """Whether one is the other mistyped: one letter in four to seven, two in eight or more; a swap counts as one."""
    longest = max(len(mine), len(yours))
    allowed = 0 if longest < 4 else 1 if longest < 8 else 2
    return allowed > 0 and OSA.distance(mine, yours, score_cutoff=allowed) <= allowed
