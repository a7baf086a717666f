"""The three certainties."""

from __future__ import annotations

from typing import Literal

import pytest

from assistant.evidence.certainty import Certainty, ModelReading, gate_certainty, reading_certainty


def test_without_a_model_the_gate_decides() -> None:
    """Stated from its threshold on, near below it, none where nothing bears on the question."""
    assert gate_certainty(0.6, passes=True) == "stated"
    assert gate_certainty(0.3, passes=False) == "near"
    assert gate_certainty(0.001, passes=False) == "none"


@pytest.mark.parametrize("told_by", ["probe", "verdict"])
def test_a_reading_speaks_against_and_for_the_gate(told_by: Literal["probe", "verdict"]) -> None:
    """Either can outweigh the other, a stricter threshold asks for more, and the gate's certainty has bounds."""

    def certainty(confidence: float, log_odds: float, threshold: float = 0.5) -> Certainty:
        return reading_certainty(confidence, ModelReading(log_odds=log_odds, told_by=told_by), threshold)

    assert certainty(0.9, -4.0) == "near" and certainty(0.2, 3.0) == "stated"
    assert certainty(1.0, -9.0) == "near" and certainty(0.0, 9.0) == "stated"
    assert certainty(0.5, 0.1) == "stated" and certainty(0.5, 0.1, 0.99) == "near"


def test_quotes_need_more_than_what_the_model_writes() -> None:
    for told_by, log_odds in (("probe", -0.25), ("verdict", 0.5)):
        reading = ModelReading(log_odds=log_odds, told_by=told_by)
        assert reading_certainty(0.5, reading, 0.5) == "stated"
        assert reading_certainty(0.5, reading, 0.5, quoted=True) == "near"
