"""A question, answered from the notes alone.

The whole way stands in `Assistant.ask`: what the catalog itself can tell, then evidence, the gate, the
sentences, their check. Everything it uses is handed to it; `assemble.py` joins the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.answering.answer import NEAREST, NO_MORE, QUOTED, REFUSAL, Answer, Citation, Sentence, lead_of
from assistant.answering.answer_stream import AnswerStream
from assistant.answering.prompt import (
    build_messages,
    citation_grammar,
    describe_note,
    fit_notes,
    neutralise_markers,
    order_for_cache,
    read_sentences,
)
from assistant.answering.routes.authors import find_said
from assistant.answering.routes.catalog import CatalogStatement, answer_collection
from assistant.answering.routes.opinions import choose_own, choose_sides, find_own, find_sides, is_own, read_views
from assistant.answering.routes.works_mentioning import choose_titled, choose_works, find_works, read_which
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.evidence.answerability import Answerability, assess
from assistant.evidence.candidates import Rarity, ScoredEvidence, rarity_of, read_evidence
from assistant.evidence.extraction import Quote, choose_sentences
from assistant.llm.model import ANSWER_TOKENS
from assistant.questions.follow_up import lean_on, leave_out, read_more
from assistant.questions.topic import name_matter
from index.search.evidence import Evidence, Question, SearchResult
from index.search.query_rewriting import rewrite_question

if TYPE_CHECKING:
    from assistant.llm.model import Model
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder

RequestedMode = Literal["auto", "quote", "write"]
WRITES_WELL = 1_000_000_000
"""Parameters from which "auto" lets a model write. Below it the notes' own sentences are better: rougeL 62.9 where
encoder and overlap choose them, 31.4 where a 135M model chooses among their best, 5.8 in its own words (bench/ways.py,
docs/answering.md). Above it nothing could be measured."""
HISTORY_SHARE = 0.25
"""Of the context, for the conversation so far."""


def lets_write(way: RequestedMode | str, parameters: Callable[[], int]) -> bool:
    """Whether a model answers in its own words. parameters: asked only where it matters, as that may load the model."""
    return way == "write" or (way != "quote" and parameters() >= WRITES_WELL)


Choose = Callable[[str, Sequence[Evidence], ScoredEvidence], Sequence[Quote]]
"""What takes the sentences to be quoted out of the evidence for a question."""
Found = tuple[SearchResult, Choose, ScoredEvidence, Answerability]
"""The evidence that is judged, what chooses from it, and what the gate said."""


class Finder(Protocol):
    """What finds the evidence: our search, or a LlamaIndex retriever in its place."""

    def search(self, question: Question) -> SearchResult: ...


class Assistant:
    """Answers questions from what a searcher finds. Safe to share between threads; the model takes one at a time."""

    def __init__(
        self,
        searcher: Finder,
        model: Model | None = None,
        *,
        catalog: Catalog | None = None,
        embedder: Embedder | None = None,
        way: RequestedMode | str = "auto",
        strictness: float = 0.5,
    ) -> None:
        """Keeps the parts; loads nothing.

        model: None answers with the notes' own sentences only. catalog: None leaves questions about the
        collection to the search. embedder: best one that remembers
        (`index/vectors/cached_embedder.py`); None judges sentences by their words alone. way: "auto" is what
        measured better for the model's class. strictness: 0 (answers whatever comes near) to 1 (answers only
        what is surely there); 0.5 as calibrated.
        """
        self._searcher = searcher
        self._model = model
        self._catalog = catalog
        self._embedder = embedder
        self._way = way
        self._strictness = strictness
        self._last_prompt: tuple[str, ...] = ()

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None] | None = None,
        on_citation: Callable[[Citation], None] | None = None,
        stop: Event | None = None,
        way: RequestedMode | str | None = None,
        strictness: float | None = None,
    ) -> Answer:
        """Answer one question.

        on_citation is called with each citation just before on_sentence with the first sentence that cites it;
        both on the calling thread, each sentence once and for good. stop: set it from any thread; the model
        stops within a token and the answer comes back with `stopped`. way and strictness override the
        assistant's for this question. A model that cannot run is told in the answer's `trouble`; the notes' own
        sentences answer then, unless some of the model's stand already.
        """
        stream = AnswerStream(on_sentence, on_citation, stop or Event())
        more = read_more(question)
        question, said = (more.question, more.said) if more else (question, "")
        question = replace(question, history=lean_on(question.history))
        standalone = rewrite_question(question.text, question.history)
        told = self._tell_collection(question, standalone, said)
        if told is not None:
            return stream.answer_from_catalog(standalone, told)
        strict = self._strictness if strictness is None else strictness
        finding, choose, reading, verdict = self._find(question, standalone, said, strict)
        stream.retrieved()
        if not verdict.passes:
            return self._refuse(standalone, NO_MORE if said else REFUSAL, finding, verdict, stream)
        try:
            if self._writes(way or self._way):
                self._write(question, finding, stream)
        except (ModelUnavailable, ModelStoppedShort, PromptTooLong) as trouble:
            stream.trouble = str(trouble)
        if not stream.sentences and not stream.stop.is_set():
            self._quote(finding, reading, stream, choose)
        return stream.finish(standalone, finding, verdict)

    def _tell_collection(self, question: Question, standalone: str, said: str) -> tuple[CatalogStatement, ...] | None:
        if self._catalog is None:
            return None
        return answer_collection(standalone, self._catalog, question.filters, alone=not question.history, said=said)

    def _find(self, question: Question, standalone: str, said: str, strictness: float) -> Found:
        """The evidence that is judged, and what chooses from it.

        Of the reader or the author who is asked about, if that can answer, else of all notes. Two views of the
        reader's can only be the reader's.
        """

        def search(asked: Question) -> SearchResult:
            return leave_out(self._searcher.search(asked), said)

        views = read_views(standalone)
        if views is not None and views.two:
            sides = find_sides(search, question, views, lambda side: self._judge(side, strictness)[1].passes)
            if sides.evidence:
                return sides, choose_sides, *self._judge(sides, strictness)
            near = search(replace(question, text=sides.standalone_question))
            reading, verdict = self._judge(near, strictness)
            return near, choose_sides, reading, replace(verdict, passes=False)
        if views is not None:
            own = find_own(search, question, views)
            reading, verdict = self._judge(own, strictness)
            if verdict.passes and any(is_own(one) for one in reading.candidates):
                return own, choose_own, reading, verdict
        which = read_which(standalone)
        if which is not None:
            works = find_works(search, question, which)
            return works, choose_works, *self._judge(works, strictness)
        plain = search(name_matter(question))
        theirs = find_said(search, question, plain)
        if theirs is not None:
            reading, verdict = self._judge(theirs, strictness)
            if verdict.passes:
                return theirs, choose_sentences, reading, verdict
        reading, verdict = self._judge(plain, strictness)
        return plain, choose_titled if verdict.titled else choose_sentences, reading, verdict

    def _judge(self, finding: SearchResult, strictness: float) -> tuple[ScoredEvidence, Answerability]:
        asked = finding.standalone_question
        reading = read_evidence(asked, finding.evidence, self._embedder, *self._measure_words())
        return reading, assess(asked, finding.evidence, reading, strictness)

    def _measure_words(self) -> tuple[Rarity, int]:
        """How much a word tells in this collection, and how many passages it has."""
        if self._catalog is None:
            return lambda term: 1.0, 0
        from index.catalog.full_text import count_indexed
        from index.search.lexical import count_term

        catalog = self._catalog
        passages = count_indexed(catalog)
        return rarity_of(lambda term: count_term(catalog, term), passages), passages

    def _writes(self, way: str) -> bool:
        model = self._model
        return model is not None and lets_write(way, lambda: model.parameters)

    def _quote(self, finding: SearchResult, reading: ScoredEvidence, stream: AnswerStream, choose: Choose) -> None:
        stream.model = ""
        for choice in choose(finding.standalone_question, finding.evidence, reading):
            if stream.stop.is_set():
                return
            evidence = finding.evidence[choice.candidate.evidence]
            lead = neutralise_markers(choice.lead) or lead_of(choice.candidate, evidence.passage)
            when = f" in {choice.year}" if choice.year else ""
            stream.add_quote(choice.candidate.text, [evidence], lead=lead + when)

    def _write(self, question: Question, finding: SearchResult, stream: AnswerStream) -> None:
        """Tells what the model writes and the check lets pass."""
        from assistant.llm.llama_index_adapter import NotesLLM, recent_messages, stream_chat

        assert self._model is not None
        stream.model = self._model.name
        evidence = order_for_cache(finding.evidence, self._last_prompt)
        room = self._model.context - ANSWER_TOKENS
        history = recent_messages(question.history, self._model, int(HISTORY_SHARE * room))
        asked = finding.standalone_question
        count = self._model.count_tokens
        notes = fit_notes(
            [describe_note(one) for one in evidence],
            lambda kept: count(build_messages(asked, kept, history)),
            room,
        )
        if not notes:
            raise PromptTooLong(count(build_messages(asked, (), history)) + ANSWER_TOKENS, self._model.context)
        self._last_prompt = tuple(one.passage.id for one in evidence[: len(notes)])
        pieces = stream_chat(
            NotesLLM(self._model),
            build_messages(asked, notes, history),
            max_tokens=ANSWER_TOKENS,
            grammar=citation_grammar(len(notes)),
            stop=stream.stop,
        )
        for text, numbers in read_sentences(stream.watch(pieces)):
            stream.add_generated(text, [evidence[n - 1] for n in numbers if n <= len(notes)])

    def _refuse(
        self, question: str, words: str, finding: SearchResult, verdict: Answerability, stream: AnswerStream
    ) -> Answer:
        return Answer(
            standalone_question=question,
            answered=False,
            text=f"{words}{self._describe_reading()}",
            sentences=(),
            citations=(),
            nearest=finding.evidence[:NEAREST],
            model=QUOTED,
            seconds=stream.timing(),
            way="none",
            confidence=verdict.confidence,
            stopped=stream.stop.is_set(),
        )

    def _describe_reading(self) -> str:
        """When the notes were last read and what waits, as sentences with a space before; "" without a catalog."""
        if self._catalog is None:
            return ""
        from index.maintenance.status import read_sources

        sources = read_sources(self._catalog)
        last = max((source.last_ingest for source in sources), default="")
        pending = sum(source.pending for source in sources)
        if not last:
            return " None have been read yet: add their folder under Sources on the page, or run `notes ingest FOLDER`."
        waiting = f"; {pending} file{'' if pending == 1 else 's'} changed since" if pending else ""
        at = datetime.fromisoformat(last).astimezone()
        return f" They were last read on {at.day} {at:%B %Y} at {at:%H:%M}{waiting}."
