"""The lines of linked highlights are grouped as the export separates them."""

from __future__ import annotations

from ingest.extraction.link_groups import read_line_groups
from ingest.note import Note

LINK = "[](https://read.readwise.io/read/01a)"


def groups(text: str) -> list[list[int]]:
    lines = tuple(text.split("\n"))
    return read_line_groups(Note(path="a.md", lines=lines), 1, len(lines))


def test_a_blank_line_separates_highlights() -> None:
    assert groups(f"one\ntwo {LINK}\n\nthree") == [[1, 2], [4]]


def test_where_two_blank_lines_separate_highlights_one_is_inside() -> None:
    assert groups(f"one {LINK}\n\n\ntwo\n\nthree {LINK}\n\n") == [[1], [4, 6]]


def test_a_heading_and_a_rule_are_groups_of_their_own() -> None:
    assert groups("# one\ntwo\n---\nthree") == [[1], [2], [3], [4]]


def test_code_keeps_its_blank_lines() -> None:
    assert groups("one\n```\n\ntwo\n```\n\nthree") == [[1, 2, 3, 4, 5], [7]]


def test_a_link_alone_belongs_to_the_text_above_that_has_none() -> None:
    assert groups(f"one\n\n> {LINK}\n\ntwo {LINK}\n\n{LINK}") == [[1, 3], [5], [7]]
