"""A question, answered from the notes alone: the nouns of an answer, and the assistant that makes one.

The whole way stands in `Assistant.ask`: what the catalog itself can tell, then evidence, the gate, the
sentences, their check. Everything it uses is handed to it; `assemble.py` joins the parts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.candidates import Candidate, Rarity, Reading, rarity_of, read_evidence
from assistant.check import Support, check_sentence, strip_false_quotes
from assistant.collection import Told, answer_collection
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.gate import Verdict, judge
from assistant.quote import Choice, choose_sentences
from assistant.remembered import RememberingEmbedder
from assistant.said import find_said
from assistant.views import choose_views, date_of, find_views
from assistant.write import (
    ANSWER_TOKENS,
    build_messages,
    citation_grammar,
    defuse,
    describe_note,
    fit_notes,
    order_for_cache,
    read_sentences,
)
from index.search import Evidence, Finding, Question
from ingest.passage import Passage

if TYPE_CHECKING:
    from assistant.model import Model
    from index.catalog import Catalog
    from index.embed import Embedder

Way = Literal["quoted", "written", "catalog", "talk", "none"]
"""Who made the sentences: the notes' own, a model, the catalog, the program about itself, or nobody (refused)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer. It is final once it is handed out: nothing shown is taken back."""

    text: str
    """Plain text without [n] markers; from notes or a model, so escape it before a page shows it."""
    citations: tuple[int, ...]
    """Numbers of the answer's citations, ascending; () for the program's own words."""
    support: Support
    lead: str = ""
    """Whose words they are, to be shown before the text, as "You noted" or "AI summary"; "" for the author's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A number in an answer and the evidence behind it."""

    n: int
    """From 1, in the order in which the answer first cites."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds from the call, never negative."""

    retrieve: float
    """Until evidence was there and the gate had decided."""
    first_token: float
    """Until the first words of the answer were there, before their check."""
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the notes say to one question, or that they don't."""

    standalone_question: str
    """What was searched for once the history was read in."""
    answered: bool
    text: str
    """The sentences joined, without [n]; where not answered, says so in words."""
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    """Exactly what the sentences cite."""
    nearest: tuple[Evidence, ...]
    """Best first; what came nearest where not answered, else ()."""
    model: str
    """The model that wrote it; "quoted from your notes" where no model did."""
    seconds: Timing
    way: Way = "quoted"
    confidence: float = 0.0
    """The gate's estimate that the notes hold an answer, 0 to 1; 0 where the gate was not asked."""
    dropped: int = 0
    """How many sentences a model wrote that the check did not let pass; they are not shown."""
    stopped: bool = False
    """Whether it was stopped midway; the sentences up to then stand."""
    trouble: str = ""
    """Why the model that was to write could not, or not to the end, with the next step; "" where nothing was amiss."""


AskedWay = Literal["auto", "quote", "write"]
QUOTED = "quoted from your notes"
"""What an answer names where no model wrote it."""
COUNTED = "counted in your catalog"
"""What it names where the catalog answered."""
REFUSAL = "Your notes don't say."
NEAREST = 5
"""Passages shown with a refusal."""
WRITES_WELL = 1_000_000_000
"""Parameters from which "auto" lets a model write. Below it the notes' own sentences are better: rougeL 62.9 where
encoder and overlap choose them, 31.4 where a 135M model chooses among their best, 5.8 in its own words (bench/ways.py,
docs/answering.md). Above it nothing could be measured."""
HISTORY_SHARE = 0.25
"""Of the context, for the conversation so far."""


def lets_write(way: AskedWay | str, parameters: Callable[[], int]) -> bool:
    """Whether a model answers in its own words. parameters: asked only where it matters, as that may load the model."""
    return way == "write" or (way != "quote" and parameters() >= WRITES_WELL)


Choose = Callable[[str, Sequence[Evidence], Reading], Sequence[Choice]]
"""What takes the sentences to be quoted out of the evidence for a question."""


class Finder(Protocol):
    """What finds the evidence: our search, or a LlamaIndex retriever in its place."""

    def search(self, question: Question) -> Finding: ...


