"""The browser of the page's tests: the machine's own Chromium or Chrome, else Playwright's (`make test` fetches it)."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def launch_browser(playwright: Playwright) -> Browser:
    """A headless browser that makes no requests of its own."""
    own = next((path for path in map(shutil.which, NAMES) if path), None)
    return playwright.chromium.launch(executable_path=own, args=QUIET)
