"""The notes' own sentences, handed out as quotes, and the date that they give where one says "yesterday"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.answer import passage_lead, quote_lead
from assistant.answering.answer_stream import AnswerStream
from assistant.answering.antecedents import Antecedent
from assistant.answering.prompt import neutralise_markers
from assistant.evidence.extraction import Quote
from assistant.questions.question_type import classify_question
from assistant.text.content_words import folded_words, numbers_in
from assistant.text.date_phrases import format_date
from assistant.text.relative_dates import first_relative_date
from assistant.text.word_lists import words
from index.search.evidence import Evidence

DATED_QUOTES = 2
"""Best quotes that are looked at; a later one may tell of another day."""


def offer_quotes(
    quotes: Sequence[Quote], evidence: Sequence[Evidence], antecedents: Mapping[str, Antecedent], stream: AnswerStream
) -> None:
    """Hand out the sentences that an answer stands on, each after the one that it leans on.

    antecedents: by passage id.
    """
    texts = {quote.candidate.text for quote in quotes}
    for quote in quotes:
        item = evidence[quote.candidate.evidence]
        before = antecedents.get(item.passage.id) if quote.candidate.place == 0 else None
        if before and before.sentence not in texts:
            stream.offer_quote(before.sentence, [before.evidence], lead=passage_lead(before.evidence.passage))
        lead = neutralise_markers(quote.lead) or quote_lead(quote.candidate, item.passage)
        year = f" in {quote.year}" if quote.year else ""
        stream.offer_quote(quote.candidate.text, [item], lead=lead + year)


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
