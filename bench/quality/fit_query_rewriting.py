"""Choose how much the conversation counts next to the question: python -m bench.quality.fit_query_rewriting
--shared ../shared --work DIR

Conversations are made from SQuAD 2.0's tuning questions: one is asked and answered; the next leans on it ("the Normans"
becomes "it"), or is on the same article without leaning, or is on another article. Prints ndcg@10 of the paragraph that
answers, for each pair of weights, for each of the three kinds. The last kind shows what a weight costs readers who have
moved on to another subject.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality.cases import load_squad2, read_rows, squad2_file
from index.catalog.catalog import Catalog
from index.search import query_rewriting
from index.search.evidence import Question
from index.search.query_rewriting import Turn
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.embedder import Embedder
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from ingest.text.sentences import cut_sentences

WEIGHTS = (0.0, 0.2, 0.4, 0.6)
KINDS = ("leaning", "same", "other")
CONVERSATIONS = 80
"""Of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One question with its answer, and the question after it."""

    kind: str
    history: tuple[Turn, Turn]
    question: str
    gold: str
    """File of the note that answers the question."""


class QuestionCache:
    """An encoder that encodes each question once."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions, self.embed_passages = embedder.name, embedder.dimensions, embedder.embed_passages
        self._embedder = embedder
        self._rows: dict[str, Any] = {}

    def embed_questions(self, texts: Sequence[str]) -> Any:
        for text in texts:
            if text not in self._rows:
                self._rows[text] = self._embedder.embed_questions([text])[0]
        return np.stack([self._rows[text] for text in texts])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    conversations = list(make_conversations(args.shared))
    print(dict(Counter(conversation.kind for conversation in conversations)))
    folder, _ = load_squad2(args.shared, args.work)
    embedder = QuestionCache(load_embedder())
    with Catalog.open(args.work / "query_rewriting.data") as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [folder])
        searcher = Searcher(catalog, vectors, embedder)
        print(f"{'question':>8} {'answer':>8}   " + "   ".join(f"{kind:>8}" for kind in KINDS))
        for weights in itertools.product(WEIGHTS, WEIGHTS):
            query_rewriting.QUESTION_WEIGHT, query_rewriting.ANSWER_WEIGHT = weights
            scores = measure(searcher, conversations)
            means = "   ".join(f"{sum(scores[kind]) / len(scores[kind]):8.3f}" for kind in KINDS)
            print(f"{weights[0]:8} {weights[1]:8}   {means}", flush=True)
        vectors.close()


def measure(searcher: Searcher, conversations: Sequence[Conversation]) -> dict[str, list[float]]:
    """ndcg@10 of each conversation's last question, by kind."""
    scores: dict[str, list[float]] = defaultdict(list)
    for conversation in conversations:
        question = Question(text=conversation.question, history=conversation.history, top=30)
        evidence = searcher.search(question).evidence
        files = list(dict.fromkeys(item.passage.places[0].path for item in evidence))[:10]
        rank = files.index(conversation.gold) + 1 if conversation.gold in files else 0
        scores[conversation.kind].append(1 / math.log2(rank + 1) if rank else 0.0)
    return scores


def make_conversations(shared: Path) -> Iterator[Conversation]:
    """`CONVERSATIONS` of each kind, the same in every run."""
    rng = random.Random(3)
    paragraphs = {row["id"]: row for row in read_rows(shared / "bench/tune/squad2_paragraphs.jsonl")}
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_rows(shared / "bench/tune/squad2_questions.jsonl"):
        if row["answerable"]:
            by_article[paragraphs[row["paragraph"]]["article"]].append(row)
    pairs = [
        (article, first, second)
        for article, rows in by_article.items()
        for first, second in zip(rows[::2], rows[1::2], strict=False)
    ]
    rng.shuffle(pairs)
    counts: Counter[str] = Counter()
    for article, first, second in pairs:
        question = lean(second["question"], article)
        kind = "leaning" if question != second["question"] else "same"
        if counts["other"] < CONVERSATIONS and rng.random() < 0.4:
            kind = "other"
            second = rng.choice(by_article[rng.choice([other for other in by_article if other != article])])
            question = second["question"]
        if counts[kind] < CONVERSATIONS:
            counts[kind] += 1
            answer = answer_sentence(first, paragraphs[first["paragraph"]]["text"])
            history = (Turn(role="user", content=first["question"]), Turn(role="assistant", content=answer))
            yield Conversation(kind=kind, history=history, question=question, gold=squad2_file(second["paragraph"]))


def lean(question: str, article: str) -> str:
    """The question with a pronoun for the article's subject; unchanged where the subject is not named."""
    topic = re.escape(article.replace("_", " ").rstrip("s"))
    return re.sub(rf"\b(the )?{topic}s?\b(?!')", "it", question, count=1, flags=re.IGNORECASE)


def answer_sentence(row: dict[str, Any], paragraph: str) -> str:
    """The sentence of the paragraph that holds the answer, as the assistant would quote it."""
    sentences = [sentence.strip() for sentence in cut_sentences(paragraph)]
    return next((sentence for sentence in sentences if row["answers"][0] in sentence), row["answers"][0])


if __name__ == "__main__":
    main()
