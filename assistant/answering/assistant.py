"""Answers a question from the notes alone.

`Assistant.ask` shows the whole way: rewrite the question, answer from the catalog or find evidence, assess it, quote
or write sentences, check them. Its parts are handed in; `assistant/service/composition.py` joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.answering.answer import NO_MORE, REFUSAL, Answer, Citation, Sentence, quote_lead
from assistant.answering.answer_stream import AnswerStream
from assistant.answering.prompt import (
    build_messages,
    citation_grammar,
    neutralise_markers,
    note_for_prompt,
    notes_that_fit,
    parse_sentences,
    reuse_prompt_prefix,
)
from assistant.answering.routes.authors import find_said
from assistant.answering.routes.catalog import answer_collection
from assistant.answering.routes.opinions import choose_own, choose_sides, find_own, find_sides, is_own, read_views
from assistant.answering.routes.works_mentioning import choose_titled, choose_works, find_works, read_which
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.evidence.answerability import Answerability, assess
from assistant.evidence.candidates import Rarity, ScoredEvidence, rarity_of, score_evidence
from assistant.evidence.extraction import Quote, choose_sentences
from assistant.llm.model import ANSWER_TOKENS
from assistant.questions.follow_up import parse_follow_up, shorten_history, without_quoted
from assistant.questions.topic import without_notes_phrase
from index.catalog.full_text import count_indexed
from index.maintenance.status import read_sources
from index.search.evidence import Evidence, Question, SearchResult
from index.search.lexical import count_term
from index.search.query_rewriting import rewrite_question
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
(bench/results/answer_modes.md). Above it nothing could be measured."""
HISTORY_SHARE = 0.25
"""Of the context, for the conversation so far."""


def lets_write(mode: RequestedMode | str, parameters: Callable[[], int]) -> bool:
    """Whether a model answers in its own words. parameters: called only if needed, as it may load the model."""
    return mode == "write" or (mode != "quote" and parameters() >= MIN_WRITING_PARAMETERS)


