"""The matter of a question: which of its words are searched for and which are the request's own.

Each word is of the matter or of the request by how often it is either in the examples, it and the words beside it, and
by how often one follows the other (a hidden Markov model with two states, read by Viterbi's algorithm). A word that no
example has is of the matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from assistant.questions.examples import KINDS, Example, read_examples
from assistant.text.word_lists import words
from index.lexical.stop_words import content_stop_words, topicless_words

SMOOTHING = 0.3
UNSEEN_INSIDE, UNSEEN_OUTSIDE = 1.0, 0.05
"""How often each word is counted as seen beforehand: one that no example has is of the matter."""
NEIGHBOUR_WEIGHT = 0.6
"""Of the words before and behind, alone, and of it with the word before, against 1 of the word itself."""
OTHER_WANT_WEIGHT = 0.02
"""Of an example that wants something else."""
MIN_UNSAID_ODDS = 3.0
"""Of a telling word that some matter has, and no request for the same: nothing that is asked about is passed over."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the matter in a row."""

    text: str
    start: int
    """In the question."""
    first: int
    """Its first word, as `behind` the word behind it."""
    behind: int


def read_runs(
    text: str, form: Sequence[str], spans: Sequence[tuple[int, int]], in_matter: Sequence[bool]
) -> Iterator[Run]:
    """The runs of the matter, without articles at their beginnings."""
    at = 0
    while at < len(form):
        first = at
        while at < len(form) and in_matter[at]:
            at += 1
        kept_first, behind = first, at
        while kept_first < behind and form[kept_first] in words("articles"):
            kept_first += 1
        if kept_first < behind:
            start = spans[kept_first][0]
            yield Run(text[start : spans[behind - 1][1]], start, kept_first, behind)
        at = max(at, first + 1)


def split_matter(form: Sequence[str], want: str) -> list[bool]:
    """Of each word, whether it is of the matter. Names and the like never are."""
    counts, moves = _counts(want)
    ended = ["<", *form, ">"]
    odds = []
    for at, word in enumerate(form, 1):
        if word in KINDS and word != "UNIT":
            odds.append(-50.0)
            continue
        around = (("before", ended[at - 1]), ("behind", ended[at + 1]), ("pair", f"{ended[at - 1]} {word}"))
        beside = sum(_log_odds(counts, feature) for feature in around)
        outside, inside = counts.get(("word", word), (0.0, 0.0))
        own = log((inside + UNSEEN_INSIDE) / (outside + UNSEEN_OUTSIDE))
        is_matter = outside < 1 and inside and word not in topicless_words() | content_stop_words()
        odds.append(max(MIN_UNSAID_ODDS, own) if is_matter else own + NEIGHBOUR_WEIGHT * beside)
    best: list[tuple[float, list[bool]]] = [(0.0, []), (0.0, [])]
    for at, value in enumerate(odds):
        following = []
        for state in (False, True):
            scores = [
                (score + (log(moves[before, state]) if at else 0.0), path)
                for before, (score, path) in ((False, best[0]), (True, best[1]))
            ]
            score, path = max(scores, key=lambda scored: scored[0])
            following.append((score + (value if state else 0.0), [*path, state]))
        best = following
    return max(best, key=lambda scored: scored[0])[1]


def _log_odds(counts: dict[tuple[str, str], list[float]], key: tuple[str, str]) -> float:
    outside, inside = counts.get(key, (0.0, 0.0))
    return log((inside + SMOOTHING) / (outside + SMOOTHING))


@cache
def _counts(want: str) -> tuple[dict[tuple[str, str], list[float]], dict[tuple[bool, bool], float]]:
    """How often each word, alone and with its neighbour, is outside and inside the matter; and how likely one follows
    the other."""
    counts: dict[tuple[str, str], list[float]] = {}
    moves: Counter[tuple[bool, bool]] = Counter()
    for example in read_examples():
        weight = 1.0 if example.label.want == want else OTHER_WANT_WEIGHT
        for key, inside in _features(example):
            counts.setdefault(key, [0.0, 0.0])[inside] += weight
        for before, after in zip(example.in_matter, example.in_matter[1:], strict=False):
            moves[before, after] += weight  # type: ignore[assignment]
    totals = {state: moves[state, False] + moves[state, True] + 2 for state in (False, True)}
    return counts, {(a, b): (moves[a, b] + 1) / totals[a] for a in (False, True) for b in (False, True)}


def _features(example: Example) -> Iterator[tuple[tuple[str, str], bool]]:
    ended = ["<", *example.words, ">"]
    for at, (word, inside) in enumerate(zip(example.words, example.in_matter, strict=True), 1):
        if word not in KINDS or word == "UNIT":
            yield ("word", word), inside
            yield ("before", ended[at - 1]), inside
            yield ("behind", ended[at + 1]), inside
            yield ("pair", f"{ended[at - 1]} {word}"), inside
