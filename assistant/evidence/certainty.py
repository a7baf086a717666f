"""Whether the notes say what is asked, come near it, or hold nothing on it: the gate and a model's reading together.

The gate's confidence comes from similarity and shared words, and knows whether anything bears on the question at all. A
model that reads the excerpts knows better whether they say it. `bench/results/certainty.md` has what each was right in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Certainty = Literal["stated", "near", "none"]
"""Whether the notes say what is asked, only something near it, or nothing on it."""

NEAR_MIN_CONFIDENCE = 0.03
"""The gate's confidence below which nothing bears on the question, and no model is asked. Of 43 answerable questions
over made-up notes one was below; a question on a matter that no note has was at .00."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """How a kind of reading is joined with the gate."""

    gate_weight: float
    """Of the gate's log odds beside the reading's."""
    written: float
    """The sum from which a model's sentences answer."""
    quoted: float
    """The sum from which the quotes do where none of its sentences stands."""


_BOUNDS = {
    "probe": _Bounds(gate_weight=0.25, written=-0.5, quoted=0.0),
    "verdict": _Bounds(gate_weight=0.5, written=-0.5, quoted=1.0),
}
"""By what told the reading. By the probe's bounds 58 of 68 answerable questions over made-up notes, that it was not
fitted on, are let through, and 5 of 14 others (45 and 3 if 0 were the least to write); of 82 the verdict's are right in
53 and 62 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReading:
    """What a model makes of the excerpts once it has read them and the question."""

    log_odds: float
    """That they say what is asked."""
    told_by: Literal["probe", "verdict"]
    """A probe of what its middle layer knows, or its Yes and No."""


_CLIP = 1e-4


def gate_certainty(confidence: float, *, passes: bool) -> Certainty:
    """Without a model that reads. passes: whether the confidence reaches the threshold."""
    if passes:
        return "stated"
    return "near" if confidence >= NEAR_MIN_CONFIDENCE else "none"


def reading_certainty(confidence: float, reading: ModelReading, threshold: float, *, quoted: bool = False) -> Certainty:
    """Once a model has read the excerpts: "stated" or "near".

    threshold: the gate's, 0 to 1; calibrated at 0.5. quoted: whether the notes' own sentences are to answer, as none
    that the model wrote stands.
    """
    bounds = _BOUNDS[reading.told_by]
    least = bounds.quoted if quoted else bounds.written
    return "stated" if reading_score(confidence, reading, threshold) >= least else "near"


def reading_score(confidence: float, reading: ModelReading, threshold: float) -> float:
    """The sum of the gate's log odds, weighted, and the reading's."""
    weight = _BOUNDS[reading.told_by].gate_weight
    return weight * (_log_odds(confidence) - _log_odds(threshold)) + reading.log_odds


def _log_odds(chance: float) -> float:
    clipped = min(max(chance, _CLIP), 1 - _CLIP)
    return math.log(clipped / (1 - clipped))
