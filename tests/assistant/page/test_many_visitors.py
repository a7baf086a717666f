"""Five browsers at one page: answered in turn, each stopped by itself, and a browser that goes away frees the model."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.library.command_context import CommandContext
from assistant.library.interfaces import Library
from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from assistant.settings import change_settings
from tests.assistant.openai_stand_in import StandIn, serve_stand_in
from tests.assistant.tiny_gguf import FAMILIES, write_model
from tests.assistant.visit import serve_aside

FIVE = 5
ASKED = "What is double descent?"
LONG = 90_000
"""Milliseconds; five answers one after the other on a machine that does other things."""
ENDLESS = ["on and on "] * 3000


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    """A model that tells how many it writes for at once, and when somebody hung up on it."""
    with serve_stand_in("llama-server") as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def pages(
    browser: Browser, server: StandIn, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Page]]:
    """Five readers of one page whose model is that server's."""
    folder = tmp_path_factory.mktemp("endpoint")
    with serve(sample_data, folder, endpoint=server.url, way="write") as (address, _), visit(browser, address) as five:
        yield five


@contextmanager
def serve(samples: Path, folder: Path, **settings: str) -> Iterator[tuple[str, Library]]:
    """The page as `notes serve` joins it, over a copy of the sample notes' index."""
    data = shutil.copytree(samples, folder / "data")
    change_settings(data, **settings)
    runtime = Runtime(data)
    library = join_library(runtime)
    yield serve_aside(library), library
    runtime.close()


@contextmanager
def visit(browser: Browser, address: str) -> Iterator[list[Page]]:
    """Five browsers with separate sessions."""
    contexts = [browser.new_context() for _ in range(FIVE)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(address)
    for page in pages:
        expect(page.locator("#thread .welcome")).to_be_visible(timeout=LONG)
    yield pages
    for context in contexts:
        context.close()


def choose(page: Page, way: str) -> None:
    """How answers are made from now on, above the question."""
    page.locator("[data-act=manner]").click()
    page.locator("[data-manner=way]").select_option(way)
    page.locator("[data-act=manner]").click()


def ask(page: Page, question: str = ASKED) -> None:
    before = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(before + 1, timeout=LONG)


def answered(page: Page) -> None:
    expect(page.locator(".turn").last).to_have_class(re.compile("is-done"), timeout=LONG)
    expect(page.locator(".turn").last.locator(".cite").first).to_be_visible()


def test_five_simultaneous_questions_are_answered_one_after_the_other(pages: list[Page], server: StandIn) -> None:
    server.words, server.pause = ["The peak ", "is there. ", "[1] "], 0.2
    for page in pages:
        ask(page)
    for page in pages:
        answered(page)
    written = [chat for chat in server.chats if chat["stream"]]
    assert (len(written), server.most_running) == (FIVE, 1)


def test_stopping_one_answer_leaves_the_others_alone(pages: list[Page], server: StandIn) -> None:
    written, waits, *others = pages
    server.words, server.pause = ENDLESS, 0.5
    server.began.clear()
    ask(written)
    assert server.began.wait(60)
    server.words = ["The peak ", "is there. ", "[1] "]  # for who comes after
    for page in (waits, *others):
        ask(page)
    for page in (waits, written):
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".turn.is-stopped")).to_be_visible(timeout=LONG)
    for page in others:
        answered(page)
        expect(page.locator(".turn.is-stopped")).to_have_count(0)


def test_an_error_is_shown_only_to_the_browser_that_caused_it(pages: list[Page]) -> None:
    who, other, *_ = pages
    for page in (who, other):
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#sources .folder")).to_be_visible(timeout=LONG)
    who.locator("#folder").fill("/no/such/folder")
    who.get_by_role("button", name="Add", exact=True).click()
    expect(who.locator("#reading .is-trouble")).to_contain_text("/no/such/folder", timeout=LONG)
    expect(who.locator("#folder")).to_have_value("/no/such/folder")
    for page in (other, who):
        page.get_by_role("tab", name="Ask").click()
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#account")).not_to_contain_text("Checking", timeout=LONG)
    expect(other.locator("#reading")).to_be_empty()
    expect(who.locator("#reading .is-trouble")).to_contain_text("/no/such/folder")
    other.get_by_role("button", name="Read again").click()
    expect(other.locator("#reading")).to_contain_text("Done.", timeout=LONG)
    for page in (who, other):
        page.get_by_role("tab", name="Ask").click()


def test_a_closed_browser_frees_the_model_within_a_second(pages: list[Page], server: StandIn) -> None:
    server.words, server.pause = ENDLESS, 0.5
    server.left.clear()
    server.began.clear()
    ask(pages[4])
    assert server.began.wait(60)
    pages[4].context.close()
    assert server.left.wait(1)


def test_llama_cpp_and_the_page_survive_five_browsers_during_a_reading(
    browser: Browser, sample_data: Path, tmp_path: Path
) -> None:
    """With the model's words first, then with the notes' own."""
    model = write_model(tmp_path / "tiny.gguf", FAMILIES[0])
    more = tmp_path / "more"
    more.mkdir()
    for number in range(40):
        (more / f"{number}.md").write_text(f"# Lighthouse {number}\n\n- The lamp of tower {number} burns whale oil.\n")
    with serve(sample_data, tmp_path, model=str(model)) as (address, library), visit(browser, address) as pages:
        results = []

        def read() -> None:
            results.append(library.sources.ingest(str(more), allow_removals=False, context=CommandContext()))

        reading = threading.Thread(target=read)
        reading.start()
        for way in ("write", "quote"):
            for page in pages:
                choose(page, way)
                ask(page)
            for page in pages:
                answered(page)
        reading.join(120)
        assert results[0].trouble == "" and results[0].report.notes.new == 40
        ask(pages[0], "What does the lamp of tower 7 burn?")
        answered(pages[0])
        expect(pages[0].locator(".turn").last).to_contain_text("whale oil")
