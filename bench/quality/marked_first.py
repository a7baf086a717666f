"""How much the unmarked text of a work counts less than what the reader marked, chosen by measurement.

    python -m bench.quality.marked_first VAULT

Takes the five longest full texts of a vault, marks 60 sentences of each as highlights of a notes app, and asks for the
words of sentences: of marked ones (the marked sentence is to come first) and of unmarked ones (their paragraph is to
stay in sight). Prints both for several weights.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import index.search.reranking as reranking
from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from ingest.document import Document
from ingest.parse import parse_file
from ingest.text.sentences import cut_sentences
from ingest.walk import NoteFile, walk_notes

TEXTS = 5
MARKED = 60
WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.1)


def longest_texts(vault: Path) -> list[tuple[Path, Document]]:
    found = []
    for file in walk_notes(vault):
        if isinstance(file, NoteFile):
            found += [(file.path, one) for one in parse_file(file.path, file.relative) if one.full_text]
    found.sort(key=lambda item: -sum(len(paragraph.text) for paragraph in item[1].paragraphs))
    return found[:TEXTS]


def long_sentences(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        for sentence in cut_sentences(paragraph.text):
            if 10 <= len(sentence.split()) <= 40 and not re.search(r"[\[\]()<>*_#|]|http", sentence):
                yield sentence.strip()


def ask(sentence: str, words_asked: int, chance: random.Random) -> str:
    """A question by some of the longer words of a sentence, out of order."""
    words = sorted({word for word in re.findall(r"\w+", sentence.lower()) if len(word) > 3})
    return " ".join(chance.sample(words, min(words_asked, len(words))))


def rank_of(texts: Sequence[str], sentence: str, *, marked: bool) -> int:
    """From 1; 0 where it is not there."""
    folded = "".join(sentence.split())
    for rank, text in enumerate(texts, 1):
        found = "".join(text.split())
        if (found == folded) if marked else (folded in found):
            return rank
    return 0


def measure(searcher: Searcher, questions: Mapping[str, str], *, marked: bool) -> str:
    ranks = []
    for sentence, question in questions.items():
        result = searcher.search(Question(text=question, top=10))
        ranks.append(rank_of([item.passage.text for item in result.evidence], sentence, marked=marked))
    first = sum(rank == 1 for rank in ranks) / len(ranks)
    near = sum(bool(rank) for rank in ranks) / len(ranks)
    return f"first {first:.3f}, in ten {near:.3f}, MRR {sum(1 / rank for rank in ranks if rank) / len(ranks):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vault", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--words", type=int, default=3, help="of a question")
    arguments = parser.parse_args()
    chance = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        vault.mkdir()
        marked: list[str] = []
        unmarked: list[str] = []
        for at, (path, document) in enumerate(longest_texts(arguments.vault)):
            shutil.copy(path, vault / f"{at}.md")
            sentences = list(dict.fromkeys(long_sentences(document)))
            chosen = chance.sample(sentences, min(MARKED, len(sentences) // 3))
            marked += chosen
            unmarked += [sentence for sentence in sentences if sentence not in chosen]
            lines = "".join(f"- {sentence}\n" for sentence in chosen)
            head = f"# {document.title}\n\n## Metadata\n- Author: [[{document.author}]]\n- Category: #articles\n\n"
            (vault / f"{at} marked.md").write_text(f"{head}## Highlights\n{lines}", "utf-8")
        with Catalog.open(Path(folder) / "data") as catalog:
            vectors, embedder = Vectors(catalog), load_embedder()
            sync_sources(catalog, vectors, lambda: embedder, [vault])
            counts = catalog.execute("SELECT kind, full_text, count(*) FROM passages GROUP BY 1, 2").fetchall()
            print([tuple(row) for row in counts], flush=True)
            searcher = Searcher(catalog, vectors, embedder)
            count, length = min(arguments.questions, len(marked)), arguments.words
            asked = {one: ask(one, length, chance) for one in chance.sample(marked, count)}
            others = {one: ask(one, length, chance) for one in chance.sample(unmarked, count)}
            for weight in WEIGHTS:
                reranking.UNMARKED_MALUS = weight
                print(f"{weight:.2f}: marked: {measure(searcher, asked, marked=True)}", end=" · ")
                print(f"unmarked: {measure(searcher, others, marked=False)}", flush=True)


if __name__ == "__main__":
    main()
