"""How well search finds notes in Spanish, German, Japanese and English, asked in the same language and in another.

    python -m bench.quality.languages [ENCODER ...]

`languages.jsonl`: 40 invented notes, each in the four languages, and 60 questions on them in other words, in the four
languages too. For each encoder and pair of languages, the notes of one language are searched with the questions of the
other; then vaults in which each note is in one of the four. Printed: of 60 questions, how many have their note first,
and how many among the first five.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
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
Ranks = dict[tuple[str, str], list[int]]
"""The rank of each question's note, 0 where it is not among the first five, by the pair of languages asked and found
in."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoders", metavar="ENCODER", nargs="*", default=[PACKAGED])
    parser.add_argument("--retriever", default="both", choices=("both", "dense", "lexical"))
    arguments = parser.parse_args()
    for name in arguments.encoders:
        embedder = CachedEmbedder(load_embedder(name))
        print(f"{name}, {arguments.retriever}: first / among the first {SHOWN}", flush=True)
        for language in LANGUAGES:
            ranks = rank_notes(embedder, [language] * len(ROWS), arguments.retriever)
            print(
                f"  notes in {language}: " + ", ".join(f"asked in {a} {_counts(ranks[a, language])}" for a in LANGUAGES)
            )
        mixed = [rank_notes(embedder, _rotated(shift), arguments.retriever) for shift in range(len(LANGUAGES))]
        pairs = {
            pair: [rank for ranks in mixed for rank in ranks.get(pair, [])] for pair in product(LANGUAGES, repeat=2)
        }
        for title, is_same in (("the same language", True), ("another language", False)):
            chosen = [rank for (asked, found), part in pairs.items() for rank in part if (asked == found) == is_same]
            print(f"  notes in all four, the answer in {title}: {_counts(chosen)} of {len(chosen)}", flush=True)


def _rotated(shift: int) -> list[str]:
    """A language for each note."""
    return [LANGUAGES[(number + shift) % len(LANGUAGES)] for number in range(len(ROWS))]


def rank_notes(embedder: Embedder, languages: Sequence[str], retriever: Retriever) -> Ranks:
    """Ranks in a vault that has each note in one language."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        vault.mkdir()
        for number, (row, language) in enumerate(zip(ROWS, languages, strict=True)):
            (vault / f"{number}.md").write_text(row["note"][language] + "\n", "utf-8")
        with Catalog.open(Path(folder) / "data") as catalog:
            vectors = Vectors(catalog)
            sync_sources(catalog, vectors, lambda: embedder, [vault], embedder=embedder.name)
            searcher = Searcher(catalog, vectors, embedder)
            ranks: Ranks = {}
            for asked, (number, row) in product(LANGUAGES, enumerate(ROWS)):
                for question in row["questions"]:
                    found = searcher.search(Question(text=question[asked], top=SHOWN, retriever=retriever)).evidence
                    paths = [item.passage.places[0].path for item in found]
                    rank = paths.index(f"{number}.md") + 1 if f"{number}.md" in paths else 0
                    ranks.setdefault((asked, languages[number]), []).append(rank)
            vectors.close()
    return ranks


def _counts(ranks: list[int]) -> str:
    return f"{ranks.count(1)} / {sum(rank > 0 for rank in ranks)}"


if __name__ == "__main__":
    main()
