"""The library tab."""

from __future__ import annotations

import re

from assistant.page.html.library_shelf import render_shelf, render_timeline
from index.catalog.queries.works import WorkSummary


def make_work(id: str, title: str, passages: int, **fields: str) -> WorkSummary:
    unset = {"author": "", "category": "", "url": "", "published": "", "last_highlighted": ""}
    counts = {"passages": passages, "highlights": 0, "notes": 0}
    return WorkSummary(id=id, title=title, probable=False, full_text=False, **counts, **{**unset, **fields})  # type: ignore[arg-type]


WORKS = (
    make_work("a", "“Zinc”, a history", 1, author="Ada Moss", last_highlighted="2021-05-01"),
    make_work("b", "Yarrow", 9),
    make_work("c", "Anvil", 2),
    make_work("d", "Bellows", 2, published="2023"),
)


def test_works_are_ordered_by_last_highlight_then_title() -> None:
    """The default order of the page."""
    assert re.findall(r'data-id="(\w)"', render_shelf(WORKS, {})) == ["d", "a", "c", "b"]


def test_an_order_by_date_is_offered_only_if_a_work_has_a_date() -> None:
    undated = [work for work in WORKS if not (work.last_highlighted or work.published)]
    assert "Recently highlighted" in render_shelf(WORKS, {}) and "Recently highlighted" not in render_shelf(undated, {})
    assert re.findall(r'data-id="(\w)"', render_shelf(undated, {})) == ["c", "b"]


def test_a_title_in_quotation_marks_is_sorted_by_its_first_word() -> None:
    """The page's script sorts by what the card carries."""
    assert 'data-title="zinc”, a history"' in render_shelf(WORKS, {})


def test_the_timeline_has_a_bar_for_each_month() -> None:
    """At least two years, so that no bar is too wide."""
    plot = render_timeline({"2023-11": 1, "2024-03": 4})
    assert "5 highlights from Apr 2022 to Mar 2024" in plot
    heights = [float(height) for height in re.findall(r'height="([\d.]+)"><title>', plot)]
    assert len(heights) == 24 and max(heights) == heights[-1] == 56.0 and heights.count(0.0) == 22
    assert render_timeline({"2024-03": 4}) == ""
