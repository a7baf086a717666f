"""How the sources, the store, the model and long-running jobs stand, as a front end shows them.

In all classes "" and () mean unset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from assistant.model_downloads.catalogue import ListedModel, MachineFit
    from index.maintenance.status import Status
    from index.sources.readwise_mirror import Account
    from index.sync.report import IngestReport

StoreState = Literal["ready", "empty", "busy", "broken"]
"""Ready to search; nothing read yet; held by another process; cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """The Readwise account, as last fetched."""

    token: Literal["", "environment", "keyring"]
    """Where its token comes from; "" if there is none."""
    books: int = 0
    """Works that are here now, articles and episodes included."""
    account: Account
    """What the last fetch brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """The model that writes, as llama.cpp reports it."""

    name: str
    """"" if none is installed: answers are quoted from the notes."""
    detail: str = ""
    """Size, context, device, in a few words."""
    ready: bool = True
    """False while it is loading."""
    writes: bool = False
    """Whether answers are in its words; else they are the notes' own sentences, unless a question asks otherwise."""
    advice: str = ""
    """How to make it run faster on this machine, if there is a way."""
    trouble: str = ""
    """Why it cannot be used, ending in the repair."""
    offer: str = ""
    """One better model that this machine could run, by name and size."""
    download: JobProgress | None = None
    """Of a model that writes once it is here; None while none is downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A listed model and what can be done with it here."""

    model: ListedModel
    fit: MachineFit
    path: str
    """Of its file; "" if it is not downloaded."""
    used: bool
    """Whether it is the one that writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How everything stands; cheap enough to be read at each page load."""

    store: StoreState
    status: Status
    """Empty for a store that is broken."""
    model: ModelState
    trouble: str = ""
    """For a store that is busy or broken: why, ending in the repair. For a ready one: who keeps the sources from being
    read again."""
    interval_minutes: int = 0
    """How often the sources are read again, in addition to when they change; 0 for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """What one reading of the sources did, or why it did not take place."""

    report: IngestReport | None = None
    """None if nothing was read."""
    trouble: str = ""
    """Why it could not be done, ending in the repair."""
    remark: str = ""
    """Shown instead of the counts."""
    asks_removal: bool = False
    """Whether the trouble is a question: much of a source is gone, and none of it is removed without consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """How far a job is."""

    stage: str
    """"reading", "embedding" and so on."""
    done: int = 0
    total: int = 0
    """0 if not known yet."""


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus(Generic[Result]):
    """How a job stands, as one visit sees it."""

    running: bool
    progress: JobProgress
    rate: float = 0.0
    """Of `progress.done`, per second; 0 if not known yet."""
    seconds_left: float = 0.0
    """In this stage; 0 if not known."""
    result: Result | None = None
    """Of the visit's own job, if it was the last; None while a job runs, and after a failure."""
    trouble: str = ""
    """Why the visit's own job failed, ending in the repair."""
