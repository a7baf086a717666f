"""Titles from file names, without the suffixes of exporters."""

from __future__ import annotations

import pytest

from ingest.metadata.titles import tidy_title, title_from_path


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("Books/On Rain.md", "On Rain"),
        ("pages/Who%3F Me%21 (highlights).md", "Who? Me!"),
        ("pages/Readwise%2FAC%2FDC (highlights).md", "AC/DC"),
        ("pages/Person___Ida___On ink.md", "On ink"),
        ("On Rain (467).md", "On Rain"),
        ("On Rain (Updated May 3, 2024 at 4:15 PM).md", "On Rain"),
        ("On Rain Highlights.md", "On Rain"),
        ("Review- Highlights.md", "Review"),
        ("31818857-Why-it-rains-readwise-hl.md", "Why-it-rains"),
        ("logseq/bak/pages/On Rain (highlights)/2022-11-19T10_11_12.345Z.Desktop.md", "On Rain"),
        ("Lady Ann&#39;s Umbrella.md", "Lady Ann's Umbrella"),
        ("12 Rules..md", "12 Rules."),
        ("Building a Platform Part 2.md", "Building a Platform Part 2"),
        ("Cafe\u0301.md", "Café"),
        ("two  spaces\u00a0here.md", "two spaces here"),
        (".hidden name.md", ".hidden name"),
        ("(2024).md", "(2024)"),
        ("no-suffix", "no-suffix"),
        ('""On Rain"" (highlights).md', "On Rain"),
        ('"Rain" and "Snow".md', '"Rain" and "Snow"'),
        ("þÿRain \x13 a History.md", "Rain – a History"),
        ("On\x07Rain.md", "On Rain"),
        ("(English.md", "English"),
        ("(More) Rain.md", "(More) Rain"),
        ("On_Rain.pdf (highlights).md", "On_Rain"),
        ('"On "Rain" and Snow".md', 'On "Rain" and Snow'),
        ("What&39;s Rain.md", "What's Rain"),
    ],
)
def test_a_title_is_read_from_a_file_name(path: str, title: str) -> None:
    assert title_from_path(path) == title


def test_a_title_that_is_an_address_stays_one() -> None:
    assert tidy_title("https://example.org/rain.pdf") == "https://example.org/rain.pdf"
