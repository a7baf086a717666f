"""What the page needs of the program, as the page sees it.

`assemble.py` joins the real parts to a Library; the tests hand in a small readable one.
In all nouns "" and () mean unset. Every method may be called from several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from assistant.telling import Answer, Citation, Sentence
    from index.looks import Look
    from index.recent import Recent
    from index.search import Finding, Question
    from index.today import Today
    from ingest.passage import Passage

Store = Literal["ready", "empty", "busy", "broken"]
"""Ready to search; nothing read yet; held by another process; cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTrouble:
    """A file from which no text could be had, or lines of one that were not understood."""

    path: str
    """Relative to its source folder."""
    line: int
    """From 1; 0 where the whole file is meant."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One folder of notes, as last read."""

    path: str
    """Absolute."""
    notes: int
    """Files read in it."""
    last_ingest: str
    """ISO 8601; "" where it was never read."""
    pending: int = 0
    """Files new or changed since; -1 where that was not looked at."""
    missing: bool = False
    """Whether the folder is not there at present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """The Readwise account, as last fetched."""

    token: Literal["", "environment", "keyring"]
    """Where its token comes from; "" where there is none."""
    known: bool = False
    """Whether it is one of the sources: fetched with the folders from then on."""
    books: int = 0
    """Works that are here now, articles and episodes too."""
    last_fetch: str = ""
    """ISO 8601, UTC: when all that was new came; "" for never."""
    added: int = 0
    """Highlights that the last fetch brought."""
    changed: int = 0
    removed: int = 0
    """Deleted in the account since the fetch before."""
    trouble: str = ""
    """Why the last try failed, ending in the repair; "" where it went well."""
    unfinished: bool = False
    """Whether a fetch was cut off; the next one goes on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """The model that writes, as llama.cpp reports it."""

    name: str
    """"" where none is installed: answers are quoted from the notes."""
    detail: str = ""
    """Size, context, device, in a few words."""
    ready: bool = True
    """False while it is loading."""
    writes: bool = False
    """Whether answers are its words; else they are the notes' own sentences, unless a question asks otherwise."""
    advice: str = ""
    """How to have it run faster on this machine, where there is a way."""
    trouble: str = ""
    """Why it cannot be used, ending in the repair."""
    offer: str = ""
    """One better model, by name and size, where this machine could run it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A model that can be fetched and had to write."""

    name: str
    """What `take_model` takes."""
    title: str
    note: str
    """Whom it is for, in a few words."""
    licence: str
    size: int
    """Bytes to fetch."""
    memory: int
    """Bytes it takes when it runs."""
    fit: Literal["gpu", "memory", "slow", "no"]
    """Where it would run: on the GPU; on the processor; there, but slowly; not on this machine."""
    here: bool
    """Whether it was fetched."""
    used: bool
    """Whether it is the one that writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one question is to be answered."""

    way: Literal["", "quote", "write"] = ""
    """In the notes' own sentences, or in the model's words; "" is as the settings say."""
    strictness: float | None = None
    """0 answers from whatever comes near, 1 only from what is surely there; None is as the settings say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How things stand; cheap enough to be asked for at each page load."""

    store: Store
    notes: int
    passages: int
    works: int
    sources: tuple[SourceState, ...]
    model: ModelState
    trouble: str = ""
    """Where the store is busy or broken: why, ending in the repair. Of a ready one: who keeps it from being read
    again."""
    failures: tuple[FileTrouble, ...] = ()
    unparsed_lines: int = 0
    """How many; `misread` tells which."""
    skipped: tuple[FileTrouble, ...] = ()
    embedder: str = ""
    looked: Look | None = None
    """The last run over the sources; None where there was none yet."""
    news: Look | None = None
    """The last that found anything new, changed or gone."""
    interval_minutes: int = 0
    """How often the sources are read again by themselves, besides when they change; 0 for never."""


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
class Progress:
    """How far reading has come."""

    done: int
    total: int
    """0 where it is not known yet."""
    doing: str
    """`Reading`, `Embedding`, … and what, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reading of the sources changed."""

    seen: int
    new: int
    changed: int
    removed: int
    failed: int
    added: int
    """Passages."""
    seconds: float
    stopped: bool = False
    trouble: str = ""
    """Why it could not be done, ending in the repair."""
    remark: str = ""
    """What is to be said in place of the counts."""
    asks_removal: bool = False
    """Whether that is a question: much is gone from a source, and nothing of it is removed unasked."""


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
        manner: Manner | None = None,
    ) -> Answer: ...

    def search(self, question: Question) -> Finding: ...

    def more_like(self, passage_id: str, top: int) -> Finding: ...

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
