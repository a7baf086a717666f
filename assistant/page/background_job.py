"""Long work that any page can start, look at and stop: a reading of the sources, a model on its way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic

from assistant.errors import AssistantFailure
from assistant.library.state import Done, JobStatus, Progress
from index.errors import IndexFailure

SURE_AFTER = 1.5
"""Seconds of a stage after which its rate is told; before that it jumps about."""


class BackgroundJob(Generic[Done]):
    """One piece of work at a time. It outlives the page that started it, and goes on before the eyes of all pages.

    What it came to is told to the visit that began it, and to no other: a misspelt path is nobody else's business.
    """

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        """name: of its thread. clock: seconds, for tests."""
        self._clock = clock
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._progress = Progress(done=0, total=0, doing="")
        self._stage_began = (0.0, 0)
        self._running = False
        self._result: Done | None = None
        self._trouble = ""
        self._whose = ""
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)  # one that stays, as in chat.py

    def start(self, work: Callable[[Callable[[Progress], None], threading.Event], Done], whose: str = "") -> bool:
        """Begin; False where something runs already, which goes on.

        work: is handed whom to tell, and its stop. whose: the visit that begins it.
        """
        with self._lock:
            if self._running:
                return False
            self._running, self._result, self._trouble, self._whose = True, None, "", whose
            self._stop = threading.Event()
            self._progress = Progress(done=0, total=0, doing="looking")
        self._worker.submit(self._work, work)
        return True

    def stop(self) -> None:
        """Ask it to end; what was done until then is kept."""
        self._stop.set()

    def look(self, whose: str = "") -> JobStatus[Done]:
        """How it stands now, before the eyes of a visit."""
        with self._lock:
            own = whose == self._whose
            progress, (began, first) = self._progress, self._stage_began
            for_long = self._clock() - began
            rate = (progress.done - first) / for_long if self._running and for_long >= SURE_AFTER else 0.0
            left = (progress.total - progress.done) / rate if rate > 0 and progress.total else 0.0
            return JobStatus(
                running=self._running,
                progress=progress,
                rate=rate,
                seconds_left=left,
                result=self._result if own else None,
                trouble=self._trouble if own else "",
            )

    def _work(self, work: Callable[[Callable[[Progress], None], threading.Event], Done]) -> None:
        result, trouble = None, ""
        try:
            result = work(self._tell, self._stop)
        except Exception as failure:
            trouble = explain_trouble(failure)
        with self._lock:
            self._running, self._result, self._trouble = False, result, trouble

    def _tell(self, progress: Progress) -> None:
        with self._lock:
            if progress.doing != self._progress.doing:
                self._stage_began = (self._clock(), progress.done)
            self._progress = progress


def explain_trouble(trouble: BaseException) -> str:
    """One line for a reader: the failures of the house say why and what to do, anything else its kind."""
    if isinstance(trouble, IndexFailure | AssistantFailure):
        return str(trouble)
    logging.getLogger(__name__).error("on the page", exc_info=trouble)
    return f"Something went wrong that was not foreseen ({type(trouble).__name__}). Ask again, or see the terminal."
