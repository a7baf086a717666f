"""Spans of time in words."""

from __future__ import annotations

import pytest

from assistant.text.date_phrases import format_range


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2023", "2023", "in 2023"),
        ("2023-03", "2023-03", "in March 2023"),
        ("2023-03-05", "2023-03-05", "on 5 March 2023"),
        ("2022", "2023-03", "from 2022 to March 2023"),
        ("2023-01-09", "", "since 9 January 2023"),
        ("", "2023", "until 2023"),
    ],
)
def test_a_span_is_named_as_people_say_it(since: str, until: str, told: str) -> None:
    """Years and months have no day; one day is "on", a year or month "in"."""
    assert format_range(since, until) == told
