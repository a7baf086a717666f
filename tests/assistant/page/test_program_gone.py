"""A page whose program is stopped, and started again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

ROOT = Path(__file__).resolve().parents[3]
SERVE = """
import sys
from pathlib import Path
from assistant.page.server.serve import serve_page
from tests.assistant.page_stand_in import StandIn
report = lambda address: print(address, flush=True)
serve_page(StandIn().library, port=int(sys.argv[1]), on_ready=report, conversations=Path(sys.argv[2]))
"""
Start = Callable[[int], tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the page on a port as a process of its own, and waits until it answers."""
    started = []

    def begin(port: int) -> tuple[subprocess.Popen[str], str]:
        words = [sys.executable, "-c", SERVE, str(port), str(tmp_path / "conversations")]
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    yield begin
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_the_page_reports_a_stopped_program_and_continues_after_a_restart(browser: Browser, start: Start) -> None:
    first, address = start(0)
    page = browser.new_page()
    page.goto(address)
    expect(page.locator("#thread .welcome")).to_be_visible(timeout=60_000)
    question = page.locator("#question textarea")
    question.fill("What of neap tides?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.is-done")).to_be_visible(timeout=30_000)
    question.fill("And what of spring tides?")
    light = page.locator("#standing .dot")
    well = light.evaluate("dot => getComputedStyle(dot).backgroundColor")
    first.kill()
    first.wait()
    expect(page.locator("#gone")).to_contain_text("notes serve", timeout=30_000)
    expect(light).not_to_have_css("background-color", well)
    page.keyboard.press("Enter")
    expect(question).to_have_value("And what of spring tides?")
    expect(page.locator(".turn")).to_have_count(1)
    start(urlsplit(address).port or 0)
    expect(page.locator("#gone")).to_be_hidden(timeout=60_000)
    expect(page.locator(".asked")).to_have_text("What of neap tides?", timeout=60_000)
    expect(question).to_have_value("And what of spring tides?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.is-done")).to_have_count(2, timeout=30_000)
    page.close()


def test_a_search_without_a_program_shows_no_results(browser: Browser, start: Start) -> None:
    process, address = start(0)
    page = browser.new_page()
    page.goto(address)
    expect(page.locator("#thread .welcome")).to_be_visible(timeout=60_000)
    page.get_by_role("tab", name="Search").click()
    process.kill()
    process.wait()
    page.locator("#search-words").fill("moon tide")
    expect(page.locator("#gone")).to_be_visible(timeout=30_000)
    expect(page.locator("#search-results")).to_contain_text("Type a few words")
    page.close()
