"""What the page needs of the program, as the page sees it.

`assemble.py` joins the real parts to a Library; the tests hand in a small readable one.
In all nouns "" and () mean unset. Every method may be called from several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.library.state import AccountState, FileTrouble, ModelChoice, Progress, Reading, State

if TYPE_CHECKING:
    from assistant.answering.answer import Answer, Citation, Sentence
    from index.browse.daily_review import Today
    from index.browse.facets import Recent
    from index.search.evidence import Question, SearchResult
    from ingest.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """How one question is to be answered."""

    way: Literal["", "quote", "write"] = ""
    """In the notes' own sentences, or in the model's words; "" is as the settings say."""
    strictness: float | None = None
    """0 answers from whatever comes near, 1 only from what is surely there; None is as the settings say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A passage with what stands around it in its file."""

    passage: Passage
    before: tuple[Passage, ...] = ()
    """At most two, in reading order."""
    after: tuple[Passage, ...] = ()
    work_id: str = ""
    paragraph: Passage | None = None
    """Of a highlight, where it stands in the work's full text; None where that is not in the notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """A work on the shelf."""

    id: str
    title: str
    author: str = ""
    category: str = ""
    url: str = ""
    published: str = ""
    last_highlighted: str = ""
    """ISO 8601, of the newest highlight."""
    passages: int = 0
    highlights: int = 0
    notes: int = 0
    """Passages with the reader's own words."""
    full_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """A work with its passages in the order of its files."""

    card: WorkCard
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Two passages folded or linked, and why."""

    id: str
    kind: Literal["exact", "near", "similar"]
    why: str
    similarity: float
    """0 to 1."""
    kept_text: str
    kept_where: str
    """`path:line`."""
    other_text: str
    other_where: str
    undone: bool = False
    """Whether the reader said these are two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What can be filtered by, each value with its count of passages, largest first."""

    categories: Mapping[str, int] = field(default_factory=dict)
    authors: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    voices: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)


class Library(Protocol):
    """The reader's notes, and what can be asked of them."""

    def state(self) -> State: ...

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        stop: Event,
        manner: AnswerOptions | None = None,
    ) -> Answer: ...

    def search(self, question: Question) -> SearchResult: ...

    def more_like(self, passage_id: str, top: int) -> SearchResult: ...

    def open_passage(self, passage_id: str) -> Opened | None:
        """None where no passage has that id any more."""
        ...

    def facets(self) -> Facets: ...

    def recent(self) -> Recent:
        """Of what came last; cheap enough to be asked for at each page load, as `works` and `facets` are not."""
        ...

    def works(self) -> Sequence[WorkCard]: ...

    def open_work(self, work_id: str) -> WorkPage | None: ...

    def months(self) -> Mapping[str, int]:
        """Highlights made in each month, `2023-04` to a count, oldest first, empty months left out."""
        ...

    def repeats(self, limit: int) -> Sequence[Repeat]: ...

    def keep_apart(self, repeat_id: str) -> None:
        """Say that a repeat is none; the two stand apart from then on."""
        ...

    def misread(self, limit: int) -> Sequence[FileTrouble]:
        """The lines that were not understood, at most `limit`: the files are read again for it."""
        ...

    def models(self) -> Sequence[ModelChoice]: ...

    def take_model(self, name: str, *, progress: Callable[[Progress], None], stop: Event) -> None:
        """Have a listed model write from the next answer on, fetched where it is not here; "" is the packaged one.

        Raises AssistantFailure with the reason; the model before it stays.
        """
        ...

    def read_sources(
        self, *, add: str, allow_removals: bool, progress: Callable[[Progress], None], stop: Event
    ) -> Reading:
        """Read all known folders again, and `add`, an absolute path, where it is not "".

        What goes wrong comes back as the reading's `trouble`.
        """
        ...

    def remove_source(self, path: str) -> Reading:
        """Read a source no more, and take out what was read of it; its files stay as they are.

        What goes wrong comes back as the reading's `trouble`.
        """
        ...

    def set_interval(self, minutes: int) -> None:
        """Read the sources again every so many minutes from now on, 0 for only when they change.

        Raises AssistantFailure where that cannot be kept.
        """
        ...

    def account(self) -> AccountState:
        """The Readwise account. Asks the keyring, which may take a moment: not for every page load."""
        ...

    def fetch_account(self, *, progress: Callable[[Progress], None], stop: Event) -> Reading:
        """Fetch what is new in the Readwise account, and read it; the account is a source from then on.

        What goes wrong comes back as the reading's `trouble`.
        """
        ...

    def today(self) -> Today | None:
        """What came since the last visit and what to see again; this is a visit. None where it is turned off."""
        ...

    def turn_today(self, on: bool) -> None:
        """Have it shown from now on, or not; kept in the settings."""
        ...
