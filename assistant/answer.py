"""A question, answered from the notes alone: the nouns of an answer, and the assistant that makes one.

The whole way stands in `Assistant.ask`: what the catalog itself can tell, then evidence, the gate, the
sentences, their check. Everything it uses is handed to it; `assemble.py` joins the parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Literal

from index.search import Evidence, Question, Searcher

Support = Literal["verbatim", "supported", "weak", "none"]
"""How well a sentence stands on what it cites: the same words; its facts and words, close; some of them; nothing."""

Way = Literal["quoted", "written", "catalog", "talk", "none"]
"""Who made the sentences: the notes' own, a model, the catalog, the program about itself, or nobody (refused)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer. It is final once it is handed out: nothing shown is taken back."""

    text: str
    """Plain text without [n] markers; from notes or a model, so escape it before a page shows it."""
    citations: tuple[int, ...]
    """Numbers of the answer's citations, ascending; () for the program's own words."""
    support: Support
    lead: str = ""
    """Whose words they are, to be shown before the text, as "You noted" or "AI summary"; "" for the author's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A number in an answer and the evidence behind it."""

    n: int
    """From 1, in the order in which the answer first cites."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds from the call, never negative."""

    retrieve: float
    """Until evidence was there and the gate had decided."""
    first_token: float
    """Until the first words of the answer were there, before their check."""
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the notes say to one question, or that they don't."""

    standalone_question: str
    """What was searched for once the history was read in."""
    answered: bool
    text: str
    """The sentences joined, without [n]; where not answered, says so in words."""
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    """Exactly what the sentences cite."""
    nearest: tuple[Evidence, ...]
    """Best first; what came nearest where not answered, else ()."""
    model: str
    """The model that wrote it; "quoted from your notes" where no model did."""
    seconds: Timing
    way: Way = "quoted"
    confidence: float = 0.0
    """The gate's estimate that the notes hold an answer, 0 to 1; 0 where the gate was not asked."""
    stopped: bool = False
    """Whether it was stopped midway; the sentences up to then stand."""


class Assistant:
    """Answers questions from what a searcher finds. Safe to share between threads; the model takes one at a time."""

    def __init__(
        self,
        searcher: Searcher,
        model: object | None = None,
        *,
        catalog: object | None = None,
        way: Literal["auto", "quote", "write"] = "auto",
        strictness: float = 0.5,
    ) -> None:
        """Keeps the parts; loads nothing.

        model: None answers with the notes' own sentences only. catalog: None leaves questions about the
        collection to the search. way: "auto" is what measured better for the model's class. strictness: 0
        (answers whatever comes near) to 1 (answers only what is surely there); 0.5 as calibrated.
        """
        self._searcher = searcher
        self._model = model
        self._catalog = catalog
        self._way = way
        self._strictness = strictness

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None] | None = None,
        on_citation: Callable[[Citation], None] | None = None,
        stop: Event | None = None,
        way: Literal["auto", "quote", "write"] | None = None,
        strictness: float | None = None,
    ) -> Answer:
        """Answer one question.

        on_citation is called with each citation just before on_sentence with the first sentence that cites it;
        both on the calling thread, each sentence once and for good. stop: set it from any thread; the model
        stops within a token and the answer comes back with `stopped`. way and strictness override the
        assistant's for this question. Raises AssistantFailure's subclasses (errors.py) where the model cannot run.
        """
        raise NotImplementedError
