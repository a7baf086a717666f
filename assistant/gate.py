"""Whether the notes can answer a question at all, decided before any model is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.candidates import Candidate
from index.search import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate decided."""

    passes: bool
    confidence: float
    """Estimated chance that the notes hold an answer, 0 to 1."""


def judge(evidence: Sequence[Evidence], candidates: Sequence[Candidate], strictness: float = 0.5) -> Verdict:
    """Whether the evidence can answer. strictness: 0 lets everything near through, 1 only what is sure."""
    if not evidence or not candidates:
        return Verdict(passes=False, confidence=0.0)
    cosine = max(one.cosine for one in evidence)
    sentence = max(c.cosine for c in candidates)
    covered = max(c.coverage_in_place for c in candidates)
    confidence = 1 / (1 + math.exp(-(9 * (0.5 * cosine + 0.5 * sentence - 0.5) + 3 * (covered - 0.5))))
    return Verdict(passes=confidence >= threshold(strictness), confidence=confidence)


def threshold(strictness: float) -> float:
    """The confidence that is asked for at a strictness."""
    return min(max(strictness, 0.0), 1.0)
