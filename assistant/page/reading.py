"""One reading of the sources at a time, which any page can start, watch and stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from assistant.page.chat import explain_trouble
from assistant.page.library import Library, Progress, Reading

PACE = 0.15
"""Seconds between two looks at the progress; a page need not show more."""


class ReadingNow:
    """The reading that is going on, if one is. It outlives the page that started it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._progress = Progress(done=0, total=0, doing="")
        self._last: Reading | None = None
        self._running = False
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")  # one that stays, as in chat.py

    @property
    def running(self) -> bool:
        return self._running

    def start(self, add: str = "", allow_removals: bool = False) -> None:
        """Begin; where a reading goes on already, that one goes on and nothing is added."""
        with self._changed:
            if self._running:
                return
            self._running, self._last = True, None
            self._stop = threading.Event()
            self._progress = Progress(done=0, total=0, doing="Looking for notes")
        self._reader.submit(self._read, add, allow_removals)

    def stop(self) -> None:
        """Ask it to end; what was read until then is kept."""
        self._stop.set()

    def watch(self) -> Iterator[Progress | Reading]:
        """Each step as it comes, at most one each `PACE` seconds, and at last what it came to."""
        shown: Progress | None = None
        while True:
            with self._changed:
                if self._running and self._progress is shown:
                    self._changed.wait(1.0)
                progress, running, last = self._progress, self._running, self._last
            if not running:
                if last is not None:
                    yield last
                return
            if progress is not shown:
                shown = progress
                yield progress
            self._stop.wait(PACE)

    def _read(self, add: str, allow_removals: bool) -> None:
        try:
            last = self._library.read_sources(
                add=add, allow_removals=allow_removals, progress=self._tell, stop=self._stop
            )
        except Exception as trouble:
            last = Reading(
                seen=0,
                new=0,
                changed=0,
                removed=0,
                failed=0,
                added=0,
                seconds=0,
                trouble=explain_trouble(trouble),
            )
        with self._changed:
            self._last, self._running = last, False
            self._changed.notify_all()

    def _tell(self, progress: Progress) -> None:
        with self._changed:
            self._progress = progress
            self._changed.notify_all()