class Assistant:
    """Answers questions from what a searcher finds. Safe to share between threads; the model takes one at a time."""

    def __init__(
        self,
        searcher: Finder,
        model: Model | None = None,
        *,
        catalog: Catalog | None = None,
        embedder: Embedder | None = None,
        way: AskedWay | str = "auto",
        strictness: float = 0.5,
    ) -> None:
        """Keeps the parts; loads nothing.

        model: None answers with the notes' own sentences only. catalog: None leaves questions about the
        collection to the search. embedder: None judges sentences by their words alone. way: "auto" is what
        measured better for the model's class. strictness: 0 (answers whatever comes near) to 1 (answers only
        what is surely there); 0.5 as calibrated.
        """
        self._searcher = searcher
        self._model = model
        self._catalog = catalog
        self._embedder = embedder and RememberingEmbedder(embedder)
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
        way: AskedWay | str | None = None,
        strictness: float | None = None,
    ) -> Answer:
        """Answer one question.

        on_citation is called with each citation just before on_sentence with the first sentence that cites it;
        both on the calling thread, each sentence once and for good. stop: set it from any thread; the model
        stops within a token and the answer comes back with `stopped`. way and strictness override the
        assistant's for this question. A model that cannot run is told in the answer's `trouble`; the notes' own
        sentences answer then, unless some of the model's stand already.
        """
        telling = _Telling(on_sentence, on_citation, stop or Event())
        told = answer_collection(question.text, self._catalog, question.filters) if self._catalog else None
        if told is not None:
            return telling.recount(question.text, told)
        strict = self._strictness if strictness is None else strictness
        choose: Choose = choose_sentences
        views = find_views(self._searcher.search, question)
        if views is not None:
            finding, choose = views, choose_views
            reading, verdict = self._judge(finding, strict)
        else:
            finding, reading, verdict = self._find(question, strict)
        telling.retrieved()
        if not verdict.passes:
            return self._refuse(finding, verdict, telling)
        try:
            if self._writes(way or self._way):
                self._write(question, finding, telling)
        except (ModelUnavailable, ModelStoppedShort, PromptTooLong) as trouble:
            telling.trouble = str(trouble)
        if not telling.sentences and not telling.stop.is_set():
            self._quote(finding, reading, telling, choose)
        return telling.finish(finding, verdict)

    def _find(self, question: Question, strictness: float) -> tuple[Finding, Reading, Verdict]:
        """The evidence that is judged: of the author asked about, if that can answer, else of all notes."""
        plain = self._searcher.search(question)
        said = find_said(self._searcher.search, question, plain)
        if said is not None:
            reading, verdict = self._judge(said, strictness)
            if verdict.passes:
                return said, reading, verdict
        return plain, *self._judge(plain, strictness)

    def _judge(self, finding: Finding, strictness: float) -> tuple[Reading, Verdict]:
        asked = finding.standalone_question
        reading = read_evidence(asked, finding.evidence, self._embedder, *self._measure_words())
        return reading, judge(asked, finding.evidence, reading, strictness)

    def _measure_words(self) -> tuple[Rarity, int]:
        """How much a word tells in this collection, and how many passages it has."""
        if self._catalog is None:
            return lambda term: 1.0, 0
        from index.lexical import count_passages, count_term

        connection = self._catalog.connection
        passages = count_passages(connection)
        return rarity_of(lambda term: count_term(connection, term), passages), passages

    def _writes(self, way: str) -> bool:
        model = self._model
        return model is not None and lets_write(way, lambda: model.parameters)

    def _quote(self, finding: Finding, reading: Reading, telling: _Telling, choose: Choose) -> None:
        telling.model = ""
        for choice in choose(finding.standalone_question, finding.evidence, reading):
            if telling.stop.is_set():
                return
            evidence = finding.evidence[choice.candidate.evidence]
            lead = lead_of(choice.candidate, evidence.passage)
            year = date_of(evidence.passage)[:4] if choose is choose_views else ""
            when = f" in {year}" if year else ""
            telling.tell(choice.candidate.text, [evidence], lead=lead + when)

    def _write(self, question: Question, finding: Finding, telling: _Telling) -> None:
        """Tells what the model writes and the check lets pass."""
        from assistant.llama_index_chat import NotesLLM, remember, stream_chat

        assert self._model is not None
        telling.model = self._model.name
        evidence = order_for_cache(finding.evidence, self._last_prompt)
        room = self._model.context - ANSWER_TOKENS
        history = remember(question.history, self._model, int(HISTORY_SHARE * room))
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
            stop=telling.stop,
        )
        for text, numbers in read_sentences(telling.watch(pieces)):
            telling.tell_checked(text, [evidence[n - 1] for n in numbers if n <= len(notes)])

    def _refuse(self, finding: Finding, verdict: Verdict, telling: _Telling) -> Answer:
        return Answer(
            standalone_question=finding.standalone_question,
            answered=False,
            text=f"{REFUSAL}{self._describe_reading()}",
            sentences=(),
            citations=(),
            nearest=finding.evidence[:NEAREST],
            model=QUOTED,
            seconds=telling.timing(),
            way="none",
            confidence=verdict.confidence,
            stopped=telling.stop.is_set(),
        )

    def _describe_reading(self) -> str:
        """When the notes were last read and what waits, as sentences with a space before; "" without a catalog."""
        if self._catalog is None:
            return ""
        from index.status import read_sources

        sources = read_sources(self._catalog)
        last = max((source.last_ingest for source in sources), default="")
        pending = sum(source.pending for source in sources)
        if not last:
            return " None have been read yet: run notes ingest with their folder."
        waiting = f"; {pending} file{'' if pending == 1 else 's'} changed since" if pending else ""
        at = datetime.fromisoformat(last).astimezone()
        return f" They were last read on {at.day} {at:%B %Y} at {at:%H:%M}{waiting}."


