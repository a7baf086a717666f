"""Looks a question up: reads its plan, then takes what the catalog states, else the evidence that the search finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from assistant.answering.antecedents import add_paragraphs
from assistant.answering.find_evidence import Found, find_evidence
from assistant.answering.plan_labels import without
from assistant.answering.routes.carry_out import carry_out
from assistant.answering.routes.statement import CatalogStatement
from assistant.evidence.answerability import Answerability, assess
from assistant.evidence.candidates import Rarity, ScoredEvidence, rarity_of, score_evidence
from assistant.evidence.comparable_passages import comparable_passages
from assistant.questions.examples import request_words
from assistant.questions.follow_up import shorten_history, without_quoted
from assistant.questions.frames import Frames
from assistant.questions.plan import Correction, Plan
from assistant.questions.read_plan import read_plan
from assistant.text.tokens import words_of
from index.catalog.full_text import count_indexed
from index.catalog.queries.vocabulary import Vocabulary, read_vocabulary
from index.search.evidence import Question, SearchResult
from index.search.lexical import count_term
from index.search.query_rewriting import rewrite_question
from index.search.spelling import correct_words

if TYPE_CHECKING:
    from assistant.llm.model import Model
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder


MIN_SIDE_CONFIDENCE = 0.01
"""Of the nearest sentences of an author or work that is compared with another."""
NAMED_EASE = 0.15
"""By which a question that names its author, work or time is judged less strictly there than one asked of all notes."""


class EvidenceSearch(Protocol):
    """Finds evidence: `index.search.searcher`, or a LlamaIndex retriever in its place."""

    def search(self, question: Question) -> SearchResult: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Where questions are looked up."""

    searcher: EvidenceSearch
    catalog: Catalog | None
    """None leaves questions about the collection to the search."""
    embedder: Embedder | None
    """Best with a cache (`index/vectors/cached_embedder.py`); None compares sentences by their words alone."""
    frames: Frames
    model: Model | None
    """In use, which the program tells when asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What there is on a question."""

    plan: Plan
    question: Question
    """With a shortened history and its rewritten form."""
    statements: tuple[CatalogStatement, ...] | None
    """What the catalog states; () where the notes don't say, None where the search answers."""
    found: Found | None
    """The evidence; None where the catalog states something."""

    @property
    def answers(self) -> bool:
        """Whether anything does; "You have no highlights by ..." leaves open whether the name is spelt so."""
        if self.statements is None:
            return self.found is not None and self.found.assessment.passes
        return any(statement.cited for statement in self.statements) or self.plan.want in ("program", "talk")

    def finds_more_than(self, other: LookedUp) -> bool:
        """Whether the catalog answers, or what is found bears more on the question than what another one finds."""
        if self.found is None or other.found is None:
            return self.answers
        return self.found.assessment.confidence > other.found.assessment.confidence


def look_up(sources: Resources, question: Question, strictness: float) -> LookedUp:
    """What there is on a question; where nothing is, on the question with the words corrected that no passage has."""
    looked_up = _look_up_once(sources, question, (), strictness)
    if sources.catalog is None or looked_up.answers:
        return looked_up
    corrected_already = {word for correction in looked_up.plan.corrections for word in words_of(correction.written)}
    corrections = [
        Correction(written=written, understood=understood)
        for written, understood in correct_words(sources.catalog, question.text, request_words())
        if not corrected_already.issuperset(words_of(written))
    ]
    if not corrections:
        return looked_up
    text = question.text
    for correction in corrections:
        text = re.sub(rf"\b{correction.written}\b", correction.understood, text)  # both are letters alone
    corrected = _look_up_once(sources, replace(question, text=text), corrections, strictness)
    return corrected if corrected.answers else looked_up


def _look_up_once(
    sources: Resources, question: Question, corrections: Sequence[Correction], strictness: float
) -> LookedUp:
    vocabulary = read_vocabulary(sources.catalog) if sources.catalog is not None else Vocabulary()
    plan = without(read_plan(question, vocabulary, sources.frames, date.today()), question.dropped)
    plan = replace(plan, corrections=(*plan.corrections, *corrections))
    question = _standalone(question)
    statements = _ask_catalog(sources, plan, question, strictness)
    found = None if statements else _find(sources, plan, question, strictness)
    return LookedUp(plan=plan, question=question, statements=statements, found=found)


def _standalone(question: Question) -> Question:
    """The question with a shortened history and its rewritten form."""
    history = shorten_history(question.history)
    return replace(question, history=history, standalone=rewrite_question(question.text, history))


def _ask_catalog(
    sources: Resources, plan: Plan, question: Question, strictness: float
) -> tuple[CatalogStatement, ...] | None:
    if sources.catalog is None:
        return None

    def answer(asked: Question, sure: bool = True) -> list[CatalogStatement]:
        found = _find(sources, Plan(question=asked.text), _standalone(asked), strictness)
        is_near = not sure and found.assessment.confidence >= MIN_SIDE_CONFIDENCE
        return _state_quotes(found) if found.assessment.passes or is_near else []

    return carry_out(
        plan, sources.catalog, _search_unseen(sources, plan), answer, filters=question.filters,
        embedder=sources.embedder,
        model=sources.model.name if sources.model is not None and plan.want == "program" else "",
    )  # fmt: skip


def _state_quotes(found: Found) -> list[CatalogStatement]:
    return [
        CatalogStatement(
            text=quote.candidate.text,
            cited=(found.result.evidence[quote.candidate.evidence],),
            quoted=True,
            noted=quote.candidate.is_note,
        )
        for quote in found.quotes
    ]


def _find(sources: Resources, plan: Plan, question: Question, strictness: float) -> Found:
    def assess_result(result: SearchResult, *, is_named: bool = False) -> tuple[ScoredEvidence, Answerability]:
        asked = result.standalone_question
        evidence, size = comparable_passages(sources.catalog, result.evidence)
        scored = score_evidence(asked, result.evidence, sources.embedder, _rarity(sources.catalog), size)
        return scored, assess(asked, evidence, scored, strictness - NAMED_EASE * is_named)

    return find_evidence(plan, question, _search_unseen(sources, plan), assess_result)


def _search_unseen(sources: Resources, plan: Plan) -> Callable[[Question], SearchResult]:
    def search(question: Question) -> SearchResult:
        result = sources.searcher.search(question)
        if sources.catalog is not None:
            result = add_paragraphs(sources.catalog, result, question.filters)
        return without_quoted(result, plan.seen)

    return search


def _rarity(catalog: Catalog | None) -> Rarity:
    """The rarity of words in this collection; 1.0 for any without a catalog."""
    if catalog is None:
        return lambda term: 1.0
    return rarity_of(lambda term: count_term(catalog, term), count_indexed(catalog))
