"""Highlights in the rows of a markdown table whose header names a column of quotations."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.markdown.blocks import heading_of
from ingest.metadata.labels import Label, is_heading_of, label_kind
from ingest.note import Note
from ingest.records.blocks import Block
from ingest.records.record import Record

CELL_BREAK = re.compile(r"(?<!\\)\|")
DIVIDER = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in CELL_BREAK.split(line.strip().strip("|"))]


def table_roles(block: Block) -> list[str]:
    """The kinds of label of a table's columns, where one holds quotations and another something of them; else none."""
    if len(block.lines) < 3 or "|" not in block.first.text or not DIVIDER.match(block.lines[1].text):
        return []
    return _roles(block.first.text)


def _roles(header: str) -> list[str]:
    roles = [label_kind(cell) for cell in _cells(header)]
    return roles if "text" in roles and len(set(roles) - {""}) > 1 else []


def has_table_of_highlights(note: Note) -> bool:
    """Whether a table with a column of quotations stands right below a heading of highlights."""
    above = ""
    for line, below in pairwise(note.lines):
        heading = heading_of(line)
        if line.startswith("|") and is_heading_of(above, "highlight_headings") and DIVIDER.match(below):
            return bool(_roles(line))
        above = heading[1] if heading else "" if line.strip() else above
    return False


def table_records(block: Block, roles: list[str], section: tuple[str, ...]) -> list[Record]:
    """A record for each row."""
    records = []
    for line in block.lines[2:]:
        record = Record(start=line.number, end=line.number, mark="label", section=section)
        for role, cell in zip(roles, _cells(line.text), strict=False):
            if role in ("title", "author") and cell:
                record.title, record.author = (cell, record.author) if role == "title" else (record.title, cell)
            elif role and cell:
                record.add_label(Label(kind=role, key=role, value=cell), line.number)
        if record.has_text:
            records.append(record)
    return records
