"""The library as HTML."""

from __future__ import annotations

import re

from assistant.library.protocol import WorkCard
from assistant.page.html.library_shelf import render_shelf, render_timeline

WORKS = (
    WorkCard(id="a", title="“Zinc”, a history", author="Ada Moss", passages=1, last_highlighted="2021-05-01"),
    WorkCard(id="b", title="Yarrow", author="", passages=9),
    WorkCard(id="c", title="Anvil", author="", passages=2),
    WorkCard(id="d", title="Bellows", author="", passages=2, published="2023"),
)


def test_what_was_marked_last_stands_first_and_what_has_no_date_last_by_title() -> None:
    """As the order that the page offers first."""
    assert re.findall(r'data-id="(\w)"', render_shelf(WORKS, {})) == ["d", "a", "c", "b"]


def test_an_order_by_date_is_offered_only_where_something_is_dated() -> None:
    undated = [work for work in WORKS if not (work.last_highlighted or work.published)]
    assert "Recently highlighted" in render_shelf(WORKS, {}) and "Recently highlighted" not in render_shelf(undated, {})
    assert re.findall(r'data-id="(\w)"', render_shelf(undated, {})) == ["c", "b"]


def test_a_title_in_quotation_marks_is_sorted_by_its_first_word() -> None:
    """The page's script sorts by what the card carries."""
    assert 'data-title="zinc”, a history"' in render_shelf(WORKS, {})


def test_highlights_over_time_are_bars_from_the_first_month_to_the_last() -> None:
    """Few months are filled up to two years, so that a bar stays a bar."""
    plot = render_timeline({"2023-11": 1, "2024-03": 4})
    assert "5 highlights from Apr 2022 to Mar 2024" in plot
    heights = [float(height) for height in re.findall(r'height="([\d.]+)"><title>', plot)]
    assert len(heights) == 24 and max(heights) == heights[-1] == 56.0 and heights.count(0.0) == 22
    assert render_timeline({"2024-03": 4}) == ""
