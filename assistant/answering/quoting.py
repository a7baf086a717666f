"""The notes' own sentences, handed out as quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.answer import passage_lead, quote_lead
from assistant.answering.answer_stream import AnswerStream
from assistant.answering.antecedents import Antecedent
from assistant.answering.prompt import neutralise_markers
from assistant.evidence.extraction import Quote
from index.search.evidence import Evidence


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
