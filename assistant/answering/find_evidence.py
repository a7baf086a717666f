"""Finds the evidence that a plan's answer stands on: under the plan's conditions first, then in all notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.routes.own_words import choose_own, is_own
from assistant.answering.search_again import search_again
from assistant.evidence.answerability import Answerability
from assistant.evidence.candidates import ScoredEvidence
from assistant.evidence.extraction import Quote, choose_sentences, rank_sentences
from assistant.questions.plan import Plan
from index.search.evidence import Evidence, Question, SearchResult

Assess = Callable[[SearchResult], tuple[ScoredEvidence, Answerability]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The evidence for a question."""

    result: SearchResult
    assessment: Answerability
    ranked: tuple[Quote, ...]
    """The sentences of its first passages, best first."""
    quotes: tuple[Quote, ...]
    """Those of them that answer; () only where there are none."""


def find_evidence(plan: Plan, question: Question, search: Callable[[Question], SearchResult], assess: Assess) -> Found:
    """The evidence for a plan.

    A passage hardly ever names its author: what an author or the reader says is searched for by the matter alone, among
    that author's or the reader's passages. Where they don't answer, the whole question is asked of all notes.
    """
    if plan.conditions:
        narrowed = replace(question.filters, conditions=(*question.filters.conditions, *plan.conditions))
        result = search(question.with_text(plan.question, history=(), filters=narrowed))
        scored, assessment = assess(result)
        if assessment.passes and (not plan.own or any(map(is_own, scored.candidates))):
            return _choose_quotes(result, scored, assessment, choose_own if plan.own else choose_sentences)
    elif plan.question != question.standalone:
        question = question.with_text(plan.question)
    result = search(question)
    scored, assessment = assess(result)
    ranked = rank_sentences(result.standalone_question, result.evidence, scored)
    again = search_again(question, result, ranked, search)
    if again is not result:
        result = again
        scored, _ = assess(result)  # whether the notes hold an answer is judged by what the question itself finds
    return _choose_quotes(result, scored, assessment, choose_titled if assessment.by_title else choose_sentences)


def _choose_quotes(
    result: SearchResult,
    scored: ScoredEvidence,
    assessment: Answerability,
    choose: Callable[[str, Sequence[Evidence], Sequence[Quote]], Sequence[Quote]],
) -> Found:
    ranked = rank_sentences(result.standalone_question, result.evidence, scored)
    quotes = choose(result.standalone_question, result.evidence, ranked)
    return Found(result=result, assessment=assessment, ranked=tuple(ranked), quotes=tuple(quotes))


def choose_titled(matter: str, evidence: Sequence[Evidence], ranked: Sequence[Quote]) -> tuple[Quote, ...]:
    """The sentences that answer, the author's first sentence of each work with the title as its lead.

    For a matter that only the title names: the quotes may be no answer then, and must not look like one.
    """
    quotes: list[Quote] = []
    for quote in choose_sentences(matter, evidence, ranked):
        title = evidence[quote.candidate.evidence].passage.places[0].title
        is_author = quote.candidate.voice == "author" and not quote.candidate.is_note
        is_first = title not in {other.lead for other in quotes}
        quotes.append(replace(quote, lead=title) if is_author and is_first else quote)
    return tuple(quotes)
