"""What a long-running command reports to, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.errors import StoreBusy
    from index.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandContext:
    """The caller's side of one command; the defaults report to nobody and never stop."""

    progress: Progress = lambda stage, done, total: None
    stop: Event = field(default_factory=Event)
    """Set from any thread to end the command early; what was done until then is kept."""
    on_wait: Callable[[StoreBusy], None] = lambda busy: None
    """Called once if another writer has to finish first."""
