"""The running heads, feet and page numbers of a PDF's pages. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from ingest.full_text.pdf.layout import ColumnLine

MARGIN_LINES = 3
"""At the top and at the foot of a page, among which running heads and page numbers are looked for."""
SAME_HEIGHT = 6.0
"""In points, between running heads of two pages."""
MIN_HEAD_PAGES = 3
"""Pages on which a line must return to be a running head, or all where there are fewer than twice as many."""
NUMBERS = re.compile(r"\d+|\b[ivxlcdm]+\b", re.I)
PAGE_NUMBER = re.compile(r"^\W*(?:(?:page|seite|página|pagina|p\.?)\s*)?#(?:\W*(?:of|von|de|di|/)\W*#)?\W*$", re.I)


def find_running_heads(pages: Mapping[int, Sequence[ColumnLine]]) -> set[tuple[int, ColumnLine]]:
    """The running heads, feet and page numbers, each with its page.

    They return on several pages at one height, but for their numbers.
    """
    places: dict[str, list[tuple[int, float, ColumnLine]]] = defaultdict(list)
    for number, lines in pages.items():
        by_height = sorted(lines, key=lambda line: -line.box.middle)
        for line in {*by_height[:MARGIN_LINES], *by_height[-MARGIN_LINES:]}:
            places[NUMBERS.sub("#", line.text).casefold()].append((number, line.box.middle, line))
    needed = MIN_HEAD_PAGES if len(pages) >= 2 * MIN_HEAD_PAGES else max(2, len(pages) // 2)
    heads: set[tuple[int, ColumnLine]] = set()
    for text, found in places.items():
        for number, height, line in found:
            others = {other for other, at, _ in found if abs(at - height) <= SAME_HEIGHT}
            if len(others) >= needed or (len(pages) == 1 and _is_lone_number(text, line, pages[number])):
                heads.add((number, line))
    return heads | set(_at_height_of_heads(pages, heads))


def _at_height_of_heads(
    pages: Mapping[int, Sequence[ColumnLine]], heads: Collection[tuple[int, ColumnLine]]
) -> Iterator[tuple[int, ColumnLine]]:
    """The outermost line of a page where other pages have heads, apart from the text: a chapter of few pages."""
    heights = Counter(round(line.box.middle) for _, line in heads)
    common = [height for height, count in heights.items() if count >= MIN_HEAD_PAGES]
    for number, lines in pages.items():
        by_height = sorted(lines, key=lambda line: -line.box.middle)
        for line, next_line in ((by_height[0], by_height[1]), (by_height[-1], by_height[-2])) if len(lines) > 2 else ():
            apart = abs(line.box.middle - next_line.box.middle) > 1.4 * line.size
            if apart and any(abs(line.box.middle - height) <= 1.5 for height in common):
                yield number, line


def _is_lone_number(text: str, line: ColumnLine, lines: Sequence[ColumnLine]) -> bool:
    """Whether a line of a single page is its number, alone above or below all else."""
    if not PAGE_NUMBER.match(text) or len(lines) < 2:
        return False
    others = [other.box.middle for other in lines if other is not line]
    return line.box.middle < min(others) - 2 * line.size or line.box.middle > max(others) + 2 * line.size
