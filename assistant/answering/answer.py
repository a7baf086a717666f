"""assistant.answering.answer: TODO."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.evidence.candidates import Candidate
from assistant.evidence.support import Support
from index.search.evidence import Evidence
from ingest.document import Voice
from ingest.passage import Passage

AnswerMode = Literal["quoted", "written", "catalog", "talk", "none"]
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
    way: AnswerMode = "quoted"
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
