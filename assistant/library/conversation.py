"""A conversation as the page shows it, and the folder that keeps past ones on this machine."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.evidence.support import Support
from index.search.query_rewriting import Turn as Said

TurnState = Literal["looking", "writing", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A sentence of an answer."""

    text: str
    citations: tuple[int, ...] = ()
    support: Support = "none"
    lead: str = ""
    """Whose words, where not the author's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A passage that an answer cites or came near to, with enough to be previewed and kept."""

    n: int
    """Number of the citation; 0 for what only came near."""
    passage_id: str
    text: str
    title: str = ""
    author: str = ""
    path: str = ""
    """Relative to `folder`."""
    folder: str = ""
    line_start: int = 0
    line_end: int = 0
    voice: str = "author"
    note: str = ""
    """The reader's own words on it."""
    url: str = ""
    """Of the very passage, else of its work."""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and what came of it."""

    question: str
    scope: str = ""
    """What the search was narrowed to, in words."""
    state: TurnState = "looking"
    asked_for: str = ""
    """What was searched for, where that differs from the question."""
    answered: bool = True
    sentences: tuple[Shown, ...] = ()
    sources: tuple[Source, ...] = ()
    nearest: tuple[Source, ...] = ()
    refusal: str = ""
    """The words with which the notes were said to hold nothing."""
    model: str = ""
    """Who made it, in the program's words."""
    wanted: str = ""
    """`write` where the reader wanted the model's words for this question."""
    way: str = ""
    """`written` where a model did; else the notes' own sentences, the catalog, or the program about itself."""
    seconds: float = 0.0
    trouble: str = ""
    """Why it failed, or why no model could write, ending in the repair."""
    erased: bool = False
    """Whether the answer went with notes that were forgotten."""

    @property
    def answer(self) -> str:
        return " ".join(s.text for s in self.sentences) or self.refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Turns, oldest first."""

    id: str
    """16 hex digits."""
    started: str
    """ISO 8601, local time."""
    turns: tuple[Turn, ...] = ()

    @property
    def title(self) -> str:
        return self.turns[0].question if self.turns else ""

    def with_last(self, turn: Turn) -> Conversation:
        return replace(self, turns=(*self.turns[:-1], turn))

    def history(self) -> tuple[Said, ...]:
        """What a follow-up may lean on."""
        said: list[Said] = []
        for turn in self.turns:
            said.append(Said(role="user", content=turn.question))
            if turn.answer:
                said.append(Said(role="assistant", content=turn.answer))
        return tuple(said)


def start_conversation() -> Conversation:
    return Conversation(id=secrets.token_hex(8), started=datetime.now().isoformat(timespec="seconds"))
