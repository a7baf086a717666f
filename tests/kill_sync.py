"""Kill an ingest at random moments, run it once more, and compare the store with that of an undisturbed run.

    python tests/kill_sync.py FOLDER ... [--rounds 1-60] [--every 1] [--embedder real] [--kills 1] [--place DIR]

The folders' notes are copied (each `--every`th file) to a folder of their own. Odd rounds kill a first ingest, even
rounds a re-ingest after edits, removals, renames and new files. A round passes if the run after the kill leaves the
same passages, places, duplicates, works and ids as an undisturbed run, each vector within cosine .999, and each vector
is returned by a query for itself in Chroma. A round whose ingest ended before the kill draws an earlier moment. With
`--kills 5` a round kills five runs in a row, each continuing the last, before the run that ends. `--place` keeps the
undisturbed stores, so that rounds 1-10 can run now and 11-20 later, and the stores of failed rounds; a place in memory
is faster.
The long form is not in CI; `tests/index/sync/test_kill.py` runs a short one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
MIN_COSINE = 0.999
"""Of a vector with that of the undisturbed run."""
MAX_DRAWS = 8
"""Moments drawn for one round, until one comes before the ingest ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """Seconds of the undisturbed runs, after all imports."""

    first: float
    again: float
    """The re-ingest after the edits."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", default="1-60", metavar="FROM-TO")
    parser.add_argument("--every", type=int, default=1, help="copy each Nth file only")
    parser.add_argument("--embedder", choices=("stand-in", "real"), default="stand-in")
    parser.add_argument("--kills", type=int, default=1, help="runs killed in a row in each round")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--place", type=Path, help="keep what was prepared here, for later rounds")
    args = parser.parse_args()
    first, _, last = args.rounds.rpartition("-")
    rounds = range(int(first or 1), int(last) + 1)
    with tempfile.TemporaryDirectory() as place:
        undisturbed = prepare(args.place or Path(place), args.folders, args.every, args.embedder, args.seed)
        return kill_rounds(args.place or Path(place), undisturbed, rounds, args.embedder, args.seed, args.kills)


def kill_rounds(place: Path, undisturbed: Undisturbed, rounds: range, embedder: str, seed: int, kills: int = 1) -> int:
    """Run the rounds in the prepared folder `place`; the number of failed rounds."""
    expected = {False: read_store(place / "first"), True: read_store(place / "second")}
    failed = 0
    for number in rounds:
        again, rng = number % 2 == 0, random.Random(f"{seed} {number}")
        latest = 2 * (undisturbed.again if again else undisturbed.first) / (kills + 1)
        for _ in range(MAX_DRAWS):
            moments = kill_runs(place, again, embedder, [rng.uniform(0.0, latest) for _ in range(kills)])
            if moments:
                break
            latest *= 0.7
        seconds = ingest(place / "data", place / "notes", embedder)
        difference = compare(read_store(place / "data"), expected[again]) if moments else "never killed in time"
        failed += bool(difference)
        if difference:
            shutil.copytree(place / "data", place / f"failed {number}", dirs_exist_ok=True)
        kind, times = "re-ingest" if again else "ingest", ", ".join(f"{moment:.2f}" for moment in moments)
        result = f"finished in {seconds:.2f} s: {difference or 'the same'}"
        print(f"{number} {kind} killed at {times} s, {result}", flush=True)
    baseline = f"{undisturbed.first:.1f} s and {undisturbed.again:.1f} s undisturbed"
    print(f"{len(rounds) - failed} of {len(rounds)} the same ({baseline})")
    return failed


def prepare(place: Path, folders: list[Path], every: int, embedder: str, seed: int) -> Undisturbed:
    """Make the notes, their edited state and the stores of undisturbed runs, unless they exist; the runs' seconds."""
    record = place / "prepared.json"
    if record.exists():
        return Undisturbed(**json.loads(record.read_text()))
    vault, edited = place / "vault", place / "edited"
    copy_notes(folders, vault, every)
    shutil.copytree(vault, edited)
    edit_notes(edited, random.Random(seed))
    use_notes(place, vault)
    first = ingest(place / "first", place / "notes", embedder)
    shutil.copytree(place / "first", place / "second")
    use_notes(place, edited)
    undisturbed = Undisturbed(first=first, again=ingest(place / "second", place / "notes", embedder))
    record.write_text(json.dumps(asdict(undisturbed)))
    return undisturbed


