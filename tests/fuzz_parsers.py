"""Fuzz the parsers with broken notes: `python tests/fuzz_parsers.py FOLDER… --files 20000`, or `--whole` as they are.

Each round takes a note of the folders, cuts, doubles, swaps and splices its lines with those of another note, or breaks
its bytes, and checks what must hold for any file: parsing ends in time and without an exception, every non-blank line
is accounted for, every word of each is shown or told as left out, every highlight is word for word at its lines.
Failing inputs are saved. Not part of the test suite.
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
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from assistant.cli.terminal.parse_report import document_json  # noqa: E402
from ingest.decode import decode_bytes  # noqa: E402
from ingest.document import Document, Highlight, Paragraph, Warning  # noqa: E402
from ingest.errors import UnreadableFile  # noqa: E402
from ingest.parse import parse_file  # noqa: E402
from ingest.text.clean import clean_text, drop_embedded  # noqa: E402
from ingest.text.words import WORD, plain_words  # noqa: E402
from ingest.word_accounting import is_label, line_words  # noqa: E402

SUFFIXES = {".md", ".txt", ".csv", ".srt", ".vtt", ".markdown"}
MAX_BYTES = 60_000
"""Of a note; longer ones are cut, so that many rounds fit in a minute."""
MAX_PARSE_S = 2.0
"""Of processor time for a note of that length."""
PIECES = [
    "---", "==========", "> ", "- ", "\t- ", "```", "[[", "]]", "](", "((", "))", "![](", "{{", "}}", "::",
    "\ufeff", "\u00a0", "\0", "&#x60;", "<", ">", "==", "^ref-1", "^rw1", "**", "|", '"', ",", "#", "\u2028", "\x85",
    "\r", "(" * 40, "[" * 40, "*" * 60, "> " * 40, "\u202e",
    "🎧 0:01 - 0:02 (0:01)", "0:00", "00:00:01,000 --> 00:00:02,000", "key: value", "[a]: b", "<<<<<<< HEAD", "=======",
    ">>>>>>> b", "===", "- [ ] ", "+++", "{", "Note: ", "%%", "<!--", "-->", "<details>", "> [!quote]",
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=2_000, help="how many broken notes")
    parser.add_argument("--whole", action="store_true", help="each note once, unbroken")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    files = sorted(
        path for folder in args.folders for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()
    )
    rng, rounds, counts = random.Random(args.seed), 0, Counter[str]()
    saved = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for file in files if args.whole else rng.choices(files, k=args.files):
        data = file.read_bytes()
        if not args.whole:
            data = break_note(data[:MAX_BYTES], rng.choice(files).read_bytes()[:MAX_BYTES], rng)
        rounds += 1
        for fault in find_faults(data, file.name, saved):
            counts[fault] += 1
            if counts[fault] == 1:
                (saved / f"{len(counts)}-{file.suffix[1:]}").write_bytes(data)
                print(f"{len(counts)}: {fault}   ({file})", flush=True)
    for name, hidden in HIDDEN[:40]:
        print(f"  hidden in {name}: {' '.join(hidden[:12])}")
    print(f"{sum(len(hidden) for _, hidden in HIDDEN)} words unaccounted in {len(HIDDEN)} of {rounds} files")
    print(f"{rounds} rounds, {counts.total()} faults of {len(counts)} kinds; inputs in {saved}")
    return bool(counts)


def break_note(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A note after up to six random changes."""
    lines, others = data.split(b"\n"), other.split(b"\n")
    for _ in range(rng.randint(0, 6)):
        at = rng.randrange(len(lines) + 1)
        change = rng.randrange(9)
        if change == 0:
            del lines[at : at + rng.randint(1, 6)]
        elif change == 1:
            lines[at:at] = lines[at : at + rng.randint(1, 4)]
        elif change == 2:
            lines[at:at] = others[rng.randrange(len(others)) :][: rng.randint(1, 30)]
        elif change == 3:
            rng.shuffle(lines[at : at + 5])
        elif change == 4 and at < len(lines):
            place = rng.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + rng.choice(PIECES).encode() + lines[at][place:]
        elif change == 5 and at < len(lines):
            lines[at] = b" " * rng.randint(0, 5) + lines[at].lstrip()
        elif change == 6 and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
        elif change == 7:
            lines = lines[at:] or [b""]
        elif change == 8 and at < len(lines):
            lines[at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 6))) + lines[at]
        lines = lines or [b""]
    return b"\n".join(lines)


