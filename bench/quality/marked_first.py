"""How a library of full texts and highlights answers: what is marked comes first, what is not stays in sight.

    python -m bench.quality.marked_first SHARED/bench/tune [--write FOLDER]

Makes five full texts (PDF, EPUB and a page) of articles that a public set asks about, and marks 60 of their sentences
with an answer each, as a notes app exports them. Asks for marked answers (the marked sentence is to come first) and for
unmarked ones (their paragraph is to stay in sight), for several weights of unmarked text. With --write, only writes the
library, so that another benchmark can be run with it beside its own notes.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import index.search.reranking as reranking
from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from ingest.text.sentences import cut_sentences
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.pdf_files import Setting, write_set_pdf
from tests.ingest.full_text.web_pages import article_page

TEXTS = 5
MARKED = 60
"""Sentences of each text."""
WEIGHTS = ((0.0, 0.0), (0.02, 0.0), (0.02, 0.1), (0.02, 0.15), (0.02, 0.2), (0.02, 0.3), (0.0, 0.1))
"""What unmarked text loses, and by how much less a highlight may score than its paragraph."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the sentence that answers it."""

    question: str
    sentence: str


def read_rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_articles(folder: Path) -> dict[str, tuple[list[str], list[Asked]]]:
    """The paragraphs and questions of the longest articles; one question a sentence."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows(folder / "squad2_paragraphs.jsonl"):
        texts[str(row["article"])][str(row["id"])] = " ".join(str(row["text"]).split())
    questions = read_rows(folder / "squad2_questions.jsonl")
    longest = sorted(texts, key=lambda article: -sum(map(len, texts[article].values())))[:TEXTS]
    return {article: (list(texts[article].values()), list(_answered(texts[article], questions))) for article in longest}


def _answered(paragraphs: dict[str, str], questions: Sequence[dict[str, object]]) -> Iterator[Asked]:
    seen = set()
    for row in questions:
        answers = row["answers"]
        if not isinstance(answers, list) or not answers or row["paragraph"] not in paragraphs:
            continue
        sentences = [sentence.strip() for sentence in cut_sentences(paragraphs[str(row["paragraph"])])]
        holding = [sentence for sentence in sentences if answers[0] in sentence and len(sentence.split()) >= 8]
        if len(holding) == 1 and holding[0] not in seen:
            seen.add(holding[0])
            yield Asked(str(row["question"]), holding[0])


def write_library(root: Path, tune: Path, chance: random.Random) -> tuple[list[Asked], list[Asked]]:
    """Writes full texts and highlights to `root/books` and `root/highlights`; the marked and the unmarked answers."""
    books, highlights = root / "books", root / "highlights"
    books.mkdir(parents=True)
    highlights.mkdir()
    marked: list[Asked] = []
    unmarked: list[Asked] = []
    for at, (article, (paragraphs, asked)) in enumerate(read_articles(tune).items()):
        title = article.replace("_", " ")
        if at < 2:
            write_set_pdf(books / f"{at}.pdf", paragraphs, Setting(hyphens=True, head=f"{title} #"), title=title)
        elif at < 4:
            write_epub(books / f"{at}.epub", {"a.xhtml": chapter_page(title, paragraphs)}, title=title, identifier="x")
        else:
            (books / f"{at}.html").write_text(article_page(title, paragraphs), "utf-8")
        chosen = chance.sample(asked, MARKED)
        marked += chosen
        unmarked += [one for one in asked if one not in chosen]
        lines = "".join(f"- {one.sentence}\n" for one in chosen)
        head = f"# {title}\n\n## Metadata\n- Author: [[Ilse Brandvold]]\n- Category: #books\n\n"
        (highlights / f"{title}.md").write_text(f"{head}## Highlights\n{lines}", "utf-8")
    return marked, unmarked


def measure(searcher: Searcher, asked: Sequence[Asked], *, marked: bool) -> str:
    """How often the answer comes first and among ten: the marked sentence itself, or a passage with the sentence."""
    ranks, before = [], 0
    for one in asked:
        evidence = searcher.search(Question(text=one.question, top=10)).evidence
        folded = "".join(one.sentence.split())
        holding = [item for item in evidence if folded in "".join(item.passage.text.split())]
        wanted = [item.rank for item in holding if (item.passage.origin == "highlight") is marked]
        ranks.append(min(wanted, default=0))
        before += bool(holding and wanted and holding[0].rank == wanted[0])
    first, near = (sum(map(test, ranks)) / len(ranks) for test in (lambda rank: rank == 1, bool))
    mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
    held = f", before its paragraph {before / len(ranks):.3f}" if marked else ""
    return f"first {first:.3f}, in ten {near:.3f}, MRR {mrr:.3f}{held}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tune", type=Path, help="the folder with squad2_paragraphs.jsonl and squad2_questions.jsonl")
    parser.add_argument("--write", type=Path, help="write the library to this folder, and ask nothing")
    parser.add_argument("--questions", type=int, default=150)
    arguments = parser.parse_args()
    chance = random.Random(4)
    if arguments.write:
        write_library(arguments.write, arguments.tune, chance)
        return
    with tempfile.TemporaryDirectory() as folder:
        marked, unmarked = write_library(Path(folder) / "library", arguments.tune, chance)
        with Catalog.open(Path(folder) / "data") as catalog:
            vectors, embedder = Vectors(catalog), load_embedder()
            sync_sources(catalog, vectors, lambda: embedder, [Path(folder) / "library"])
            counts = catalog.execute("SELECT kind, full_text, count(*) FROM passages GROUP BY 1, 2").fetchall()
            placed = catalog.number("SELECT count(*) FROM paragraphs")
            print([tuple(row) for row in counts], f"{placed} highlights in their paragraph", flush=True)
            searcher = Searcher(catalog, vectors, embedder)
            marked, unmarked = (
                chance.sample(asked, min(arguments.questions, len(asked))) for asked in (marked, unmarked)
            )
            for weight, lift in WEIGHTS:
                reranking.UNMARKED_MALUS, reranking.MAX_LIFT = weight, lift
                print(f"{weight:.2f} {lift:.2f}: marked: {measure(searcher, marked, marked=True)}", end=" · ")
                print(f"unmarked: {measure(searcher, unmarked, marked=False)}", flush=True)


if __name__ == "__main__":
    main()
