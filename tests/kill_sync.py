"""Kill an ingest at random moments, run it once more, and hold the store against that of an undisturbed run.

    python tests/kill_sync.py FOLDER ... [--rounds 1-60] [--every 1] [--embedder real] [--kills 1] [--place DIR]

The folders' notes are copied (each `--every`th file) to a place of its own. Odd rounds kill a first ingest, even
ones a re-ingest after edits, removals, renames and new files. A round is good when the run after the kill leaves the
same passages, places, folds, works and ids as an undisturbed one, each vector within cosine .999, and each vector
found by itself in Chroma. A round whose ingest ended before its moment came draws an earlier one. With `--kills 5`
a round kills five runs in a row, each going on from the last, before the one that ends. With `--place` the undisturbed
stores are kept there, so that rounds 1-10 can run now and 11-20 later, and the stores that went wrong; a place in
memory is faster.
The long form is not in CI; `tests/index/test_kill.py` runs a short one.
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
NEAR = 0.999
"""Cosine that a vector must have with that of the undisturbed run."""
DRAWS = 8
"""Moments drawn for one round before it is told that none came in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """How long the runs took that nobody killed, in seconds after all was imported."""

    first: float
    again: float


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folders", nargs="+", type=Path)
    words.add_argument("--rounds", default="1-60", metavar="FROM-TO")
    words.add_argument("--every", type=int, default=1, help="copy each Nth file only")
    words.add_argument("--embedder", choices=("stand-in", "real"), default="stand-in")
    words.add_argument("--kills", type=int, default=1, help="runs killed in a row in each round")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--place", type=Path, help="keep what was prepared here, for later rounds")
    given = words.parse_args()
    first, _, last = given.rounds.rpartition("-")
    rounds = range(int(first or 1), int(last) + 1)
    with tempfile.TemporaryDirectory() as place:
        took = prepare(given.place or Path(place), given.folders, given.every, given.embedder, given.seed)
        return kill_rounds(given.place or Path(place), took, rounds, given.embedder, given.seed, given.kills)


def kill_rounds(place: Path, took: Undisturbed, rounds: range, embedder: str, seed: int, kills: int = 1) -> int:
    """Run the rounds in the folder `place`, which is prepared; how many went wrong."""
    wanted = {False: read_store(place / "first"), True: read_store(place / "second")}
    wrong = 0
    for number in rounds:
        again, chance = number % 2 == 0, random.Random(f"{seed} {number}")
        longest = 2 * (took.again if again else took.first) / (kills + 1)
        for _ in range(DRAWS):
            moments = kill_runs(place, again, embedder, [chance.uniform(0.0, longest) for _ in range(kills)])
            if moments:
                break
            longest *= 0.7
        taken = ingest(place / "data", place / "notes", embedder)
        differs = compare(read_store(place / "data"), wanted[again]) if moments else "never killed in time"
        wrong += bool(differs)
        if differs:
            shutil.copytree(place / "data", place / f"wrong {number}", dirs_exist_ok=True)
        what, told = "re-ingest" if again else "ingest", ", ".join(f"{moment:.2f}" for moment in moments)
        print(f"{number} {what} killed at {told} s, finished in {taken:.2f} s: {differs or 'the same'}", flush=True)
    print(f"{len(rounds) - wrong} of {len(rounds)} the same ({took.first:.1f} s and {took.again:.1f} s undisturbed)")
    return wrong


def prepare(place: Path, folders: list[Path], every: int, embedder: str, seed: int) -> Undisturbed:
    """The notes, their edited state, and the stores of undisturbed runs; taken up where they are there already."""
    kept = place / "prepared.json"
    if kept.exists():
        return Undisturbed(**json.loads(kept.read_text()))
    vault, edited = place / "vault", place / "edited"
    copy_notes(folders, vault, every)
    shutil.copytree(vault, edited)
    edit_notes(edited, random.Random(seed))
    use(place, vault)
    first = ingest(place / "first", place / "notes", embedder)
    shutil.copytree(place / "first", place / "second")
    use(place, edited)
    took = Undisturbed(first=first, again=ingest(place / "second", place / "notes", embedder))
    kept.write_text(json.dumps(asdict(took)))
    return took


