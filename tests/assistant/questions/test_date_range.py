"""Spans of time, read and said."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.questions.date_range import find_date_range, format_range


@pytest.mark.parametrize(
    ("asked", "since", "until", "rest"),
    [
        ("what did i mark in march 2023?", "2023-03", "2023-03", "what did i mark ?"),
        ("since 2022", "2022", "", ""),
        ("what did i read last month", "2024-02", "2024-02", "what did i read"),
        ("last year", "2023", "2023", ""),
        ("this week", "2024-03-04", "", ""),
        ("last week", "2024-02-26", "2024-03-03", ""),
        ("yesterday", "2024-03-05", "2024-03-05", ""),
        ("in the last 3 days", "2024-03-03", "", ""),
        ("over the past few weeks", "2024-02-14", "", ""),
        ("what have i saved recently", "2024-02-05", "", "what have i saved"),
        ("in the last 900000 years", "0001-01-01", "", ""),
        ("how many salt roads", "", "", "how many salt roads"),
    ],
)
def test_a_span_of_time_is_read_and_taken_out(asked: str, since: str, until: str, rest: str) -> None:
    """Relative ones are counted from today, a Wednesday; a named month or year is whole."""
    assert find_date_range(asked, date(2024, 3, 6)) == (since, until, rest)


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
