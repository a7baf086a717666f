"""Evidence and assistants made for a test."""

from __future__ import annotations

from assistant.answering.assistant import Assistant
from assistant.llm.model import Model
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


def with_model(quoting: Assistant, model: Model) -> Assistant:
    """An assistant over the same notes, in which a model writes."""
    sources = quoting._sources
    return Assistant(sources.searcher, model, catalog=sources.catalog, embedder=sources.embedder)
