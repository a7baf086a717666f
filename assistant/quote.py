"""Choosing the notes' own sentences that answer a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.candidates import Candidate
from assistant.terms import find_words

COVERAGE_WEIGHT = 0.35
"""Of the question's words against the encoder's cosine."""
NEAR_BEST = 0.8
"""Share of the best sentence's score that another of the same passage needs."""
NEAR_BEST_ELSEWHERE = 0.85
"""The same for a sentence of another passage."""
VIEWS_ELSEWHERE = 0.6
"""The same where a yes or no is asked for: the other side of a matter is put in other words."""
MOST = 4
"""Sentences quoted."""
SAME = 0.8
"""Share of words from which a sentence says what one before it said."""

_YES_OR_NO = re.compile(
    r"^\W*(is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence that is quoted."""

    candidate: Candidate
    score: float


def asks_yes_or_no(question: str) -> bool:
    """Whether the question can be answered by yes or no, so that views may differ."""
    return bool(_YES_OR_NO.match(question))


def choose_sentences(question: str, candidates: Sequence[Candidate]) -> tuple[Choice, ...]:
    """The sentences that answer, best passage first and in reading order within it; at least one of any given."""
    scored = sorted((Choice(candidate=c, score=score(c)) for c in candidates), key=lambda c: -c.score)
    if not scored:
        return ()
    best = scored[0]
    elsewhere = VIEWS_ELSEWHERE if asks_yes_or_no(question) else NEAR_BEST_ELSEWHERE
    taken: list[Choice] = []
    for choice in scored:
        same = choice.candidate.evidence == best.candidate.evidence
        enough = choice.score >= best.score * (NEAR_BEST if same else elsewhere)
        if enough and not any(_says_the_same(choice, other) for other in taken):
            taken.append(choice)
        if len(taken) == MOST:
            break
    first = [choice.candidate.evidence for choice in taken]
    return tuple(sorted(taken, key=lambda c: (first.index(c.candidate.evidence), c.candidate.place)))


def score(candidate: Candidate) -> float:
    """How likely a sentence is to answer; comparable within one question only."""
    covered = 0.7 * candidate.coverage + 0.3 * candidate.coverage_in_place
    return (1 - COVERAGE_WEIGHT) * candidate.cosine + COVERAGE_WEIGHT * covered


def _says_the_same(choice: Choice, other: Choice) -> bool:
    words, others = set(find_words(choice.candidate.text)), set(find_words(other.candidate.text))
    return len(words & others) >= SAME * min(len(words), len(others))
