"""Whether excerpts say what is asked, by what a model's middle layer knows once it has read both: a linear probe.

A small model says Yes to what only comes near; its middle layers know better (after A. Slobodkin et al., "The Curious
Case of Hallucinatory (Un)answerability", 2023). `bench/quality/fit_reading.py` fits the probe, for one model and one
prompt; bench/results/certainty.md has how often each is right.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProbe:
    """Weights of one layer's output at the prompt's last token."""

    prefix: str
    """The id of the words with which its prompts begin."""
    layer: int
    """From 0."""
    weights: Sequence[float]
    """As many as the model is wide."""
    bias: float

    def log_odds(self, output: Sequence[float]) -> float:
        """That the excerpts say what is asked. output: the layer's. Raises ValueError for one of another width."""
        return self.bias + sum(weight * value for weight, value in zip(self.weights, output, strict=True))


def find_probe(model_name: str, prefix: str) -> ReadingProbe | None:
    """The probe fitted for a model, whatever its quantisation, and for prompts that begin so; None without one."""
    name = model_name.casefold()
    fitted = (probe for start, probe in _probes().items() if name.startswith(start))
    return next((probe for probe in fitted if probe.prefix == prefix), None)


@cache
def _probes() -> dict[str, ReadingProbe]:
    """By the beginning of the model's file name."""
    kept = json.loads(Path(__file__).with_name("reading.json").read_text("utf-8"))
    return {start: ReadingProbe(**probe) for start, probe in kept.items()}
