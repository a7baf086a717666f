"""The three certainties."""

from __future__ import annotations

from assistant.evidence.certainty import gate_certainty, reading_score


def test_without_a_model_the_gate_decides() -> None:
    """Stated from its threshold on, near below it, none where nothing bears on the question."""
    assert gate_certainty(0.6, passes=True) == "stated"
    assert gate_certainty(0.3, passes=False) == "near"
    assert gate_certainty(0.001, passes=False) == "none"


def test_the_model_reads_against_and_for_the_gate() -> None:
    """Either can outweigh the other; a stricter threshold lowers the sum, and certainty of the gate has bounds."""
    assert reading_score(0.5, 0.0, 0.5) == 0.0
    assert reading_score(0.9, -4.0, 0.5) < 0 < reading_score(0.2, 3.0, 0.5)
    assert reading_score(0.9, 1.0, 0.9) < reading_score(0.9, 1.0, 0.5)
    assert reading_score(1.0, -9.0, 0.5) < 0 < reading_score(0.0, 9.0, 0.5)
