"""A soak test of the page: a scripted reader asks, stops, searches, reads notes again and reloads for an hour.

    python -m bench.speed.soak [--data DIR] [--minutes 60] [--pace 2.5] [--out FILE]

A process of its own serves a copy of DIR (default: an empty store), to which a copy of the sample notes is added and
edited during the run. The report has the memory of that process over time, answers that were still being written after
a stop, and every error in the browser's console and the server's log. Exit code 1 if memory grew by more than
`MAX_GROWTH` or anything else went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
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

from bench.speed.measurement import SAMPLES, serve_page
from tests.assistant.chromium import launch_browser

MAX_GROWTH = 0.10
"""Of memory, as a share, from the end of the first sixth of the run to its end."""
MAX_IDLE_LOAD = 0.5
"""Share of a core that a page without a question may use."""
MEMORY_SAMPLE_S = 20
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
QUERIES = ("memory and attention", "spaced repetition", "how search engines rank", "slip box", "scaling laws", "zzqx")


@dataclass(slots=True)
class Log:
    """What a run did and what went wrong in it."""

    actions: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Minutes since the start, megabytes."""
    orphans: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Reader:
    """The scripted reader; each action is a method that leaves the page usable."""

    def __init__(self, page: Page, address: str, notes: Path, server: int, log: Log) -> None:
        self.page, self.address, self.notes, self.server, self.log = page, address, notes, server, log
        self.rng = random.Random(7)
        self.action = "arrive"
        page.on("pageerror", lambda error: log.console.append(f"{self.action}: {error}"))
        page.on("console", self._record_console)

    def _record_console(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.log.console.append(f"{self.action}: {getattr(message, 'text', '')[:300]}")

    def arrive(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_selector("#thread .welcome", timeout=60_000)

    def ask(self, mode: str = "") -> None:
        """Asks a question and waits for the answer."""
        self._submit(mode)
        self.page.wait_for_selector(".turn:last-child:is(.is-done,.is-stopped,.is-failed)", timeout=120_000)
        if self.page.locator(".turn.is-failed").count():
            self.log.failed.append(self.page.locator(".turn.is-failed").last.inner_text()[:300])

    def ask_the_model(self) -> None:
        self.ask("write")

    def stop(self) -> None:
        """Stops a written answer midway."""
        self._submit("write")
        self.page.wait_for_timeout(self.rng.randint(200, 2500))
        with suppress(Error):  # the answer may be complete already
            self.page.locator("#question .stop-button").click(timeout=1_000)
        self.page.wait_for_selector(".turn:last-child:is(.is-done,.is-stopped,.is-failed)", timeout=30_000)
        self._check_idle()

    def reload(self) -> None:
        self.arrive()

    def reload_midway(self) -> None:
        """Leaves the page while an answer is being written."""
        self._submit("write")
        self.page.wait_for_timeout(self.rng.randint(100, 2000))
        self.arrive()
        self._check_idle()

    def open_citation(self) -> None:
        self._tab("Ask")
        if self.page.locator(".cite").count():
            self.page.locator(".cite").first.click()
            self.page.wait_for_selector("#panel .passage", timeout=10_000)
            self.page.keyboard.press("Escape")

    def search(self) -> None:
        self._tab("Search")
        self.page.locator("#search-words").fill("")
        self.page.locator("#search-words").press_sequentially(self.rng.choice(QUERIES), delay=40)
        self.page.wait_for_selector("#search-results[aria-busy=false] :is(.found, .state)", timeout=30_000)
        if self.page.locator(".opens[data-act=like]").count():
            self.page.locator(".opens[data-act=like]").first.click()
            self.page.wait_for_selector(".likehead, .state", timeout=10_000)

    def browse(self) -> None:
        self._tab("Library")
        self.page.wait_for_selector(".card", timeout=20_000)
        self.page.locator(".card button").nth(self.rng.randint(0, 9)).click()
        self.page.wait_for_selector(".work .result", timeout=20_000)
        self.page.get_by_role("button", name="All works").click()

    def read_again(self) -> None:
        """Edits a note, adds or removes another, and has the sources read again."""
        edited = self.notes / "Loose thoughts.md"
        edited.write_text(f"# Loose thoughts\n\nThought {self.rng.random()} of a slip box.\n", "utf-8")
        other = self.notes / "Coming and going.md"
        other.unlink() if other.exists() else other.write_text("# Here\n\nA short note on tides.\n", "utf-8")
        self._tab("Sources")
        self.page.evaluate("document.getElementById('reading').replaceChildren()")
        self.page.locator("[data-act=read]").click()
        with suppress(Error):  # the previous notice may stay until this run's bar is drawn
            self.page.wait_for_selector("#reading .progress", timeout=2_000)
        self.page.wait_for_selector("#reading:not(:has(.progress)) .notice", timeout=120_000)
        notice = self.page.locator("#reading").inner_text()
        if "Done" not in notice and "being read already" not in notice:
            self.log.failed.append(notice[:300])

    def new(self) -> None:
        self._tab("Ask")
        self.page.locator("[data-act=new]").click()
        self.page.wait_for_selector("#thread .welcome", timeout=10_000)

    def _tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def _submit(self, mode: str) -> None:
        self._tab("Ask")
        turns = self.page.locator(".turn").count()
        self.page.evaluate("(way) => { window.notesScope = way ? { way } : {}; }", mode)
        self.page.locator("#question textarea").fill(self.rng.choice(QUESTIONS))
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("(n) => document.querySelectorAll('.turn').length > n", arg=turns, timeout=30_000)

    def _check_idle(self) -> None:
        """Records an orphan if the server stays busy for 16 s; a sync that it began by itself ends sooner."""
        time.sleep(1.0)
        for _ in range(15):
            before = cpu_seconds(self.server)
            time.sleep(1.0)
            load = cpu_seconds(self.server) - before
            if load < MAX_IDLE_LOAD:
                return
        self.log.orphans.append(f"{self.action}: {load:.1f} of a core, 16 s after")


ACTIONS = (
    *("ask",) * 5, *("ask_the_model",) * 2, *("stop",) * 3, *("search",) * 5, *("open_citation",) * 4,
    *("browse",) * 2, *("read_again",) * 2, "reload", "reload_midway", *("new",) * 2,
)  # fmt: skip


def soak(data: Path, notes: Path, minutes: float, pace: float) -> tuple[Log, list[str]]:
    """Serve `data` and use it: what happened, and the lines of the server's log."""
    log = Log()
    with serve_page(data, data / "serve.log") as (address, server), sync_playwright() as playwright:
        browser = launch_browser(playwright)
        use_page(Reader(browser.new_page(), address, notes, server, log), minutes, pace)
        browser.close()
    return log, (data / "serve.log").read_text("utf-8").splitlines()


def use_page(reader: Reader, minutes: float, pace: float) -> None:
    start, log = time.monotonic(), reader.log
    reader.arrive()
    reader._tab("Sources")
    reader.page.locator("#folder").fill(str(reader.notes))
    reader.page.get_by_role("button", name="Add", exact=True).click()
    reader.page.wait_for_selector("#reading .notice", timeout=300_000)
    sampled: float = -MEMORY_SAMPLE_S
    while (elapsed := time.monotonic() - start) < 60 * minutes:
        if elapsed - sampled >= MEMORY_SAMPLE_S:
            sampled = elapsed
            log.memory.append((elapsed / 60, memory_mb(reader.server)))
            if len(log.memory) % 15 == 1:
                minute, megabytes = log.memory[-1]
                print(f"{minute:5.1f} min  {megabytes:6.0f} MB  {log.actions.total()} actions", flush=True)
        reader.action = reader.rng.choice(ACTIONS)
        log.actions[reader.action] += 1
        try:
            getattr(reader, reader.action)()
        except Error as error:
            log.failed.append(f"{reader.action}: {str(error).splitlines()[0]}")
            reader.arrive()
        time.sleep(reader.rng.uniform(0.6, 1.4) * pace)


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    kb = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True).stdout
    return int(kb.strip() or 0) / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def make_report(log: Log, lines: list[str]) -> dict[str, object]:
    """The report, as JSON."""
    samples = len(log.memory)
    early = [mb for _, mb in log.memory[samples // 6 : samples // 6 + max(3, samples // 10)]]
    late = [mb for _, mb in log.memory[-max(3, samples // 10) :]]
    first, last = statistics.median(early), statistics.median(late)
    return {
        "actions": dict(log.actions),
        "minutes": round(log.memory[-1][0], 1),
        "memory_mb": {"after_warm_up": round(first), "end": round(last), "growth": round(last / first - 1, 3)},
        "orphans": log.orphans,
        "console_errors": Counter(log.console).most_common(20),
        "failed_actions": log.failed[:20],
        "log_lines": [line for line in lines if "the page is at" not in line][:40],
        "memory_over_time": [(round(minute, 1), round(mb)) for minute, mb in log.memory[:: max(1, samples // 40)]],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pace", type=float, default=2.5, help="seconds between two actions")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data, notes = Path(temporary) / "data", Path(temporary) / "notes"
        shutil.copytree(args.data, data) if args.data else data.mkdir()
        shutil.copytree(SAMPLES, notes)
        report = make_report(*soak(data, notes, args.minutes, args.pace))
    text = json.dumps(report, indent=1)
    print(text)
    if args.out:
        args.out.write_text(text, "utf-8")
    memory = report["memory_mb"]
    assert isinstance(memory, dict)
    faults = [report[name] for name in ("orphans", "console_errors", "failed_actions", "log_lines")]
    return int(memory["growth"] > MAX_GROWTH or any(faults))


if __name__ == "__main__":
    sys.exit(main())
