"""The page over the real parts and the sample notes: a question, its answer, and the line it came from."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from tests.assistant.visit import serve_aside, visit_page


@pytest.fixture(scope="module")
def address(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page whose small model writes, so that there is something to stop."""
    data = tmp_path_factory.mktemp("page") / "data"
    shutil.copytree(sample_data, data)
    (data / "settings.toml").write_text('way = "write"\n')
    runtime = Runtime(data)
    yield serve_aside(join_library(runtime), data / "conversations")
    runtime.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh visit."""
    with visit_page(browser, address) as visit:
        yield visit


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def test_a_stopped_question_is_followed_by_another_whose_citation_opens(page: Page) -> None:
    ask(page, "What does sleep do for memory, and how should one space out practice?")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible(timeout=30_000)
    stop.click()
    expect(page.locator(".turn")).to_have_class(re.compile("is-(stopped|done)"), timeout=60_000)
    ask(page, "What is double descent?")
    last = page.locator(".turn").last
    expect(last.locator(".asked")).to_have_text("What is double descent?")
    expect(last.locator(".sentence").first).to_be_visible(timeout=120_000)
    expect(last).to_have_class(re.compile("is-done"), timeout=120_000)
    last.locator(".cite").first.click()
    panel = page.locator("#panel")
    expect(panel.locator(".quote")).to_be_visible()
    expect(panel.locator(".file")).to_have_text(re.compile(r"Second Descent\.md:\d+"))
    expect(panel.get_by_role("link", name="Original")).to_have_attribute("href", re.compile("^https://example"))


def test_a_question_outside_the_samples_is_refused(page: Page) -> None:
    ask(page, "Who won the 2022 World Cup?")
    expect(page.locator(".refusal")).to_be_visible(timeout=120_000)
    expect(page.locator(".cite")).to_have_count(0)


def test_the_samples_are_found_by_meaning_and_in_the_library(page: Page) -> None:
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").fill("why rereading feels better than it works")
    expect(page.locator(".result").first).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="The Leaky Bucket").first.click()
    expect(page.locator(".work .result").first).to_be_visible()
