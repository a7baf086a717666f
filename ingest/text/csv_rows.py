"""Rows of a CSV with the lines that each stands on: a cell may hold line breaks, and a broken row ends nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.note import Note

LARGEST_CELL = 10_000_000
"""Characters; csv's own limit, 131,072, is shorter than an article that someone kept in a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One row that is not blank."""

    cells: list[str]
    start: int
    """Its first line, counted from 1 among those given."""
    end: int


def read_cell_rows(lines: Sequence[str], delimiter: str = ",") -> Iterator[CellRow]:
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
            yield CellRow(cells=cells, start=start, end=reader.line_num)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """A row's cells by header, lower case, and its lines."""

    cells: Mapping[str, str]
    start: int
    end: int

    def get(self, *names: str) -> str:
        """The first filled cell under one of these headers."""
        return next((self.cells[name].strip() for name in names if self.cells.get(name, "").strip()), "")


def read_named_rows(note: Note) -> Iterator[NamedRow]:
    """The rows below the header. Cells are cut at the header's width; a row of another width keeps what it has."""
    names: list[str] = []
    for row in read_cell_rows(note.lines):
        if names:
            yield NamedRow(cells=dict(zip(names, row.cells, strict=False)), start=row.start, end=row.end)
        else:
            names = [cell.strip().lower() for cell in row.cells]
