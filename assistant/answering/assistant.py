"""Answers a question from the notes alone.

`Assistant.ask` shows the whole way: rewrite the question, answer from the catalog or find evidence, assess it, quote
or write sentences, check them. Its parts are handed in; `assistant/service/composition.py` joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.answering.answer import NEAR, NO_MORE, REFUSAL, Answer, Citation, Sentence, passage_lead, quote_lead
from assistant.answering.answer_stream import AnswerStream
from assistant.answering.antecedents import Antecedent, add_paragraphs, read_antecedents
from assistant.answering.find_evidence import Found, find_evidence
from assistant.answering.plan_labels import without
from assistant.answering.prompt import PROMPT_PREFIX, neutralise_markers
from assistant.answering.resolved_date import find_resolved_date
from assistant.answering.routes.carry_out import carry_out
from assistant.answering.routes.statement import CatalogStatement
from assistant.answering.routes.wording import describe_corrections
from assistant.answering.writing import (
    ReadExcerpt,
    prompt_that_fits,
    read_verdict,
    select_excerpts,
    write_sentences,
)
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.evidence.answerability import Answerability, assess, threshold_at
from assistant.evidence.candidates import Rarity, ScoredEvidence, rarity_of, score_evidence
from assistant.evidence.certainty import (
    MIN_QUOTED_SCORE,
    MIN_WRITTEN_SCORE,
    Certainty,
    gate_certainty,
    reading_score,
)
from assistant.evidence.extraction import Quote, rank_sentences
from assistant.questions.examples import request_words
from assistant.questions.follow_up import shorten_history, without_quoted
from assistant.questions.frames import Frames
from assistant.questions.plan import Correction, Plan
from assistant.questions.read_plan import read_plan
from index.catalog.full_text import count_indexed
from index.catalog.queries.vocabulary import Vocabulary, read_vocabulary
from index.maintenance.status import read_sources
from index.search.evidence import Question, SearchResult
from index.search.lexical import count_term
from index.search.query_rewriting import rewrite_question
from index.search.spelling import correct_words
from index.sources.place_lines import read_place_lines
from ingest.passage import Place

if TYPE_CHECKING:
    from assistant.llm.model import Model
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder

RequestedMode = Literal["auto", "quote", "write"]
MIN_WRITING_PARAMETERS = 1_000_000_000
"""From which "auto" lets a model write. Below it the notes' own sentences are better: rougeL 62.9 where encoder and
overlap choose them, 31.4 where a 135M model chooses among the best, 5.8 in its own words
(bench/results/answer_modes.md). What the 1.5B model gives is in bench/results/certainty.md."""


def lets_write(mode: RequestedMode | str, parameters: Callable[[], int]) -> bool:
    """Whether a model answers in its own words. parameters: called only if needed, as it may load the model."""
    return mode == "write" or (mode != "quote" and parameters() >= MIN_WRITING_PARAMETERS)


Looked = tuple[Plan, Question, tuple[CatalogStatement, ...] | None, Found | None]
"""The plan of a question, the question alone, what the catalog states, and the evidence where it states nothing."""


class EvidenceSearch(Protocol):
    """Finds evidence: `index.search.searcher`, or a LlamaIndex retriever in its place."""

    def search(self, question: Question) -> SearchResult: ...


class Assistant:
    """Answers questions. Safe to share between threads; the model takes one at a time."""

    def __init__(
        self,
        searcher: EvidenceSearch,
        model: Model | None = None,
        *,
        catalog: Catalog | None = None,
        embedder: Embedder | None = None,
        mode: RequestedMode | str = "auto",
        strictness: float = 0.5,
    ) -> None:
        """Keeps the parts; loads nothing.

        model: None quotes only. catalog: None leaves questions about the collection to the search. embedder: best with
        a cache (`index/vectors/cached_embedder.py`); None compares sentences by their words alone. mode: "auto" is what
        measured better at the model's size. strictness: 0 answers from anything similar, 1 only from what surely
        answers; 0.5 is calibrated.
        """
        self._searcher = searcher
        self._model = model
        self._catalog = catalog
        self._embedder = embedder
        self._mode = mode
        self._strictness = strictness
        self._frames = Frames(embedder, catalog.data if catalog is not None else None)
        self._excerpts: tuple[ReadExcerpt, ...] = ()
        """What the model read last."""

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None] | None = None,
        on_citation: Callable[[Citation], None] | None = None,
        on_quote: Callable[[Sentence], None] | None = None,
        stop: Event | None = None,
        mode: RequestedMode | str | None = None,
        strictness: float | None = None,
    ) -> Answer:
        """Answer one question.

        on_quote gets the notes' own sentences that a model is about to answer from; on_citation gets each citation just
        before the first quote or sentence that cites it. All run on the calling thread, once for each. stop: set it
        from any thread; the model stops within a token and the answer has `stopped`. mode and strictness override the
        assistant's. Where a model cannot run, the answer's `trouble` says why, and the notes' own sentences answer
        unless some of the model's stand already.
        """
        stream = AnswerStream(on_sentence, on_citation, stop or Event(), self._read_lines, on_quote, self._similarity)
        strictness = self._strictness if strictness is None else strictness
        plan, question, statements, found = self._look(question, strictness)
        stream.plan = plan
        if statements:
            return stream.answer_from_catalog(plan.question or question.standalone, statements)
        assert found is not None
        result, choose, scored, assessment = found
        if statements is not None:
            return self._refuse(plan, question, result, replace(assessment, passes=False), "none", stream)
        quotes = choose(result.standalone_question, result.evidence, scored) if scored.candidates else ()
        stream.mark_retrieved()
        filters = replace(question.filters, conditions=(*question.filters.conditions, *plan.conditions))
        antecedents = {} if self._catalog is None else read_antecedents(self._catalog, result.evidence, filters)
        certainty = gate_certainty(assessment.confidence, passes=assessment.passes)
        if certainty != "none" and (model := self._writer(mode, stream)) is not None:
            _offer_quotes(result, quotes, antecedents, stream)
            excerpts = self._select_excerpts(result, scored, quotes, antecedents)
            certainty = _write(model, result, excerpts, assessment, threshold_at(strictness), stream) or certainty
        if certainty != "stated":
            return self._refuse(plan, question, result, assessment, certainty, stream)
        if not stream.sentences and not stream.stop.is_set():
            if not stream.quotes:
                _offer_quotes(result, quotes, antecedents, stream)
            if corrections := describe_corrections(plan):
                stream.explain(corrections)
            stream.answer_with_quotes(find_resolved_date(result.standalone_question, quotes, result.evidence))
        return stream.answer_from_notes(question.standalone, result, assessment)

    def _writer(self, mode: RequestedMode | str | None, stream: AnswerStream) -> Model | None:
        """The model that is to write; None where the notes are only quoted, with the trouble noted where it cannot."""
        model = self._model
        try:
            return model if model is not None and lets_write(mode or self._mode, lambda: model.parameters) else None
        except ModelUnavailable as error:
            stream.trouble = str(error)
            return None

    def prepare(self) -> None:
        """Have the model read what every prompt begins with, so that no question waits for that.

        Nothing where no model is to write. Raises ModelUnavailable, ModelStoppedShort.
        """
        model = self._model
        if model is None or not lets_write(self._mode, lambda: model.parameters):
            return
        if model.count_tokens(PROMPT_PREFIX) < model.context // 2:
            model.keep_prefix(PROMPT_PREFIX)

    def _similarity(self, left: str, right: str) -> float:
        if self._embedder is None:
            return 0.0
        rows = self._embedder.embed_passages([left, right])
        return float(rows[0] @ rows[1])

    def _read_lines(self, place: Place) -> list[str]:
        return read_place_lines(self._catalog, place) if self._catalog is not None else []

    def _standalone(self, question: Question) -> Question:
        """The question with a shortened history and its rewritten form."""
        history = shorten_history(question.history)
        return replace(question, history=history, standalone=rewrite_question(question.text, history))

    def _look(self, question: Question, strictness: float) -> Looked:
        """What the catalog or the notes have for a question; where they have nothing, for the question with the words
        corrected that no passage has."""
        looked = self._look_once(question, (), strictness)
        if self._catalog is None or not _is_empty(looked):
            return looked
        wrong = [(correction.written, correction.understood) for correction in looked[0].corrections]
        corrections = [
            Correction(written=written, understood=understood)
            for written, understood in correct_words(self._catalog, question.text, request_words())
            if written not in " ".join(name for name, _ in wrong)
        ]
        text = question.text
        for correction in corrections:
            text = text.replace(correction.written, correction.understood)
        again = self._look_once(replace(question, text=text), corrections, strictness) if corrections else looked
        return looked if _is_empty(again) else again

    def _look_once(self, question: Question, corrections: Sequence[Correction], strictness: float) -> Looked:
        plan = self._read_plan(question)
        plan = replace(plan, corrections=(*plan.corrections, *corrections))
        question = self._standalone(question)
        statements = self._carry_out(plan, question, strictness)
        return plan, question, statements, None if statements else self._find(plan, question, strictness)

    def _read_plan(self, question: Question) -> Plan:
        vocabulary = read_vocabulary(self._catalog) if self._catalog is not None else Vocabulary()
        return without(read_plan(question, vocabulary, self._frames, date.today()), question.dropped)

    def _carry_out(self, plan: Plan, question: Question, strictness: float) -> tuple[CatalogStatement, ...] | None:
        """The answer past the search, () where the notes don't say; None where the search answers."""
        if self._catalog is None:
            return None

        def answer(asked: Question, sure: bool = True) -> list[CatalogStatement]:
            inner = Plan(question=asked.text)
            least = strictness if sure else 0.0
            result, choose, scored, assessment = self._find(inner, self._standalone(asked), least)
            quotes = choose(result.standalone_question, result.evidence, scored) if assessment.passes else ()
            return [_state(quote, result) for quote in quotes]

        return carry_out(
            plan, self._catalog, self._search_unseen(plan), answer, filters=question.filters, embedder=self._embedder,
            model=self._model.name if self._model is not None and plan.want == "program" else "",
        )  # fmt: skip

    def _search_unseen(self, plan: Plan) -> Callable[[Question], SearchResult]:
        return lambda question: without_quoted(self._search(question), plan.seen)

    def _search(self, question: Question) -> SearchResult:
        result = self._searcher.search(question)
        return result if self._catalog is None else add_paragraphs(self._catalog, result, question.filters)

    def _find(self, plan: Plan, question: Question, strictness: float) -> Found:
        return find_evidence(plan, question, self._search_unseen(plan), lambda found: self._assess(found, strictness))

    def _refuse(
        self, plan: Plan, question: Question, result: SearchResult, assessment: Answerability, certainty: Certainty,
        stream: AnswerStream,
    ) -> Answer:  # fmt: skip
        refusal = NO_MORE if plan.seen else NEAR if certainty == "near" else REFUSAL
        text = f"{refusal}{self._reading_state()}"
        return stream.refuse(question.standalone, text, result, assessment, certainty)

    def _assess(self, result: SearchResult, strictness: float) -> tuple[ScoredEvidence, Answerability]:
        question = result.standalone_question
        scored = score_evidence(question, result.evidence, self._embedder, *self._rarity())
        return scored, assess(question, result.evidence, scored, strictness)

    def _rarity(self) -> tuple[Rarity, int]:
        """The rarity of words in this collection, and its number of passages."""
        if self._catalog is None:
            return lambda term: 1.0, 0
        catalog = self._catalog
        passages = count_indexed(catalog)
        return rarity_of(lambda term: count_term(catalog, term), passages), passages

    def _select_excerpts(
        self,
        result: SearchResult,
        scored: ScoredEvidence,
        quotes: Sequence[Quote],
        antecedents: Mapping[str, Antecedent],
    ) -> tuple[ReadExcerpt, ...]:
        ranked = rank_sentences(result.standalone_question, result.evidence, scored)
        self._excerpts = select_excerpts(result.evidence, scored, ranked, quotes, antecedents, self._excerpts)
        return self._excerpts

    def _reading_state(self) -> str:
        """When the notes were last read and what waits, as a sentence with a space before; "" without a catalog."""
        if self._catalog is None:
            return ""
        sources = read_sources(self._catalog)
        last = max((source.last_ingest for source in sources), default="")
        pending = sum(source.pending for source in sources)
        if not last:
            return " None have been read yet: add their folder under Sources on the page, or run `notes ingest FOLDER`."
        waiting = f"; {pending} file{'' if pending == 1 else 's'} changed since" if pending else ""
        at = datetime.fromisoformat(last).astimezone()
        return f" They were last read on {at.day} {at:%B %Y} at {at:%H:%M}{waiting}."


