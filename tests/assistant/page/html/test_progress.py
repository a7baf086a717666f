"""Progress bars."""

from __future__ import annotations

import pytest

from assistant.library.state import JobProgress
from assistant.page.html.progress import render_bar, time_left


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, ""), (4, "a few seconds left"), (33, "about 30 seconds left"), (200, "about 3 minutes left"),
     (3 * 3600, "about 3 hours left")],
)  # fmt: skip
def test_the_time_left_is_rounded(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


def test_a_bar_shows_amount_and_speed() -> None:
    shown = render_bar(JobProgress(done=500, total=2000, stage="embedding"), 50.0, 30.0, "stop-reading")
    assert 'aria-valuenow="25"' in shown
    assert "500 of 2,000 passages · 50 a second · about 30 seconds left" in shown
    assert "aria-valuenow" not in render_bar(JobProgress(done=0, total=0, stage="looking"), 0.0, 0.0, "stop-reading")
