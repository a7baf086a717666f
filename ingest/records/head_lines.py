"""Lines that hold a highlight's kind, colour, place and date, and the heads of callouts."""

from __future__ import annotations

import re

from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.title_author import is_count
from ingest.metadata.trailing_metadata import WIKILINK
from ingest.records.line_kinds import Line
from ingest.records.page_builder import PageBuilder
from ingest.records.record import Record

LINKED_PAGE = re.compile(r"(?:page=|\bp+\.\s?)(\d+)")


def read_callout(builder: PageBuilder, line: Line) -> None:
    """Opens a record at a callout's head: `[!PDF|yellow] [[ladles.pdf#page=14|ladles]]`, `[!quote] p. 14`."""
    record = builder.open(line, "quote")
    record.annotations.color = record.annotations.color or line.color
    link, head = WIKILINK.search(line.text), read_head(line.text)
    if head:
        record.add_head(head, line.number)
    elif link:
        page = LINKED_PAGE.search(link[0])
        record.location = f"Page {page[1]}" if page else ""
        if not builder.page.title:
            builder.page.fields.add("title", link["target"].split("#")[0])


def read_head_line(builder: PageBuilder, line: Line, head: Head) -> None:
    """Reads a head: of a record that it opens, of the note on the open one, or what is said below a text."""
    record = builder.record
    if is_count(line.text) and not head.value:
        builder.add_furniture(line)
    elif record and head.type == "note" and _belongs_to(head, record):
        record.slot = "note"
        record.end = line.number
        if head.value:
            record.add_line(head.value, line.number)
    elif head.type:
        record = builder.open(line, "head")
        record.type = head.type
        record.slot = "note" if head.type == "note" else "text"
        record.add_head(head, line.number)
    elif record and _ends(head, record):
        record.add_head(head, line.number)
        record.slot = "after"
    else:
        builder.wait(line)


def _belongs_to(head: Head, record: Record) -> bool:
    """Whether the head of a note says no other place than the record's."""
    is_bare = not (head.location or head.dated or head.color)
    return is_bare or head.location == record.location


def _ends(head: Head, record: Record) -> bool:
    """Whether place or date behind a text are what the record does not have yet."""
    has_place, has_date = head.location and record.location, head.dated and record.annotations.date
    return record.has_text and not has_place and not has_date
