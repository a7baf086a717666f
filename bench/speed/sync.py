"""The cost of a sync, and whether churn loses vectors.

    python -m bench.speed.sync unchanged FOLDER    # next to a bare walk that stats every file, in the same run
    python -m bench.speed.sync changed FOLDER      # one file of it, next to only loading the encoder and embedding
    python -m bench.speed.sync linear [--files 50000]
    python -m bench.speed.sync churn [--passages 6000] [--rounds 10]

`unchanged` and `linear` run the whole command, start-up included, on a catalog whose list of files was filled from a
walk: such a run reads nothing else. Bars: at most 15 times the bare walk; twice the files at most 2.3 times the cost;
after each round of churn (half removed, a third of the rest changed, as many new) every vector is found by a query for
itself, and the store is under twice the size of a fresh one.
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
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.speed.measurement import ROOT, folder_bytes, time_call

ROUNDS = 7
EMBED = """from index.vectors.local_embedder import load_embedder
load_embedder().embed_passages(["A thought that was not there."])"""
WORDS = ("tide", "kiln", "map", "shelf", "grain", "bell", "moss", "ink", "rope", "lamp", "salt", "wing", "clay", "oar")


class RandomEmbedder:
    """384 random numbers seeded by a text's hash: the hardest case for a graph index."""

    name, dimensions = "random", 384

    def embed_passages(self, texts: Sequence[str]) -> Any:
        import hashlib

        import numpy as np

        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        rows = np.stack([np.random.default_rng(seed).standard_normal(384, dtype=np.float32) for seed in seeds])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    embed_questions = embed_passages


def measure_unchanged(folder: Path) -> dict[str, float]:
    """The best of `ROUNDS` runs, in turns with the walk."""
    with tempfile.TemporaryDirectory() as data:
        list_files(Path(data), folder)
        walks, syncs = [], []
        for _ in range(ROUNDS):
            walks.append(time_call(lambda: stat_all(folder)))
            syncs.append(time_call(lambda: run_ingest(Path(data)), resource.RUSAGE_CHILDREN))
    wall, wall_walk = (min(times.wall for times in runs) for runs in (syncs, walks))
    cpu, cpu_walk = (min(times.cpu for times in runs) for runs in (syncs, walks))
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
    with tempfile.TemporaryDirectory() as temporary:
        notes, data = Path(temporary) / "notes", Path(temporary) / "data"
        shutil.copytree(folder, notes)
        run_notes("ingest", str(notes), "--data", str(data))
        note = max(notes.rglob("*.md"), key=lambda path: path.stat().st_size)
        changed, unchanged, embedding = [], [], []
        for number in range(3):
            with note.open("a", encoding="utf-8") as file:
                file.write(f"\n- A thought that was not there before, number {number}.\n")
            changed.append(time_call(lambda: run_notes("ingest", "--data", str(data)), resource.RUSAGE_CHILDREN))
            unchanged.append(time_call(lambda: run_notes("ingest", "--data", str(data)), resource.RUSAGE_CHILDREN))
            alone = partial(subprocess.run, [sys.executable, "-c", EMBED], check=True, cwd=ROOT)
            embedding.append(time_call(alone, resource.RUSAGE_CHILDREN))
    times = {"changed": changed, "unchanged": unchanged, "embedding": embedding}
    return {f"{name}_cpu_s": round(min(run.cpu for run in runs), 2) for name, runs in times.items()} | {
        f"{name}_s": round(min(run.wall for run in runs), 2) for name, runs in times.items()
    }


