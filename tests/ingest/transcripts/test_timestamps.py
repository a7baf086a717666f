"""Times of a talk, and links that open a video at one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.transcripts.timestamps import format_clock, parse_seconds, timestamp_url, video_url


@given(st.integers(0, 400_000))
def test_a_time_written_reads_as_the_same_second(seconds: int) -> None:
    assert parse_seconds(format_clock(seconds)) == seconds


def test_parts_of_a_second_are_left_out() -> None:
    assert parse_seconds("00:01:03,500") == parse_seconds("1:03.999") == 63


@pytest.mark.parametrize(
    ("address", "whole", "at_65"),
    [
        ("https://youtu.be/tides?t=4", "https://youtu.be/tides", "https://youtu.be/tides?t=65s"),
        (
            "https://www.youtube.com/watch?t=3&v=tides",
            "https://www.youtube.com/watch?v=tides",
            "https://www.youtube.com/watch?v=tides&t=65s",
        ),
        ("https://vimeo.com/123#t=5s", "https://vimeo.com/123", "https://vimeo.com/123#t=65s"),
        ("https://tides.example/talk", "https://tides.example/talk", ""),
    ],
)
def test_a_link_opens_a_video_at_a_second_where_the_site_can(address: str, whole: str, at_65: str) -> None:
    assert video_url(address) == whole
    assert timestamp_url(address, 65) == at_65
