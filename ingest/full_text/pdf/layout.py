"""The lines of a PDF's page in reading order: columns one after the other, what crosses them between. Pure.

Words that follow each other on one height are a run; a wide gap ends it, for it may be the gutter of two columns. A
gutter is a strip that nearly no run crosses and that has lines of text on both sides. Runs that cross it (a title, a
figure's legend) cut the page into bands, and in each band the left column comes first. Runs on one height of the same
column are one line: a table, or a line with a tab in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.full_text.pdf.page import Box, Word
from ingest.text.scripts import WIDE_CHARACTER

GAP_SHARE = 1.1
"""Of the font's height: a wider gap ends a run. Justified lines have gaps of up to about 1, gutters from 1.2."""
SAME_LINE_SHARE = 0.45
"""Of the font's height, between the middles of two words of one line: raised and lowered letters stay in it."""
MIN_COLUMN_RUNS = 3
MIN_RUN_WORDS = 3
"""Of a column's runs, in the middle: those of a table are shorter, and are read row by row."""
MAX_CROSSING_SHARE = 0.25
"""Of a region's runs that may cross a gutter."""
HYPHENS = "-\u2010\xad"
MAX_DEPTH = 4
MAX_COLUMN_RUNS = 2_000
"""A page with more is a drawing or a table."""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A line of a column."""

    words: tuple[Word, ...]
    box: Box
    column: int
    """The column's ordinal on its page: lines of different columns stand side by side."""

    @property
    def text(self) -> str:
        return join_words(self.words)

    @property
    def size(self) -> float:
        """The font's height."""
        return median(word.box.height for word in self.words)

    @property
    def is_bold(self) -> bool:
        return all(word.bold for word in self.words)


def join_words(words: Iterable[Word]) -> str:
    """The words as one text, without the hyphen at its end."""
    text = ""
    for word in words:
        text += " " * (word.spaced and bool(text)) + word.text
    return text


def read_lines(words: Sequence[Word]) -> tuple[ColumnLine, ...]:
    """The lines of a page's words, which stand in the order of the file."""
    runs = [_Run(tuple(run), _bounds(word.box for word in run)) for run in _split_runs(words)]
    lines: list[ColumnLine] = []
    for column, region in enumerate(_order_regions(runs, MAX_DEPTH)):
        for row in _rows(region):
            joined = tuple(word for run in sorted(row, key=lambda run: run.box.left) for word in _spaced(run.words))
            lines.append(ColumnLine(_with_hyphen_marked(joined), _bounds(word.box for word in joined), column))
    return tuple(lines)


def _with_hyphen_marked(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a line; of the last a hyphen at its end becomes a mark, for the word may go on in the next line."""
    last = words[-1]
    bare = last.text.rstrip(HYPHENS)
    if len(last.text) - len(bare) != 1 or not bare[-1:].isalnum():
        return words
    return (*words[:-1], replace(last, text=bare, hyphenated=True))


@dataclass(frozen=True, slots=True)
class _Run:
    words: tuple[Word, ...]
    box: Box


def _spaced(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words of which the first stands apart from what is before it, but in a script without spaces."""
    first = words[0]
    return (replace(first, spaced=not WIDE_CHARACTER.match(first.text)), *words[1:])


def _split_runs(words: Iterable[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        if run and not _follows(run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _follows(before: Word, word: Word) -> bool:
    height = max(before.box.height, word.box.height, 1)
    if before.hyphenated or abs(before.box.middle - word.box.middle) > SAME_LINE_SHARE * height:
        return False
    return -height / 2 < word.box.left - before.box.right < GAP_SHARE * height


def _bounds(boxes: Iterable[Box]) -> Box:
    listed = list(boxes)
    return Box(
        min(box.left for box in listed),
        min(box.bottom for box in listed),
        max(box.right for box in listed),
        max(box.top for box in listed),
    )


def _order_regions(runs: list[_Run], depth: int) -> Iterator[list[_Run]]:
    """The runs in regions of one column, in reading order."""
    gutter = _find_gutter(runs) if depth and len(runs) >= 2 * MIN_COLUMN_RUNS else None
    if gutter is None:
        if runs:
            yield runs
        return
    crossing = sorted((run for run in runs if _crosses(run.box, gutter)), key=lambda run: -run.box.middle)
    others = [run for run in runs if not _crosses(run.box, gutter)]
    held: list[_Run] = []
    for top, bottom in _bands(crossing):
        band = [run for run in others if top >= run.box.middle > bottom]
        if band:
            yield from [held] if held else []
            held = []
            yield from _order_regions([run for run in band if run.box.right <= gutter], depth - 1)
            yield from _order_regions([run for run in band if run.box.left >= gutter], depth - 1)
        held += [run for run in crossing if run.box.middle == bottom]
    if held:
        yield held


def _bands(crossing: Iterable[_Run]) -> Iterator[tuple[float, float]]:
    """The heights between which columns are read, from the top down: crossing runs end a band."""
    top = float("inf")
    for middle in dict.fromkeys(run.box.middle for run in crossing):
        yield top, middle
        top = middle
    yield top, float("-inf")


def _crosses(box: Box, gutter: float) -> bool:
    return box.left < gutter < box.right


def _find_gutter(runs: Sequence[_Run]) -> float | None:
    """The middle of the strip between two columns that fewest runs cross, the widest of several; None where the text
    is one column."""
    if len(runs) > MAX_COLUMN_RUNS:
        return None
    boxes = [run.box for run in runs]
    lefts = sorted({box.left for box in boxes})
    strips: list[tuple[int, float, float]] = []
    for right in sorted({box.right for box in boxes}):
        at = bisect_right(lefts, right)
        if at < len(lefts):
            middle = (right + lefts[at]) / 2
            crossing = sum(_crosses(box, middle) for box in boxes)
            if crossing <= MAX_CROSSING_SHARE * len(runs):
                strips.append((crossing, right - lefts[at], middle))
    return next((middle for _, _, middle in sorted(strips) if _parts_columns(runs, middle)), None)


def _parts_columns(runs: Sequence[_Run], gutter: float) -> bool:
    """Whether lines of text stand side by side left and right of a height-long strip."""
    left = [run for run in runs if run.box.right <= gutter]
    right = [run for run in runs if run.box.left >= gutter]
    if min(len(left), len(right)) < MIN_COLUMN_RUNS:
        return False
    if any(median(_size_in_words(run) for run in side) < MIN_RUN_WORDS for side in (left, right)):
        return False
    high, low = _bounds(run.box for run in left), _bounds(run.box for run in right)
    top, bottom = min(high.top, low.top), max(high.bottom, low.bottom)
    return all(sum(bottom < run.box.middle < top for run in side) >= MIN_COLUMN_RUNS for side in (left, right))


def _size_in_words(run: _Run) -> float:
    """Words, or pairs of characters that are written without spaces."""
    unspaced = sum(not word.spaced for word in run.words)
    return len(run.words) - unspaced / 2


def _rows(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Runs of one column by height, from the top down."""
    row: list[_Run] = []
    for run in sorted(runs, key=lambda run: -run.box.middle):
        if row and row[0].box.middle - run.box.middle > SAME_LINE_SHARE * max(row[0].box.height, run.box.height):
            yield row
            row = []
        row.append(run)
    if row:
        yield row
