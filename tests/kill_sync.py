"""Kill an ingest at random moments, run it once more, and hold the store against that of an undisturbed run.

    python tests/kill_sync.py FOLDER ... [--rounds 60] [--every 1] [--embedder real] [--seed 0]

The folders' notes are copied (each `--every`th file) to a place of its own. Half of the rounds kill a first
ingest, half a re-ingest after edits, removals, renames and new files. A round is good when the run after the kill
leaves the same passages, places, folds, works and ids as an undisturbed one, each vector within cosine .999, and
each vector found by itself in Chroma. The long form is not in CI; `tests/index/test_kill.py` runs a short one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
NEAR = 0.999
"""Cosine that a vector must have with that of the undisturbed run."""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folders", nargs="+", type=Path)
    words.add_argument("--rounds", type=int, default=60)
    words.add_argument("--every", type=int, default=1, help="copy each Nth file only")
    words.add_argument("--embedder", choices=("stand-in", "real"), default="stand-in")
    words.add_argument("--seed", type=int, default=0)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        return kill_rounds(Path(place), given.folders, given.rounds, given.every, given.embedder, given.seed)


def kill_rounds(place: Path, folders: list[Path], rounds: int, every: int, embedder: str, seed: int) -> int:
    """Run the rounds in the folder `place`; how many went wrong."""
    chance = random.Random(seed)
    vault, edited = place / "vault", place / "edited"
    copy_notes(folders, vault, every)
    shutil.copytree(vault, edited)
    edit_notes(edited, chance)
    use(place, vault)
    first_seconds = run(place / "first", place, embedder)
    first = read_store(place / "first")
    shutil.copytree(place / "first", place / "second")
    use(place, edited)
    second_seconds = run(place / "second", place, embedder)
    second = read_store(place / "second")
    wrong = 0
    for number in range(rounds):
        again = number % 2 == 1
        data = place / "data"
        shutil.rmtree(data, ignore_errors=True)
        if again:
            shutil.copytree(place / "first", data)
        use(place, edited if again else vault)
        moment = chance.uniform(0.0, second_seconds if again else first_seconds)
        killed = run(data, place, embedder, kill_after=moment) < 0
        run(data, place, embedder)
        differs = compare(read_store(data), second if again else first)
        wrong += bool(differs)
        what = "re-ingest" if again else "ingest"
        state = "killed" if killed else "ended"
        print(f"{number + 1}/{rounds} {what} {state} at {moment:.2f} s: {differs or 'the same'}", flush=True)
    print(f"{rounds - wrong} of {rounds} the same ({first_seconds:.1f} s and {second_seconds:.1f} s undisturbed)")
    return wrong


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


def run(data: Path, place: Path, embedder: str, kill_after: float | None = None) -> float:
    """Ingest in a process of its own; the seconds it took once all was imported, -1 where it was killed."""
    child = subprocess.Popen(
        [sys.executable, __file__.replace("kill_sync", "ingest_once"), str(data), str(place / "notes"), embedder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()  # all is imported
    began = time.perf_counter()
    try:
        code = child.wait(timeout=kill_after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.wait()
        return -1.0
    if code:
        raise SystemExit(f"the ingest failed with code {code}")
    return time.perf_counter() - began


def read_store(data: Path) -> dict[str, Any]:
    """What the store says, its vectors, and what is wrong with it."""
    from index.catalog import Catalog
    from index.doctor import check_store
    from index.exact import from_blob
    from index.vectors import Vectors
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
