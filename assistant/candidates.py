"""The sentences of the evidence, each with what speaks for its answering the question.

The gate and the choice of sentences read the same figures. Only the first passages are taken apart: embedding
thirty sentences takes some 60 ms, and everything before the model must stay under 150.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.sentences import plain_text, split_sentences
from assistant.terms import find_terms
from index.embed import Embedder
from index.search import Evidence
from ingest.document import Voice

TAKEN_APART = 4
"""Passages whose sentences are scored; of the answers in the clapnq even rows none but two stood further down."""
LONGEST = 40
"""Sentences scored of all of them together."""

Rarity = Callable[[str], float]
"""How much a stemmed word tells, 0 (in every passage) to 1 (in none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence that might be quoted."""

    text: str
    """Plain, without markup."""
    evidence: int
    """Which of the evidence it stands in, from 0."""
    place: int
    """Which sentence of that passage, from 0; those of the reader's note come after the text's."""
    voice: Voice
    is_note: bool
    """Whether it stands in the reader's note on the passage."""
    cosine: float
    """With the question, -1 to 1; 0.0 where no encoder is at hand."""
    coverage: float
    """Share of the question's telling that its own words cover, 0 to 1."""
    coverage_in_place: float
    """The same with title, section and the passage's other words counted."""


def find_candidates(
    question: str, evidence: Sequence[Evidence], embedder: Embedder | None, rarity: Rarity, language: str = "english"
) -> tuple[Candidate, ...]:
    """The sentences of the first passages in reading order. Shapes no decision."""
    found = [
        (number, place, text, voice, is_note)
        for number, one in enumerate(evidence[:TAKEN_APART])
        for place, (text, voice, is_note) in enumerate(_said(one))
    ][:LONGEST]
    cosines = _cosines(question, [text for _, _, text, _, _ in found], embedder)
    asked = weigh_terms(question, rarity, language)
    whole = [set(find_terms(_all_words(one), language)) for one in evidence[:TAKEN_APART]]
    return tuple(
        Candidate(
            text=text, evidence=number, place=place, voice=voice, is_note=is_note, cosine=cosine,
            coverage=cover(asked, set(find_terms(text, language))),
            coverage_in_place=cover(asked, whole[number]),
        )
        for (number, place, text, voice, is_note), cosine in zip(found, cosines, strict=True)
    )  # fmt: skip


def weigh_terms(question: str, rarity: Rarity, language: str = "english") -> dict[str, float]:
    """The question's telling words and how much each tells."""
    return {term: max(rarity(term), 0.05) for term in find_terms(question, language)}


def cover(asked: dict[str, float], there: set[str]) -> float:
    """Share of what is asked that is there, by weight; 0 where nothing telling is asked."""
    total = sum(asked.values())
    return sum(weight for term, weight in asked.items() if term in there) / total if total else 0.0


def rarity_of(count: Callable[[str], int], passages: int) -> Rarity:
    """How much words tell, from how many of the passages hold them; a small collection is read as one of 1,000.

    Without that floor, five notes on one subject would make the subject's own word worth nothing.
    """
    size = max(passages, 1000)

    def rarity(term: str) -> float:
        return math.log((size + 1) / (count(term) + 0.5)) / math.log((size + 1) / 0.5)

    return rarity


def _said(evidence: Evidence) -> list[tuple[str, Voice, bool]]:
    passage = evidence.passage
    own = [(text, passage.voice, False) for text in split_sentences(plain_text(passage.text))]
    notes: list[tuple[str, Voice, bool]] = [
        (text, "reader", True) for text in split_sentences(plain_text(passage.note))
    ]
    return [one for one in own + notes if any(c.isalnum() for c in one[0])]


def _all_words(evidence: Evidence) -> str:
    place = evidence.passage.places[0]
    return " ".join([evidence.passage.text, evidence.passage.note, place.title, place.author, *place.section])


def _cosines(question: str, texts: Sequence[str], embedder: Embedder | None) -> list[float]:
    if embedder is None or not texts:
        return [0.0] * len(texts)
    row = embedder.embed_questions([question])[0]
    return [float(value) for value in embedder.embed_passages(texts) @ row]
