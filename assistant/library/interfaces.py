"""What a front end needs of the program, one Protocol a tab of the page.

`assistant.service.notes_library` joins the real parts to a Library; the tests use a small readable one.
Every method may be called from several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.library.command_context import CommandContext
from assistant.library.state import AccountState, IngestResult, ModelChoice, State

if TYPE_CHECKING:
    from assistant.answering.answer import Answer, Citation, Sentence
    from index.browse.daily_review import DailyReview
    from index.browse.works import Neighbours
    from index.catalog.files import Trouble
    from index.catalog.links import Duplicate
    from index.catalog.queries.counts import Recent
    from index.catalog.queries.works import WorkSummary
    from index.search.evidence import Question, SearchResult
    from ingest.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """How one question is to be answered."""

    mode: Literal["", "quote", "write"] = ""
    """In the notes' own sentences, or in the model's words; "" as the settings say."""
    strictness: float | None = None
    """0 answers from anything near, 1 only from what is surely there; None as the settings say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """A work with its passages in the order of its files."""

    work: WorkSummary
    passages: tuple[Passage, ...]


class Chat(Protocol):
    """Questions to the notes, and what is shown before the first one."""

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        on_quote: Callable[[Sentence], None] | None = None,
        stop: Event,
        options: AnswerOptions | None = None,
    ) -> Answer: ...

    def recent(self) -> Recent:
        """The newest works and tags; cheap enough for each page load, as `Search.works` and `Search.facets` are not."""
        ...

    def daily_review(self) -> DailyReview | None:
        """What is new since the last visit, and what to see again; counts as a visit. None if it is turned off."""
        ...

    def set_daily_review(self, on: bool) -> None:
        """Turn the daily review on or off in the settings."""
        ...


class Search(Protocol):
    """Passages and works, found and browsed."""

    def search(self, question: Question) -> SearchResult: ...

    def more_like(self, passage_id: str, top: int) -> SearchResult: ...

    def open_passage(self, passage_id: str) -> Neighbours | None:
        """None if no passage has that id any more."""
        ...

    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """What can be filtered by, as `count_facets` gives it."""
        ...

    def works(self) -> Sequence[WorkSummary]: ...

    def open_work(self, work_id: str) -> WorkPage | None: ...

    def months(self) -> Mapping[str, int]:
        """Highlights per month: `2023-04` to a count, oldest first, without empty months."""
        ...


class Sources(Protocol):
    """Where the notes come from, and what reading them found. Readings report failures in `IngestResult.trouble`."""

    def state(self) -> State: ...

    def ingest(self, add: str, *, allow_removals: bool, encoder: str = "", context: CommandContext) -> IngestResult:
        """Read all known sources again, and the path `add` if it is not "". encoder: the one to change to, which is
        fetched if needed; "" for the one in use.
        """
        ...

    def remove(self, path: str) -> IngestResult:
        """Stop reading a source and take out what was read from it; its files stay as they are."""
        ...

    def set_interval(self, minutes: int) -> None:
        """Read the sources again every so many minutes, 0 for only when they change. Raises AssistantFailure."""
        ...

    def account(self) -> AccountState:
        """The Readwise account. Asks the keyring, which may take a moment: not for each page load."""
        ...

    def fetch_account(self, context: CommandContext) -> IngestResult:
        """Fetch what is new in the Readwise account and read it; the account is a source from then on."""
        ...

    def duplicates(self, limit: int) -> Sequence[Duplicate]: ...

    def keep_apart(self, duplicate_id: str) -> None:
        """Undo a duplicate for good. Raises IndexFailure, also while another writes the store."""
        ...

    def unparsed_lines(self, limit: int) -> Sequence[Trouble]:
        """The lines that were not understood, at most `limit`: their files are read again for it."""
        ...


class Models(Protocol):
    """The models that can write the answers."""

    def choices(self) -> Sequence[ModelChoice]: ...

    def wants_default(self) -> bool:
        """Whether the default is to be downloaded now, without being asked for again."""
        ...

    def use(self, name: str, context: CommandContext) -> None:
        """Let a listed model write from the next answer on, downloading it if needed; "" is the default.

        Raises AssistantFailure; the model before it stays.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The reader's notes, and what can be asked of them."""

    chat: Chat
    search: Search
    sources: Sources
    models: Models
