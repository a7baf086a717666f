"""Dates as people and exporters write them become ISO 8601."""

from __future__ import annotations

import pytest

from ingest.text.dates import dates_of_file, iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-03-24", "2024-03-24"),
        ("[[2024-03-24-Sunday]]", "2024-03-24"),
        ("2024/3/4", "2024-03-04"),
        ("2023\\-07\\-03", "2023-07-03"),
        ("2020-09-21 04:53:16.752500+00:00", "2020-09-21T04:53:16+00:00"),
        ("2020-09-21T04:53:16Z", "2020-09-21T04:53:16+00:00"),
        ("[[July 25th, 2022, Monday]]", "2022-07-25"),
        ("Dec 13th, 2022", "2022-12-13"),
        ("August 12, 2023 at 4:37 PM", "2023-08-12T16:37:00"),
        ("12:05 am, 1 Jan 2020", "2020-01-01T00:05:00"),
        ("Monday, 24 June 2019", "2019-06-24"),
        ("Mon Mar  4 21:10:05 2024", "2024-03-04T21:10:05"),
        ("Monday, 31-10-2022", "2022-10-31"),
        ("10/31/2022", "2022-10-31"),
        ("1757580644227", "2025-09-11T08:50:44+00:00"),
        ("May the 4th be with you", ""),
        ("2024-13-45", ""),
        ("page 2019", ""),
        ("", ""),
    ],
)
def test_the_first_date_of_a_text_is_read(written: str, iso: str) -> None:
    assert iso_date(written) == iso


def test_a_date_that_may_be_two_days_is_read_as_the_files_other_dates_are() -> None:
    with dates_of_file(["03/25/2024", "03/04/2024"]):
        assert iso_date("03/04/2024") == "2024-03-04"
    with dates_of_file(["25/03/2024"]):
        assert iso_date("03/04/2024") == "2024-04-03"


def test_a_date_that_nothing_decides_is_left_out_and_named() -> None:
    with dates_of_file(["03/04/2024"]) as dates:
        assert (iso_date("03/04/2024"), iso_date("03.04.2024"), iso_date("04/04/2024")) == (
            "",
            "2024-04-03",
            "2024-04-04",
        )
    assert dates.unclear == ["03/04/2024"]
