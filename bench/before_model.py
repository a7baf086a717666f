"""What comes before the model: python bench/before_model.py [--data DIR]

Search, taking the first passages apart, the gate and the choice of sentences, each warm, in wall clock and processor
time: the whole is to be under 150 ms. DIR is a data folder; without it, the sample notes are ingested.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.evidence.answerability import assess
from assistant.evidence.candidates import rarity_of, read_evidence
from assistant.evidence.extraction import choose_sentences
from assistant.service.composition import Index, open_index
from assistant.service.store_client import ingest_notes
from index.lexical.full_text import count_passages
from index.lexical.query import count_term
from index.search.evidence import Question

HERE = Path(__file__).parent
PARTS = ("search", "sentences", "gate", "choice")
WARM = 3
"""Questions asked first, and not counted."""
ASKED = 40


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, help="an index that is there already")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if given.data is None:
            ingest_notes(Path(made), [HERE.parent / "notes"])
        measure(given.data or Path(made))


def measure(data: Path) -> None:
    rows = (HERE / "own_questions.jsonl").read_text("utf-8").splitlines()
    questions = [str(json.loads(row)["question"]) for row in rows][: WARM + ASKED]
    with open_index(data) as index:
        taken = [ask(index, text) for text in questions]
        passages = count_passages(index.catalog.connection)
    clock = 1000 * np.array(taken[WARM:])
    whole = clock[:, :, 0].sum(axis=1)
    print(f"{passages} passages; before the model {np.median(whole):.0f} ms, p95 {np.percentile(whole, 95):.0f}")
    for at, part in enumerate(PARTS):
        wall, spent = np.median(clock[:, at], axis=0)
        print(f"  {part:10} {wall:6.1f} ms, {spent:6.1f} of processor time")


def ask(index: Index, text: str) -> list[tuple[float, float]]:
    """Seconds of each of `PARTS`, by the clock and of the processor."""
    connection = index.catalog.connection
    marks = [read_clocks()]
    found = index.searcher.search(Question(text=text, spread=True)).evidence
    marks.append(read_clocks())
    passages = count_passages(connection)
    rarity = rarity_of(lambda term: count_term(connection, term), passages)
    reading = read_evidence(text, found, index.embedder, rarity, passages)
    marks.append(read_clocks())
    assess(text, found, reading)
    marks.append(read_clocks())
    choose_sentences(text, found, reading)
    marks.append(read_clocks())
    return [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(marks)]


def read_clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    main()
