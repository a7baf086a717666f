"""Wrapped lines, bare headings and prose are distinguished in plain text."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import READING_TIME, can_be_heading, heading_positions, read_text_lines, wrap_width


@pytest.mark.parametrize("text", ["Moats", "Insights from a talk", "GPT Wrapper Argument", "Über Bienen", "On bees:"])
def test_a_short_line_with_a_capital_and_no_stop_can_be_a_heading(text: str) -> None:
    assert can_be_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "A sentence that ends.",
        "lower case",
        "Who counts?",
        "- a bullet",
        "https://example.org/a",
        "12:30",
        "A line of a good many more words than any heading would ever have in it",
    ],
)
def test_other_lines_are_no_headings(text: str) -> None:
    assert not can_be_heading(text)


def test_long_lines_are_not_wrapped() -> None:
    assert wrap_width(["x" * 300, "short", "y" * 280]) == 0


def test_short_notes_are_not_wrapped() -> None:
    assert wrap_width(["Buy milk", "Call the plumber about the sink", "Read the second chapter again"]) == 0


def test_lines_below_a_bullet_belong_to_it() -> None:
    lines = read_text_lines(["- one", "  more", "  - under", "- two"])
    assert [(line.text, line.start, line.end) for line in lines] == [
        ("- one\n  more\n  - under", 1, 3),
        ("- two", 4, 4),
    ]


@pytest.mark.parametrize(
    "line",
    ["4 min read", "Lesezeit: 4 Minuten", "Temps de lecture : 4 min", "Lectura de 5 min", "5分で読めます"],
)
def test_a_reading_time_is_known_in_any_language(line: str) -> None:
    assert READING_TIME.search(line)


def test_a_name_below_a_block_and_a_verse_are_no_headings() -> None:
    for text in (
        "»Brass hums.«\nVera Lind\n\n»Iron rings.«\nTomas Berg",
        "It came.\n\nThe tide came in\nand left again\n\nThe tide went out\nand came again",
    ):
        assert heading_positions(read_text_lines(text.split("\n"))) == set()
