"""Highlights in the rows of a markdown table whose header names a column of quotations."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.metadata.labels import Label, label_kind
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
    """Whether a note holds a table with a column of quotations and another of their notes or places."""
    pairs = pairwise(note.lines)
    return any(head.startswith("|") and DIVIDER.match(below) and _roles(head) for head, below in pairs)


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