def kill_runs(place: Path, again: bool, embedder: str, moments: list[float]) -> list[float]:
    """Set up a round and kill its ingests, each after so many seconds; the moments that came before an ingest ended."""
    shutil.rmtree(place / "data", ignore_errors=True)
    if again:
        shutil.copytree(place / "first", place / "data")
    use_notes(place, place / ("edited" if again else "vault"))
    for count, moment in enumerate(moments):
        if ingest(place / "data", place / "notes", embedder, kill_after=moment) >= 0:
            return moments[:count]
    return moments


def ingest(data: Path, notes: Path, embedder: str, kill_after: float | None = None) -> float:
    """Ingest in a process of its own; its seconds after all imports, -1 if it was killed."""
    context = start_fork_server()
    ready = context.Event()
    child = context.Process(target=ingest_here, args=(data, notes, embedder, ready))
    child.start()
    ready.wait()
    start = time.perf_counter()
    child.join(kill_after)
    if child.exitcode is None:
        child.kill()
        child.join()
        return -1.0
    if child.exitcode:
        raise SystemExit(f"the ingest failed with code {child.exitcode}")
    return time.perf_counter() - start


def start_fork_server() -> ForkServerContext:
    """Processes that start with everything imported and no other state of this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ingest_once", "chromadb", "index.sync.pipeline", "index.sync.parsed_file"])
    return context


def ingest_here(data: Path, notes: Path, embedder: str, ready: Any) -> None:
    from tests.ingest_once import ingest_once

    ingest_once(data, notes, embedder, ready.set)


def copy_notes(folders: list[Path], vault: Path, every: int) -> None:
    number = 0
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            number += 1
            if number % every == 0:
                target = vault / folder.name / file.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)


def edit_notes(vault: Path, rng: random.Random) -> None:
    """A fifth edited, a tenth removed, a tenth renamed, a tenth copied under another name."""
    files = sorted(path for path in vault.rglob("*") if path.is_file())
    rng.shuffle(files)
    tenth = max(1, len(files) // 10)
    for number, file in enumerate(files[: 2 * tenth]):
        text = file.read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines()[: -2 if number % 2 else None]
        file.write_text("\n".join([*lines, "", f"- One more thought, the {number}th of its kind."]), encoding="utf-8")
    for file in files[2 * tenth : 3 * tenth]:
        file.unlink()
    for number, file in enumerate(files[3 * tenth : 4 * tenth]):
        file.rename(file.with_name(f"renamed {number} {file.name}"))
    for number, file in enumerate(files[4 * tenth : 5 * tenth]):
        shutil.copyfile(file, file.with_name(f"copied {number} {file.name}"))


def use_notes(place: Path, vault: Path) -> None:
    """Put a vault where the ingest reads, as if the notes had been edited there."""
    shutil.rmtree(place / "notes", ignore_errors=True)
    shutil.copytree(vault, place / "notes")


def read_store(data: Path) -> dict[str, Any]:
    """The content of a store, its vectors, and its faults."""
    from index.catalog.catalog import Catalog
    from index.maintenance.check import check_store
    from index.vectors.exact_search import from_blobs
    from index.vectors.store import Vectors
    from tests.index.snapshot import snapshot

    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        content: dict[str, Any] = dict(snapshot(catalog))
        content["faults"] = [result.why for result in check_store(catalog, vectors) if not result.healthy]
        vectors.close()
        rows = catalog.connection.execute("SELECT key, vector FROM vectors WHERE dead = 0")
        content["vectors"] = {row[0]: from_blobs([row[1]])[0] for row in rows}
    return content


def compare(store: dict[str, Any], expected: dict[str, Any]) -> str:
    """In words, how a store differs; "" where it does not."""
    differences = [name for name in expected if name != "vectors" and store[name] != expected[name]]
    if store["vectors"].keys() != expected["vectors"].keys():
        differences.append("vectors' names")
    elif any(float(store["vectors"][key] @ row) < MIN_COSINE for key, row in expected["vectors"].items()):
        differences.append("vectors")
    return ", ".join([*differences, *store["faults"]])


if __name__ == "__main__":
    sys.exit(main())
