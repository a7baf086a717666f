"""A page on a free port, and a reader's visit to it that watches what the browser does."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from assistant.library.interfaces import Library
from assistant.page.server.serve import serve_page

SOON = 60_000
"""Milliseconds until a page is loaded, on a busy machine."""


def serve_aside(library: Library, conversations: Path | None = None) -> str:
    """The address of a page over a library, served on a thread until the tests end."""
    ready, addresses = threading.Event(), []

    def tell(address: str) -> None:
        addresses.append(address)
        ready.set()

    options = {"port": 0, "on_ready": tell, "conversations": conversations}
    threading.Thread(target=serve_page, args=(library,), kwargs=options, daemon=True).start()
    assert ready.wait(90)
    return addresses[0]


@contextmanager
def visit_page(browser: Browser, address: str, *, permissions: Sequence[str] = ()) -> Iterator[Page]:
    """A fresh visit; whatever leaves this machine, or fails in the console, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=permissions)
    visit = context.new_page()
    outside: list[str] = []
    errors: list[str] = []
    own = (address, "data:", "blob:")
    visit.on("request", lambda request: None if request.url.startswith(own) else outside.append(request.url))
    visit.on("pageerror", lambda error: errors.append(str(error)))
    visit.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    visit.goto(address)
    expect(visit.locator("#thread .welcome")).to_be_visible(timeout=SOON)
    yield visit
    context.close()
    assert (outside, errors) == ([], [])
