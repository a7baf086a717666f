"""How fast notes are parsed, beside markdown-it-py merely tokenising the same files in the same run.

    python bench/parse.py FOLDER [--json]

Prints MB/s of both, their ratio, the slowest file and the most memory used. The bar: a ratio of at most 3, no
file over 2 s, under 300 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from ingest.parse import parse_file
from ingest.walk import NoteFile, walk_notes

MOST_RATIO = 3.0
SLOWEST = 2.0
MOST_MEMORY = 300.0


def measure(folder: Path) -> dict[str, float | str | int]:
    """Seconds of process time for parsing and for tokenising, file by file in turn, so that both see the same
    machine; the tokenizer gets the decoded text and builds its whole token stream, inline ones included."""
    from markdown_it import MarkdownIt

    tokenizer = MarkdownIt("commonmark").enable("table")
    files = [found for found in walk_notes(folder, hidden=True) if isinstance(found, NoteFile)]
    parsing = tokenising = slowest = 0.0
    slowest_file, size = "", 0
    for file in files:
        began = time.process_time()
        parse_file(file.path, file.relative)
        middle = time.process_time()
        tokenizer.parse(file.path.read_bytes().decode("utf-8", "replace"))
        end = time.process_time()
        parsing, tokenising, size = parsing + middle - began, tokenising + end - middle, size + file.size
        if middle - began > slowest:
            slowest, slowest_file = middle - began, file.relative
    megabytes = size / 1e6
    return {
        "files": len(files),
        "megabytes": round(megabytes, 1),
        "parse_mb_per_s": round(megabytes / parsing, 2),
        "tokenise_mb_per_s": round(megabytes / tokenising, 2),
        "ratio": round(parsing / tokenising, 2),
        "slowest_seconds": round(slowest, 2),
        "slowest_file": slowest_file,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0),
    }


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--json", action="store_true")
    given = words.parse_args()
    found = measure(given.folder)
    if given.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:20} {value}")
    within = (
        float(found["ratio"]) <= MOST_RATIO
        and float(found["slowest_seconds"]) <= SLOWEST
        and float(found["peak_memory_mb"]) <= MOST_MEMORY
    )
    sys.exit(not within)


if __name__ == "__main__":
    main()
