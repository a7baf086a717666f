"""Whether the notes say what is asked, come near it, or hold nothing on it: the gate and a model's reading together.

The gate's confidence comes from similarity and shared words, and knows whether anything bears on the question at all. A
model that reads the excerpts knows better whether they say it. `bench/results/certainty.md` has what each was right in.
"""

from __future__ import annotations

import math
from typing import Literal

Certainty = Literal["stated", "near", "none"]
"""Whether the notes say what is asked, only something near it, or nothing on it."""

NEAR_MIN_CONFIDENCE = 0.03
"""The gate's confidence below which nothing bears on the question, and no model is asked. Of 43 answerable questions
over made-up notes one was below; a question on a matter that no note has was at .00."""
GATE_WEIGHT = 0.5
"""Of the gate's log odds beside the model's."""
MIN_WRITTEN_SCORE, MIN_QUOTED_SCORE = -0.5, 1.0
"""The sum from which a model's sentences answer, and from which the quotes do where none of its sentences stands. Of 82
questions (SQuAD's articles to fit on, and made-up notes) 62 and 53 % come out right so; one bound for both gives 59 and
43 % at best."""
_CLIP = 1e-4


def gate_certainty(confidence: float, *, passes: bool) -> Certainty:
    """Without a model that reads. passes: whether the confidence reaches the threshold."""
    if passes:
        return "stated"
    return "near" if confidence >= NEAR_MIN_CONFIDENCE else "none"


def reading_score(confidence: float, verdict: float, threshold: float) -> float:
    """What speaks for the notes saying it, once a model has read the excerpts; 0.0 where nothing speaks either way.

    verdict: the model's log odds that they do. threshold: the gate's, 0 to 1; calibrated at 0.5.
    """
    return GATE_WEIGHT * (_log_odds(confidence) - _log_odds(threshold)) + verdict


def _log_odds(chance: float) -> float:
    clipped = min(max(chance, _CLIP), 1 - _CLIP)
    return math.log(clipped / (1 - clipped))
