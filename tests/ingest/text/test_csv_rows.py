"""Rows of a CSV know the lines that they stand on."""

from __future__ import annotations

from ingest.text.csv_rows import read_cell_rows


def test_a_cell_of_several_lines_spans_them_and_blank_rows_are_skipped() -> None:
    lines = ["Text,Note", '"one', 'two",mine', ",", "three,"]
    rows = [(row.cells, row.start, row.end) for row in read_cell_rows(lines)]
    assert rows == [(["Text", "Note"], 1, 1), (["one\ntwo", "mine"], 2, 3), (["three", ""], 5, 5)]


def test_a_cell_longer_than_the_default_limit_of_csv_is_read() -> None:
    [row] = read_cell_rows(["a;" + "x" * 200_000], ";")
    assert [len(cell) for cell in row.cells] == [1, 200_000]
