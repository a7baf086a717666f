"""Whether the notes can answer, on passages made for it."""

from __future__ import annotations

import pytest

from assistant.evidence.answerability import assess, threshold_at
from assistant.evidence.candidates import score_evidence
from tests.assistant.made import every


def test_nothing_found_is_refused() -> None:
    """Without evidence there is no answer, whatever the strictness."""
    reading = score_evidence("What is a pump?", (), None, every)
    assert assess("What is a pump?", (), reading, 0.0).passes is False


def test_strictness_raises_what_is_asked_for() -> None:
    """The threshold rises with strictness and is a half in the middle."""
    assert threshold_at(0.5) == pytest.approx(0.5)
    assert 0 < threshold_at(0.0) < 0.5 < threshold_at(1.0) < 1
