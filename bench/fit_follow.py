"""Choose how much of a conversation counts beside the question: bench/fit_follow.py --shared ../shared --work DIR

Conversations are made of SQuAD 2.0's tuning questions: one is asked and answered, the next leans on it ("the
Normans" becomes "they"), or is on the same article without leaning, or is on another article altogether. Prints
ndcg@10 of the paragraph that answers, for each pair of weights, in each of the three kinds. The last of them shows
what a weight costs a reader who has moved on.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from material import _squad2

if TYPE_CHECKING:
    from index.vectors.embedder import Embedder

WEIGHTS = (0.0, 0.2, 0.4, 0.6)
EACH = 80
"""Conversations of a kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation of one turn and the question after it."""

    kind: str
    said: str
    answer: str
    question: str
    gold: str
    """File of the note that answers the question."""


class Remembering:
    """An encoder that encodes each question once."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions, self.embed_passages = embedder.name, embedder.dimensions, embedder.embed_passages
        self._embedder = embedder
        self._rows: dict[str, Any] = {}

    def embed_questions(self, texts: Sequence[str]) -> Any:
        import numpy as np

        for text in texts:
            if text not in self._rows:
                self._rows[text] = self._embedder.embed_questions([text])[0]
        return np.stack([self._rows[text] for text in texts])


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--shared", type=Path, required=True)
    words.add_argument("--work", type=Path, required=True)
    given = words.parse_args()
    talks = list(make_talks(given.shared))
    folder, _ = _squad2(given.shared, given.work)

    from index.catalog.catalog import Catalog
    from index.search import query_rewriting
    from index.search.evidence import Question
    from index.search.searcher import Searcher
    from index.sync.pipeline import sync_sources
    from index.vectors.local_embedder import load_embedder
    from index.vectors.store import Vectors

    data = given.work / "follow.data"
    data.mkdir(parents=True, exist_ok=True)
    embedder = Remembering(load_embedder())
    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [folder])
        searcher = Searcher(catalog, vectors, embedder)
        print(f"{'question':>8} {'answer':>8}   " + "   ".join(f"{kind:>8}" for kind in ("leaning", "same", "other")))
        for question in WEIGHTS:
            for answer in WEIGHTS:
                scores: dict[str, list[float]] = defaultdict(list)
                query_rewriting.QUESTION_WEIGHT, query_rewriting.ANSWER_WEIGHT = question, answer
                for talk in talks:
                    history = (
                        query_rewriting.Turn(role="user", content=talk.said),
                        query_rewriting.Turn(role="assistant", content=talk.answer),
                    )
                    found = searcher.search(Question(text=talk.question, history=history, top=30)).evidence
                    files = list(dict.fromkeys(one.passage.places[0].path for one in found))
                    at = files.index(talk.gold) if talk.gold in files[:10] else None
                    scores[talk.kind].append(0.0 if at is None else 1 / math.log2(at + 2))
                told = "   ".join(f"{sum(s) / len(s):8.3f}" for s in (scores[k] for k in ("leaning", "same", "other")))
                print(f"{question:8} {answer:8}   {told}", flush=True)
        vectors.close()


def make_talks(shared: Path) -> Iterator[Talk]:
    drawn = random.Random(3)
    texts = {row["id"]: row for row in read(shared / "bench/tune/squad2_paragraphs.jsonl")}
    by_article: dict[str, list[dict]] = defaultdict(list)
    for row in read(shared / "bench/tune/squad2_questions.jsonl"):
        if row["answerable"]:
            by_article[texts[row["paragraph"]]["article"]].append(row)
    pairs = [
        (article, a, b) for article, rows in by_article.items() for a, b in zip(rows[::2], rows[1::2], strict=False)
    ]
    drawn.shuffle(pairs)
    counts: dict[str, int] = defaultdict(int)
    for article, first, second in pairs:
        leaning = lean(second["question"], article)
        kind = "leaning" if leaning != second["question"] else "same"
        if counts["other"] < EACH and drawn.random() < 0.4:
            kind = "other"
            second = drawn.choice(by_article[drawn.choice([a for a in by_article if a != article])])
            leaning = second["question"]
        if counts[kind] < EACH:
            counts[kind] += 1
            yield Talk(
                kind=kind, said=first["question"], answer=answer_of(first, texts), question=leaning,
                gold=second["paragraph"].replace("#", "_").replace("/", "_") + ".md",
            )  # fmt: skip
    print(dict(counts))


def lean(question: str, article: str) -> str:
    """The question with what the article is about as a pronoun; the question itself where it is not named."""
    topic = re.escape(article.replace("_", " ").rstrip("s"))
    return re.sub(rf"\b(the )?{topic}s?\b(?!')", "it", question, count=1, flags=re.IGNORECASE)


def answer_of(row: dict, texts: dict[str, dict]) -> str:
    """The sentence of the paragraph that holds the answer, as the assistant would quote it."""
    from ingest.text.sentences import cut_sentences

    sentences = [s.strip() for s in cut_sentences(texts[row["paragraph"]]["text"])]
    return next((s for s in sentences if row["answers"][0] in s), row["answers"][0])


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
