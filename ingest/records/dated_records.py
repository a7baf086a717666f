"""Records without a mark that each end in a line with a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records.blocks import Block
from ingest.records.line_kinds import Line
from ingest.records.page_builder import PageBuilder
from ingest.records.page_shape import can_be_title
from ingest.records.preamble import read_work_lines

NUMBER_BEHIND = re.compile(r"^(?P<text>.*[.!?…”\"»])\s+(?P<page>\d{1,4})$", re.S)


def read_dated(builder: PageBuilder, block: Block) -> Sequence[Line]:
    """Reads lines of which a date ends each record; returns those behind the last date."""
    lines: list[Line] = []
    for line in block.lines:
        if not (line.head and line.head.dated and not line.head.type):
            above = builder.page.records[-1] if builder.page.records and line is not block.first else None
            last = builder.page.records[-1] if builder.page.records else None
            if line.head and not lines and above and not above.location:
                above.add_head(line.head, line.number)
            elif last and not lines and not last.location and line.text.isdecimal():
                last.location, last.end = f"Page {line.text}", line.number
            elif above and not lines and _is_note(line):
                above.slot = "note"
                above.add_line(line.label.value if line.label else line.text, line.number)
            else:
                lines.append(line)
            continue
        _open_record_above_date(builder, lines)
        if builder.record:
            builder.record.add_head(line.head, line.number)
            builder.close()
        lines = []
    if lines and builder.before_records:
        read_work_lines(builder, lines)
        return []
    return lines


def _is_note(line: Line) -> bool:
    return line.glyph == "note" or bool(line.label and line.label.kind == "note")


def _open_record_above_date(builder: PageBuilder, lines: list[Line]) -> None:
    """Opens a record of the lines behind the last that can be a title; a number behind its text is its page.

    The lines above are chapters; before the first record they are title and author, and the last may be a chapter.
    """
    if not lines:
        return
    text = list[Line]()
    while lines and (not text or not can_be_title(lines[-1].text)):
        text.insert(0, lines.pop())
    if builder.before_records and lines:
        chapters = [lines.pop()] if len(lines) > 2 or builder.page.title else []
        read_work_lines(builder, lines)
    else:
        chapters = lines
    for line in chapters:
        builder.enter_chapter(line)
    record = builder.open(text[0], "")
    for line in text:
        record.add_line(line.text, line.number)
    if page := NUMBER_BEHIND.match("\n".join(record.texts)):
        record.texts, record.location = [page["text"]], f"Page {page['page']}"
