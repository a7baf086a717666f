"""A page of highlights read block by block, whatever tool or hand wrote it."""

from __future__ import annotations

from ingest.metadata.labels import read_label
from ingest.metadata.title_author import source_of_trailer
from ingest.note import Note
from ingest.records.blocks import Block, join_leads, read_blocks_of
from ingest.records.dated_records import read_dated
from ingest.records.head_lines import is_callout_head, read_callout, read_head_line, read_note_callout
from ingest.records.headings import read_heading
from ingest.records.json_records import json_records
from ingest.records.labelled_lines import read_label_line
from ingest.records.line_kinds import Line
from ingest.records.page_builder import BOLD_LINE, Page, PageBuilder
from ingest.records.preamble import read_names_above_head, read_preamble
from ingest.records.record import Record
from ingest.records.tables import is_table, table_fields, table_records, unknown_columns
from ingest.records.text_lines import Position, read_text


def open_page(note: Note) -> PageBuilder:
    """A page before its blocks are read."""
    return PageBuilder(note, join_leads(read_blocks_of(note)))


def read_page(builder: PageBuilder) -> Page:
    """The page whose blocks a builder has, whether or not it is one of highlights."""
    blocks = builder.blocks
    for at, block in enumerate(blocks):
        title = builder.page.title
        _read_block(builder, block, blocks[at + 1] if at + 1 < len(blocks) else None)
        builder.in_first_block = False
        builder.is_below_title = bool(builder.page.title and not title)
    builder.finish()
    return builder.page


def _read_block(builder: PageBuilder, block: Block, below: Block | None) -> None:
    first = block.first
    if block.is_code:
        _read_code(builder, block)
    elif first.kind == "rule":
        _read_rule(builder, first, below)
    elif first.kind == "furniture" and len(block.lines) == 1:
        builder.add_furniture(first)
    elif first.kind == "heading":
        read_heading(builder, first)
    elif rows := table_records(block, builder.headings.section):
        builder.add_records(rows)
        builder.mark_syntax(block.lines[:2])
        for name in unknown_columns(block):
            builder.page.fields.keep("columns", name)
    elif builder.before_records and not builder.in_record and (pairs := table_fields(block)):
        builder.mark_syntax(block.lines)
        for key, value in pairs:
            builder.add_pair(key, value)
    elif builder.before_records and not builder.in_record and read_preamble(builder, block, below):
        return
    elif _is_bold_chapter(builder, block):
        builder.close()
        builder.enter_chapter(first)
    elif is_table(block) and not builder.in_record:
        builder.add_prose(block.start, block.end)
    elif trailer := source_of_trailer([line.text for line in block.lines]):
        _read_trailer(builder, block, trailer)
    elif builder.shape == "dated":
        rest = read_dated(builder, block)
        if rest:
            _read_lines(builder, Block(tuple(rest)))
    else:
        _read_lines(builder, read_names_above_head(builder, block))


def _is_bold_chapter(builder: PageBuilder, block: Block) -> bool:
    """Whether a block is a line in bold that stands alone as a heading does, on a page whose texts are not in bold."""
    is_alone = len(block.lines) == 1 and block.first.kind == "text" and not (block.first.quote or block.first.bullet)
    return is_alone and builder.has_bold_chapters and BOLD_LINE.match(block.first.text) is not None


def _read_rule(builder: PageBuilder, line: Line, below: Block | None) -> None:
    """Reads a separator: the record above ends, or its note begins.

    It does where places stand in headings, and where the rule parts lines that nothing else parts.
    """
    builder.mark_syntax([line])
    record = builder.record
    is_within = bool(record and below and _is_between(record, line, below))
    if record and record.has_text and (builder.has_place_headings or (builder.shape == "head" and is_within)):
        record.slot = "note"
        return
    builder.close()
    builder.pending = []
    if builder.shape in ("separated", "head", "label"):
        builder.work = ("", "")


def _is_between(record: Record, line: Line, below: Block) -> bool:
    """Whether a rule stands right between a record and plain text, with no blank line around it."""
    is_text = below.first.kind == "text" and not below.first.quote
    return is_text and record.end == line.number - 1 and below.start == line.number + 1


def _read_code(builder: PageBuilder, block: Block) -> None:
    """Reads a block of code: a tool's JSON, else prose."""
    builder.close()
    lines = [builder.note.line(number) for number in range(block.start, block.end + 1)]
    records, fields = json_records(lines, block.start)
    if not records:
        builder.add_prose(block.start, block.end)
        return
    for key, value in fields.items():
        builder.add_pair(key, value)
    builder.page.syntax.update(range(block.start, block.end + 1))
    builder.add_records(records)


def _read_trailer(builder: PageBuilder, block: Block, work: tuple[str, str]) -> None:
    """Reads `Excerpt From`, title and author below a quotation, and gives them to it."""
    builder.mark_syntax(block.lines)
    builder.page.furniture.append(block.start)
    for line in block.lines[1:]:
        builder.page.fields.keep("source", line.text)
    if builder.record:
        builder.record.title, builder.record.author = work
        builder.record.end = block.end
    builder.close()


def _read_lines(builder: PageBuilder, block: Block) -> None:
    """Reads lines that belong together one by one."""
    if block.is_note_callout:
        read_note_callout(builder, block)
        return
    depth = next((line.quote for line in block.lines if line.quote and not line.callout and line.text), 0)
    above: Line | None = None
    for at, line in enumerate(block.lines):
        begins = above is None or bool(line.quote) != bool(above.quote)
        _read_line(builder, Position(block, at, begins=begins, depth=depth))
        above = line


def _read_line(builder: PageBuilder, at: Position) -> None:
    line, record = at.line, builder.record
    if line.kind == "blank":
        if record and record.slot == "text" and record.has_text:
            record.texts.append("")
    elif line.kind == "furniture":
        builder.add_furniture(line)
    elif line.callout and at.begins and is_callout_head(line, at.below):
        read_callout(builder, line)
    elif record and line.glyph in ("note", "date", "place", "tag"):
        _read_glyph(line, record)
    elif line.kind == "head" and line.head:
        read_head_line(builder, line, line.head)
    elif line.kind == "label" and line.label:
        read_label_line(builder, line, line.label)
    elif line.kind == "tags":
        _read_tags(builder, line)
    else:
        read_text(builder, at)


def _read_glyph(line: Line, record: Record) -> None:
    """Reads a note, date or place that a glyph before it marks."""
    record.slot = {"note": "note", "date": "date", "place": "location", "tag": "tags"}[line.glyph]
    label = read_label(line.text) if line.glyph == "note" else None
    record.add_line(label.value if label and label.kind == "note" else line.text, line.number)
    if line.glyph != "note":
        record.slot = ""


def _read_tags(builder: PageBuilder, line: Line) -> None:
    record = builder.record
    if record and record.has_text:
        record.annotations.add("tags", [line.text])
        record.end = line.number
    else:
        builder.page.fields.add_tags(line.text)
        builder.mark_syntax([line])
