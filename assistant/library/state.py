"""How things stand with the sources, the store and the model, and how far work on them has come, as the page sees it.

In all nouns "" and () mean unset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from index.sync.history import SyncRun

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
    looked: SyncRun | None = None
    """The last run over the sources; None where there was none yet."""
    news: SyncRun | None = None
    """The last that found anything new, changed or gone."""
    interval_minutes: int = 0
    """How often the sources are read again by themselves, besides when they change; 0 for never."""


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


Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus(Generic[Done]):
    """How a piece of work stands."""

    running: bool
    progress: Progress
    rate: float = 0.0
    """Of `progress.done`, a second; 0 where not known yet."""
    seconds_left: float = 0.0
    """Of this stage; 0 where not known."""
    result: Done | None = None
    """What the looker's own came to, where it was the last; None while one runs, and where it failed."""
    trouble: str = ""
    """Why it failed, ending in the repair."""
