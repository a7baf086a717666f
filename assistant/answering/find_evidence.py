"""Finds the evidence that a plan's answer stands on: under the plan's conditions first, then in all notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.routes.own_words import choose_own, is_own
from assistant.evidence.answerability import Answerability
from assistant.evidence.candidates import ScoredEvidence
from assistant.evidence.extraction import Quote, choose_sentences
from assistant.questions.plan import Plan
from index.search.evidence import Evidence, Question, SearchResult

Choose = Callable[[str, Sequence[Evidence], ScoredEvidence], Sequence[Quote]]
"""Selects the sentences to quote from the evidence for a question."""
Found = tuple[SearchResult, Choose, ScoredEvidence, Answerability]
"""The evidence, how to quote from it, its scores and their assessment."""


def find_evidence(
    plan: Plan,
    question: Question,
    search: Callable[[Question], SearchResult],
    assess: Callable[[SearchResult], tuple[ScoredEvidence, Answerability]],
) -> Found:
    """The evidence for a plan.

    A passage hardly ever names its author: what an author or the reader says is searched for by the matter alone, among
    that author's or the reader's passages. Where they don't answer, the whole question is asked of all notes.
    """
    if plan.conditions:
        narrowed = replace(question.filters, conditions=(*question.filters.conditions, *plan.conditions))
        result = search(question.with_text(plan.question, history=(), filters=narrowed))
        scored, assessment = assess(result)
        if assessment.passes and (not plan.own or any(map(is_own, scored.candidates))):
            return result, choose_own if plan.own else choose_sentences, scored, assessment
    elif plan.question != question.standalone:
        question = question.with_text(plan.question)
    result = search(question)
    scored, assessment = assess(result)
    return result, choose_titled if assessment.by_title else choose_sentences, scored, assessment


def choose_titled(matter: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> tuple[Quote, ...]:
    """The sentences that answer, the author's first sentence of each work with the title as its lead.

    For a matter that only the title names: the quotes may be no answer then, and must not look like one.
    """
    quotes: list[Quote] = []
    for quote in choose_sentences(matter, evidence, scored):
        title = evidence[quote.candidate.evidence].passage.places[0].title
        is_author = quote.candidate.voice == "author" and not quote.candidate.is_note
        is_first = title not in {other.lead for other in quotes}
        quotes.append(replace(quote, lead=title) if is_author and is_first else quote)
    return tuple(quotes)
