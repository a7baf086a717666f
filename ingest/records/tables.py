"""Highlights in the rows of a markdown table: by the names of its columns, or by what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from ingest.markdown.blocks import heading_of
from ingest.metadata.labels import FIELD_OF_KIND, Label, field_name, is_heading_of, label_kind
from ingest.metadata.record_heads import read_head
from ingest.metadata.title_author import is_name
from ingest.metadata.written_dates import read_date
from ingest.note import Note
from ingest.records.blocks import Block
from ingest.records.line_kinds import Line
from ingest.records.record import Record
from ingest.text.clean import IMAGE_MARK, clean_text

CELL_BREAK = re.compile(r"(?<!\\)\|")
DIVIDER = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")
LINE_BREAK = re.compile(r"(?:<br\s*/?>\s*)+", re.I)
LINKED_PLACE = re.compile(r"^\[(?P<label>[^\[\]]*\d[^\[\]]*)\]\((?P<url>\S+)\)$")
MIN_TEXT_WORDS = 4


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in CELL_BREAK.split(line.strip().strip("|"))]


def _roles(header: str) -> list[str]:
    """The kinds of label of a table's columns, where one holds quotations and another something of them; else none."""
    cells = _cells(header)
    roles = [label_kind(cell) for cell in cells]
    of_quotations = len(cells) > 1 and any(is_heading_of(cell, "highlight_headings") for cell in cells)
    return roles if "text" in roles and (of_quotations or len(set(roles) - {""}) > 1) else []


def is_table(block: Block) -> bool:
    return len(block.lines) > 2 and "|" in block.first.text and DIVIDER.match(block.lines[1].text) is not None


def table_fields(block: Block) -> list[tuple[str, str]]:
    """The fields of a work in a table: named by its columns above one row, or in the first of two columns; none where a
    name is no label, or none is a work's."""
    if not is_table(block):
        return []
    header, *rows = [_cells(line.text) for line in (block.first, *block.lines[2:])]
    columns = list(zip(header, rows[0], strict=False)) if len(rows) == 1 else []
    pairs = [(row[0], row[1]) for row in (header, *rows) if len(row) == 2 and any(row)]
    in_rows = pairs if len(pairs) == len(rows) + 1 else pairs[1:] if len(pairs) == len(rows) else []
    for fields in (columns, in_rows, in_rows[1:]):
        kinds = [FIELD_OF_KIND.get(label_kind(key), field_name(key) or label_kind(key)) for key, _ in fields]
        if all(kinds) and not {"author", "title", "url"}.isdisjoint(kinds):
            return fields
    return []


def unknown_columns(block: Block) -> list[str]:
    """The names of a table's columns that are no labels, where others are."""
    return (
        [cell for cell in _cells(block.first.text) if cell and not label_kind(cell)] if _roles(block.first.text) else []
    )


def has_table_of_highlights(note: Note) -> bool:
    """Whether a table with a column of quotations stands right below a heading of highlights."""
    above = ""
    for line, below in pairwise(note.lines):
        heading = heading_of(line)
        if line.startswith("|") and is_heading_of(above, "highlight_headings") and DIVIDER.match(below):
            return bool(_roles(line))
        above = heading[1] if heading else "" if line.strip() else above
    return False


def table_records(block: Block, section: tuple[str, ...] = ()) -> list[Record]:
    """A record for each row of a table of highlights; none for any other block.

    Where no column is named as one of quotations, each row must hold a text and its place.
    """
    if not is_table(block):
        return []
    rows = block.lines[2:]
    if roles := _roles(block.first.text):
        records = [_record_by_roles(line, roles, section) for line in rows]
        return [record for record in records if record.has_text]
    read = (_record_by_content(line, section) for line in rows)
    records = list(takewhile(_has_placed_text, read))
    if len(records) < len(rows):
        return []
    first = _record_by_content(block.first, section)
    return [first, *records] if _has_placed_text(first) else records


def _has_placed_text(record: Record) -> bool:
    return bool(record.has_text and record.location)


def _record_by_roles(line: Line, roles: list[str], section: tuple[str, ...]) -> Record:
    record = Record(start=line.number, end=line.number, mark="label", section=section)
    for role, cell in zip(roles, _cells(line.text), strict=False):
        if role in ("title", "author") and cell:
            record.title, record.author = (cell, record.author) if role == "title" else (record.title, cell)
        elif role and cell:
            record.add_label(Label(kind=role, key=role, value=cell), line.number)
        elif is_name(cell) and not record.author:
            record.author = cell
        elif re.search(r"[^\W\d_]", cell):
            record.citation = "; ".join(filter(None, (record.citation, cell)))
    return record


def _record_by_content(line: Line, section: tuple[str, ...]) -> Record:
    """A row as a record: its first text of some words is the highlight, what else it says the note on it."""
    record = Record(start=line.number, end=line.number, mark="label", section=section)
    for piece in _pieces(line.text):
        place, head = LINKED_PLACE.match(piece), read_head(piece)
        if place:
            record.add_label(Label(kind="page", key="page", value=place["label"]), line.number)
            record.url = record.url or place["url"]
        elif head and not head.value:
            record.add_head(head, line.number)
        elif day := read_date(piece) if len(piece.split()) < MIN_TEXT_WORDS else "":
            record.annotations.date = record.annotations.date or day
        else:
            is_text = not record.has_text and len(piece.split()) >= MIN_TEXT_WORDS
            record.add_label(Label(kind="text" if is_text else "note", key="", value=piece), line.number)
    return record


def _pieces(row: str) -> Iterator[str]:
    """The parts of a row's cells that a line break parts, without pictures."""
    for cell in _cells(row):
        pieces = (clean_text(piece) for piece in LINE_BREAK.split(cell))
        yield from (piece for piece in pieces if piece and piece != IMAGE_MARK)
