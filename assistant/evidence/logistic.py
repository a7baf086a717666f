"""A logistic model kept as JSON: names, means, scales and weights, made by the scripts in `bench/`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticModel:
    """Weights of signals by name."""

    signals: Sequence[str]
    means: Sequence[float]
    scales: Sequence[float]
    """Standard deviations, above 0."""
    weights: Sequence[float]
    bias: float

    def estimate(self, signals: Mapping[str, float]) -> float:
        """The chance, 0 to 1. Raises KeyError for a missing signal."""
        total = self.bias
        for name, mean, scale, weight in zip(self.signals, self.means, self.scales, self.weights, strict=True):
            # At most three deviations: outside the range of the fit, one signal must not decide alone.
            total += weight * max(-3.0, min(3.0, (signals[name] - mean) / scale))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_logistic(name: str) -> LogisticModel:
    """The fitted model `name`.json beside this module."""
    return LogisticModel(**json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8")))
