"""A long job that any visit can start, watch and stop: reading the sources, or downloading a model."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic

from assistant.errors import AssistantFailure
from assistant.library.command_context import CommandContext
from assistant.library.state import JobProgress, JobStatus, Result
from index.errors import IndexFailure

MIN_RATE_S = 1.5
"""Seconds of a stage before its rate is shown; until then it jumps about."""


class BackgroundJob(Generic[Result]):
    """One job at a time, which outlives the page that started it; every visit sees its progress.

    Only the visit that started a job sees its result: a mistyped path concerns no other reader. What no visit started
    concerns all of them.
    """

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        """name: of its thread. clock: seconds, for tests."""
        self._clock = clock
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._progress = JobProgress(stage="")
        self._stage_start = (0.0, 0)
        """When the stage began, and what was done of it then."""
        self._running = False
        self._result: Result | None = None
        self._trouble = ""
        self._visit = ""
        # a thread that stays, for the reason given at `turn_stream._ANSWER_THREADS`
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def start(self, work: Callable[[CommandContext], Result], visit: str = "") -> bool:
        """Start the work for a visit; False if a job is running, which continues."""
        with self._lock:
            if self._running:
                return False
            self._running, self._result, self._trouble, self._visit = True, None, "", visit
            self._stop = threading.Event()
            self._progress = JobProgress(stage="looking")
        self._worker.submit(self._work, work)
        return True

    def stop(self) -> None:
        """Ask the job to end; what it has done is kept."""
        self._stop.set()

    def status(self, visit: str = "") -> JobStatus[Result]:
        """How the job stands, as one visit sees it."""
        with self._lock:
            is_own = self._visit in ("", visit)
            progress, (start, done_before) = self._progress, self._stage_start
            elapsed = self._clock() - start
            is_known = self._running and elapsed >= MIN_RATE_S
            rate = (progress.done - done_before) / elapsed if is_known else 0.0
            return JobStatus(
                running=self._running,
                progress=progress,
                rate=rate,
                seconds_left=(progress.total - progress.done) / rate if rate > 0 and progress.total else 0.0,
                result=self._result if is_own else None,
                trouble=self._trouble if is_own else "",
            )

    def _work(self, work: Callable[[CommandContext], Result]) -> None:
        result, trouble = None, ""
        try:
            result = work(CommandContext(progress=self._note_progress, stop=self._stop))
        except Exception as failure:
            trouble = explain_trouble(failure)
        with self._lock:
            self._running, self._result, self._trouble = False, result, trouble

    def _note_progress(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            if stage != self._progress.stage:
                self._stage_start = (self._clock(), done)
            self._progress = JobProgress(stage=stage, done=done, total=total)


def explain_trouble(trouble: BaseException) -> str:
    """One line for a reader: a failure's own message, which says why and what to do; of a bug its kind."""
    if isinstance(trouble, IndexFailure | AssistantFailure):
        return str(trouble)
    logging.getLogger(__name__).error("on the page", exc_info=trouble)
    return f"Something unexpected went wrong ({type(trouble).__name__}). Try again, or see the terminal for details."
