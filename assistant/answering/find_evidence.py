"""Finds the evidence that a plan's answer stands on: under the plan's conditions first, then in all notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answering.routes.own_words import choose_own, is_own
from assistant.answering.search_again import search_again, with_second_hop
from assistant.evidence.answerability import Answerability
from assistant.evidence.candidates import ScoredEvidence
from assistant.evidence.extraction import Quote, choose_sentences, rank_sentences
from assistant.questions.plan import Plan, question_about
from assistant.text.content_words import content_terms
from index.search.evidence import Evidence, Question, SearchResult

_SUBTITLE = re.compile(r"[:(–—,]")


class Assess(Protocol):
    """Scores a result's sentences and judges whether they answer."""

    def __call__(self, result: SearchResult, *, is_named: bool = False) -> tuple[ScoredEvidence, Answerability]:
        """is_named: whether the best passage is where the question says, or all that is said there on a matter is
        asked for."""
        ...


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
    that author's or the reader's passages. Where they don't answer, the whole question is asked of all notes that may
    tell of it.
    """
    may_tell = _may_tell(plan)
    named: Sequence[Evidence] = ()
    if plan.conditions:
        narrowed = replace(question.filters, conditions=(*question.filters.conditions, *plan.conditions))
        result = search(question.with_text(plan.question, history=(), filters=narrowed))
        scored, assessment = assess(result, is_named=plan.question == question_about(plan.matter))
        if assessment.passes and (not plan.own or any(map(is_own, scored.candidates))):
            return _choose_quotes(result, scored, assessment, choose_own if plan.own else choose_sentences)
        named = result.evidence
    elif plan.question != question.standalone:
        question = question.with_text(plan.question, history=())
    result = search(question)
    result = replace(result, evidence=tuple(filter(may_tell, result.evidence)))
    best = {item.passage.id for item in result.evidence[:1]}
    scored, assessment = assess(result, is_named=any(item.passage.id in best for item in named))
    ranked = rank_sentences(result.standalone_question, result.evidence, scored)
    again = search_again(question, result, ranked, search)
    if again is result:
        return _choose_quotes(result, scored, assessment, choose_titled if assessment.by_title else choose_sentences)
    scored, _ = assess(again)  # whether the notes hold an answer is judged by what the question itself finds
    found = _choose_quotes(again, scored, assessment, choose_sentences)
    return replace(found, quotes=with_second_hop(again.standalone_question, again.evidence, found.quotes, found.ranked))


def _may_tell(plan: Plan) -> Callable[[Evidence], bool]:
    """Whether a passage may tell what a plan's author, work or reader says: another author's words are not the
    reader's, and those of another work must name it."""
    asks_reader = any(each.field == "voice" and each.value == "reader" for each in plan.conditions)
    names = [
        set(content_terms(_SUBTITLE.split(each.value)[0]))
        for each in plan.conditions
        if each.field in ("author", "work") and each.value and not each.negated
    ]

    def may_tell(item: Evidence) -> bool:
        place = item.passage.places[0]
        said = set(content_terms(" ".join((item.passage.text, item.passage.note, place.title, place.author))))
        is_reader = item.passage.voice != "author" or bool(item.passage.note)
        return (is_reader or not asks_reader) and (not names or any(name & said for name in names))

    return may_tell


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
