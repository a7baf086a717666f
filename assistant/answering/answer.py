"""The nouns of an answer: sentences, numbered citations, times, and the fixed words that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.questions.plan import NO_PLAN, Plan

if TYPE_CHECKING:
    from assistant.evidence.candidates import Candidate
    from assistant.evidence.certainty import Certainty
    from assistant.evidence.support import Support
    from index.search.evidence import Evidence
    from ingest.document import Voice
    from ingest.passage import Passage

AnswerMode = Literal["quoted", "written", "catalog", "talk", "none"]
"""The origin of the sentences: the notes, a model, the catalog, the program about itself, or none (refused)."""

QUOTED_LABEL = "quoted from your notes"
"""The answer's `model` where no model wrote it."""
CATALOG_LABEL = "counted in your catalog"
"""The answer's `model` where the catalog answered."""
NOTED_LEAD, WROTE_LEAD, MACHINE_LEAD, UNKNOWN_LEAD = "You noted", "You wrote", "AI summary", "In your notes"
"""Before the reader's note on a passage, the reader's own text, a machine's text."""
_READER_LEAD = re.compile(rf"(?:{NOTED_LEAD}|{WROTE_LEAD})(?: in \d{{4}})?")
REFUSAL, NO_MORE = "Your notes don't say.", "Your notes don't say more."
"""The second where more was asked for."""
NEAR = "Your notes come near, but don't say this."
Origin = Literal["quoted", "written", "catalog", "program"]
"""Who a sentence is by: the notes, a model, the catalog, or the program about itself."""
MAX_NEAREST = 5
"""Passages shown with a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer, final once it is handed out: nothing shown is taken back."""

    text: str
    """Plain text without [n] markers; from notes or a model, so a page must escape it."""
    citations: tuple[int, ...]
    """Numbers of the answer's citations, ascending; () for the program's own words."""
    support: Support
    lines: tuple[int, ...] = ()
    """For each citation the first line of the words that the sentence stands on, in the citation's first place; () in
    conversations kept before."""
    lead: str = ""
    """Shown before the text: whose words they are, as "You noted" or "AI summary", or a work's title; "" for the
    author's."""
    origin: Origin = "quoted"


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
    """Until the evidence was there and assessed."""
    first_token: float
    """Until the first words of the answer were there, before their check."""
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the notes say to one question, or that they don't."""

    standalone_question: str
    """The question rewritten to be understood without the history."""
    answered: bool
    text: str
    """The sentences joined, without [n]; a refusal in words where not answered."""
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    """Exactly what the sentences and quotes cite."""
    nearest: tuple[Evidence, ...]
    """The most similar passages where not answered, best first; () elsewhere."""
    model: str
    """The model that wrote it, else a label such as "quoted from your notes"."""
    seconds: Timing
    quotes: tuple[Sentence, ...] = ()
    """The notes' sentences that the answer stands on, shown before a model has written; the sentences themselves where
    it is quoted."""
    certainty: Certainty = "none"
    mode: AnswerMode = "quoted"
    confidence: float = 0.0
    """The estimated chance that the notes hold an answer, 0 to 1; 0 where it was not assessed."""
    dropped: int = 0
    """Sentences of a model that the support check rejected; they are not shown."""
    stopped: bool = False
    """Whether it was stopped midway; the sentences until then stand."""
    trouble: str = ""
    """Why the model could not write, or not to the end, with the next step; "" without trouble."""
    plan: Plan = NO_PLAN
    """What the question was read as."""


def cited_lines(sentences: Iterable[Sentence], n: int) -> tuple[int, ...]:
    """The lines that the sentences stand on in citation `n`, ascending."""
    pairs = {pair for sentence in sentences for pair in zip(sentence.citations, sentence.lines, strict=False)}
    return tuple(sorted(line for number, line in pairs if number == n))


def quote_lead(candidate: Candidate, passage: Passage) -> str:
    """Whose words a quoted sentence is, for its lead; "" for the author's."""
    return NOTED_LEAD if candidate.is_note else passage_lead(passage)


def passage_lead(passage: Passage) -> str:
    """The same for a passage's own text."""
    leads: dict[Voice, str] = {"reader": WROTE_LEAD, "machine": MACHINE_LEAD, "unknown": UNKNOWN_LEAD}
    return leads.get(passage.voice, "")


def voice_of_lead(lead: str) -> Voice | None:
    """The voice that a lead names; None for a work's title (it may be "You, Again") and for no lead."""
    if lead == MACHINE_LEAD:
        return "machine"
    return "reader" if _READER_LEAD.fullmatch(lead) else None
