"""A first-come, first-served queue in front of a model that serves one request at a time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class RequestQueue:
    """Lets callers in one at a time, in the order in which they called."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def turn(self, stop: threading.Event) -> Iterator[bool]:
        """Waits for the turn and holds it inside; yields False at once where `stop` is set before it comes."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            while self._waiting[0] is not ticket and not stop.is_set():
                self._changed.wait(0.05)
            has_turn = self._waiting[0] is ticket and not stop.is_set()
        try:
            yield has_turn
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()