def measure_linear(files: int) -> dict[str, float]:
    """Processor seconds of an unchanged run over a quarter, half and all of so many files."""
    costs = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "notes"
        for number in range(files):
            path = folder / str(number % 100) / f"{number}.md"
            if number < 100:
                path.parent.mkdir(parents=True)
            path.write_text("A thought.\n", encoding="utf-8")
            if number + 1 in (files // 4, files // 2, files):
                data = Path(temporary) / f"data{number}"
                list_files(data, folder)
                runs = [time_call(partial(run_ingest, data), resource.RUSAGE_CHILDREN).cpu for _ in range(3)]
                costs[f"cpu_s_{number + 1}"] = round(min(runs), 3)
    return costs


def measure_churn(passages: int, rounds: int) -> dict[str, Any]:
    """After each round: vectors that a query for themselves does not return, and the size next to a fresh store's."""
    from index.catalog.catalog import Catalog
    from index.sync.pipeline import sync_sources
    from index.vectors.store import Vectors

    rng, lost, sizes = random.Random(3), [], []
    with tempfile.TemporaryDirectory() as temporary:
        vault, data = Path(temporary) / "vault", Path(temporary) / "data"
        notes = {f"{n}.md": write_thoughts(rng) for n in range(passages // 6)}
        for number in range(rounds + 1):
            write_vault(vault, notes)
            with Catalog.open(data) as catalog:
                vectors = Vectors(catalog)
                sync_sources(catalog, vectors, RandomEmbedder, [vault], allow_removals=True)
                lost.append(count_lost(catalog, vectors))
                vectors.close()
            sizes.append(folder_bytes(data))
            print(f"round {number}: {lost[-1]} lost, {sizes[-1] / 1e6:.1f} MB", file=sys.stderr, flush=True)
            kept = rng.sample(sorted(notes), len(notes) // 2)
            new = {f"{number}-{n}.md": write_thoughts(rng) for n in range(len(notes) - len(kept))}
            notes = {path: notes[path] if n % 3 else write_thoughts(rng) for n, path in enumerate(kept)} | new
    return {
        "lost": lost,
        "megabytes": [round(size / 1e6, 1) for size in sizes],
        "growth": round(max(sizes) / sizes[0], 2),
    }


def count_lost(catalog: Any, vectors: Any) -> int:
    """Passages that a query for their own vector does not return."""
    from index.vectors.exact_search import from_blobs

    rows = catalog.connection.execute("SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.key = p.vector")
    return sum(id_ not in dict(vectors.query(from_blobs([blob])[0], 3)) for id_, blob in rows.fetchall())


def write_thoughts(rng: random.Random) -> str:
    lines = (" ".join(rng.choices(WORDS, k=8)) + f" {rng.getrandbits(48):x}." for _ in range(6))
    return "\n\n".join(lines) + "\n"


def write_vault(vault: Path, notes: dict[str, str]) -> None:
    shutil.rmtree(vault, ignore_errors=True)
    vault.mkdir()
    for path, text in notes.items():
        (vault / path).write_text(text, encoding="utf-8")


def list_files(data: Path, folder: Path) -> None:
    """A catalog with the list of a folder's files, as an ingest would leave it; reads none of them."""
    from index.catalog.catalog import Catalog
    from index.sources.select import choose_sources
    from ingest.version import PARSER_VERSION
    from ingest.walk import NoteFile, walk_notes

    with Catalog.open(data) as catalog:
        source = next(iter(choose_sources(catalog, [folder], None)))
        files = [entry for entry in walk_notes(folder) if isinstance(entry, NoteFile)]
        with catalog.transaction():
            catalog.connection.executemany(
                "INSERT INTO files (source, path, size, mtime_ns, hash, parser) VALUES (?, ?, ?, ?, x'00', ?)",
                [(source.id, file.relative, file.size, file.mtime_ns, PARSER_VERSION) for file in files],
            )


def stat_all(folder: Path) -> int:
    count = 0
    for parent, _, files in os.walk(folder):
        for file in files:
            os.stat(os.path.join(parent, file))
            count += 1
    return count


def run_notes(*arguments: str) -> bytes:
    """The output of a command."""
    notes = Path(sys.executable).with_name("notes")
    return subprocess.run([notes, *arguments], check=True, capture_output=True).stdout


def run_ingest(data: Path) -> None:
    report = json.loads(run_notes("ingest", "--json", "--data", str(data)))
    assert report["notes"]["unchanged"] == report["notes"]["seen"], report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measurement", choices=("unchanged", "changed", "linear", "churn"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--passages", type=int, default=6_000)
    parser.add_argument("--rounds", type=int, default=10)
    args = parser.parse_args()
    if args.measurement in ("unchanged", "changed"):
        if args.folder is None:
            parser.error(f"{args.measurement} takes a FOLDER")
        measure = measure_unchanged if args.measurement == "unchanged" else measure_changed
        print(json.dumps(measure(args.folder)))
    elif args.measurement == "linear":
        print(json.dumps(measure_linear(args.files)))
    else:
        print(json.dumps(measure_churn(args.passages, args.rounds)))


if __name__ == "__main__":
    main()
