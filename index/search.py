"""From a question to the passages that bear on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from index.filters import Filters
from index.follow import Turn
from ingest.passage import Passage

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.embed import Embedder
    from index.vectors import Vectors

Leg = Literal["both", "dense", "lexical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for, and of which passages."""

    text: str
    history: tuple[Turn, ...] = ()
    """The conversation before it, oldest first."""
    filters: Filters = Filters()
    top: int = 10
    """How many passages at most."""
    leg: Leg = "both"
    per_work: int = 0
    """How many passages one work gives at most; 0 for no cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that bears on a question."""

    passage: Passage
    rank: int
    """From 1, best first."""
    score: float
    """What the ranking went by; comparable within one finding only."""
    cosine: float
    """Of question and passage, -1 to 1; 0.0 where unknown."""
    lexical: float
    """Share of the best lexical score, 0 to 1; 0.0 where no word is shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a search found."""

    standalone_question: str
    """What was searched for, once the history was read in."""
    evidence: tuple[Evidence, ...]
    """Best first; empty where nothing is there."""


class Searcher:
    """Finds evidence in one index; keeps the encoder loaded between questions."""

    def __init__(self, catalog: Catalog, vectors: Vectors, embedder: Embedder) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._embedder = embedder

    def search(self, question: Question) -> Finding:
        """The best passages for a question, at most `question.top`."""
        raise NotImplementedError
