"""An answer, and what tells it sentence by sentence: numbered citations, times, whose words each is."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Literal

from assistant.candidates import Candidate
from assistant.check import Support, check_sentence, strip_false_quotes
from assistant.collection import Told
from assistant.gate import Verdict
from assistant.write import defuse
from index.search import Evidence, Finding
from ingest.document import Voice
from ingest.passage import Passage

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
    """Whose words they are, to be shown before the text, as "You noted" or "AI summary", or of which work; "" for the
    author's."""


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
    """The question in full words, once the history was read in."""
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


QUOTED = "quoted from your notes"
"""What an answer names where no model wrote it."""
COUNTED = "counted in your catalog"
"""What it names where the catalog answered."""
NOTED, WROTE, MACHINE = "You noted", "You wrote", "AI summary"
"""The leads of the reader's note on a passage, of what the reader wrote, and of a machine's words."""
_READERS = re.compile(rf"(?:{NOTED}|{WROTE})(?: in \d{{4}})?")
REFUSAL, NO_MORE = "Your notes don't say.", "Your notes don't say more."
"""The second where more was asked for."""
NEAREST = 5
"""Passages shown with a refusal."""


def lead_of(candidate: Candidate, passage: Passage) -> str:
    """Whose words a quoted sentence is, to be said before it; "" for the author's."""
    return NOTED if candidate.is_note else lead_for(passage)


def lead_for(passage: Passage) -> str:
    """The same for a passage's own text."""
    if passage.voice == "reader":
        return WROTE
    return MACHINE if passage.voice == "machine" else ""


def whose_lead(lead: str) -> Voice | None:
    """The voice that a lead names; None where it names a work, or nobody. A work may be called "You, Again"."""
    if lead == MACHINE:
        return "machine"
    return "reader" if _READERS.fullmatch(lead) else None


class Telling:
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
        """The seconds until now."""
        total = time.monotonic() - self._began
        return Timing(retrieve=self._retrieved or total, first_token=self._first or total, total=total)

    def recount(self, question: str, told: Sequence[Told]) -> Answer:
        """What the catalog says: the program's own words stand as they are, quoted ones are checked."""
        self.retrieved()
        for one in told:
            if self.stop.is_set():
                break
            if one.quoted:
                self.tell(one.text, one.cited, NOTED if one.noted else lead_for(one.cited[0].passage))
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

    def finish(self, question: str, finding: Finding, verdict: Verdict) -> Answer:
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
