"""An outline is parsed into a tree and written as lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.markdown.outline_tree import OutlineNode, parse_outline, visible_words, write_outline

OUTLINE = ["- Tides", "\t- rise", "\t  and fall", "\t\t- twice a day", "- Walls"]


def numbers(nodes: list[OutlineNode]) -> list[int]:
    return [n for node in nodes for n in [*(number for number, _ in node.lines), *numbers(node.children)]]


def test_a_bullet_holds_its_own_lines_and_the_bullets_below_it() -> None:
    tides, walls = parse_outline(enumerate(OUTLINE, 1))
    (rise,) = tides.children
    assert (rise.text, rise.start, rise.end, rise.last) == ("rise\nand fall", 2, 3, 4)
    assert (tides.last, tides.words, walls.children) == (4, 7, [])


def test_an_outline_is_written_with_two_spaces_a_level() -> None:
    assert write_outline(parse_outline(enumerate(OUTLINE, 1))) == [
        "- Tides",
        "- rise\n  and fall",
        "  - twice a day",
        "- Walls",
    ]


def test_macros_times_and_markup_are_no_words() -> None:
    assert visible_words("### {{youtube-timestamp 63}} **Tides**") == "Tides"
    assert visible_words("0:12 — the wall") == "the wall"
    assert visible_words("((6370a2b1-cc))") == ""


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["- a", "b", "-", "  c"])), max_size=20))
def test_each_line_with_text_is_in_the_tree_once_and_in_order(lines: list[tuple[int, str]]) -> None:
    outline = ["\t" * depth + text for depth, text in lines]
    assert numbers(parse_outline(enumerate(outline, 1))) == list(range(1, len(outline) + 1))
