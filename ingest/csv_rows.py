"""Rows of a CSV with the lines that each stands on: a cell may hold line breaks, and a broken row ends nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LARGEST_CELL = 10_000_000
"""Characters; csv's own limit, 131,072, is shorter than an article that someone kept in a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """One row that is not blank."""

    cells: list[str]
    start: int
    """Its first line, counted from 1 among those given."""
    end: int


def number_rows(lines: Sequence[str], delimiter: str = ",") -> Iterator[CsvRow]:
    """The rows of these lines; those that csv refuses are passed over."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        if any(cell.strip() for cell in cells):
            yield CsvRow(cells=cells, start=start, end=reader.line_num)
