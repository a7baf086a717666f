"""The excerpts of the evidence that a model reads: its best sentences with those they lean on, within a budget. Pure.

A model on a slow machine reads 36 tokens a second, so ten whole passages would take half a minute. A short passage is
read whole, a long one around its best sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assistant.evidence.candidates import Candidate
from assistant.evidence.extraction import Quote
from assistant.text.content_words import folded_words

MAX_EXCERPT_WORDS = 240
"""Of all excerpts, some 330 tokens; with their heads and the question some 420."""
WHOLE_PASSAGE_WORDS = 60
"""Up to which a passage is read whole."""
LATER_PASSAGE_FACTOR = 0.9
"""On the chance of a sentence for each place that its passage stands further down."""
UNSCORED_CHANCE = 0.02
"""Of a sentence that was not compared with the question."""
GAP = "..."
"""Between sentences of one passage that do not follow each other."""
NOTE_OPENING = "Reader's note: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What a model reads of one passage."""

    evidence: int
    """Index of the passage in the evidence."""
    text: str
    """Plain sentences in reading order; `GAP` stands for those left out."""


@dataclass(slots=True, kw_only=True)
class _Page:
    """The sentences selected so far."""

    passages: Mapping[int, Sequence[Quote]]
    """The sentences of each passage in reading order, a sentence's index being its place; by index in the evidence."""
    room: int
    """Words that are left."""
    selected: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Places of the sentences taken from each passage."""
    taken_words: list[str] = field(default_factory=list)
    """Of each sentence taken, folded, with a space on either side."""

    def add(self, number: int, places: Sequence[int]) -> bool:
        """Take these sentences of a passage unless they do not fit; those that are read already cost nothing."""
        new = [place for place in places if place not in self.selected[number] and not self._is_taken(number, place)]
        words = [folded_words(self.passages[number][place].candidate.text) for place in new]
        if sum(map(len, words)) > self.room:
            return False
        self.room -= sum(map(len, words))
        self.selected[number].update(new)
        self.taken_words.extend(f" {' '.join(sentence)} " for sentence in words)
        return True

    def _is_taken(self, number: int, place: int) -> bool:
        """Whether the same words are read already: a highlight stands inside its full text too."""
        words = f" {' '.join(folded_words(self.passages[number][place].candidate.text))} "
        return any(words in taken for taken in self.taken_words)


def cut_excerpts(ranked: Sequence[Quote], max_words: int = MAX_EXCERPT_WORDS) -> tuple[Excerpt, ...]:
    """The excerpts in the evidence's order, of at most `max_words` words; () without a sentence.

    ranked: the sentences of the first passages. First each passage gives its best sentence and the one before it, or
    all of a short passage; then the best of the other sentences fill the rest.
    """
    in_order = sorted(ranked, key=lambda quote: (quote.candidate.evidence, quote.candidate.place))
    passages = {
        number: list(quotes) for number, quotes in groupby(in_order, key=lambda quote: quote.candidate.evidence)
    }
    page = _Page(passages=passages, room=max_words)

    def chance(quote: Quote) -> float:
        return (quote.chance or UNSCORED_CHANCE) * LATER_PASSAGE_FACTOR**quote.candidate.evidence

    for number, quotes in passages.items():
        best = max(quotes, key=chance).candidate.place
        is_short = sum(len(folded_words(quote.candidate.text)) for quote in quotes) <= WHOLE_PASSAGE_WORDS
        around = range(len(quotes)) if is_short else range(max(0, best - 1), best + 1)
        if not page.add(number, around):
            page.add(number, [best])
    for quote in sorted(in_order, key=chance, reverse=True):
        page.add(quote.candidate.evidence, [quote.candidate.place])
    return tuple(
        Excerpt(evidence=number, text=_join([quote.candidate for quote in quotes], sorted(page.selected[number])))
        for number, quotes in passages.items()
        if page.selected[number]
    )


def _join(sentences: Sequence[Candidate], places: Sequence[int]) -> str:
    parts: list[str] = []
    for place, previous in zip(places, [None, *places], strict=False):
        if previous is not None and place != previous + 1:
            parts.append(GAP)
        is_first_of_note = sentences[place].is_note and (previous is None or not sentences[previous].is_note)
        parts.append(f"{NOTE_OPENING if is_first_of_note else ''}{sentences[place].text}")
    return " ".join(parts)
