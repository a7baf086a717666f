"""How long the page makes a reader wait: first paint, results after the last key, opening a passage, the shelf.

    python bench/measure_page.py --data DIR | --notes FOLDER

DIR is an index of some size; FOLDER is read into a fresh one first, which takes minutes for thousands of passages.
Drives a browser without a window; the page is served by a process of its own, as it is to a reader.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.assistant.chromium import launch_browser

ROOT = Path(__file__).parent.parent
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


SCROLLED = """async () => {
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
    told = (data / "measured.log").open("w+")
    words = [sys.executable, "-m", "assistant", "serve", "--data", str(data), "--port", "0"]
    server = subprocess.Popen(words, stderr=told, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        address = _wait_for_address(data / "measured.log")
        with sync_playwright() as playwright:
            browser = launch_browser(playwright)
            return walk(browser.new_page(viewport={"width": 1280, "height": 800}), address)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for_address(log: Path) -> str:
    while True:
        if found := re.search(r"http://\S+", log.read_text("utf-8")):
            return found[0]
        time.sleep(0.2)


def walk(page: Page, address: str) -> dict[str, list[float]]:
    """One cold visit that does not count, then `ROUNDS` of each."""
    waits: dict[str, list[float]] = {"first paint": [], "ready to ask": [], "search": [], "passage": [], "shelf": []}
    waits["frame, scrolling"] = []
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
    waits["frame, scrolling"] += page.evaluate(SCROLLED)
    return waits


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = words.add_mutually_exclusive_group(required=True)
    which.add_argument("--data", type=Path)
    which.add_argument("--notes", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = given.data or Path(scratch)
        if given.notes:
            ingest = [sys.executable, "-m", "assistant", "ingest", str(given.notes), "--data", scratch]
            subprocess.run(ingest, check=True, cwd=ROOT)
        for name, waits in measure_page(data).items():
            print(f"{name:17} median {statistics.median(waits):7.0f} ms   worst {max(waits):7.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
