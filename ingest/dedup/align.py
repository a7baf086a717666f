"""How a text lies in a longer one, and what does not fit: counted in words.

A copy made by a tool has the original's words in the original's order. What differs is at the ends (cut, extended),
between words (split, joined, hyphenated) or inside a word (a slip, a letter lost). Whoever rewrites changes whole
words. So the shorter text is laid over the best stretch of the longer: a slip counts `SLIP`, a changed, missing or
added word counts 1, and what the longer has beyond the shorter's ends counts nothing. It fits if that comes to less
than `NEAR_SHARE` of the shorter and
- no number became another and no negation came or went, whatever the share;
- below `LONG_ENOUGH` words no whole word changed: parallel sentences differ by one ("the first step", "the second").

An ellipsis in the shorter (Readwise puts one where `.c1 .c2` joined two) may leave out any of the longer's words.
The thresholds come from planted edits (`tests/ingest/test_fold_planted.py`).
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

SLIP = 0.3
NEAR_SHARE = 0.06
"""Planted edits come to 0.05 at most; the nearest of different planted pairs to 0.08."""
LONG_ENOUGH = 25
LEAST_FIT = 55
"""Of 100: below it no stretch of the longer is worth weighing. One slip in four words leaves 75."""
ROOM_FOR_TWO = 5
"""Words: a text of as many may have two slips, a shorter one."""

_NEGATIONS = (
    "not no never none nothing nor neither without cannot cant dont doesnt isnt wasnt wont arent werent didnt"
    " nicht kein keine nie ohne ne pas jamais sans non mai senza nunca sin não nem sem не нет без"
    " 不 没 沒 無 无 未 非"
)
NEGATIONS = frozenset(_NEGATIONS.split())

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How a text lies in a longer one."""

    cost: float
    """In words: what does not fit."""
    words: int
    """Whole words changed, missing or added."""
    similarity: float
    """1 less the share of the shorter that does not fit."""


def align_texts(short: NormalisedText, long: NormalisedText) -> Alignment | None:
    """How the shorter text lies in the longer, or None where it is not in it.

    Where the shorter has an ellipsis its parts may lie anywhere in the longer, in their order.
    """
    unit = CHARACTER_SIZE if short.unspaced else 1.0
    allowed = max(NEAR_SHARE * short.size, 2 * SLIP if short.size >= ROOM_FOR_TWO else SLIP)
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
    return Alignment(cost=cost, words=whole, similarity=max(0.0, 1 - cost / short.size))


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


def _differences(
    short: NormalisedText, start: int, end: int, long: NormalisedText, first: int, last: int
) -> Iterator[Difference]:
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
