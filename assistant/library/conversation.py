"""A conversation as a front end shows and keeps it.

Field names are those of the files in which `conversation_store` keeps past conversations.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from index.search.query_rewriting import Turn as HistoryTurn

if TYPE_CHECKING:
    from assistant.answering.answer import Sentence

TurnState = Literal["looking", "writing", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPassage:
    """A passage that an answer cites or came near to, with what a preview shows."""

    n: int
    """Number of the citation; 0 for a passage that only came near."""
    passage_id: str
    text: str
    title: str = ""
    author: str = ""
    path: str = ""
    """Relative to `folder`."""
    folder: str = ""
    line_start: int = 0
    line_end: int = 0
    spot: str = ""
    """Where it stands in a file without lines: `page 12`."""
    origin: str = ""
    """`highlight`, `full text` or "" for a note's prose."""
    voice: str = "author"
    note: str = ""
    """The reader's own words about it."""
    url: str = ""
    """Of the passage itself, else of its work."""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and its answer."""

    question: str
    scope: str = ""
    """What the search was narrowed to, in words."""
    read_as: tuple[str, ...] = ()
    """What the question was read as: conditions, and what is wanted."""
    dropped: tuple[str, ...] = ()
    """What the reader took away of that."""
    state: TurnState = "looking"
    asked_for: str = ""
    """What was searched for, if that differs from the question."""
    answered: bool = True
    sentences: tuple[Sentence, ...] = ()
    quotes: tuple[Sentence, ...] = ()
    """The notes' sentences that a model writes its answer from; () where they are the answer."""
    sources: tuple[CitedPassage, ...] = ()
    nearest: tuple[CitedPassage, ...] = ()
    refusal: str = ""
    """The words that say that the notes hold no answer."""
    model: str = ""
    """What made the answer, as shown: a model's name, or "quoted from your notes"."""
    wanted: str = ""
    """`write` if the reader wanted the model's words for this question; see `AnswerOptions.mode`."""
    way: str = ""
    """`Answer.mode`: `written` by a model, else the notes' own sentences, the catalog, or the program about itself."""
    seconds: float = 0.0
    trouble: str = ""
    """Why it failed, or why no model could write, ending in the repair."""
    erased: bool = False
    """Whether the answer was erased together with forgotten notes."""

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
    turns: tuple[Exchange, ...] = ()

    @property
    def title(self) -> str:
        return self.turns[0].question if self.turns else ""

    def with_last(self, turn: Exchange) -> Conversation:
        return replace(self, turns=(*self.turns[:-1], turn))

    def history(self) -> tuple[HistoryTurn, ...]:
        """Questions and answers so far, which a follow-up may refer to."""
        history: list[HistoryTurn] = []
        for turn in self.turns:
            history.append(HistoryTurn(role="user", content=turn.question))
            if turn.answer:
                history.append(HistoryTurn(role="assistant", content=turn.answer))
        return tuple(history)


def start_conversation() -> Conversation:
    return Conversation(id=secrets.token_hex(8), started=datetime.now().isoformat(timespec="seconds"))