def _is_empty(looked: Looked) -> bool:
    """Whether nothing answers."""
    _, _, statements, found = looked
    return not statements and (statements is not None or found is None or not found[3].passes)


def _state(quote: Quote, result: SearchResult) -> CatalogStatement:
    return CatalogStatement(
        text=quote.candidate.text,
        cited=(result.evidence[quote.candidate.evidence],),
        quoted=True,
        noted=quote.candidate.is_note,
    )


def _write(
    model: Model,
    result: SearchResult,
    excerpts: Sequence[ReadExcerpt],
    assessment: Answerability,
    threshold: float,
    stream: AnswerStream,
) -> Certainty | None:
    """Have the model read the excerpts, and hand out what it writes where they say what is asked.

    None where the model cannot; the trouble is noted.
    """
    try:
        messages, count = prompt_that_fits(model, result.standalone_question, excerpts)
        if tuple(messages[: len(PROMPT_PREFIX)]) == PROMPT_PREFIX:
            model.keep_prefix(PROMPT_PREFIX, stop=stream.stop)
        verdict = read_verdict(model, messages, stream.stop)
        score = 0.0 if verdict is None else reading_score(assessment.confidence, verdict, threshold)
        if score >= MIN_WRITTEN_SCORE:
            write_sentences(model, result.standalone_question, messages, excerpts[:count], stream)
    except (ModelUnavailable, ModelStoppedShort, PromptTooLong) as error:
        stream.trouble = str(error)
        return "stated" if stream.sentences else None
    may_quote = assessment.passes if verdict is None else score >= MIN_QUOTED_SCORE
    return "stated" if stream.sentences or may_quote else "near"


def _offer_quotes(
    result: SearchResult, quotes: Sequence[Quote], antecedents: Mapping[str, Antecedent], stream: AnswerStream
) -> None:
    """Hand out the notes' own sentences that an answer stands on, each after the one that it leans on.

    antecedents: by passage id.
    """
    texts = {quote.candidate.text for quote in quotes}
    for quote in quotes:
        item = result.evidence[quote.candidate.evidence]
        before = antecedents.get(item.passage.id) if quote.candidate.place == 0 else None
        if before and before.sentence not in texts:
            stream.offer_quote(before.sentence, [before.evidence], lead=passage_lead(before.evidence.passage))
        lead = neutralise_markers(quote.lead) or quote_lead(quote.candidate, item.passage)
        year = f" in {quote.year}" if quote.year else ""
        stream.offer_quote(quote.candidate.text, [item], lead=lead + year)