def kill_runs(place: Path, again: bool, embedder: str, moments: list[float]) -> list[float]:
    """Set a round up, and kill its ingest after so many seconds, and what goes on from there again; those that came."""
    shutil.rmtree(place / "data", ignore_errors=True)
    if again:
        shutil.copytree(place / "first", place / "data")
    use(place, place / ("edited" if again else "vault"))
    for done, moment in enumerate(moments):
        if ingest(place / "data", place / "notes", embedder, kill_after=moment) >= 0:
            return moments[:done]
    return moments


def ingest(data: Path, notes: Path, embedder: str, kill_after: float | None = None) -> float:
    """Ingest in a process of its own; the seconds it took once all was imported, -1 where it was killed."""
    processes = start_server()
    ready = processes.Event()
    child = processes.Process(target=ingest_here, args=(data, notes, embedder, ready))
    child.start()
    ready.wait()
    began = time.perf_counter()
    child.join(kill_after)
    if child.exitcode is None:
        child.kill()
        child.join()
        return -1.0
    if child.exitcode:
        raise SystemExit(f"the ingest failed with code {child.exitcode}")
    return time.perf_counter() - began


def start_server() -> ForkServerContext:
    """Processes that begin with all imported, and nothing else of this one's."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.ingest_once", "chromadb", "index.sync", "index.read"])
    return processes


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


def edit_notes(vault: Path, chance: random.Random) -> None:
    """A fifth edited, a tenth removed, a tenth renamed, a tenth copied under another name."""
    files = sorted(path for path in vault.rglob("*") if path.is_file())
    chance.shuffle(files)
    tenth = max(1, len(files) // 10)
    for number, file in enumerate(files[: 2 * tenth]):
        text = file.read_text(encoding="utf-8", errors="replace")
        kept = text.splitlines()[: -2 if number % 2 else None]
        file.write_text("\n".join([*kept, "", f"- One more thought, the {number}th of its kind."]), encoding="utf-8")
    for file in files[2 * tenth : 3 * tenth]:
        file.unlink()
    for number, file in enumerate(files[3 * tenth : 4 * tenth]):
        file.rename(file.with_name(f"renamed {number} {file.name}"))
    for number, file in enumerate(files[4 * tenth : 5 * tenth]):
        shutil.copyfile(file, file.with_name(f"copied {number} {file.name}"))


def use(place: Path, vault: Path) -> None:
    """Put a vault where the ingest reads, as if the notes had been edited there."""
    read = place / "notes"
    shutil.rmtree(read, ignore_errors=True)
    shutil.copytree(vault, read)


def read_store(data: Path) -> dict[str, Any]:
    """What the store says, its vectors, and what is wrong with it."""
    from index.catalog.catalog import Catalog
    from index.maintenance.check import check_store
    from index.vectors.exact import from_blob
    from index.vectors.store import Vectors
    from tests.index.snapshot import snapshot

    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        said: dict[str, Any] = dict(snapshot(catalog))
        said["amiss"] = [finding.why for finding in check_store(catalog, vectors) if not finding.healthy]
        vectors.close()
        rows = catalog.connection.execute("SELECT key, vector FROM vectors WHERE dead = 0")
        said["vectors"] = {row[0]: from_blob([row[1]])[0] for row in rows}
    return said


def compare(one: dict[str, Any], other: dict[str, Any]) -> str:
    """How two stores differ, in words; "" where they do not."""
    differs = [name for name in other if name != "vectors" and one[name] != other[name]]
    if one["vectors"].keys() != other["vectors"].keys():
        differs.append("vectors' names")
    elif any(float(one["vectors"][key] @ row) < NEAR for key, row in other["vectors"].items()):
        differs.append("vectors")
    return ", ".join([*differs, *one["amiss"]])


if __name__ == "__main__":
    sys.exit(main())
