"""How fast notes are parsed, next to markdown-it-py merely tokenising the same files in the same run.

    python -m bench.speed.parse FOLDER [--json]

Prints MB/s of both, the median file's ratio, the seconds per megabyte of the slowest large file, and the peak memory.
Bars: a median ratio of at most 2.5, at most a second per megabyte, under 300 MB.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.speed.measurement import peak_memory_mb
from ingest.parse import parse_file
from ingest.walk import FULL_TEXT_SUFFIXES, NoteFile, walk_notes

MAX_RATIO = 2.5
MAX_SECONDS_PER_MB = 1.0
MAX_MEMORY_MB = 300.0
LARGE_BYTES = 100_000
"""From this size a file's seconds per megabyte are told; those of shorter ones are mostly fixed costs."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Processor seconds of one file."""

    file: str
    megabytes: float
    parse_s: float
    tokenise_s: float


def time_files(folder: Path) -> list[Timing]:
    """Parsing and tokenising, file by file in turns, so that both see the same machine.

    The tokenizer gets the decoded text and builds its whole token stream, inline tokens included.
    """
    from markdown_it import MarkdownIt

    tokenizer = MarkdownIt("commonmark").enable("table")
    entries = [entry for entry in walk_notes(folder, hidden=True) if isinstance(entry, NoteFile)]
    files = [entry for entry in entries if entry.path.suffix.lower() not in FULL_TEXT_SUFFIXES]
    for file in files[:20]:
        parse_file(file.path, file.relative)
    timings = []
    for file in files:
        text = file.path.read_bytes().decode("utf-8", "replace")
        start = time.process_time()
        parse_file(file.path, file.relative)
        middle = time.process_time()
        tokenizer.parse(text)
        timings.append(Timing(file.relative, file.size / 1e6, middle - start, time.process_time() - middle))
    return timings


def measure(folder: Path) -> dict[str, float | str | int]:
    timings = time_files(folder)
    megabytes = sum(timing.megabytes for timing in timings)
    large = [timing for timing in timings if timing.megabytes * 1e6 >= LARGE_BYTES]
    slowest = max(large, key=lambda timing: timing.parse_s / timing.megabytes, default=None)
    return {
        "files": len(timings),
        "megabytes": round(megabytes, 1),
        "parse_mb_per_s": round(megabytes / sum(timing.parse_s for timing in timings), 2),
        "tokenise_mb_per_s": round(megabytes / sum(timing.tokenise_s for timing in timings), 2),
        "median_ratio": round(median(timing.parse_s / timing.tokenise_s for timing in timings if timing.tokenise_s), 2),
        "seconds_per_mb": round(slowest.parse_s / slowest.megabytes, 2) if slowest else 0.0,
        "slowest_large_file": slowest.file if slowest else "",
        "peak_memory_mb": round(peak_memory_mb(), 0),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = measure(args.folder)
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    bars = {"median_ratio": MAX_RATIO, "seconds_per_mb": MAX_SECONDS_PER_MB, "peak_memory_mb": MAX_MEMORY_MB}
    return int(any(float(figures[name]) > bar for name, bar in bars.items()))


if __name__ == "__main__":
    sys.exit(main())
