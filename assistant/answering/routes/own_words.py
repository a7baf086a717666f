"""The reader's own words on a matter, each note with the passage that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from assistant.answering.routes.comparisons import date_of
from assistant.evidence.candidates import Candidate
from assistant.evidence.extraction import Quote
from index.search.evidence import Evidence

MIN_CHANCE_SHARE = 0.7
"""Share of the best sentence's chance that another needs."""
MAX_QUOTES = 3
NOTED_PASSAGE_LEAD = "There it says"
"""Before the sentence to which the reader's note before it belongs."""


def choose_own(_question: str, evidence: Sequence[Evidence], ranked: Sequence[Quote]) -> tuple[Quote, ...]:
    """The best of the reader's sentences, the older first, each note with the passage that it belongs to.

    "I agree with many of these" says nothing alone.
    """
    own = [quote for quote in ranked if is_own(quote.candidate)]
    selected = [quote for quote in own[:MAX_QUOTES] if quote.chance >= MIN_CHANCE_SHARE * own[0].chance]
    return tuple(_with_noted_passages(selected, ranked, evidence))


def is_own(candidate: Candidate) -> bool:
    """Whether the sentence is the reader's: of a note or of the reader's own text."""
    return candidate.is_note or candidate.voice == "reader"


def _with_noted_passages(
    selected: Sequence[Quote], ranked: Sequence[Quote], evidence: Sequence[Evidence]
) -> Iterator[Quote]:
    """In order of time and of reading, with the years; after a note the best sentence of its passage."""

    def date(quote: Quote) -> str:
        return date_of(evidence[quote.candidate.evidence].passage)

    ordered = sorted(selected, key=lambda quote: (date(quote), quote.candidate.evidence, quote.candidate.place))
    for quote, following in zip_longest(ordered, ordered[1:]):
        yield replace(quote, year=date(quote)[:4])
        number = quote.candidate.evidence
        if quote.candidate.is_note and (following is None or following.candidate.evidence != number):
            noted = (other for other in ranked if other.candidate.evidence == number and not other.candidate.is_note)
            yield from (replace(other, lead=NOTED_PASSAGE_LEAD) for other in islice(noted, 1))
