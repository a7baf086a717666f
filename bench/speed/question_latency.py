"""How long a question takes before the model writes: python -m bench.speed.question_latency [--data DIR]

Search, taking the first passages apart, the answerability decision and the choice of sentences, each warm, in wall
clock and processor time. Bar: 150 ms for the whole. DIR is a data folder; without it, the sample notes are ingested.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.evidence.answerability import assess
from assistant.evidence.candidates import rarity_of, score_evidence
from assistant.evidence.extraction import choose_sentences, rank_sentences
from assistant.service.composition import Index, open_index
from bench.speed.measurement import ROOT, SAMPLES, Times, ingest_notes, read_clocks
from index.catalog.full_text import count_indexed
from index.search.evidence import Question
from index.search.lexical import count_term

QUESTIONS = ROOT / "bench/quality/sample_questions.jsonl"
PARTS = ("search", "sentences", "answerability", "extraction")
WARM_UP_QUESTIONS = 3
TIMED_QUESTIONS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="an existing index")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        if args.data is None:
            ingest_notes(SAMPLES, Path(temporary))
        measure(args.data or Path(temporary))


def measure(data: Path) -> None:
    rows = QUESTIONS.read_text("utf-8").splitlines()
    questions = [str(json.loads(row)["question"]) for row in rows][: WARM_UP_QUESTIONS + TIMED_QUESTIONS]
    with open_index(data) as index:
        times = [time_question(index, question) for question in questions]
        passages = count_indexed(index.catalog)
    milliseconds = 1000 * np.array(times[WARM_UP_QUESTIONS:])
    whole = milliseconds[:, :, 0].sum(axis=1)
    print(f"{passages} passages; before the model {np.median(whole):.0f} ms, p95 {np.percentile(whole, 95):.0f}")
    for number, part in enumerate(PARTS):
        wall, cpu = np.median(milliseconds[:, number], axis=0)
        print(f"  {part:13} {wall:6.1f} ms, {cpu:6.1f} of processor time")


def time_question(index: Index, question: str) -> list[Times]:
    """Seconds of each of `PARTS`."""
    clocks = [read_clocks()]
    evidence = index.searcher.search(Question(text=question, spread=True)).evidence
    clocks.append(read_clocks())
    passages = count_indexed(index.catalog)
    rarity = rarity_of(lambda term: count_term(index.catalog, term), passages)
    scored = score_evidence(question, evidence, index.embedder, rarity, passages)
    clocks.append(read_clocks())
    assess(question, evidence, scored)
    clocks.append(read_clocks())
    choose_sentences(question, evidence, rank_sentences(question, evidence, scored))
    clocks.append(read_clocks())
    return [Times(after.wall - before.wall, after.cpu - before.cpu) for before, after in pairwise(clocks)]


if __name__ == "__main__":
    main()
