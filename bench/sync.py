"""What a sync costs and whether churn loses anything.

    .venv/bin/python bench/sync.py unchanged FOLDER    # beside a bare walk that stats every file, in the same run
    .venv/bin/python bench/sync.py changed FOLDER      # one file of it, beside loading the encoder and embedding alone
    .venv/bin/python bench/sync.py linear [--files 50000]
    .venv/bin/python bench/sync.py churn [--passages 6000] [--rounds 10]

`unchanged` and `linear` run the whole command, start-up included, on a catalog whose list of files was filled from a
walk: that list is all that such a run reads. Bars: at most 15 times the bare walk; twice the files at most 2.3 times
the cost; in each round of churn (half removed, a third of the rest changed, as many new) no vector that does not find
itself, and a store under twice a fresh one's size.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

ROUNDS = 7
MOST_RATIO = 15.0
WORDS = ("tide", "kiln", "map", "shelf", "grain", "bell", "moss", "ink", "rope", "lamp", "salt", "wing", "clay", "oar")


class RandomEmbedder:
    """384 numbers drawn by a text's hash: the hardest case for a graph, as nothing is near to anything."""

    name, dimensions = "random", 384

    def embed_passages(self, texts: Sequence[str]) -> Any:
        import hashlib

        import numpy as np

        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        rows = np.stack([np.random.default_rng(seed).standard_normal(384, dtype=np.float32) for seed in seeds])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    embed_questions = embed_passages


def measure_unchanged(folder: Path) -> dict[str, float]:
    """Best of some runs, in turn with the walk, in seconds of wall clock and of the processor."""
    with tempfile.TemporaryDirectory() as data:
        list_files(Path(data), folder)
        walks, syncs = [], []
        for _ in range(ROUNDS):
            walks.append(timed(lambda: stat_all(folder), resource.RUSAGE_SELF))
            syncs.append(timed(lambda: run_ingest(Path(data)), resource.RUSAGE_CHILDREN))
    wall, wall_walk = (min(one[0] for one in runs) for runs in (syncs, walks))
    cpu, cpu_walk = (min(one[1] for one in runs) for runs in (syncs, walks))
    return {
        "files": stat_all(folder),
        "walk_ms": round(1000 * wall_walk, 1),
        "sync_ms": round(1000 * wall, 1),
        "ratio": round(wall / wall_walk, 1),
        "walk_cpu_ms": round(1000 * cpu_walk, 1),
        "sync_cpu_ms": round(1000 * cpu, 1),
        "ratio_cpu": round(cpu / cpu_walk, 1),
    }


def measure_changed(folder: Path) -> dict[str, float]:
    """Seconds of the whole command with one file changed, with none, and of a process that only embeds as much."""
    embed = "from index.embed import load_embedder; load_embedder().embed_passages(['A thought that was not there.'])"
    with tempfile.TemporaryDirectory() as place:
        notes, data = Path(place) / "notes", Path(place) / "data"
        shutil.copytree(folder, notes)
        run_notes("ingest", str(notes), "--data", str(data))
        note = max(notes.rglob("*.md"), key=lambda path: path.stat().st_size)
        changed, unchanged, embedding = [], [], []
        for number in range(3):
            with note.open("a", encoding="utf-8") as file:
                file.write(f"\n- A thought that was not there before, number {number}.\n")
            changed.append(timed(lambda: run_notes("ingest", "--data", str(data)), resource.RUSAGE_CHILDREN))
            unchanged.append(timed(lambda: run_notes("ingest", "--data", str(data)), resource.RUSAGE_CHILDREN))
            alone = partial(subprocess.run, [sys.executable, "-c", embed], check=True, cwd=Path(__file__).parent.parent)
            embedding.append(timed(alone, resource.RUSAGE_CHILDREN))
    told = {"changed": changed, "unchanged": unchanged, "embedding": embedding}
    return {f"{what}_cpu_s": round(min(cpu for _, cpu in runs), 2) for what, runs in told.items()} | {
        f"{what}_s": round(min(wall for wall, _ in runs), 2) for what, runs in told.items()
    }


