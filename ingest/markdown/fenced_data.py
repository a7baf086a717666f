"""Rows that stand in a block of code, written as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text.csv_rows import read_cell_rows

OPENING = re.compile(r"^\s*(?:```|~~~)\s*(?P<kind>csv|tsv)\s*$", re.I)
CLOSING = re.compile(r"^\s*(?:```|~~~)\s*$")
MIN_ROWS = 2


def rows_to_tables(lines: Sequence[str]) -> list[str]:
    """The lines, with a table in place of each block of code that holds rows of equal length, one a line."""
    written, start = list(lines), 0
    for number, line in enumerate(lines, 1):
        if not start:
            start = number if OPENING.match(line) else 0
        elif CLOSING.match(line):
            table = _table_of(lines[start : number - 1], "\t" if "tsv" in lines[start - 1].lower() else ",")
            if table:
                written[start - 1 : number] = [*table, ""]
            start = 0
    return written


def _table_of(lines: Sequence[str], delimiter: str) -> list[str]:
    """The lines of a table with these rows, its divider included; none where they are no table."""
    rows = list(read_cell_rows(lines, delimiter))
    widths = {len(row.cells) for row in rows}
    if len(rows) < MIN_ROWS or len(rows) != len(lines) or len(widths) != 1 or widths == {1}:
        return []
    first, *others = ["| " + " | ".join(cell.strip().replace("|", "\\|") for cell in row.cells) + " |" for row in rows]
    return [first, "|" + "---|" * widths.pop(), *others]
