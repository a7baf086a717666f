"""A penalised logistic regression on weighted rows, in the form that `assistant.evidence.logistic` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

Array = npt.NDArray[np.float64]
MAX_DEVIATIONS = 3.0
"""Signals are clipped to so many standard deviations, in the fit as in use."""
MIN_SCALE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticFit:
    """Fitted weights of signals; arrays have one number a signal."""

    means: Array
    scales: Array
    weights: Array
    bias: float

    def score(self, signals: Array) -> Array:
        """Log odds of each row."""
        return standardise(signals, self.means, self.scales) @ self.weights + self.bias

    def shifted(self, bias: float) -> LogisticFit:
        return replace(self, bias=self.bias + bias)

    def write(self, path: Path, names: Sequence[str]) -> None:
        kept = {
            "signals": list(names),
            "means": _rounded(self.means),
            "scales": _rounded(self.scales),
            "weights": _rounded(self.weights),
            "bias": round(self.bias, 4),
        }
        path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def fit_logistic(
    signals: Array, labels: Array, row_weights: Array, *, penalty: float, free: int | None = None
) -> LogisticFit:
    """Fit the weights. penalty: on half their squares; free: the column with a penalty of 1 instead."""
    means = np.average(signals, axis=0, weights=row_weights)
    scales = np.maximum(np.sqrt(np.average((signals - means) ** 2, axis=0, weights=row_weights)), MIN_SCALE)
    stretch = np.ones(signals.shape[1])  # a stretched column needs a smaller weight, which is penalised less
    if free is not None:
        stretch[free] = np.sqrt(penalty)
    model = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-10, max_iter=100)
    model.fit(standardise(signals, means, scales) * stretch, labels, sample_weight=row_weights)
    return LogisticFit(means=means, scales=scales, weights=model.coef_[0] * stretch, bias=float(model.intercept_[0]))


def standardise(signals: Array, means: Array, scales: Array) -> Array:
    return np.clip((signals - means) / scales, -MAX_DEVIATIONS, MAX_DEVIATIONS)


def sigmoid(log_odds: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


def _rounded(values: Array) -> list[float]:
    return [round(float(value), 5) for value in values]
