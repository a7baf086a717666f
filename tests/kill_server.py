"""Workers, pages and clients at once on one PostgreSQL, killed at random moments: the store is that of a file.

    python -m tests.kill_server FOLDER ... [--clients 20] [--kills 20] [--restarts 5] [--only worker,page,...]

The folders are copied. Two `notes ingest` read a half each, while two `notes serve` follow what is known so far and the
clients search, ask and list works through both. Then each kill follows a few edits, at a moment drawn from the time
that taking them in takes: of a worker that reads them, of a page that does, of a connection of the server, of the
server itself, which is started again. A kill passes if the next `notes ingest` leaves what one into a file does.
Clients may be told in one line that the server cannot be reached, and only then. The encoder is one of random weights,
as what vectors say is not what is tested, and takes no time.
The long form is not in CI; `tests/assistant/service/test_side_by_side.py` runs a short one.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.catalog.passages import list_passage_ids
from tests.side_by_side import Clients, Page, Place, Server, open_place, wait

KINDS = ("worker", "page", "connection", "server")
QUIET_S = 2.0
"""A page waits as long after an edit before it reads."""
EARLY = "the reading had ended"
MAX_DRAWS = 8
"""Moments drawn for one kill, until one comes before the reading ends."""


def run_side_by_side(place: Place, clients: int, pages: Sequence[Page]) -> dict[str, Any]:
    """Two workers read a half each while the pages are asked; what came of it."""
    began = time.perf_counter()
    asking = Clients(pages, clients, pause=6.0)
    workers = [
        place.start("ingest", *place.sources[half::2], data=f"worker {half}")
        for half in range(2)
        if place.sources[half::2]
    ]
    codes = [wait(worker) for worker in workers]
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


def kill_one(kind: str, place: Place, server: Server, pages: Sequence[Page], rng: random.Random, latest: float) -> str:
    """Edit, kill and read again; how the library then differs. "" where it does not, `EARLY` where nothing was hit."""
    place.edit(rng)
    worker = None if kind == "page" else place.start("ingest", "--allow-removals", *place.sources, data="worker 0")
    time.sleep(rng.uniform(0.0, latest))
    hit = True
    if kind == "worker" and worker:
        hit = worker.is_alive()
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
        worker.join()
    place.ingest("worker 1")
    if kind == "page":
        pages[0].wait()
    return place.difference() or ("" if hit else EARLY)


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
    latest = time_reading(place) + (QUIET_S if kind == "page" else 0.0)
    for number in range(rounds):
        for draw in range(MAX_DRAWS):
            rng = random.Random(f"{kind} {number} {draw}")
            difference = kill_one(kind, place, server, pages, rng, latest * 0.8**draw)
            if difference != EARLY:
                break
            early += 1
        failed += bool(difference)
        print(f"{kind} {number}: {difference or 'the same'}", flush=True)
    asking.stop()
    print(
        f"{kind}: {rounds - failed} of {rounds} the same, within {latest:.1f} s ({early} more came too late);"
        f" {asking.calls.total()} calls, {asking.errors.total()} not answered: {dict(asking.errors)};"
        f" {place.faults() or 'healthy'}",
        flush=True,
    )
    return failed + len(asking.unexpected()) + bool(place.faults()), asking


def time_reading(place: Place) -> float:
    """Seconds that taking some edits in takes when nothing is killed."""
    place.edit(random.Random("time"))
    began = time.perf_counter()
    place.ingest("worker 1")
    seconds = time.perf_counter() - began
    place.difference()  # the file sees each state too: what a renamed note was called is kept
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--only", default=",".join(("together", *KINDS)))
    parser.add_argument("--place", type=Path, help="keep the notes and the stores here, for a later run of other kinds")
    args = parser.parse_args()
    failed = 0
    # not below the folder of a test, which pytest closes to the user that the server runs as
    with (
        tempfile.TemporaryDirectory(prefix="notes-server-", ignore_cleanup_errors=True) as temporary,
        open_place(args.place or Path(temporary), args.folders) as (place, server, pages),
    ):
        for kind in args.only.split(","):
            if kind == "together":
                together = run_side_by_side(place, args.clients, pages)
                print(together, flush=True)
                failed += any(together["workers"]) + len(together["errors"]) + bool(together["difference"])
                continue
            rounds = args.restarts if kind == "server" else args.kills
            failed += run_kills(kind, rounds, place, server, pages, min(args.clients, 4))[0]
        for log in sorted(place.folder.glob("*.log")):
            print(log.name, Counter(log.read_text().replace("\r", "\n").splitlines()).most_common(5))
    return failed


if __name__ == "__main__":
    sys.exit(main())
