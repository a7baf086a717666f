"""Times that questions name."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.text.dates import find_dates

TODAY = date(2024, 3, 6)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ("What did I mark in March 2023?", "2023-03", "2023-03"),
        ("notes since 2022", "2022", ""),
        ("anything before 2019", "", "2018"),
        ("what did I read last month", "2024-02", "2024-02"),
        ("last year", "2023", "2023"),
        ("this week", "2024-03-04", ""),
        ("the first week of May 2023", "2023-05-01", "2023-05-07"),
        ("in der letzten Woche im Februar 2024", "2024-02-23", "2024-02-29"),
        ("last week", "2024-02-26", "2024-03-03"),
        ("on 25 December last year (2023)", "2023-12-25", "2023-12-25"),
        ("el 3 de enero de este año", "2024-01-03", "2024-01-03"),
        ("between 3 March and 5 May 2022", "2022-03-03", "2022-05-05"),
        ("yesterday's ferry", "2024-03-05", "2024-03-05"),
        ("in the last 3 days", "2024-03-03", ""),
        ("over the past two weeks", "2024-02-21", ""),
        ("what have I saved recently", "2024-02-05", ""),
        ("in the last 900000 years", "0001-01-01", ""),
        ("on Monday", "2024-03-04", "2024-03-04"),
        ("on January 5", "2024-01-05", "2024-01-05"),
        ("on 24 December", "2023-12-24", "2023-12-24"),
        ("the 5th of May 2021", "2021-05-05", "2021-05-05"),
        ("5/6/2023", "2023-06-05", "2023-06-05"),
        ("last summer", "2023-06", "2023-08"),
        ("between March and June 2022", "2022-03", "2022-06"),
        ("from 2019 to 2021", "2019", "2021"),
        ("was habe ich am 3. Mai 2021 notiert", "2021-05-03", "2021-05-03"),
        ("letzten Monat", "2024-02", "2024-02"),
        ("en enero de 2024", "2024-01", "2024-01"),
        ("antes de 2019", "", "2018"),
        ("em 5 de janeiro de 2023", "2023-01-05", "2023-01-05"),
        ("le 14 juillet 2023", "2023-07-14", "2023-07-14"),
        ("nel marzo 2023", "2023-03", "2023-03"),
        ("2023年3月に何を読みましたか", "2023-03", "2023-03"),
        ("昨天读了什么", "2024-03-05", "2024-03-05"),
    ],
)
def test_a_time_is_read_in_any_of_the_languages(asked: str, since: str, until: str) -> None:
    """Relative ones are counted from today; a named month or year is whole."""
    assert [(span.since, span.until) for span in find_dates(asked, TODAY)] == [(since, until)]


@pytest.mark.parametrize(
    "asked", ["how many salt roads", "may I march", "a sunday roast", "the second spring", "2500 ships"]
)
def test_words_that_only_look_like_a_time_are_none(asked: str) -> None:
    """A month's name needs a word such as "in" before it, a day of the week "on"."""
    assert find_dates(asked, TODAY) == []


def test_a_bare_year_is_unsure() -> None:
    """It may be of the matter: how many worked there in 1900."""
    (span,) = find_dates("Who worked at the mill in 1999?", TODAY)
    assert not span.sure
    assert "Who worked at the mill in 1999?"[span.start : span.end] == "in 1999"
