"""Whether the notes say what is asked, come near it, or hold nothing on it: the gate and a model's reading together.

The gate's confidence comes from similarity and shared words, and knows whether anything bears on the question at all. A
model that reads the excerpts knows better whether they say it. `bench/results/certainty.md` has what each was right in.
"""

from __future__ import annotations

import math
from typing import Literal

Certainty = Literal["stated", "near", "none"]
"""Whether the notes say what is asked, only something near it, or nothing on it."""

NEAR_MIN_CONFIDENCE = 0.1
"""The gate's confidence below which nothing bears on the question, and no model is asked."""
GATE_WEIGHT, VERDICT_WEIGHT, BIAS = 0.5, 0.5, 0.0
"""Of the gate's log odds and the model's, in the log odds that the notes say it."""
_CLIP = 1e-4


def gate_certainty(confidence: float, *, passes: bool) -> Certainty:
    """Without a model that reads. passes: whether the confidence reaches the threshold."""
    if passes:
        return "stated"
    return "near" if confidence >= NEAR_MIN_CONFIDENCE else "none"


def is_stated(confidence: float, verdict: float, threshold: float) -> bool:
    """Whether the notes say it, once a model has read the excerpts.

    verdict: its log odds that they do. threshold: the gate's, 0 to 1; calibrated at 0.5.
    """
    gate = _log_odds(confidence) - _log_odds(threshold)
    return GATE_WEIGHT * gate + VERDICT_WEIGHT * verdict + BIAS > 0


def _log_odds(chance: float) -> float:
    clipped = min(max(chance, _CLIP), 1 - _CLIP)
    return math.log(clipped / (1 - clipped))
