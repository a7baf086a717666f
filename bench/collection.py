"""A collection of made-up highlights, as many as wanted, in the words of real ones but in none of their order."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ingest.chunk import split_document
from ingest.parse import parse_file

AUTHORS = 500
SYLLABLES = (
    "an ber cor dal eth fin gol har ith jun kel lor mar nev ost pel quin ros sil tav und vel wen yor zan".split()
)


def write_collection(folder: Path, notes: Path, passages: int) -> list[str]:
    """Write `passages` highlights of 12 to 60 words into one markdown file an author; gives the authors' names.

    Words are drawn as often as they stand in the notes of the folder `notes`, so that a word's list in the lexical
    index is as long as it would be; no two highlights share a run of words, so that none is folded.
    """
    counts = count_words(notes)
    drawn = random.Random(1)
    vocabulary, weights = list(counts), list(counts.values())
    authors = [f"{_name(drawn)} {_name(drawn)}" for _ in range(AUTHORS)]
    folder.mkdir(parents=True, exist_ok=True)
    for at, author in enumerate(authors):
        own = range(at, passages, AUTHORS)
        lines = [
            f"# Works of {author}",
            "## Metadata",
            f"- Author: [[{author}]]",
            "- Category: #books",
            "## Highlights",
        ]
        for _ in own:
            said = drawn.choices(vocabulary, weights, k=drawn.randint(12, 60))
            lines.append(f"- {' '.join(said).capitalize()}.")
        if own:
            (folder / f"{at:03} {author}.md").write_text("\n".join(lines) + "\n", "utf-8")
    return authors


def draw_questions(notes: Path, count: int) -> Sequence[str]:
    """Questions of four to nine words, drawn like the highlights."""
    counts = count_words(notes)
    drawn = random.Random(2)
    return [" ".join(drawn.choices(list(counts), list(counts.values()), k=drawn.randint(4, 9))) for _ in range(count)]


def count_words(notes: Path) -> Counter[str]:
    """How often each word of two letters or more stands in the passages of a folder, in lower case; no addresses."""
    counts: Counter[str] = Counter()
    for file in sorted(notes.rglob("*.md")):
        for document in parse_file(file, file.name):
            for passage in split_document(document, str(notes)):
                counts.update(re.findall(r"[a-z]{2,}", re.sub(r"https?://\S+", "", passage.text).lower()))
    return counts


def _name(drawn: random.Random) -> str:
    return "".join(drawn.choices(SYLLABLES, k=3)).capitalize()
