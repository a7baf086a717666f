"""Reads a 400-page PDF, files damaged at random and files made to stop a reader: seconds and memory of each kind.

python -m bench.speed.full_texts [--damaged 500]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from ingest.full_text import reading_process
from ingest.parse import parse_file
from tests.ingest.full_text.damaged_files import mutated_files, write_bombs
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import Setting, write_set_pdf


def measure(path: Path) -> tuple[float, str]:
    """Seconds, and how a file came out."""
    began = time.perf_counter()
    documents = parse_file(path, path.name)
    seconds = time.perf_counter() - began
    return seconds, next((one.error for one in documents if one.error), "read")


def child_memory() -> float:
    """Megabytes that the largest reading process so far took; of those that have ended."""
    reading_process._reader.stop()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def living_memory() -> str:
    """Megabytes that the reading process took at most; of one that a file has ended it is not known."""
    process = reading_process._reader._process
    status = Path(f"/proc/{process.pid}/status") if process else None
    if status is None or not status.exists():
        return "ended"
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return f"{int(peak.split()[1]) / 1000:.0f} MB at most"


def read_book(root: Path) -> None:
    book = root / "book.pdf"
    texts = paragraphs(400, 1, size=9) * 5
    write_set_pdf(book, texts, Setting(hyphens=True, justified=True, head="A Long Book #", lines=42))
    seconds, outcome = measure(book)
    reading_process._reader.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = reading_process.read_apart(book, "pdf").pages
    print(
        f"a PDF of {pages} pages: {seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of the processor,"
        f" {child_memory():.0f} MB, {outcome}"
    )


def read_damaged(root: Path, count: int, seed: int) -> None:
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for path in mutated_files(root, count, seed=seed):
        seconds, outcome = measure(path)
        outcomes[outcome] += 1
        slowest = max(slowest, seconds)
    print(f"{count} damaged files: slowest {slowest:.1f} s, at most {child_memory():.0f} MB")
    for outcome, number in outcomes.most_common():
        print(f"  {number:4} {outcome}")


def read_bombs(root: Path) -> None:
    for path in write_bombs(root):
        size = path.stat().st_size / 1e6
        seconds, outcome = measure(path)
        print(f"{path.name:14} {size:5.1f} MB: {seconds:5.1f} s, {living_memory()}, {outcome}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("book", "damaged", "bombs"))
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.what == "book":
            read_book(Path(folder))
        elif arguments.what == "damaged":
            read_damaged(Path(folder), arguments.count, arguments.seed)
        else:
            read_bombs(Path(folder))


if __name__ == "__main__":
    main()
