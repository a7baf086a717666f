"""Evidence made for a test."""

from __future__ import annotations

from index.search.evidence import Evidence
from ingest.passage import Passage, Place


def evidence(*texts: str, kind: str = "prose", lexical: float = 1.0) -> tuple[Evidence, ...]:
    """One passage each, of a file each."""
    return tuple(
        Evidence(
            passage=Passage(
                text=text, kind="highlight" if kind == "highlight" else "prose", voice="author",
                places=(Place(source="/n", path=f"{number}.md", line_start=1, line_end=2, title=f"Work {number}"),),
            ),
            rank=number + 1, score=1.0 - number / 10, cosine=0.5 - number / 10, lexical=lexical,
        )
        for number, text in enumerate(texts)
    )  # fmt: skip


def every(term: str) -> float:
    return 1.0
