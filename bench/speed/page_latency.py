"""How long the page takes: first paint, results after the last key, opening a passage, the library, scrolling.

    python -m bench.speed.page_latency --data DIR | --notes FOLDER

DIR is an existing index; FOLDER is read into a fresh one first, which takes minutes for thousands of passages. Drives a
headless browser against a page that a process of its own serves.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.speed.measurement import ingest_notes, serve_page
from tests.assistant.chromium import launch_browser

ROUNDS = 9
QUERIES = ("memory and attention", "how habits begin", "the cost of money", "why cities grow", "writing every day")
FIRST_PAINT_JS = "performance.getEntriesByType('paint').find(e => e.name === 'first-contentful-paint').startTime"
NOW_JS = "performance.now()"
SEARCH_JS = """async (words) => {
  const field = document.getElementById('search-words'), results = document.getElementById('search-results');
  const seen = new Promise((done) => new MutationObserver(() => done(performance.now())).observe(results,
    { childList: true }));
  field.value = words;
  const begun = performance.now();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return (await seen) - begun;
}"""
OPEN_PASSAGE_JS = """async (n) => {
  const panel = document.getElementById('panel-body');
  const seen = new Promise((done) => new MutationObserver(() => done(performance.now())).observe(panel,
    { childList: true }));
  const begun = performance.now();
  document.querySelectorAll('#search-results .opens[data-passage]')[n].click();
  return (await seen) - begun;
}"""
SCROLL_JS = """async () => {
  const times = []; let before = performance.now();
  for (let n = 0; n < 40; n += 1) {
    scrollBy(0, 400);
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now(); times.push(now - before); before = now;
  }
  return times;
}"""


def measure_page(data: Path) -> dict[str, list[float]]:
    """Milliseconds of each round, by what was waited for."""
    with serve_page(data, data / "page_latency.log") as (address, _), sync_playwright() as playwright:
        browser = launch_browser(playwright)
        return measure_waits(browser.new_page(viewport={"width": 1280, "height": 800}), address)


def measure_waits(page: Page, address: str) -> dict[str, list[float]]:
    """`ROUNDS` of each wait, after one cold visit and one cold search that do not count."""
    waits: dict[str, list[float]] = {"first paint": [], "ready to ask": [], "search": [], "passage": [], "library": []}
    for number in range(ROUNDS + 1):
        page.goto(address)
        page.wait_for_selector("#thread .welcome")
        if number:
            waits["ready to ask"].append(page.evaluate(NOW_JS))
            waits["first paint"].append(page.evaluate(FIRST_PAINT_JS))
    page.get_by_role("tab", name="Search").click()
    for number in range(ROUNDS + 1):
        milliseconds = page.evaluate(SEARCH_JS, QUERIES[number % len(QUERIES)] + " " * number)
        page.wait_for_timeout(200)
        if number:
            waits["search"].append(milliseconds)
    waits["passage"] = [page.evaluate(OPEN_PASSAGE_JS, number) for number in range(ROUNDS)]
    for _ in range(ROUNDS):
        page.reload()
        page.wait_for_selector("#thread .welcome")
        start = page.evaluate(NOW_JS)
        page.get_by_role("tab", name="Library").click()
        page.wait_for_selector(".card")
        waits["library"].append(page.evaluate(NOW_JS) - start)
    waits["frame, scrolling"] = page.evaluate(SCROLL_JS)
    return waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path)
    source.add_argument("--notes", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = args.data or Path(temporary)
        if args.notes:
            ingest_notes(args.notes, data)
        for name, milliseconds in measure_page(data).items():
            print(f"{name:17} median {statistics.median(milliseconds):7.0f} ms   worst {max(milliseconds):7.0f} ms")


if __name__ == "__main__":
    main()
