"""The page as a web application that stays up for days."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from gradio.queueing import Queue

from assistant.page.server.serve import serve_page
from tests.assistant.page_stand_in import StandIn

MAX_POLLS = 100
"""Polls a second that an idle page stays below; Gradio's own loop makes a thousand."""


def test_an_idle_page_polls_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine can only make the polls fewer."""
    polls: Counter[int] = Counter()  # by page: those of other tests may be up still
    count = Queue.__len__

    def counted(queue: Queue) -> int:
        polls[id(queue)] += 1
        return count(queue)

    monkeypatch.setattr(Queue, "__len__", counted)
    up = threading.Event()
    options = {"port": 0, "on_ready": lambda address: up.set()}
    threading.Thread(target=serve_page, args=(StandIn().library,), kwargs=options, daemon=True).start()
    assert up.wait(60)
    polls.clear()
    time.sleep(1.0)
    assert 0 < max(polls.values()) < MAX_POLLS
