"""Break notes in every way and see that parsing stands: `python tests/fuzz_parsers.py FOLDER… --minutes 10`.

Each round takes a note of the folders, cuts, doubles, swaps and splices its lines with another's, or spoils its
bytes, and holds the parser to what must be true of any file: it ends, in time, without an exception; each
non-blank line is accounted for; every highlight stands word for word at its lines. A failing input is written
beside the report. Not run by the tests: it takes as long as it is given.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from ingest.decode import decode_bytes  # noqa: E402
from ingest.document import Document, Highlight, Paragraph  # noqa: E402
from ingest.errors import UnreadableFile  # noqa: E402
from ingest.parse import parse_file  # noqa: E402
from ingest.text.clean import clean_text  # noqa: E402

KINDS = {".md", ".txt", ".csv", ".srt", ".vtt", ".markdown"}
LONGEST = 60_000
"""Bytes of a note taken; longer ones are cut, so that many rounds fit in a minute."""
SLOW = 2.0
"""Seconds of the processor that a note of that length may take at most; others may be using the machine."""
PIECES = [
    "---", "==========", "> ", "- ", "\t- ", "```", "[[", "]]", "](", "((", "))", "![](", "{{", "}}", "::",
    "\ufeff", "\u00a0", "\0", "&#x60;", "<", ">", "==", "^ref-1", "^rw1", "**", "|", '"', ",", "#", "\u2028", "\x85",
    "\r", "(" * 40, "[" * 40, "*" * 60, "> " * 40, "\u202e",
    "🎧 0:01 - 0:02 (0:01)", "0:00", "00:00:01,000 --> 00:00:02,000", "key: value",
]  # fmt: skip


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folders", nargs="+", type=Path)
    given.add_argument("--minutes", type=float, default=10.0)
    given.add_argument("--seed", type=int, default=0)
    options = given.parse_args()
    files = sorted(f for folder in options.folders for f in folder.rglob("*") if f.suffix in KINDS and f.is_file())
    chance, rounds, found = random.Random(options.seed), 0, Counter[str]()
    kept = Path(tempfile.mkdtemp(prefix="fuzz-"))
    end = time.monotonic() + 60 * options.minutes
    while time.monotonic() < end:
        file = chance.choice(files)
        data = spoil(file.read_bytes()[:LONGEST], chance.choice(files).read_bytes()[:LONGEST], chance)
        rounds += 1
        for fault in faults(data, file.name, kept):
            found[fault] += 1
            if found[fault] == 1:
                (kept / f"{len(found)}-{file.suffix[1:]}").write_bytes(data)
                print(f"{len(found)}: {fault}   ({file})", flush=True)
    print(f"{rounds} rounds, {sum(found.values())} faults of {len(found)} kinds; inputs in {kept}")
    return bool(found)


def spoil(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A note broken in up to six ways."""
    lines, others = data.split(b"\n"), other.split(b"\n")
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(lines) + 1)
        way = chance.randrange(9)
        if way == 0:
            del lines[at : at + chance.randint(1, 6)]
        elif way == 1:
            lines[at:at] = lines[at : at + chance.randint(1, 4)]
        elif way == 2:
            lines[at:at] = others[chance.randrange(len(others)) :][: chance.randint(1, 30)]
        elif way == 3:
            chance.shuffle(lines[at : at + 5])
        elif way == 4 and at < len(lines):
            place = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + chance.choice(PIECES).encode() + lines[at][place:]
        elif way == 5 and at < len(lines):
            lines[at] = b" " * chance.randint(0, 5) + lines[at].lstrip()
        elif way == 6 and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
        elif way == 7:
            lines = lines[at:] or [b""]
        elif way == 8 and at < len(lines):
            lines[at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 6))) + lines[at]
        lines = lines or [b""]
    return b"\n".join(lines)


def faults(data: bytes, name: str, kept: Path) -> list[str]:
    """What is wrong with how these bytes are parsed."""
    path = kept / f"input{Path(name).suffix}"
    path.write_bytes(data)
    start = time.process_time()
    try:
        documents = parse_file(path, f"a/{name}")
    except Exception:  # whatever it is, it is what is looked for
        last = traceback.extract_tb(sys.exc_info()[2])[-1]
        return [f"{sys.exc_info()[0].__name__} at {Path(last.filename).name}:{last.lineno}"]  # type: ignore[union-attr]
    taken = time.process_time() - start
    found = [f"slow: {documents[0].format}"] if taken > SLOW else []
    try:
        lines = decode_bytes(data).lines
    except UnreadableFile:
        return found
    filled = {n for n, line in enumerate(lines, 1) if line.strip()}
    if not documents[0].error and sum(document.lines for document in documents) != len(filled):
        found.append(f"lines do not add up: {documents[0].format}")
    for document in documents:
        found += document_faults(document, lines)
    return found


def document_faults(document: Document, lines: tuple[str, ...]) -> list[str]:
    found = []
    spanned: set[int] = set()
    items: tuple[Highlight | Paragraph, ...] = (*document.highlights, *document.paragraphs)
    for item in items:
        if not 1 <= item.line_start <= item.line_end <= len(lines) or not item.text.strip():
            return [f"a span or text that is none: {document.format}"]
        spanned.update(n for n in range(item.line_start, item.line_end + 1) if lines[n - 1].strip())
    if document.meta + len({line.line for line in document.unparsed} | spanned) < document.lines:
        found.append(f"a line is nowhere: {document.format}")
    for highlight in document.highlights:
        written = "\n".join(lines[highlight.line_start - 1 : highlight.line_end])
        text = words(highlight.text)
        if highlight.parts == 1 and text not in words(clean_text(written)) and text not in words(written):
            found.append(f"not word for word: {document.format}")
            break
    return found


def words(text: str) -> str:
    """Letters and digits only, entities decoded: quoting marks and indentation do not count."""
    return " ".join(re.findall(r"\w+", html.unescape(html.unescape(text))))


if __name__ == "__main__":
    raise SystemExit(main())
