"""How well search finds notes in Spanish, German, Japanese and English, asked in the same language and in another.

    python -m bench.quality.languages [ENCODER ...]

`languages.jsonl`: 40 invented notes, each in the four languages, and 60 questions on them in other words, in the four
languages too. For each encoder and pair of languages, the notes of one language are searched with the questions of the
other. Printed: of 60 questions, how many have their note first, and how many among the first five.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import product
from pathlib import Path

from index.catalog.catalog import Catalog
from index.search.evidence import Question, Retriever
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.cached_embedder import CachedEmbedder
from index.vectors.embedder import Embedder
from index.vectors.encoder_list import PACKAGED
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors

LANGUAGES = ("en", "es", "de", "ja")
SHOWN = 5
ROWS = [json.loads(line) for line in Path(__file__).with_suffix(".jsonl").read_text("utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoders", metavar="ENCODER", nargs="*", default=[PACKAGED])
    parser.add_argument("--retriever", default="both", choices=("both", "dense", "lexical"))
    arguments = parser.parse_args()
    for name in arguments.encoders:
        embedder = CachedEmbedder(load_embedder(name))
        print(f"{name}, {arguments.retriever}: first / among the first {SHOWN} of 60", flush=True)
        for notes in LANGUAGES:
            ranks = rank_notes(embedder, notes, arguments.retriever)
            print(f"  notes {notes}: " + ", ".join(f"asked in {asked} {_counts(ranks[asked])}" for asked in ranks))


def rank_notes(embedder: Embedder, language: str, retriever: Retriever) -> dict[str, list[int]]:
    """The rank of each question's note among notes in a language, by the question's language; 0 where not found."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        vault.mkdir()
        for number, row in enumerate(ROWS):
            (vault / f"{number}.md").write_text(row["note"][language] + "\n", "utf-8")
        with Catalog.open(Path(folder) / "data") as catalog:
            vectors = Vectors(catalog)
            sync_sources(catalog, vectors, lambda: embedder, [vault], embedder=embedder.name)
            searcher = Searcher(catalog, vectors, embedder)
            ranks: dict[str, list[int]] = {asked: [] for asked in LANGUAGES}
            for asked, (number, row) in product(LANGUAGES, enumerate(ROWS)):
                for question in row["questions"]:
                    found = searcher.search(Question(text=question[asked], top=SHOWN, retriever=retriever)).evidence
                    paths = [item.passage.places[0].path for item in found]
                    ranks[asked].append(paths.index(f"{number}.md") + 1 if f"{number}.md" in paths else 0)
            vectors.close()
    return ranks


def _counts(ranks: list[int]) -> str:
    return f"{ranks.count(1)} / {sum(rank > 0 for rank in ranks)}"


if __name__ == "__main__":
    main()