def find_faults(data: bytes, name: str, saved: Path) -> list[str]:
    """The faults in how these bytes are parsed."""
    path = saved / f"input{Path(name).suffix}"
    path.write_bytes(data)
    start = time.process_time()
    try:
        documents = parse_file(path, f"a/{name}")
    except Exception:  # any exception is a fault
        last = traceback.extract_tb(sys.exc_info()[2])[-1]
        return [f"{sys.exc_info()[0].__name__} at {Path(last.filename).name}:{last.lineno}"]  # type: ignore[union-attr]
    seconds = time.process_time() - start
    faults = [f"slow: {documents[0].format}"] if seconds > MAX_PARSE_S else []
    try:
        lines = decode_bytes(data).lines
    except UnreadableFile:
        return faults
    filled = {n for n, line in enumerate(lines, 1) if line.strip()}
    if not documents[0].error and sum(document.lines for document in documents) != len(filled):
        faults.append(f"lines do not add up: {documents[0].format}")
    for document in documents:
        faults += find_document_faults(document, lines)
    hidden = find_hidden_words(documents, lines)
    if hidden:
        faults.append(f"hidden words: {documents[0].format}")
        HIDDEN.append((name, hidden))
    return faults


def texts_of(value: object) -> Iterator[str]:
    """Every text in a parser's output, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from texts_of(inner)


TAG_WITHIN_WORD = re.compile(r"(?<=\w)</?\w+[^<>]*>(?=\w)")
NAMED_LINES = re.compile(r"left out as no part of the text(?: \(lines \d+ to (\d+)\))?(?:, and \d+ times more)?: ")
HIDDEN: list[tuple[str, list[str]]] = []


def find_hidden_words(documents: tuple[Document, ...], lines: tuple[str, ...]) -> list[str]:
    """The words of a file that no field of its documents, no unparsed line and no warning holds, and that no label is
    made of. A document that was skipped says so of the whole file."""
    if any(document.skipped or document.error for document in documents):
        return []
    shown = html.unescape("\n".join(text for document in documents for text in texts_of(document_json(document))))
    known = {*plain_words(shown)}
    shown = html.unescape(shown).casefold()
    known |= {*WORD.findall(shown), *plain_words(shown)}
    text = "\n".join(map(drop_embedded, lines))
    suspects = {word for word in line_words(text) if word not in known and (word.isascii() or word not in shown)}
    suspects = {word for word in suspects if not is_label(word)}
    if suspects:
        suspects &= set(line_words(clean_text(html.unescape(text))))
        suspects &= set(line_words(TAG_WITHIN_WORD.sub("", text)))
    left_out = {number for document in documents for warning in document.warnings for number in lines_of(warning)}
    named = {word for number in left_out for word in plain_words(lines[number - 1])}
    return sorted(suspects - named)


def lines_of(warning: Warning) -> range:
    """The lines that a warning of furniture stands for: their words may be cut in it."""
    match = NAMED_LINES.match(warning.why)
    return range(warning.line, int(match[1] or warning.line) + 1) if match else range(0)


def find_document_faults(document: Document, lines: tuple[str, ...]) -> list[str]:
    faults = []
    spanned: set[int] = set()
    items: tuple[Highlight | Paragraph, ...] = (*document.highlights, *document.paragraphs)
    for item in items:
        if not 1 <= item.line_start <= item.line_end <= len(lines) or not item.text.strip():
            return [f"an empty text or a span outside the file: {document.format}"]
        spanned.update(n for n in range(item.line_start, item.line_end + 1) if lines[n - 1].strip())
    if document.meta + len({line.line for line in document.unparsed} | spanned) < document.lines:
        faults.append(f"a line is unaccounted for: {document.format}")
    for highlight in document.highlights:
        written = "\n".join(lines[highlight.line_start - 1 : highlight.line_end])
        text = words(highlight.text)
        if highlight.parts == 1 and text not in words(clean_text(written)) and text not in words(written):
            faults.append(f"not word for word: {document.format}")
            break
    return faults


def words(text: str) -> str:
    """Letters and digits only, entities decoded: quotation marks and indentation do not count."""
    return " ".join(re.findall(r"\w+", html.unescape(html.unescape(text))))


if __name__ == "__main__":
    raise SystemExit(main())
