"""Long work is started once, looked at from any page, and stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from assistant.library.state import JobStatus, Progress
from assistant.page.background_job import BackgroundJob
from index.errors import IndexFailure


def wait_for(look: Callable[[], JobStatus[str]], done: Callable[[JobStatus[str]], bool]) -> JobStatus[str]:
    for _ in range(500):
        found = look()
        if done(found):
            return found
        time.sleep(0.01)
    raise AssertionError(found)


def test_its_rate_and_the_time_left_are_of_the_stage_it_is_in() -> None:
    now = [0.0]
    work: BackgroundJob[str] = BackgroundJob("test", clock=lambda: now[0])
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
    work: BackgroundJob[str] = BackgroundJob("test")

    def wait(tell: Callable[[Progress], None], stop: threading.Event) -> str:
        return "stopped" if stop.wait(10) else "ran out"

    assert work.start(wait)
    assert not work.start(lambda tell, stop: "another")
    work.stop()
    assert wait_for(work.look, lambda look: not look.running).result == "stopped"
    assert work.start(lambda tell, stop: "another")


def test_a_failure_is_told_in_its_own_words() -> None:
    work: BackgroundJob[str] = BackgroundJob("test")

    def fail(tell: Callable[[Progress], None], stop: threading.Event) -> str:
        raise IndexFailure("the disk is full; free some room")

    work.start(fail)
    look = wait_for(work.look, lambda look: not look.running)
    assert (look.result, look.trouble) == (None, "the disk is full; free some room")


def test_what_it_came_to_is_told_to_the_visit_that_began_it_and_to_no_other() -> None:
    work: BackgroundJob[str] = BackgroundJob("test")

    def fail(tell: Callable[[Progress], None], stop: threading.Event) -> str:
        stop.wait(10)
        raise IndexFailure("there is no such folder; check the spelling")

    work.start(fail, "mine")
    assert work.look("mine").running and work.look("other").running
    work.stop()
    assert wait_for(lambda: work.look("mine"), lambda look: not look.running).trouble
    assert work.look("other").trouble == ""
    work.start(lambda tell, stop: "read", "other")
    assert wait_for(lambda: work.look("other"), lambda look: not look.running).result == "read"
    assert (work.look("mine").result, work.look("mine").trouble) == (None, "")
