"""The nouns of search: a question, and the evidence that a search returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from index.search.filters import NO_FILTERS, Filters
from index.search.query_rewriting import Turn
from ingest.passage import Passage

Retriever = Literal["both", "dense", "lexical"]
"""By meaning, by words, or both; the flag `--leg`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and which passages may answer it."""

    text: str
    history: tuple[Turn, ...] = ()
    """The conversation before the question, oldest first."""
    filters: Filters = NO_FILTERS
    top: int = 10
    """The most passages to return."""
    retriever: Retriever = "both"
    per_work: int = 0
    """The most passages of one work; 0 for no limit."""
    spread: bool = False
    """Whether the third and later passage of a work counts for less: for the page and the model."""
    standalone: str = ""
    """The text rewritten to be understood without the history; "" has the search rewrite it."""
    dropped: tuple[str, ...] = ()
    """What the reader took away of that which the question was read as, in the words in which it was shown."""

    def with_text(self, text: str, **changes: Any) -> Question:
        """The same question with another text, which has no rewritten form yet."""
        return replace(self, text=text, standalone="", **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that bears on a question."""

    passage: Passage
    rank: int
    """From 1, best first."""
    score: float
    """Fused of both retrievers, before reranking; comparable within one result only."""
    cosine: float
    """Of question and passage, -1 to 1; 0.0 for unknown."""
    lexical: float
    """Share of the best lexical score, 0 to 1; 0.0 without a common word."""
    with_context: str = ""
    """The passage's text with some of its neighbours', where it is a small part of its lines; else ""."""
    is_context: bool = False
    """Whether it is read only beside what was found: the paragraph around a highlight, or what a second search adds."""

    @property
    def shown(self) -> str:
        """The text to show."""
        return self.with_context or self.passage.text


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The result of a search."""

    standalone_question: str
    """The text that was searched for: the question rewritten with its history."""
    evidence: tuple[Evidence, ...]
    """Best first."""
