"""How much longer an answer takes beside a note of one very long line: python -m bench.speed.long_line [--questions N]

The sample notes alone, then with a talk of 60, 120 and 700 KB on one line: the same questions, half of them about the
samples and half in words of the talk, in turns within one process. Each is asked for the first time, no sentence
remembered from another. Bar: 1.5 times the answers without the talk.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from assistant.answering.answer import Answer
from assistant.answering.assistant import Assistant
from assistant.service.composition import Index, open_index
from bench.speed.measurement import ROOT, SAMPLES, ingest_notes, time_call
from bench.speed.synthetic_collection import count_words, draw_questions
from index.browse.works import find_neighbours
from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.vectors.cached_embedder import CachedEmbedder
from index.vectors.embedder import Embedder
from index.vectors.local_embedder import load_embedder

QUESTIONS = ROOT / "bench/quality/sample_questions.jsonl"
SIZES_KB = (0, 60, 120, 700)
MAX_RATIO = 1.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES_KB, metavar="KB", help="the first is the base")
    args = parser.parse_args()
    rows = QUESTIONS.read_text("utf-8").splitlines()
    asked = [str(json.loads(row)["question"]) for row in rows][: args.questions // 2]
    asked += draw_questions(SAMPLES, args.questions - len(asked))
    with tempfile.TemporaryDirectory() as temporary:
        stores = {size: _make_store(Path(temporary) / str(size), size) for size in args.sizes}
        measure(stores, asked)


def _make_store(folder: Path, size_kb: int) -> Path:
    """The data folder of the sample notes with a talk of this size."""
    notes, data = folder / "notes", folder / "data"
    shutil.copytree(SAMPLES, notes)
    if size_kb:
        (notes / "A long talk.md").write_text(f"# A long talk\n\n{draw_line(size_kb)}\n", "utf-8")
    took = time_call(lambda: ingest_notes(notes, data))
    print(f"{size_kb:4} KB: read and embedded in {took.wall:.1f} s", flush=True)
    return data


def draw_line(size_kb: int) -> str:
    """Sentences of 6 to 30 words of the sample notes, in random order, on one line."""
    counts = count_words(SAMPLES)
    rng = random.Random(3)
    words, weights = list(counts), list(counts.values())
    sentences, letters = [], 0
    while letters < 1000 * size_kb:
        sentence = f"{' '.join(rng.choices(words, weights, k=rng.randint(6, 30))).capitalize()}."
        sentences.append(sentence)
        letters += len(sentence) + 1
    return " ".join(sentences)


def measure(stores: Mapping[int, Path], asked: Sequence[str]) -> None:
    """Print the answers' times over each store, by size of the talk in KB; the first store is the base."""
    encoder = load_embedder()
    answers = np.zeros((len(asked), len(stores)))
    panels = np.zeros_like(answers)
    with ExitStack() as stack:
        indexes = [stack.enter_context(open_index(data)) for data in stores.values()]
        for index in indexes:
            _ask(index, encoder, "What is a note for?")
        for row, text in enumerate(asked):
            for column, index in enumerate(indexes):
                answers[row, column], found = _ask(index, encoder, text)
                panels[row, column] = time_call(partial(_open_panels, index.catalog, found)).wall
    medians = 1000 * np.median(answers, axis=0)
    for column, size in enumerate(stores):
        ratio = medians[column] / medians[0]
        slowest = np.percentile(answers[:, column] / answers[:, 0], 95)
        print(
            f"{size:4} KB: answer {medians[column]:6.0f} ms, {ratio:.2f} times as without (one in twenty {slowest:.2f})"
            f"{'' if ratio <= MAX_RATIO else ': OVER THE BAR'}; its panels {1000 * np.median(panels[:, column]):.1f} ms"
        )


def _ask(index: Index, encoder: Embedder, text: str) -> tuple[float, list[str]]:
    """Seconds of a quoted answer with no vector remembered, and the ids of the passages that it shows."""
    embedder = CachedEmbedder(encoder)
    searcher = Searcher(index.catalog, index.vectors, embedder)
    assistant = Assistant(searcher, catalog=index.catalog, embedder=embedder, mode="quote")
    answers: list[Answer] = []
    took = time_call(lambda: answers.append(assistant.ask(Question(text=text))))
    shown = [citation.evidence for citation in answers[0].citations] + list(answers[0].nearest)
    return took.wall, [evidence.passage.id for evidence in shown]


def _open_panels(catalog: Catalog, passages: Sequence[str]) -> None:
    for passage in passages:
        find_neighbours(catalog, passage)


if __name__ == "__main__":
    main()
