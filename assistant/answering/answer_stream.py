"""An answer, and what tells it sentence by sentence: numbered citations, times, whose words each is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event

from assistant.answering.answer import (
    COUNTED,
    NEAREST,
    NOTED,
    QUOTED,
    REFUSAL,
    Answer,
    Citation,
    Sentence,
    Timing,
    lead_for,
)
from assistant.answering.prompt import neutralise_markers
from assistant.answering.routes.catalog import CatalogStatement
from assistant.evidence.answerability import Answerability
from assistant.evidence.support import Support, check_sentence, strip_false_quotes
from index.search.evidence import Evidence, SearchResult


class AnswerStream:
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
        """Evidence is there, and the gate has decided."""
        self._retrieved = time.monotonic() - self._began

    def watch(self, pieces: Iterator[str]) -> Iterator[str]:
        """The same pieces; notes when the first came."""
        for piece in pieces:
            self._first = self._first or time.monotonic() - self._began
            yield piece

    def add_generated(self, text: str, cited: Sequence[Evidence]) -> None:
        """Tell a model's sentence if it stands on what it cites; weak ones only with their badge."""
        passages = [one.passage for one in cited]
        text = strip_false_quotes(text, passages)
        support = check_sentence(text, passages).support
        if support == "none":
            self.dropped += 1
            return
        self._hand_out(text, cited, support, "")

    def add_quote(self, text: str, cited: Sequence[Evidence], lead: str) -> None:
        """Tell a sentence of the notes themselves; checked all the same."""
        support = check_sentence(text, [one.passage for one in cited]).support
        if support != "none":
            self._hand_out(neutralise_markers(text), cited, support, lead)

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
        """The seconds until now."""
        total = time.monotonic() - self._began
        return Timing(retrieve=self._retrieved or total, first_token=self._first or total, total=total)

    def answer_from_catalog(self, question: str, told: Sequence[CatalogStatement]) -> Answer:
        """What the catalog says: the program's own words stand as they are, quoted ones are checked."""
        self.retrieved()
        for one in told:
            if self.stop.is_set():
                break
            if one.quoted:
                self.add_quote(one.text, one.cited, NOTED if one.noted else lead_for(one.cited[0].passage))
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

    def finish(self, question: str, finding: SearchResult, verdict: Answerability) -> Answer:
        """The whole answer to a question in full words; one without a sentence is no answer."""
        written = bool(self.model) and len(self.sentences) > 0
        return Answer(
            standalone_question=question,
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
