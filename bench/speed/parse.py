"""How fast notes are parsed, next to markdown-it-py merely tokenising the same files in the same run.

    python -m bench.speed.parse FOLDER [--json]

Prints MB/s of both, their ratio, the slowest file and the peak memory. Bars: a ratio of at most 3, no file over 2 s,
under 300 MB.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from bench.speed.measurement import peak_memory_mb
from ingest.parse import parse_file
from ingest.walk import NoteFile, walk_notes

MAX_RATIO = 3.0
MAX_FILE_S = 2.0
MAX_MEMORY_MB = 300.0


def measure(folder: Path) -> dict[str, float | str | int]:
    """Processor seconds of parsing and of tokenising, file by file in turns, so that both see the same machine.

    The tokenizer gets the decoded text and builds its whole token stream, inline tokens included.
    """
    from markdown_it import MarkdownIt

    tokenizer = MarkdownIt("commonmark").enable("table")
    files = [entry for entry in walk_notes(folder, hidden=True) if isinstance(entry, NoteFile)]
    parse_s = tokenise_s = slowest_s = 0.0
    slowest_file, size = "", 0
    for file in files:
        start = time.process_time()
        parse_file(file.path, file.relative)
        middle = time.process_time()
        tokenizer.parse(file.path.read_bytes().decode("utf-8", "replace"))
        end = time.process_time()
        parse_s, tokenise_s, size = parse_s + middle - start, tokenise_s + end - middle, size + file.size
        if middle - start > slowest_s:
            slowest_s, slowest_file = middle - start, file.relative
    megabytes = size / 1e6
    return {
        "files": len(files),
        "megabytes": round(megabytes, 1),
        "parse_mb_per_s": round(megabytes / parse_s, 2),
        "tokenise_mb_per_s": round(megabytes / tokenise_s, 2),
        "ratio": round(parse_s / tokenise_s, 2),
        "slowest_seconds": round(slowest_s, 2),
        "slowest_file": slowest_file,
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
    bars = {"ratio": MAX_RATIO, "slowest_seconds": MAX_FILE_S, "peak_memory_mb": MAX_MEMORY_MB}
    return int(any(float(figures[name]) > bar for name, bar in bars.items()))


if __name__ == "__main__":
    sys.exit(main())
