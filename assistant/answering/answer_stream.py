"""An answer while it is made: checks its sentences, numbers their citations and hands both out one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from threading import Event

from assistant.answering.answer import (
    CATALOG_LABEL,
    MAX_NEAREST,
    NOTED_LEAD,
    QUOTED_LABEL,
    REFUSAL,
    Answer,
    AnswerMode,
    Citation,
    Sentence,
    Timing,
    passage_lead,
)
from assistant.answering.prompt import neutralise_markers
from assistant.answering.routes.statement import CatalogStatement
from assistant.evidence.answerability import Answerability
from assistant.evidence.certainty import Certainty
from assistant.evidence.cited_lines import find_line
from assistant.evidence.named_things import tells_of_named
from assistant.evidence.support import Similarity, Support, check_sentence, find_support, is_bare, strip_false_quotes
from assistant.questions.plan import NO_PLAN, Plan
from index.search.evidence import Evidence, SearchResult
from ingest.passage import Passage, Place


class AnswerStream:
    """Collects one answer's quotes, sentences, citations and times; hands out each once."""

    def __init__(
        self,
        on_sentence: Callable[[Sentence], None] | None,
        on_citation: Callable[[Citation], None] | None,
        stop: Event,
        read_lines: Callable[[Place], Sequence[str]] = lambda place: (),
        on_quote: Callable[[Sentence], None] | None = None,
        similarity: Similarity | None = None,
    ) -> None:
        """read_lines: the lines of a place as the file has them; () where they cannot be read."""
        self._similarity = similarity
        self._read_lines = read_lines
        self._on_sentence = on_sentence
        self._on_citation = on_citation
        self._on_quote = on_quote
        self.stop = stop
        self.sentences: list[Sentence] = []
        self.quotes: list[Sentence] = []
        self.model = ""
        self.trouble = ""
        self.plan: Plan = NO_PLAN
        self._citations: dict[str, Citation] = {}
        """By passage id."""
        self._dropped = 0
        self._start = time.monotonic()
        self._retrieve_s = self._first_token_s = 0.0

    def mark_retrieved(self) -> None:
        """Note the time at which the evidence is there and assessed."""
        self._retrieve_s = time.monotonic() - self._start

    def begin_again(self) -> None:
        """Withdraw the quotes and citations of a question that is asked anew; citations number from 1 again."""
        self.quotes.clear()
        self._citations.clear()

    def mark_first_token(self, pieces: Iterator[str]) -> Iterator[str]:
        """The same pieces; notes the time of the first."""
        for piece in pieces:
            self._first_token_s = self._first_token_s or time.monotonic() - self._start
            yield piece

    def offer_quote(self, text: str, cited: Sequence[Evidence], lead: str) -> None:
        """Hand out a sentence of the notes that a model's answer will stand on, if the check agrees."""
        support = check_sentence(text, [item.passage for item in cited]).support
        if support == "none":
            return
        quote = self._cite(neutralise_markers(text), cited, support, lead)
        self.quotes.append(quote)
        if self._on_quote:
            self._on_quote(quote)

    def explain(self, text: str) -> None:
        """Hand out a sentence of the program on how it understood the question."""
        self._hand_out(replace(self._cite(text, [], "supported", ""), origin="program"))

    def answer_with_quotes(self, date: tuple[str, Evidence] | None = None) -> None:
        """Hand out the offered quotes as the answer's sentences.

        date: the date that answers and the passage it was resolved in, told before them; None for none.
        """
        self.model = ""
        if date is not None and self.quotes:
            text, evidence = date
            self._hand_out(replace(self._cite(text, [evidence], "supported", ""), origin="program"))
        for quote in self.quotes:
            if self.stop.is_set():
                return
            self._hand_out(quote)

    def add_generated(self, text: str, read: Sequence[Sequence[Evidence]], question: str) -> None:
        """Hand out a model's sentence, citing the passages that support it; one that none supports is left out.

        read: the passages that the model read, best first, each with those that it leans on.
        """
        passages = [[item.passage for item in group] for group in read]
        text = neutralise_markers(strip_false_quotes(text, [passage for group in passages for passage in group]))
        support = find_support(text, passages, self._similarity)
        cited = [item for number in support.groups for item in read[number]] if support else []
        if (
            support is None
            or is_bare(text, question, cited[-1].passage)
            or not self.tells_of_named(question, cited, [item for group in read for item in group])
        ):
            self._dropped += 1
            return
        self._hand_out(replace(self._cite(text, cited, support.support, ""), origin="written"))

    def tells_of_named(self, question: str, cited: Sequence[Evidence], read: Sequence[Evidence]) -> bool:
        """Whether what is cited tells of the names of the question; also where one of them is read as another."""
        return bool(self.plan.corrections) or tells_of_named(question, cited, read)

    def _hand_out(self, sentence: Sentence) -> None:
        self._first_token_s = self._first_token_s or time.monotonic() - self._start
        self.sentences.append(sentence)
        if self._on_sentence:
            self._on_sentence(sentence)

    def _cite(
        self, text: str, cited: Sequence[Evidence], support: Support, lead: str, words: str | None = None
    ) -> Sentence:
        """The sentence with its citations numbered, each with its line.

        words: those of the cited passages that the sentence stands on, where they are not its own.
        """
        words = text if words is None else words
        lines = {self._citation_number(item): self._find_line(words, item.passage) for item in cited}
        numbers = tuple(sorted(lines))
        return Sentence(
            text=text, citations=numbers, support=support, lines=tuple(lines[number] for number in numbers), lead=lead
        )

    def _find_line(self, words: str, passage: Passage) -> int:
        place = passage.places[0]
        is_one_line = place.line_start == place.line_end
        return place.line_start if is_one_line else find_line(words, passage, self._read_lines(place))

    def _citation_number(self, evidence: Evidence) -> int:
        passage_id = evidence.passage.id
        if passage_id not in self._citations:
            self._citations[passage_id] = Citation(n=len(self._citations) + 1, evidence=evidence)
            if self._on_citation:
                self._on_citation(self._citations[passage_id])
        return self._citations[passage_id].n

    def answer_from_catalog(self, question: str, statements: Sequence[CatalogStatement]) -> Answer:
        """The answer from the catalog: the program's own words are not checked, quoted ones are."""
        self.mark_retrieved()
        for statement in statements:
            if self.stop.is_set():
                break
            if statement.quoted:
                lead = NOTED_LEAD if statement.noted else passage_lead(statement.cited[0].passage)
                support = check_sentence(statement.text, [item.passage for item in statement.cited]).support
                if support != "none":
                    self._hand_out(self._cite(neutralise_markers(statement.text), statement.cited, support, lead))
            else:
                text = neutralise_markers(statement.text)
                sentence = self._cite(text, statement.cited, "supported", "", words=statement.words)
                self._hand_out(replace(sentence, origin="catalog" if statement.cited else "program"))
        return self._answer(question, "catalog" if self._citations else "talk", CATALOG_LABEL, "stated")

    def answer_from_notes(self, question: str, result: SearchResult, assessment: Answerability) -> Answer:
        """The answer from the sentences handed out; without any it is a refusal."""
        if not self.sentences:
            return self.refuse(question, REFUSAL, result, assessment)
        mode: AnswerMode = "written" if self.model else "quoted"
        return self._answer(question, mode, self.model or QUOTED_LABEL, "stated", assessment.confidence)

    def refuse(
        self,
        question: str,
        text: str,
        result: SearchResult,
        assessment: Answerability,
        certainty: Certainty = "none",
    ) -> Answer:
        """The answer that the notes don't say, with the most similar passages."""
        answer = self._answer(question, "none", QUOTED_LABEL, certainty, assessment.confidence)
        return replace(answer, text=text, quotes=(), citations=(), nearest=result.evidence[:MAX_NEAREST])

    def _answer(
        self, question: str, mode: AnswerMode, model: str, certainty: Certainty, confidence: float = 0.0
    ) -> Answer:
        total = time.monotonic() - self._start
        return Answer(
            standalone_question=question,
            answered=certainty == "stated",
            text=" ".join(sentence.text for sentence in self.sentences),
            sentences=tuple(self.sentences),
            quotes=tuple(self.quotes),
            citations=tuple(self._citations.values()),
            nearest=(),
            model=model,
            seconds=Timing(retrieve=self._retrieve_s or total, first_token=self._first_token_s or total, total=total),
            certainty=certainty,
            mode=mode,
            confidence=confidence,
            dropped=self._dropped,
            stopped=self.stop.is_set(),
            trouble=self.trouble,
            plan=self.plan,
        )
