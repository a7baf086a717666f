"""How many answers beside a mark are found, with and without the paragraph: python -m bench.quality.around_marks

Three full texts (PDF, EPUB and a page) and their highlights, of `marked_questions.jsonl`: each question is answered in
another sentence of the paragraph than the marked one. Asked by quoting, with the full texts and the paragraphs of the
first highlights, with the full texts alone, and with the highlights alone.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from assistant.answering.assistant import Assistant
from assistant.service.composition import open_index
from bench.speed.measurement import ROOT
from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.cached_embedder import CachedEmbedder
from index.vectors.embedder import Embedder
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.pdf_files import Setting, write_set_pdf
from tests.ingest.full_text.web_pages import article_page

QUESTIONS = ROOT / "bench/quality/marked_questions.jsonl"
Row = dict[str, str]


def write_library(root: Path, rows: Sequence[Row]) -> tuple[Path, Path]:
    """The folders of the full texts and of the highlights."""
    books, marks = root / "books", root / "marks"
    books.mkdir()
    marks.mkdir()
    works: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        works[row["work"]].append(row)
    for at, (title, marked) in enumerate(works.items()):
        paragraphs = [row["paragraph"] for row in marked]
        if at == 0:
            write_set_pdf(books / "0.pdf", paragraphs, Setting(hyphens=True, head=f"{title} #"), title=title)
        elif at == 1:
            write_epub(books / "1.epub", {"a.xhtml": chapter_page(title, paragraphs)}, title=title)
        else:
            (books / "2.html").write_text(article_page(title, paragraphs), "utf-8")
        lines = "".join(f"- {row['marked']}\n" for row in marked)
        head = f"# {title}\n\n## Metadata\n- Author: [[Ilse Brandvold]]\n- Category: #books\n\n"
        (marks / f"{title}.md").write_text(f"{head}## Highlights\n{lines}", "utf-8")
    return books, marks


def measure(data: Path, embedder: Embedder, rows: Sequence[Row], label: str) -> None:
    """Print how many answers hold what is asked for, and how many are refused."""
    right = refused = 0
    with open_index(data) as index:
        cached = CachedEmbedder(embedder)
        searcher = Searcher(index.catalog, index.vectors, cached)
        assistant = Assistant(searcher, catalog=index.catalog, embedder=cached, mode="quote")
        for row in rows:
            answer = assistant.ask(Question(text=row["question"]))
            text = " ".join(" ".join(sentence.text for sentence in answer.sentences).split())
            right += answer.answered and row["answer"].casefold() in text.casefold()
            refused += not answer.answered
    print(f"{label}: {right} of {len(rows)} right, {refused} refused", flush=True)


def main() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as folder:
        books, marks = write_library(Path(folder), rows)
        for data, sources in (("both", [books, marks]), ("marks", [marks])):
            with Catalog.open(Path(folder) / data) as catalog:
                sync_sources(catalog, Vectors(catalog), lambda: embedder, sources)
        measure(Path(folder) / "both", embedder, rows, "full texts, paragraphs added")
        with patch("assistant.answering.look_up.add_paragraphs", lambda catalog, result, filters: result):
            measure(Path(folder) / "both", embedder, rows, "full texts, no paragraph added")
        measure(Path(folder) / "marks", embedder, rows, "highlights alone")


if __name__ == "__main__":
    main()