def lead_of(candidate: Candidate, passage: Passage) -> str:
    """Whose words a quoted sentence is, to be said before it; "" for the author's."""
    return "You noted" if candidate.is_note else lead_for(passage)


def lead_for(passage: Passage) -> str:
    """The same for a passage's own text."""
    if passage.voice == "reader":
        return "You wrote"
    return "AI summary" if passage.voice == "machine" else ""


class _Telling:
    """An answer while it is told: numbers its citations, keeps its times, hands out each sentence once."""

    def __init__(
        self,
        on_sentence: Callable[[Sentence], None] | None,
        on_citation: Callable[[Citation], None] | None,
        stop: Event,
    ) -> None:
        self._on_sentence = on_sentence
        self._on_citation = on_citation
        self.stop = stop
        self.sentences: list[Sentence] = []
        self.citations: dict[str, Citation] = {}
        self.model = ""
        self.trouble = ""
        self.dropped = 0
        self._began = time.monotonic()
        self._retrieved = self._first = 0.0

    def retrieved(self) -> None:
        self._retrieved = time.monotonic() - self._began

    def watch(self, pieces: Iterator[str]) -> Iterator[str]:
        """The same pieces; notes when the first came."""
        for piece in pieces:
            self._first = self._first or time.monotonic() - self._began
            yield piece

    def tell_checked(self, text: str, cited: Sequence[Evidence]) -> None:
        """Tell a model's sentence if it stands on what it cites; weak ones only with their badge."""
        passages = [one.passage for one in cited]
        text = strip_false_quotes(text, passages)
        support = check_sentence(text, passages).support
        if support == "none":
            self.dropped += 1
            return
        self._hand_out(text, cited, support, "")

    def tell(self, text: str, cited: Sequence[Evidence], lead: str) -> None:
        """Tell a sentence of the notes themselves; checked all the same."""
        support = check_sentence(text, [one.passage for one in cited]).support
        if support != "none":
            self._hand_out(defuse(text), cited, support, lead)

    def _hand_out(self, text: str, cited: Sequence[Evidence], support: Support, lead: str) -> None:
        self._first = self._first or time.monotonic() - self._began
        numbers = sorted(self._number(one) for one in cited)
        sentence = Sentence(text=text, citations=tuple(numbers), support=support, lead=lead)
        self.sentences.append(sentence)
        if self._on_sentence:
            self._on_sentence(sentence)

    def _number(self, evidence: Evidence) -> int:
        id = evidence.passage.id
        if id not in self.citations:
            self.citations[id] = Citation(n=len(self.citations) + 1, evidence=evidence)
            if self._on_citation:
                self._on_citation(self.citations[id])
        return self.citations[id].n

    def timing(self) -> Timing:
        total = time.monotonic() - self._began
        return Timing(retrieve=self._retrieved or total, first_token=self._first or total, total=total)

    def recount(self, question: str, told: Sequence[Told]) -> Answer:
        """What the catalog says: the program's own words stand as they are, quoted ones are checked."""
        self.retrieved()
        for one in told:
            if self.stop.is_set():
                break
            if one.quoted:
                self.tell(one.text, one.cited, lead_for(one.cited[0].passage))
            else:
                self._hand_out(one.text, one.cited, "supported", "")
        return Answer(
            standalone_question=question,
            answered=True,
            text=" ".join(sentence.text for sentence in self.sentences),
            sentences=tuple(self.sentences),
            citations=tuple(self.citations.values()),
            nearest=(),
            model=COUNTED,
            seconds=self.timing(),
            way="catalog" if self.citations else "talk",
            stopped=self.stop.is_set(),
        )

    def finish(self, finding: Finding, verdict: Verdict) -> Answer:
        """The whole answer; one without a sentence is no answer."""
        written = bool(self.model) and len(self.sentences) > 0
        return Answer(
            standalone_question=finding.standalone_question,
            answered=bool(self.sentences),
            text=" ".join(sentence.text for sentence in self.sentences) or REFUSAL,
            sentences=tuple(self.sentences),
            citations=tuple(self.citations.values()),
            nearest=() if self.sentences else finding.evidence[:NEAREST],
            model=self.model if written else QUOTED,
            seconds=self.timing(),
            way="written" if written else "quoted" if self.sentences else "none",
            confidence=verdict.confidence,
            dropped=self.dropped,
            stopped=self.stop.is_set(),
            trouble=self.trouble,
        )
