"""The page as a web application that stays up for days."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from gradio.queueing import Queue

from assistant.page.server.serve import serve_page
from tests.assistant.page_stand_in import StandIn

OFTEN = 100
"""Looks within a second that a resting page stays below; Gradio's own loop has a thousand."""


def test_a_page_that_nobody_uses_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted are the looks for a question; a busy machine can only make them fewer."""
    looks: Counter[int] = Counter()  # by page: those of other tests may be up still
    count = Queue.__len__

    def counted(queue: Queue) -> int:
        looks[id(queue)] += 1
        return count(queue)

    monkeypatch.setattr(Queue, "__len__", counted)
    up = threading.Event()
    options = {"port": 0, "on_ready": lambda address: up.set()}
    threading.Thread(target=serve_page, args=(StandIn(),), kwargs=options, daemon=True).start()
    assert up.wait(60)
    looks.clear()
    time.sleep(1.0)
    assert 0 < max(looks.values()) < OFTEN
