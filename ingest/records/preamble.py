"""What stands above the first record of a page: fields, title, author and counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.metadata.fields import split_field
from ingest.metadata.labels import field_name, is_heading_of
from ingest.metadata.title_author import (
    IN_MARKS,
    byline,
    dotted_fields,
    is_count,
    is_name,
    is_tools_own,
    title_and_author,
    without_lead,
    work_above,
)
from ingest.metadata.written_dates import read_date
from ingest.records.blocks import Block
from ingest.records.line_kinds import Line
from ingest.records.page_builder import FIELD_OF_LABEL, PageBuilder, Prose
from ingest.records.page_shape import can_be_title
from ingest.text.clean import clean_text

RECORD_LABELS = ("date", "page", "location", "color", "link", "tags", "type", "favorite")
"""Labels that head a record as well as they describe a work."""
TITLED_SHAPES = ("head", "label", "separated", "glyph", "quoted")
"""Shapes of pages whose first plain lines are title and author."""
MAX_FIELD_LETTERS = 200
MAX_DATED_WORDS = 9
MAX_NAMES = 2
"""Lines of a head that are title and author."""
CITED_IN_STYLE = re.compile(r"\([A-Z]{2,8}\)$")
"""The end of the key of a work's citation, whatever its language: `Cita (APA)`."""
BOLD_LINE = re.compile(r"^(?:\*\*|__)(?P<words>[^*_:]{2,120})(?:\*\*|__)$")


def read_preamble(builder: PageBuilder, block: Block, below: Block | None) -> bool:
    """Reads fields, title and author above the first record; whether the block held nothing else."""
    lines = [line for line in block.lines if line.kind not in ("blank", "furniture")]
    if len(lines) > 1 and lines[0].callout and lines[0].kind == "text":
        return _read_callout(builder, block, lines, below)
    only = lines[0].text if len(lines) == 1 else ""
    if lines and not builder.page.title and without_lead(lines[0].text) not in ("" if only else None, lines[0].text):
        if not _read_fields(builder, block, lines):
            read_work_lines(builder, lines)
        return True
    bold = BOLD_LINE.match(only)
    if bold and not (builder.page.title or builder.page.fields.get("title")):
        builder.page.title = clean_text(without_lead(bold["words"]))
    elif only[:1] == "(" and lines[0].head and lines[0].head.dated and not lines[0].head.type:
        builder.page.fields.keep("date", only.strip("()"))
    elif pairs := dotted_fields(only):
        for key, value in pairs:
            if key == "tags":
                builder.page.fields.add_tags(value)
            else:
                builder.add_pair(key, value)
    elif name := byline(only):
        if _read_fields(builder, block, lines):
            return True
        builder.page.fields.add("author", name)
    elif builder.is_below_title and is_name(plain := only.strip("*_ ")) and not builder.page.fields.get("author"):
        builder.page.fields.add("author", plain)
    elif lines and all(is_count(line.text) for line in lines):
        for line in lines:
            builder.add_furniture(line)
    else:
        return (
            _read_fields(builder, block, lines)
            or _read_loose_work(builder, block, below)
            or _read_lone_chapter(builder, lines, below)
        )
    builder.mark_syntax(block.lines)
    return True


def read_names_above_head(builder: PageBuilder, block: Block) -> Block:
    """Reads title, author and chapter that stand right above a record's head; the block without them."""
    names = list(takewhile(_is_plain, block.lines))
    rest = block.lines[len(names) :]
    if not names or not rest or builder.is_own or not _opens_record(builder, rest[0]):
        return block
    if not all(can_be_title(line.text) or title_and_author(line.text)[1] for line in names):
        return block
    if builder.before_records and not builder.page.title and (len(names) > 1 or title_and_author(names[0].text)[1]):
        title, author, taken = work_above([line.text for line in names])
        taken = min(taken, len(names) - 1) if not author else taken
        builder.page.title = title if taken else ""
        builder.page.fields.add("author", author)
        builder.mark_syntax(names[:taken])
        names = names[taken:]
    builder.close()
    for line in names:
        title, author = title_and_author(line.text)
        if author and not is_name(title):
            builder.work = (title, author)
            builder.mark_syntax([line])
        else:
            builder.enter_chapter(line)
    return Block(rest)


def _is_plain(line: Line) -> bool:
    return line.kind == "text" and not (line.quote or line.bullet or line.glyph)


def _opens_record(builder: PageBuilder, line: Line) -> bool:
    head = line.head
    return bool(head and builder.shape == "head" and (head.type or (builder.heads_lead and not head.value)))


def _read_callout(builder: PageBuilder, block: Block, lines: Sequence[Line], below: Block | None) -> bool:
    """Reads a callout of fields, whose head may be the title."""
    if not read_preamble(builder, Block(tuple(lines[1:])), below):
        return False
    builder.mark_syntax(block.lines)
    if not builder.page.title and not is_heading_of(lines[0].text, "generic_headings"):
        builder.page.fields.add("title", lines[0].text)
    return True


