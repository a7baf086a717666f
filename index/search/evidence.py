"""index.search.evidence: TODO."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.search.filters import NO_FILTERS, Filters
from index.search.query_rewriting import Turn
from ingest.passage import Passage

Leg = Literal["both", "dense", "lexical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for, and of which passages."""

    text: str
    history: tuple[Turn, ...] = ()
    """The conversation before it, oldest first."""
    filters: Filters = NO_FILTERS
    top: int = 10
    """How many passages at most."""
    leg: Leg = "both"
    per_work: int = 0
    """How many passages one work gives at most; 0 for no cap."""
    spread: bool = False
    """Whether the third and later passage of a work counts for less: for the page and the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that bears on a question."""

    passage: Passage
    rank: int
    """From 1, best first."""
    score: float
    """Of both legs, before what moves a passage beside it (`index.search.reranking`); comparable within one finding
    only."""
    cosine: float
    """Of question and passage, -1 to 1; 0.0 where unknown."""
    lexical: float
    """Share of the best lexical score, 0 to 1; 0.0 where no word is shared."""
    widened: str = ""
    """The passage's text with some of what stands around it, where its lines hold much more; "" elsewhere."""

    @property
    def shown(self) -> str:
        """The text to show."""
        return self.widened or self.passage.text


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search found."""

    standalone_question: str
    """What was searched for, once the history was read in."""
    evidence: tuple[Evidence, ...]
    """Best first; empty where nothing is there."""
