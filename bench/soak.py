"""Whether the page stays well for hours: a scripted reader asks, stops, searches, reads again and reloads.

    python -m bench.soak [--data DIR] [--minutes 60] [--pace 2.5] [--out FILE]

A copy of DIR (else an empty store) is served by a process of its own, and a copy of the sample notes is added to it
and edited as it goes on. Told in the end: the memory of that process over time, answers that went on being written
after they were stopped, and every error in the browser's console and the server's log. Exit code 1 where memory
grew by more than `FLAT`, or anything else went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.assistant.chromium import launch_browser

SAMPLES = Path(__file__).parent.parent / "notes"
FLAT = 0.10
"""Growth of memory, from the end of the first sixth to the end, that still counts as flat."""
BUSY = 0.5
"""Share of a core that a page without a question may use."""
SAMPLE_S = 20
QUESTIONS = (
    "What is double descent?",
    "How should practice be spaced?",
    "Why does rereading feel like learning?",
    "What did I mark in “The Leaky Bucket”?",
    "How many works do I have?",
    "Who won the 2022 World Cup?",
    "What is BM25 good at?",
    "And what is it bad at?",
    "hello",
)
WORDS = ("memory and attention", "spaced repetition", "how search engines rank", "slip box", "scaling laws", "zzqx")


@dataclass(slots=True)
class Log:
    """What was seen."""

    acts: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Minutes since the start, megabytes."""
    orphans: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Reader:
    """The scripted reader; each act is a method that leaves the page usable."""

    def __init__(self, page: Page, address: str, notes: Path, server: int, log: Log) -> None:
        self.page, self.address, self.notes, self.server, self.log = page, address, notes, server, log
        self.dice = random.Random(7)
        page.on("pageerror", lambda error: log.console.append(f"{self.doing}: {error}"))
        page.on("console", self._hear)
        self.doing = "arriving"

    def _hear(self, said: object) -> None:
        if getattr(said, "type", "") == "error":
            self.log.console.append(f"{self.doing}: {getattr(said, 'text', '')[:300]}")

    def arrive(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_selector("#thread .welcome", timeout=60_000)

    def ask(self, way: str = "") -> None:
        """A question, and its answer awaited."""
        self._begin(way)
        self.page.wait_for_selector(".turn:last-child:is(.is-done,.is-stopped,.is-failed)", timeout=120_000)
        if self.page.locator(".turn.is-failed").count():
            self.log.failed.append(self.page.locator(".turn.is-failed").last.inner_text()[:300])

    def ask_the_model(self) -> None:
        self.ask("write")

    def stop(self) -> None:
        """A written answer, stopped in the middle."""
        self._begin("write")
        self.page.wait_for_timeout(self.dice.randint(200, 2500))
        with suppress(Error):  # answered meanwhile: there is nothing to stop any more
            self.page.locator("#question .stop-button").click(timeout=1_000)
        self.page.wait_for_selector(".turn:last-child:is(.is-done,.is-stopped,.is-failed)", timeout=30_000)
        self._look_for_orphan()

    def reload(self) -> None:
        self.arrive()

    def reload_midway(self) -> None:
        """The page is left while an answer is written."""
        self._begin("write")
        self.page.wait_for_timeout(self.dice.randint(100, 2000))
        self.arrive()
        self._look_for_orphan()

    def open_citation(self) -> None:
        self._tab("Ask")
        if self.page.locator(".cite").count():
            self.page.locator(".cite").first.click()
            self.page.wait_for_selector("#panel .passage", timeout=10_000)
            self.page.keyboard.press("Escape")

    def search(self) -> None:
        self._tab("Search")
        self.page.locator("#search-words").fill("")
        self.page.locator("#search-words").press_sequentially(self.dice.choice(WORDS), delay=40)
        self.page.wait_for_selector("#search-results[aria-busy=false] :is(.found, .state)", timeout=30_000)
        if self.page.locator(".opens[data-act=like]").count():
            self.page.locator(".opens[data-act=like]").first.click()
            self.page.wait_for_selector(".likehead, .state", timeout=10_000)

    def browse(self) -> None:
        self._tab("Library")
        self.page.wait_for_selector(".card", timeout=20_000)
        self.page.locator(".card button").nth(self.dice.randint(0, 9)).click()
        self.page.wait_for_selector(".work .result", timeout=20_000)
        self.page.get_by_role("button", name="All works").click()

    def read_again(self) -> None:
        """A note is edited, another comes and goes, and the sources are read again."""
        edited = self.notes / "Loose thoughts.md"
        edited.write_text(f"# Loose thoughts\n\nThought {self.dice.random()} of a slip box.\n", "utf-8")
        coming = self.notes / "Coming and going.md"
        coming.unlink() if coming.exists() else coming.write_text("# Here\n\nA short note on tides.\n", "utf-8")
        self._tab("Sources")
        self.page.evaluate("document.getElementById('reading').replaceChildren()")
        self.page.locator("[data-act=read]").click()
        with suppress(Error):  # the notice of the reading before may be drawn until this one's bar is
            self.page.wait_for_selector("#reading .progress", timeout=2_000)
        self.page.wait_for_selector("#reading:not(:has(.progress)) .notice", timeout=120_000)
        told = self.page.locator("#reading").inner_text()
        if "Done" not in told and "being read already" not in told:
            self.log.failed.append(told[:300])

    def new(self) -> None:
        self._tab("Ask")
        self.page.locator("[data-act=new]").click()
        self.page.wait_for_selector("#thread .welcome", timeout=10_000)

    def _tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def _begin(self, way: str) -> None:
        self._tab("Ask")
        turns = self.page.locator(".turn").count()
        self.page.evaluate("(way) => { window.notesScope = way ? { way } : {}; }", way)
        self.page.locator("#question textarea").fill(self.dice.choice(QUESTIONS))
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("(n) => document.querySelectorAll('.turn').length > n", arg=turns, timeout=30_000)

    def _look_for_orphan(self) -> None:
        """Whether the server works on although nobody waits. A reading that it began by itself is waited for."""
        time.sleep(1.0)
        for _ in range(15):
            before = cpu_seconds(self.server)
            time.sleep(1.0)
            share = cpu_seconds(self.server) - before
            if share < BUSY:
                return
        self.log.orphans.append(f"{self.doing}: {share:.1f} of a core, 16 s after")


ACTS = (
    *("ask",) * 5, *("ask_the_model",) * 2, *("stop",) * 3, *("search",) * 5, *("open_citation",) * 4,
    *("browse",) * 2, *("read_again",) * 2, "reload", "reload_midway", *("new",) * 2,
)  # fmt: skip


def soak(data: Path, notes: Path, minutes: float, pace: float) -> tuple[Log, list[str]]:
    """Serve `data` and use it; what was seen, and the lines of the server's log."""
    log = Log()
    root = str(Path(__file__).parent.parent)
    words = [sys.executable, "-m", "assistant", "serve", "--data", str(data), "--port", "0"]
    told = (data / "serve.log").open("w+")
    server = subprocess.Popen(words, stderr=told, stdout=told, cwd=root, env={**os.environ, "PYTHONPATH": root})
    try:
        address = wait_for_address(data / "serve.log")
        with sync_playwright() as playwright:
            browser = launch_browser(playwright)
            walk(Reader(browser.new_page(), address, notes, server.pid, log), minutes, pace)
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    return log, (data / "serve.log").read_text("utf-8").splitlines()


def walk(reader: Reader, minutes: float, pace: float) -> None:
    began, log = time.monotonic(), reader.log
    reader.arrive()
    reader._tab("Sources")
    reader.page.locator("#folder").fill(str(reader.notes))
    reader.page.get_by_role("button", name="Add", exact=True).click()
    reader.page.wait_for_selector("#reading .notice", timeout=300_000)
    sampled = -SAMPLE_S
    while (gone := time.monotonic() - began) < 60 * minutes:
        if gone - sampled >= SAMPLE_S:
            sampled = gone
            log.memory.append((gone / 60, memory_mb(reader.server)))
            if len(log.memory) % 15 == 1:
                print(f"{gone / 60:5.1f} min  {log.memory[-1][1]:6.0f} MB  {sum(log.acts.values())} acts", flush=True)
        reader.doing = reader.dice.choice(ACTS)
        log.acts[reader.doing] += 1
        try:
            getattr(reader, reader.doing)()
        except Error as trouble:
            log.failed.append(f"{reader.doing}: {str(trouble).splitlines()[0]}")
            reader.arrive()
        time.sleep(reader.dice.uniform(0.6, 1.4) * pace)


def wait_for_address(log: Path) -> str:
    for _ in range(600):
        if found := re.search(r"http://\S+", log.read_text("utf-8")):
            return found[0]
        time.sleep(0.2)
    raise SystemExit(f"soak: the page did not come up; see {log}")


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    kb = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True).stdout
    return int(kb.strip() or 0) / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def judge(log: Log, lines: list[str]) -> dict[str, object]:
    """What came of it, as JSON."""
    n = len(log.memory)
    early = [mb for _, mb in log.memory[n // 6 : n // 6 + max(3, n // 10)]]
    late = [mb for _, mb in log.memory[-max(3, n // 10) :]]
    first, last = statistics.median(early), statistics.median(late)
    return {
        "acts": dict(log.acts),
        "minutes": round(log.memory[-1][0], 1),
        "memory_mb": {"after_warm_up": round(first), "end": round(last), "growth": round(last / first - 1, 3)},
        "orphans": log.orphans,
        "console_errors": Counter(log.console).most_common(20),
        "failed_acts": log.failed[:20],
        "log_lines": [line for line in lines if "the page is at" not in line][:40],
        "memory_over_time": [(round(at, 1), round(mb)) for at, mb in log.memory[:: max(1, n // 40)]],
    }


def main() -> int:
    words = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    words.add_argument("--data", type=Path)
    words.add_argument("--minutes", type=float, default=60)
    words.add_argument("--pace", type=float, default=2.5, help="seconds between two acts")
    words.add_argument("--out", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data, notes = Path(scratch) / "data", Path(scratch) / "notes"
        shutil.copytree(given.data, data) if given.data else data.mkdir()
        shutil.copytree(SAMPLES, notes)
        found = judge(*soak(data, notes, given.minutes, given.pace))
    told = json.dumps(found, indent=1)
    print(told)
    if given.out:
        given.out.write_text(told, "utf-8")
    memory = found["memory_mb"]
    assert isinstance(memory, dict)
    amiss = [found[name] for name in ("orphans", "console_errors", "failed_acts", "log_lines")]
    return int(memory["growth"] > FLAT or any(amiss))


if __name__ == "__main__":
    sys.exit(main())
