"""Rows of a CSV with their lines: a cell may hold line breaks, and a broken row is skipped."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.note import Note

MAX_CELL_CHARACTERS = 10_000_000
"""csv's own limit, 131,072, is shorter than an article kept in a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """The cells of a row that is not blank, and its lines."""

    cells: list[str]
    start: int
    """Its first line, from 1 in the lines read."""
    end: int


def read_cell_rows(lines: Sequence[str], delimiter: str = ",") -> Iterator[CellRow]:
    """The rows of these lines; rows that csv refuses are skipped."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
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
            yield CellRow(cells=cells, start=start, end=reader.line_num)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """A row's cells by their headers in lower case, and its lines."""

    cells: Mapping[str, str]
    start: int
    end: int

    def get(self, *names: str) -> str:
        """The first cell with text under one of these headers, or ""."""
        return next((self.cells[name].strip() for name in names if self.cells.get(name, "").strip()), "")


def read_named_rows(note: Note) -> Iterator[NamedRow]:
    """The rows below the header; cells beyond its width are dropped."""
    names: list[str] = []
    for row in read_cell_rows(note.lines):
        if names:
            yield NamedRow(cells=dict(zip(names, row.cells, strict=False)), start=row.start, end=row.end)
        else:
            names = [cell.strip().lower() for cell in row.cells]
