"""Break real notes in every way for a while, and hold the readers to their promises.

    python bench/fuzz_parse.py FOLDER [--minutes 10] [--seed 0]

Lines are dropped, doubled, cut, glued, indented anew and taken from other files; bytes are flipped. Each result
is parsed: no exception, no reader given up on, no line lost, every span inside the file, none slower than 2 s.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from ingest.decode import decode_bytes
from ingest.errors import UnreadableFile
from ingest.parse import parse_text
from ingest.walk import NoteFile, walk_notes

SLOWEST = 2.0
"""Seconds of the processor for one file; others may be using the machine."""
LARGEST = 60_000
"""Bytes; larger files are cut, so that more are tried."""

Mutation = Callable[[random.Random, list[str], list[str]], None]


def drop(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at = chance.randrange(len(lines))
    del lines[at : at + chance.randint(1, 5)]


def double(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at = chance.randrange(len(lines))
    lines[at:at] = lines[at : at + chance.randint(1, 20)]


def splice(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at, start = chance.randrange(len(lines)), chance.randrange(max(1, len(other)))
    lines[at:at] = other[start : start + chance.randint(1, 30)]


def cut(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at = chance.randrange(len(lines))
    lines[at] = lines[at][: chance.randint(0, len(lines[at]))]


def glue(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at = chance.randrange(len(lines))
    lines[at : at + 2] = ["".join(lines[at : at + 2])]


def indent(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at = chance.randrange(len(lines))
    for number in range(at, min(len(lines), at + chance.randint(1, 6))):
        lines[number] = chance.choice(["", " ", "  ", "    ", "\t", "> ", "- ", "\t- "]) + lines[number].lstrip()


def odd_letter(chance: random.Random, lines: list[str], other: list[str]) -> None:
    at = chance.randrange(len(lines))
    place = chance.randint(0, len(lines[at]))
    letter = chance.choice("\ufeff\u00a0\u2028\x0b\x85[]()`|>*_#:^&<-=\\\"',\r\t")
    lines[at] = lines[at][:place] + letter * chance.randint(1, 4) + lines[at][place:]


MUTATIONS: tuple[Mutation, ...] = (drop, double, splice, cut, glue, indent, odd_letter)


def faults(text: str, path: str) -> list[str]:
    """The promises that parsing a text breaks."""
    began = time.process_time()
    try:
        documents = parse_text(text, path)
    except Exception as failure:
        return [f"{type(failure).__name__}: {failure}"]
    spent = time.process_time() - began
    broken = [f"{spent:.1f} s"] if spent > SLOWEST else []
    try:
        lines = decode_bytes(text.encode("utf-8", "replace")).lines
    except UnreadableFile:
        return broken
    broken += [w.why for d in documents for w in d.warnings if "reader failed" in w.why]
    filled = {number for number, line in enumerate(lines, 1) if line.strip()}
    counted = sum(document.lines for document in documents)
    if counted != len(filled):
        broken.append(f"{counted} lines told of {len(filled)}")
    for document in documents:
        for item in (*document.highlights, *document.paragraphs):
            if not 1 <= item.line_start <= item.line_end <= len(lines):
                broken.append(f"span {item.line_start}-{item.line_end} of {len(lines)}")
    return broken


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--seed", type=int, default=0)
    given = words.parse_args()
    chance = random.Random(given.seed)
    files = [found for found in walk_notes(given.folder, hidden=True) if isinstance(found, NoteFile)]
    end = time.monotonic() + 60 * given.minutes
    tried = found = 0
    while time.monotonic() < end:
        first, second = chance.choice(files), chance.choice(files)
        lines, other = (
            file.path.read_bytes()[:LARGEST].decode("utf-8", "replace").split("\n") for file in (first, second)
        )
        for _ in range(chance.randint(1, 12)):
            if lines:
                chance.choice(MUTATIONS)(chance, lines, other)
        tried += 1
        broken = faults("\n".join(lines), first.relative)
        if broken:
            found += 1
            print(f"{first.relative} (try {tried}): {'; '.join(broken[:3])}", flush=True)
    print(f"{tried} texts tried, {found} with faults")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
