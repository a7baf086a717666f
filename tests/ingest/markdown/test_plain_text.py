"""Wrapped lines, bare headings and prose are distinguished in plain text."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import can_be_heading, read_text_lines, wrap_width


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
