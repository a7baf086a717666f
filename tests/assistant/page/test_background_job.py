"""Long work is started once, looked at from any page, and stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from assistant.library.command_context import CommandContext
from assistant.library.state import JobStatus
from assistant.page.background_job import BackgroundJob
from index.errors import IndexFailure


def wait_for(status: Callable[[], JobStatus[str]], done: Callable[[JobStatus[str]], bool]) -> JobStatus[str]:
    for _ in range(500):
        found = status()
        if done(found):
            return found
        time.sleep(0.01)
    raise AssertionError(found)


def test_its_rate_and_the_time_left_are_of_the_stage_it_is_in() -> None:
    now = [0.0]
    work: BackgroundJob[str] = BackgroundJob("test", clock=lambda: now[0])
    told, go_on = threading.Event(), threading.Event()

    def read(context: CommandContext) -> str:
        context.progress("reading", 90, 100)
        now[0] = 10.0
        context.progress("embedding", 0, 1000)
        now[0] = 14.0
        context.progress("embedding", 200, 1000)
        told.set()
        go_on.wait(10)
        return "read"

    assert work.start(read)
    assert told.wait(10)
    status = work.status()
    assert (status.running, status.rate, status.seconds_left) == (True, 50.0, 16.0)
    go_on.set()
    assert wait_for(work.status, lambda status: not status.running).result == "read"


def test_a_second_start_leaves_the_first_alone_and_stopping_ends_it() -> None:
    work: BackgroundJob[str] = BackgroundJob("test")

    def wait(context: CommandContext) -> str:
        return "stopped" if context.stop.wait(10) else "ran out"

    assert work.start(wait)
    assert not work.start(lambda context: "another")
    work.stop()
    assert wait_for(work.status, lambda status: not status.running).result == "stopped"
    assert work.start(lambda context: "another")


def test_a_failure_is_told_in_its_own_words() -> None:
    work: BackgroundJob[str] = BackgroundJob("test")

    def fail(context: CommandContext) -> str:
        raise IndexFailure("the disk is full; free some room")

    work.start(fail)
    status = wait_for(work.status, lambda status: not status.running)
    assert (status.result, status.trouble) == (None, "the disk is full; free some room")


def test_what_it_came_to_is_told_to_the_visit_that_began_it_and_to_no_other() -> None:
    work: BackgroundJob[str] = BackgroundJob("test")

    def fail(context: CommandContext) -> str:
        context.stop.wait(10)
        raise IndexFailure("there is no such folder; check the spelling")

    work.start(fail, "mine")
    assert work.status("mine").running and work.status("other").running
    work.stop()
    assert wait_for(lambda: work.status("mine"), lambda status: not status.running).trouble
    assert work.status("other").trouble == ""
    work.start(lambda context: "read", "other")
    assert wait_for(lambda: work.status("other"), lambda status: not status.running).result == "read"
    assert (work.status("mine").result, work.status("mine").trouble) == (None, "")
