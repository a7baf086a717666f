"""How long the page makes a reader wait: first paint, results after the last key, opening a passage, the shelf.

Run it over an index of some size: `.venv/bin/python -m bench.measure_page DATA`. Drives Chromium without a window.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROUNDS = 9
WORDS = ("memory and attention", "how habits begin", "the cost of money", "why cities grow", "writing every day")
PAINT = "performance.getEntriesByType('paint').find(e => e.name === 'first-contentful-paint').startTime"
READY = "performance.now()"
TYPED = """async (words) => {
  const field = document.getElementById('search-words'), results = document.getElementById('search-results');
  const seen = new Promise((done) => new MutationObserver(() => done(performance.now())).observe(results,
    { childList: true }));
  field.value = words;
  const begun = performance.now();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return (await seen) - begun;
}"""
OPENED = """async (n) => {
  const panel = document.getElementById('panel-body');
  const seen = new Promise((done) => new MutationObserver(() => done(performance.now())).observe(panel,
    { childList: true }));
  const begun = performance.now();
  document.querySelectorAll('#search-results .opens[data-passage]')[n].click();
  return (await seen) - begun;
}"""


def measure_page(data: Path) -> dict[str, list[float]]:
    """Milliseconds of each round, by what was waited for."""
    from assistant.library import NotesLibrary
    from assistant.page.serve import serve_page

    ready, found = threading.Event(), []

    def tell(address: str) -> None:
        found.append(address)
        ready.set()

    library = NotesLibrary(data)
    threading.Thread(target=serve_page, args=(library,), kwargs={"port": 0, "on_ready": tell}, daemon=True).start()
    ready.wait()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        return walk(browser.new_page(), found[0])


def walk(page: Page, address: str) -> dict[str, list[float]]:
    """One cold visit that does not count, then `ROUNDS` of each."""
    waits: dict[str, list[float]] = {"first paint": [], "ready to ask": [], "search": [], "passage": [], "shelf": []}
    for n in range(ROUNDS + 1):
        page.goto(address)
        page.wait_for_selector("#thread .welcome")
        if n:
            waits["ready to ask"].append(page.evaluate(READY))
            waits["first paint"].append(page.evaluate(PAINT))
    page.get_by_role("tab", name="Search").click()
    for n in range(ROUNDS + 1):
        took = page.evaluate(TYPED, WORDS[n % len(WORDS)] + " " * n)
        page.wait_for_timeout(200)
        if n:
            waits["search"].append(took)
    for n in range(ROUNDS):
        waits["passage"].append(page.evaluate(OPENED, n))
    for _ in range(ROUNDS):
        page.reload()
        page.wait_for_selector("#thread .welcome")
        begun = page.evaluate("performance.now()")
        page.get_by_role("tab", name="Library").click()
        page.wait_for_selector(".card")
        waits["shelf"].append(page.evaluate("performance.now()") - begun)
    return waits


if __name__ == "__main__":
    for name, waits in measure_page(Path(sys.argv[1])).items():
        print(f"{name:14} median {statistics.median(waits):7.0f} ms   worst {max(waits):7.0f} ms")
