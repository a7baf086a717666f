"""Lines that hold a highlight's kind, colour, place and date, and the heads of callouts."""

from __future__ import annotations

import re

from ingest.metadata.labels import is_heading_of, label_kind
from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.title_author import is_count
from ingest.metadata.trailing_metadata import WIKILINK
from ingest.records.blocks import OWN_CALLOUTS, Block
from ingest.records.line_kinds import Line
from ingest.records.page_builder import PageBuilder
from ingest.records.record import Record

MAX_CITATION_LETTERS = 120
CITED = re.compile(
    r"^.*?(?:[,:(]|\s)\s*(?:pp?\.|pages?|S\.|Seite|стр\.|p[áa]gs?\.|str\.|s\.|blz\.)\s*(?P<page>\d+(?:[-–]\d+)?)", re.I
)
LINKED_PAGE = re.compile(r"(?:page=|\bp+\.\s?)(\d+)")


def is_callout_head(line: Line, below: Line | None) -> bool:
    """Whether a callout's first line says where its quotation stands, rather than being the quotation."""
    if not line.text or WIKILINK.search(line.text) or read_head(line.text):
        return True
    is_quotation = line.callout == "cite" or label_kind(line.callout) == "text" or CITED.match(line.text) is not None
    return is_quotation and below is not None and below.quote > 0 and len(line.text) <= MAX_CITATION_LETTERS


def read_note_callout(builder: PageBuilder, block: Block) -> None:
    """Reads a callout of the reader's: the note on the open record, or one that stands alone."""
    lines = [line for line in block.lines if line.text]
    if len(lines) > 1 and _is_own_title(lines[0]):
        builder.mark_syntax(lines[:1])
        lines = lines[1:]
    if block.first.callout in OWN_CALLOUTS and block.first.quote == 1:
        builder.close()
    record = builder.record or builder.open(block.first, "")
    if record.is_empty:
        record.type = "note"
    record.slot = "note"
    for line in lines:
        if line.head and line.head.dated and not line.head.value:
            builder.page.fields.keep("note date", line.text)
        else:
            record.add_line(line.text, line.number)
    record.end = max(record.end, block.end)


def _is_own_title(line: Line) -> bool:
    """Whether a callout's title only says that what follows is the reader's: `My note`."""
    is_own = label_kind(line.text) == "note" or is_heading_of(line.text, "own_headings")
    return bool(line.callout) and is_own


def read_callout(builder: PageBuilder, line: Line) -> None:
    """Opens a record at a callout's head: `[!PDF|yellow] [[ladles.pdf#page=14|ladles]]`, `[!quote] p. 14`."""
    record = builder.open(line, "quote")
    record.annotations.color = record.annotations.color or line.color
    link, head = WIKILINK.search(line.text), read_head(line.text)
    cited = CITED.match(line.text)
    if head:
        record.add_head(head, line.number)
    elif link:
        page = LINKED_PAGE.search(link[0])
        record.location = f"Page {page[1]}" if page else ""
        if not builder.page.title:
            builder.page.fields.add("title", link["target"].split("#")[0])
    elif cited:
        record.location = f"Page {cited['page']}" if cited["page"] else ""
        record.citation = line.text
    else:
        record.citation = line.text


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
    elif head.type or builder.heads_lead or (head.location and head.value):
        _open(builder, line, head)
    elif record and _ends(head, record):
        record.add_head(head, line.number)
        record.slot = "after"
    else:
        builder.wait(line)


def _open(builder: PageBuilder, line: Line, head: Head) -> None:
    """Opens a record, or adds to one of which nothing but heads was read."""
    record = builder.record
    if not (record and record.mark == "head" and record.is_empty and not (head.type and record.is_typed)):
        record = builder.open(line, "head")
        builder.record_level = line.level
    if head.type:
        record.type, record.is_typed = head.type, True
    record.slot = "note" if record.type == "note" else "text"
    record.add_head(head, line.number)


def _belongs_to(head: Head, record: Record) -> bool:
    """Whether the head of a note says no other place than the record's."""
    if not head.location and not head.dated:
        return bool(head.value) or not record.annotations.notes
    return head.location == record.location and bool(head.location or record.annotations.date)


def _ends(head: Head, record: Record) -> bool:
    """Whether place or date behind a text are what the record does not have yet."""
    has_place, has_date = head.location and record.location, head.dated and record.annotations.date
    return record.has_text and not has_place and not has_date
