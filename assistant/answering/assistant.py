"""Answers a question from the notes alone.

`Assistant.ask` shows the whole way: look the question up, answer from the catalog, or judge the evidence, then quote or
have a model write, each sentence checked. Its parts are handed in; `assistant/service/composition.py` joins them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Literal

from assistant.answering.answer import NEAR, NO_MORE, REFUSAL, Answer, Citation, Sentence
from assistant.answering.answer_stream import AnswerStream
from assistant.answering.antecedents import read_antecedents
from assistant.answering.find_evidence import Found
from assistant.answering.look_up import EvidenceSearch, LookedUp, Resources, look_up
from assistant.answering.prompt import PROMPT_PREFIX
from assistant.answering.quoting import find_resolved_date, offer_quotes
from assistant.answering.rewording.reword import reword_question
from assistant.answering.rewording.translation import languages_to_try
from assistant.answering.routes.wording import describe_corrections
from assistant.answering.writing import ReadExcerpt, select_excerpts, write_answer
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.evidence.answerability import threshold_at
from assistant.evidence.certainty import Certainty, gate_certainty
from assistant.questions.frames import Frames
from assistant.questions.plan import Correction
from index.catalog.full_text import count_languages
from index.maintenance.status import read_sources
from index.search.evidence import Question
from index.sources.place_lines import read_place_lines
from index.vectors.language_support import knows_only_english
from ingest.passage import Place
from ingest.text.language import guess_language

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
        self._sources = Resources(
            searcher=searcher,
            catalog=catalog,
            embedder=embedder,
            frames=Frames(embedder, catalog.data if catalog is not None else None),
            model=model,
        )
        self._mode = mode
        self._strictness = strictness
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
        looked_up = look_up(self._sources, question, strictness)
        certainty = self._answer(looked_up, mode, strictness, stream)
        if certainty != "stated":
            looked_up, certainty = self._ask_again(looked_up, certainty, mode, strictness, stream)
        return self._finish(looked_up, certainty, stream)

    def _answer(
        self, looked_up: LookedUp, mode: RequestedMode | str | None, strictness: float, stream: AnswerStream
    ) -> Certainty:
        """How certain the answer is; what the notes say is handed out already, what the catalog states is not."""
        stream.plan = looked_up.plan
        if looked_up.statements is not None:
            return "stated" if looked_up.statements else "none"
        assert looked_up.found is not None
        return self._answer_from_notes(looked_up, looked_up.found, mode, strictness, stream)

    def _finish(self, looked_up: LookedUp, certainty: Certainty, stream: AnswerStream) -> Answer:
        plan, standalone = looked_up.plan, looked_up.question.standalone
        stream.plan = plan
        if looked_up.statements:
            return stream.answer_from_catalog(plan.question or standalone, looked_up.statements)
        found = looked_up.found
        assert found is not None
        if certainty == "stated":
            return stream.answer_from_notes(standalone, found.result, found.assessment)
        refusal = NO_MORE if plan.seen else NEAR if certainty == "near" else REFUSAL
        text = f"{refusal}{self._language_state(standalone)}{self._reading_state()}"
        return stream.refuse(standalone, text, found.result, found.assessment, certainty)

    def _ask_again(
        self,
        looked_up: LookedUp,
        certainty: Certainty,
        mode: RequestedMode | str | None,
        strictness: float,
        stream: AnswerStream,
    ) -> tuple[LookedUp, Certainty]:
        """What a question that is not answered finds in other words, and how certain that is; else what it found."""
        plan, question = looked_up.plan, looked_up.question
        languages = self._other_languages(looked_up)
        if plan.seen or not (question.history or languages) or (model := self._writer(mode, stream)) is None:
            return looked_up, certainty
        try:
            for rewording in reword_question(model, question, languages, stream.stop):
                again = look_up(self._sources, question.with_text(rewording.text, history=()), strictness)
                if not again.finds_more_than(looked_up):
                    continue
                read_as = replace(
                    again.plan, corrections=(Correction(written=question.text, understood=rewording.text),)
                )
                if not rewording.keeps_names:
                    again = replace(again, plan=read_as)
                stream.begin_again()
                if self._answer(again, mode, strictness, stream) == "stated":
                    return replace(again, plan=read_as), "stated"
        except (ModelUnavailable, ModelStoppedShort, PromptTooLong) as error:
            stream.trouble = str(error)
        return looked_up, certainty

    def _other_languages(self, looked_up: LookedUp) -> tuple[str, ...]:
        """The languages of the notes that the question may be put into; a quotation is looked for in its own words."""
        catalog = self._sources.catalog
        if catalog is None or looked_up.found is None or looked_up.plan.want != "answer":
            return ()
        return languages_to_try(looked_up.question.standalone, count_languages(catalog), self._sources.embedder)

    def _answer_from_notes(
        self,
        looked_up: LookedUp,
        found: Found,
        mode: RequestedMode | str | None,
        strictness: float,
        stream: AnswerStream,
    ) -> Certainty:
        """Hand out what the notes say, in a model's words or in their own, and tell how certain it is."""
        stream.mark_retrieved()
        evidence, catalog = found.result.evidence, self._sources.catalog
        filters = looked_up.question.filters
        filters = replace(filters, conditions=(*filters.conditions, *looked_up.plan.conditions))
        antecedents = {} if catalog is None else read_antecedents(catalog, evidence, filters)
        certainty = gate_certainty(found.assessment.confidence, passes=found.assessment.passes)
        if certainty != "none" and (model := self._writer(mode, stream)) is not None:
            offer_quotes(found.quotes, evidence, antecedents, stream)
            self._excerpts = select_excerpts(found, antecedents, self._excerpts)
            certainty = write_answer(model, found, self._excerpts, threshold_at(strictness), stream) or certainty
        if certainty == "stated" and not stream.sentences and not stream.stop.is_set():
            if not stream.quotes:
                offer_quotes(found.quotes, evidence, antecedents, stream)
            if corrections := describe_corrections(looked_up.plan):
                stream.explain(corrections)
            stream.answer_with_quotes(find_resolved_date(found.result.standalone_question, found.quotes, evidence))
        return certainty

    def _writer(self, mode: RequestedMode | str | None, stream: AnswerStream) -> Model | None:
        """The model that is to write; None where the notes are only quoted, with the trouble noted where it cannot."""
        model = self._sources.model
        try:
            return model if model is not None and lets_write(mode or self._mode, lambda: model.parameters) else None
        except ModelUnavailable as error:
            stream.trouble = str(error)
            return None

    def prepare(self) -> None:
        """Have the model read what every prompt begins with, so that no question waits for that.

        Nothing where no model is to write. Raises ModelUnavailable, ModelStoppedShort.
        """
        model = self._sources.model
        if model is None or not lets_write(self._mode, lambda: model.parameters):
            return
        if model.count_tokens(PROMPT_PREFIX) < model.context // 2:
            model.keep_prefix(PROMPT_PREFIX)

    def _similarity(self, left: str, right: str) -> float:
        if self._sources.embedder is None:
            return 0.0
        rows = self._sources.embedder.embed_passages([left, right])
        return float(rows[0] @ rows[1])

    def _read_lines(self, place: Place) -> list[str]:
        return read_place_lines(self._sources.catalog, place) if self._sources.catalog is not None else []

    def _language_state(self, question: str) -> str:
        """That a question in another language than most notes needs another encoder, as a sentence with a space before;
        "" elsewhere."""
        embedder, catalog, asked = self._sources.embedder, self._sources.catalog, guess_language(question)
        if embedder is None or catalog is None or not asked or not knows_only_english(embedder.name):
            return ""
        counts = count_languages(catalog)
        if 2 * counts.get(asked, 0) >= sum(number for language, number in counts.items() if language):
            return ""
        return (
            " Most of them are in another language than the question, which this encoder cannot compare: a multilingual"
            " one can (`notes models encoder`)."
        )

    def _reading_state(self) -> str:
        """When the notes were last read and what waits, as a sentence with a space before; "" without a catalog."""
        if self._sources.catalog is None:
            return ""
        sources = read_sources(self._sources.catalog)
        last = max((source.last_ingest for source in sources), default="")
        pending = sum(source.pending for source in sources)
        if not last:
            return " None have been read yet: add their folder under Sources on the page, or run `notes ingest FOLDER`."
        waiting = f"; {pending} file{'' if pending == 1 else 's'} changed since" if pending else ""
        at = datetime.fromisoformat(last).astimezone()
        return f" They were last read on {at.day} {at:%B %Y} at {at:%H:%M}{waiting}."
