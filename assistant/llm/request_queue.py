"""Who asks a model stands in line: first come, first served, and whoever goes away leaves the line."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class RequestQueue:
    """Callers in the order they came; one at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def turn(self, stop: threading.Event) -> Iterator[bool]:
        """Holds the turn inside; gives False at once where `stop` was set before it came."""
        me = object()
        with self._changed:
            self._waiting.append(me)
            while self._waiting[0] is not me and not stop.is_set():
                self._changed.wait(0.05)
            come = self._waiting[0] is me and not stop.is_set()
        try:
            yield come
        finally:
            with self._changed:
                self._waiting.remove(me)
                self._changed.notify_all()
