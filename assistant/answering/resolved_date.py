"""The date that answers "when" where a note says "yesterday", or nothing of what the reader did."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence.extraction import Quote
from assistant.questions.question_type import classify_question
from assistant.text.content_words import folded_words, numbers_in
from assistant.text.date_phrases import format_date
from assistant.text.relative_dates import first_relative_date
from assistant.text.word_lists import words
from index.search.evidence import Evidence

DATED_QUOTES = 2
"""Best quotes that are looked at; a later one may tell of another day."""


def find_resolved_date(
    question: str, quotes: Sequence[Quote], evidence: Sequence[Evidence]
) -> tuple[str, Evidence] | None:
    """The date as a sentence and the passage it is from; None where no time is asked for or none is relative."""
    if classify_question(question) != "when":
        return None
    for quote in sorted(quotes, key=lambda quote: -quote.chance)[:DATED_QUOTES]:
        item = evidence[quote.candidate.evidence]
        note_day = item.passage.places[0].date if item.passage.kind == "prose" else ""
        written, day = first_relative_date(quote.candidate.text, note_day)
        if day:
            return f"{day} (“{written}” in a note of {format_date(note_day[:10])}).", item
        is_own = item.passage.voice == "reader" and words("reader") & set(folded_words(question))
        if note_day and is_own and not numbers_in(quote.candidate.text):
            return f"The note is of {format_date(note_day[:10])}.", item
    return None
