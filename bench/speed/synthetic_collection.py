"""A synthetic collection of highlights of any size: the words of real ones, in random order."""

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
    """Write `passages` highlights of 12 to 60 words, one markdown file an author; the authors' names.

    Words are drawn as often as they occur in the folder `notes`, so that posting lists in the lexical index have a
    realistic length. No two highlights share a run of words, so that none is merged.
    """
    counts = count_words(notes)
    rng = random.Random(1)
    vocabulary, weights = list(counts), list(counts.values())
    authors = [f"{_draw_name(rng)} {_draw_name(rng)}" for _ in range(AUTHORS)]
    folder.mkdir(parents=True, exist_ok=True)
    for number, author in enumerate(authors):
        highlights = range(number, passages, AUTHORS)
        lines = [
            f"# Works of {author}",
            "## Metadata",
            f"- Author: [[{author}]]",
            "- Category: #books",
            "## Highlights",
        ]
        for _ in highlights:
            words = rng.choices(vocabulary, weights, k=rng.randint(12, 60))
            lines.append(f"- {' '.join(words).capitalize()}.")
        if highlights:
            (folder / f"{number:03} {author}.md").write_text("\n".join(lines) + "\n", "utf-8")
    return authors


def draw_questions(notes: Path, count: int) -> Sequence[str]:
    """Questions of four to nine words, drawn like the highlights."""
    counts = count_words(notes)
    rng = random.Random(2)
    return [" ".join(rng.choices(list(counts), list(counts.values()), k=rng.randint(4, 9))) for _ in range(count)]


def count_words(notes: Path) -> Counter[str]:
    """How often each word of two letters or more occurs in the passages of a folder; lower case, without addresses."""
    counts: Counter[str] = Counter()
    for file in sorted(notes.rglob("*.md")):
        for document in parse_file(file, file.name):
            for passage in split_document(document, str(notes)):
                counts.update(re.findall(r"[a-z]{2,}", re.sub(r"https?://\S+", "", passage.text).lower()))
    return counts


def _draw_name(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=3)).capitalize()
