"""Long work is started once, looked at from any page, and stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from assistant.page.library import Progress
from assistant.page.sources import show_bar, tell_left
from assistant.page.underway import Look, Underway
from index.errors import IndexFailure


def wait_for(look: Callable[[], Look[str]], done: Callable[[Look[str]], bool]) -> Look[str]:
    for _ in range(500):
        found = look()
        if done(found):
            return found
        time.sleep(0.01)
    raise AssertionError(found)


def test_its_rate_and_the_time_left_are_of_the_stage_it_is_in() -> None:
    now = [0.0]
    work: Underway[str] = Underway("test", clock=lambda: now[0])
    told, go_on = threading.Event(), threading.Event()

    def read(tell: Callable[[Progress], None], stop: threading.Event) -> str:
        tell(Progress(done=90, total=100, doing="reading"))
        now[0] = 10.0
        tell(Progress(done=0, total=1000, doing="embedding"))
        now[0] = 14.0
        tell(Progress(done=200, total=1000, doing="embedding"))
        told.set()
        go_on.wait(10)
        return "read"

    assert work.start(read)
    assert told.wait(10)
    look = work.look()
    assert (look.running, look.rate, look.seconds_left) == (True, 50.0, 16.0)
    go_on.set()
    assert wait_for(work.look, lambda look: not look.running).result == "read"


def test_a_second_start_leaves_the_first_alone_and_stopping_ends_it() -> None:
    work: Underway[str] = Underway("test")

    def wait(tell: Callable[[Progress], None], stop: threading.Event) -> str:
        return "stopped" if stop.wait(10) else "ran out"

    assert work.start(wait)
    assert not work.start(lambda tell, stop: "another")
    work.stop()
    assert wait_for(work.look, lambda look: not look.running).result == "stopped"
    assert work.start(lambda tell, stop: "another")


def test_a_failure_is_told_in_its_own_words() -> None:
    work: Underway[str] = Underway("test")

    def fail(tell: Callable[[Progress], None], stop: threading.Event) -> str:
        raise IndexFailure("the disk is full; free some room")

    work.start(fail)
    look = wait_for(work.look, lambda look: not look.running)
    assert (look.result, look.trouble) == (None, "the disk is full; free some room")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, ""), (4, "a few seconds left"), (33, "about 30 seconds left"), (200, "about 3 minutes left"),
     (3 * 3600, "about 3 hours left")],
)  # fmt: skip
def test_the_time_left_is_told_as_roughly_as_it_is_known(seconds: float, words: str) -> None:
    assert tell_left(seconds) == words


def test_a_bar_tells_how_much_of_what_and_how_fast() -> None:
    shown = show_bar(Progress(done=500, total=2000, doing="embedding"), 50.0, 30.0, "stop-reading")
    assert 'aria-valuenow="25"' in shown
    assert "500 of 2,000 passages · 50 a second · about 30 seconds left" in shown
    assert "aria-valuenow" not in show_bar(Progress(done=0, total=0, doing="looking"), 0.0, 0.0, "stop-reading")