Choose = Callable[[str, Sequence[Evidence], ScoredEvidence], Sequence[Quote]]
"""Selects the sentences to quote from the evidence for a question."""
Routed = tuple[SearchResult, Choose, ScoredEvidence, Answerability]
"""The evidence of the route that a question takes, how to quote from it, its scores and their assessment."""


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
        self._prompt_passages: tuple[str, ...] = ()
        """Ids of the last prompt's passages, in order."""

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None] | None = None,
        on_citation: Callable[[Citation], None] | None = None,
        stop: Event | None = None,
        mode: RequestedMode | str | None = None,
        strictness: float | None = None,
    ) -> Answer:
        """Answer one question.

        on_citation gets each citation just before on_sentence gets the first sentence that cites it; both run on the
        calling thread, once for each. stop: set it from any thread; the model stops within a token and the answer has
        `stopped`. mode and strictness override the assistant's. Where a model cannot run, the answer's `trouble` says
        why, and the notes' own sentences answer unless some of the model's stand already.
        """
        stream = AnswerStream(on_sentence, on_citation, stop or Event(), self._read_lines)
        follow_up = parse_follow_up(question)
        already_quoted = follow_up.already_quoted if follow_up else ""
        question = self._standalone(follow_up.question if follow_up else question)
        if self._catalog is not None:
            statements = answer_collection(
                question.standalone, self._catalog, question.filters,
                alone=not question.history, already_quoted=already_quoted,
            )  # fmt: skip
            if statements is not None:
                return stream.answer_from_catalog(question.standalone, statements)
        strictness = self._strictness if strictness is None else strictness
        result, choose, scored, assessment = self._route(question, already_quoted, strictness)
        stream.mark_retrieved()
        if not assessment.passes:
            refusal = f"{NO_MORE if already_quoted else REFUSAL}{self._reading_state()}"
            return stream.refuse(question.standalone, refusal, result, assessment)
        model = self._model
        try:
            if model is not None and lets_write(mode or self._mode, lambda: model.parameters):
                self._write(model, question, result, stream)
        except (ModelUnavailable, ModelStoppedShort, PromptTooLong) as error:
            stream.trouble = str(error)
        if not stream.sentences and not stream.stop.is_set():
            self._quote(result, choose, scored, stream)
        return stream.answer_from_notes(question.standalone, result, assessment)

    def _read_lines(self, place: Place) -> list[str]:
        return read_place_lines(self._catalog, place) if self._catalog is not None else []

    def _standalone(self, question: Question) -> Question:
        """The question with a shortened history and its rewritten form."""
        history = shorten_history(question.history)
        return replace(question, history=history, standalone=rewrite_question(question.text, history))

    def _route(self, question: Question, already_quoted: str, strictness: float) -> Routed:
        """The evidence to answer from, and how to quote from it.

        Tries the reader's or the named author's passages first and falls back to all notes. A comparison of the
        reader's views at two times uses only the reader's passages.
        """

        def search(searched: Question) -> SearchResult:
            return without_quoted(self._searcher.search(searched), already_quoted)

        opinion = read_views(question.standalone)
        if opinion is not None and opinion.two:
            sides = find_sides(search, question, opinion, lambda side: self._assess(side, strictness)[1].passes)
            if sides.evidence:
                return sides, choose_sides, *self._assess(sides, strictness)
            nearest = search(question.with_text(sides.standalone_question))
            scored, assessment = self._assess(nearest, strictness)
            return nearest, choose_sides, scored, replace(assessment, passes=False)
        if opinion is not None:
            own = find_own(search, question, opinion)
            scored, assessment = self._assess(own, strictness)
            if assessment.passes and any(map(is_own, scored.candidates)):
                return own, choose_own, scored, assessment
        works_question = read_which(question.standalone)
        if works_question is not None:
            works = find_works(search, question, works_question)
            return works, choose_works, *self._assess(works, strictness)
        result = search(without_notes_phrase(question))
        by_author = find_said(search, question, result)
        if by_author is not None:
            scored, assessment = self._assess(by_author, strictness)
            if assessment.passes:
                return by_author, choose_sentences, scored, assessment
        scored, assessment = self._assess(result, strictness)
        return result, choose_titled if assessment.by_title else choose_sentences, scored, assessment

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

    def _quote(self, result: SearchResult, choose: Choose, scored: ScoredEvidence, stream: AnswerStream) -> None:
        """Hand out the notes' own sentences."""
        stream.model = ""
        for quote in choose(result.standalone_question, result.evidence, scored):
            if stream.stop.is_set():
                return
            item = result.evidence[quote.candidate.evidence]
            lead = neutralise_markers(quote.lead) or quote_lead(quote.candidate, item.passage)
            year = f" in {quote.year}" if quote.year else ""
            stream.add_quote(quote.candidate.text, [item], lead=lead + year)

    def _write(self, model: Model, question: Question, result: SearchResult, stream: AnswerStream) -> None:
        """Hand out the model's sentences that pass the support check."""
        # LlamaIndex takes a second to import, and most answers are quoted.
        from assistant.llm.llama_index_adapter import NotesLLM, recent_messages, stream_chat

        stream.model = model.name
        evidence = reuse_prompt_prefix(result.evidence, self._prompt_passages)
        room = model.context - ANSWER_TOKENS
        history = recent_messages(question.history, model, int(HISTORY_SHARE * room))

        def count_tokens(notes: Sequence[str]) -> int:
            return model.count_tokens(build_messages(result.standalone_question, notes, history))

        notes = notes_that_fit([note_for_prompt(item) for item in evidence], count_tokens, room)
        if not notes:
            raise PromptTooLong(count_tokens(()) + ANSWER_TOKENS, model.context)
        self._prompt_passages = tuple(item.passage.id for item in evidence[: len(notes)])
        pieces = stream_chat(
            NotesLLM(model),
            build_messages(result.standalone_question, notes, history),
            max_tokens=ANSWER_TOKENS,
            grammar=citation_grammar(len(notes)),
            stop=stream.stop,
        )
        for text, numbers in parse_sentences(stream.mark_first_token(pieces)):
            stream.add_generated(text, [evidence[number - 1] for number in numbers if number <= len(notes)])

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