def _read_fields(builder: PageBuilder, block: Block, lines: Sequence[Line]) -> bool:
    """Reads a block of which each line is a field, one at least of a work; whether it is one."""
    pairs = [pair for line in lines if (pair := _field_of(line))]
    if not lines or len(pairs) < len(lines) or any(line.label and line.label.kind == "text" for line in lines):
        return False
    is_known = any(field_name(key) or CITED_IN_STYLE.search(key) for key, _ in pairs) or any(
        line.label and line.label.kind in FIELD_OF_LABEL for line in lines
    )
    is_further = len(lines) == 1 and block.first.bullet and builder.has_field and len(lines[0].text) < MAX_FIELD_LETTERS
    is_above = builder.has_field or builder.is_below_title or not builder.in_highlights or builder.in_first_block
    is_address = is_above and len(lines) == 1 and field_name(pairs[0][0]) == "url"
    if is_address:
        builder.add_field(lines[0], *pairs[0])
        return True
    has_address = builder.is_below_title and any(line.label and line.label.kind == "link" for line in lines)
    is_below_field = builder.has_field and block.start - 1 in builder.page.syntax
    only_records = all(line.label and line.label.kind in RECORD_LABELS for line in lines)
    only_records = only_records and not has_address and not is_below_field
    if not (is_known or is_further or has_address) or only_records:
        return False
    for line, pair in zip(lines, pairs, strict=True):
        builder.add_field(line, *pair)
    return True


def _field_of(line: Line) -> tuple[str, str] | None:
    """Key and value of a field; an address or link alone is the work's."""
    if line.label and line.label.kind == "link" and line.label.key == "link":
        return "url", line.text.strip("<>")
    return split_field(line.text)


def _read_loose_work(builder: PageBuilder, block: Block, below: Block | None) -> bool:
    """Reads a first block of plain text whose lines are title, author and counts."""
    if block.is_quote or block.first.bullet or any(map(_heads_record, block.lines)):
        return False
    if not builder.in_first_block or block.mark or builder.page.title or builder.page.fields.get("title"):
        return False
    is_bold = BOLD_LINE.match(block.first.text) is not None
    below_first = block.lines[1].text.strip("*_ ") if len(block.lines) > 1 else ""
    is_signed = bool(byline(below_first)) or (is_bold and is_name(below_first))
    names = [line for line in block.lines if _field_of(line) is None and line.kind == "text"]
    if 0 < len(names) <= MAX_NAMES < len(block.lines) and names[0] is not block.first and can_be_title(names[0].text):
        read_work_lines(builder, [*names, *(line for line in block.lines if line not in names)])
        return True
    _, author, taken = work_above([line.text for line in block.lines])
    is_signed = is_signed or is_name(author)
    if builder.shape not in TITLED_SHAPES and not is_signed and not IN_MARKS.match(block.first.text):
        return False
    if builder.shape == "separated" and not _is_work_above_separators(block, below):
        return False
    if not taken:
        return False
    read_work_lines(builder, block.lines)
    return True


def _read_lone_chapter(builder: PageBuilder, lines: Sequence[Line], below: Block | None) -> bool:
    """Reads a line that stands alone right above the head of the first record as its chapter."""
    is_above = below is not None and below.first.head is not None and bool(below.first.head.type)
    if len(lines) != 1 or not is_above or builder.shape != "head" or builder.is_own or builder.in_first_block:
        return False
    if not _is_plain(lines[0]) or not can_be_title(lines[0].text):
        return False
    builder.enter_chapter(lines[0])
    return True


def _heads_record(line: Line) -> bool:
    head = line.head
    return bool(head and (head.type or head.location or head.value)) and not is_count(line.text)


def _is_work_above_separators(block: Block, below: Block | None) -> bool:
    """Whether the first block of a page with separators names the work, rather than being a record."""
    if any(line.kind != "text" for line in block.lines):
        return False
    is_followed = below is None or below.first.kind == "text"
    is_named = len(block.lines) > 1 or bool(title_and_author(block.first.text)[1])
    return is_followed or is_named or is_count(block.first.text)


def read_work_lines(builder: PageBuilder, lines: Sequence[Line]) -> None:
    """Reads title and author in the first of some lines, and what is left of them."""
    taken = 0
    if not builder.page.title:
        title, author, taken = work_above([line.text for line in lines])
        builder.page.title = title
        builder.page.fields.add("author", author)
        builder.mark_syntax(lines[:taken])
    for line in lines[taken:]:
        if is_count(line.text) or is_tools_own(line.text):
            builder.add_furniture(line)
        elif (pair := _field_of(line)) and pair[1]:
            builder.add_pair(*pair)
            builder.mark_syntax([line])
        elif read_date(line.text) and len(line.text.split()) <= MAX_DATED_WORDS:
            builder.page.fields.keep("date", line.text)
            builder.mark_syntax([line])
        else:
            builder.page.prose.append(Prose(line.number, line.number, (), own=False))