def measure_linear(files: int) -> dict[str, float]:
    """Processor seconds of an unchanged run over a quarter, half and all of so many files."""
    costs = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "notes"
        for number in range(files):
            path = folder / str(number % 100) / f"{number}.md"
            if number < 100:
                path.parent.mkdir(parents=True)
            path.write_text("A thought.\n", encoding="utf-8")
            if number + 1 in (files // 4, files // 2, files):
                data = Path(place) / f"data{number}"
                list_files(data, folder)
                runs = [timed(partial(run_ingest, data), resource.RUSAGE_CHILDREN)[1] for _ in range(3)]
                costs[f"cpu_s_{number + 1}"] = round(min(runs), 3)
    return costs


def measure_churn(passages: int, rounds: int) -> dict[str, Any]:
    """Vectors that do not find themselves, and bytes beside a fresh store's, after each round."""
    from index.catalog.catalog import Catalog
    from index.sync.pipeline import sync_sources
    from index.vectors.store import Vectors

    chance, lost, sizes = random.Random(3), [], []
    with tempfile.TemporaryDirectory() as place:
        vault, data = Path(place) / "vault", Path(place) / "data"
        notes = {f"{n}.md": think(chance) for n in range(passages // 6)}
        for number in range(rounds + 1):
            write(vault, notes)
            with Catalog.open(data) as catalog:
                vectors = Vectors(catalog)
                sync_sources(catalog, vectors, RandomEmbedder, [vault], allow_removals=True)
                lost.append(count_lost(catalog, vectors))
                vectors.close()
            sizes.append(size_of(data))
            print(f"round {number}: {lost[-1]} lost, {sizes[-1] / 1e6:.1f} MB", file=sys.stderr, flush=True)
            kept = chance.sample(sorted(notes), len(notes) // 2)
            fresh = {f"{number}-{n}.md": think(chance) for n in range(len(notes) - len(kept))}
            notes = {path: notes[path] if n % 3 else think(chance) for n, path in enumerate(kept)} | fresh
    return {
        "lost": lost,
        "megabytes": [round(size / 1e6, 1) for size in sizes],
        "growth": round(max(sizes) / sizes[0], 2),
    }


def count_lost(catalog: Any, vectors: Any) -> int:
    """Living passages that a search by their own vector does not find."""
    from index.vectors.exact import from_blob

    rows = catalog.connection.execute("SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.key = p.vector")
    return sum(one not in dict(vectors.query(from_blob([blob])[0], 3)) for one, blob in rows.fetchall())


def think(chance: random.Random) -> str:
    lines = (" ".join(chance.choices(WORDS, k=8)) + f" {chance.getrandbits(48):x}." for _ in range(6))
    return "\n\n".join(lines) + "\n"


def write(vault: Path, notes: dict[str, str]) -> None:
    shutil.rmtree(vault, ignore_errors=True)
    vault.mkdir()
    for path, text in notes.items():
        (vault / path).write_text(text, encoding="utf-8")


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def list_files(data: Path, folder: Path) -> None:
    """A catalog that knows a folder's files, as an ingest would have left it, without reading them."""
    from index.catalog.catalog import Catalog
    from index.sources.select import choose_sources
    from ingest.version import PARSER_VERSION
    from ingest.walk import NoteFile, walk_notes

    with Catalog.open(data) as catalog:
        source = next(iter(choose_sources(catalog, [folder], None)))
        found = [one for one in walk_notes(folder) if isinstance(one, NoteFile)]
        with catalog.transaction() as connection:
            connection.executemany(
                "INSERT INTO files (source, path, size, mtime_ns, hash, parser) VALUES (?, ?, ?, ?, x'00', ?)",
                [(source.id, one.relative, one.size, one.mtime_ns, PARSER_VERSION) for one in found],
            )


def stat_all(folder: Path) -> int:
    count = 0
    for place, _, files in os.walk(folder):
        for file in files:
            os.stat(os.path.join(place, file))
            count += 1
    return count


def run_notes(*words: str) -> bytes:
    """What the command prints."""
    notes = Path(sys.executable).with_name("notes")
    return subprocess.run([notes, *words], check=True, capture_output=True).stdout


def run_ingest(data: Path) -> None:
    report = json.loads(run_notes("ingest", "--json", "--data", str(data)))
    assert report["notes"]["unchanged"] == report["notes"]["seen"], report


def timed(what: Callable[[], object], who: int) -> tuple[float, float]:
    """Seconds of wall clock and of the processor."""
    before, began = resource.getrusage(who), time.perf_counter()
    what()
    wall, after = time.perf_counter() - began, resource.getrusage(who)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("what", choices=("unchanged", "changed", "linear", "churn"))
    words.add_argument("folder", nargs="?", type=Path)
    words.add_argument("--files", type=int, default=50_000)
    words.add_argument("--passages", type=int, default=6_000)
    words.add_argument("--rounds", type=int, default=10)
    given = words.parse_args()
    if given.what in ("unchanged", "changed"):
        if given.folder is None:
            words.error(f"{given.what} takes a FOLDER")
        measure = measure_unchanged if given.what == "unchanged" else measure_changed
        print(json.dumps(measure(given.folder)))
    elif given.what == "linear":
        print(json.dumps(measure_linear(given.files)))
    else:
        print(json.dumps(measure_churn(given.passages, given.rounds)))


if __name__ == "__main__":
    main()
