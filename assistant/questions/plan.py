"""The noun of a plan: what a question wants, what is searched for, and on what conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.catalog.queries.condition import Condition

Want = Literal[
    "answer", "list", "count", "compare", "summarise", "latest", "oldest", "most", "quotation", "meaning", "program",
    "talk",
]  # fmt: skip
"""answer: from the notes. list, count: all units. latest, oldest, most: the first unit by date or by number. quotation:
where some words stand, or words on a matter. meaning: what a word or an abbreviation stands for. program: about the
program itself. talk: greetings, thanks and the like. compare, summarise: sides, or a work or the whole."""
Unit = Literal[
    "", "highlights", "passages", "notes", "works", "books", "articles", "podcasts", "tweets", "videos", "authors",
    "tags", "tasks", "days", "months", "years", "words", "properties", "places",
]  # fmt: skip
"""What is listed, counted or ranked; "" where the question names none."""
KINDS_OF_WORK: tuple[Unit, ...] = ("books", "articles", "podcasts", "tweets", "videos")
Order = Literal["", "newest", "oldest", "most", "fewest", "longest", "shortest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A name or word that was understood as another, which the notes have."""

    written: str
    understood: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison."""

    matter: str
    """What is searched for on this side."""
    conditions: tuple[Condition, ...] = ()
    name: str = ""
    """As the answer calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a question asks for, read with the conversation before it."""

    want: Want = "answer"
    unit: Unit = ""
    measure: Unit = ""
    """For `most`: what is counted of each unit; "" for passages."""
    matter: str = ""
    """The words that are searched for, never the request's own ("my notes", "list", "according to"); "" for none."""
    question: str = ""
    """The question that the notes are searched and assessed for: it stands alone, and has no frame that names an author
    or a work."""
    conditions: tuple[Condition, ...] = ()
    sides: tuple[Side, ...] = ()
    """Of a comparison; () else."""
    order: Order = ""
    limit: int = 0
    """How many units are asked for; 0 for all."""
    quoted: str = ""
    """Words that the question quotes, or those of the answer before that it asks about; "" for none."""
    seen: str = ""
    """What the answers before said, where "more" is asked for: not shown again; "" else."""
    own: bool = False
    """Whether the reader asks about the reader's own words, views or doings."""
    corrections: tuple[Correction, ...] = ()
    language: str = "en"
    """ISO 639-1, of the question."""


NO_PLAN = Plan()
"""Of a question that is not read: for the search."""


def question_about(matter: str) -> str:
    """The question for what the notes say about a matter."""
    return f"What is said about {matter.strip()}?"
