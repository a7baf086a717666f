"""Lines of text within a page of highlights: a record's words, the note on it, a chapter, or prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.metadata.fields import split_field
from ingest.metadata.labels import field_name
from ingest.metadata.title_author import is_name, title_and_author
from ingest.metadata.trailing_metadata import OPENING_QUOTES, strip_trailing_metadata
from ingest.records.blocks import Block, Mark
from ingest.records.line_kinds import Line
from ingest.records.page_builder import PageBuilder
from ingest.records.page_shape import Shape, can_be_title, has_place_below
from ingest.records.record import Record, attribution_behind

SIGNED = re.compile(r"^[^\W\d_][\w .]{1,30}:\s*\[(?P<words>[^\[\]]+?)\s*\]$")
"""A remark signed by who made it: `Ruth: [words]`."""
EMPHASISED_LINE = re.compile(r"^(?:\*[^*]+\*|_[^_]+_)$")
"""A paragraph wholly in italics, which below plain text is a remark."""
NOTE_RULES = ("--", "––", "—")
"""Lines that part a highlight from the note on it."""
MAX_FIELD_WORDS = 12
PARTED_SHAPES = ("separated", "head", "label")
"""Shapes of pages on which a quotation below a plain text is the note on it."""
MARKED_SHAPES = ("quote", "quoted", "glyph")
"""Shapes of pages on which each highlight shows that it is one, so that other text is a remark."""


@dataclass(frozen=True, slots=True)
class Position:
    """A line where it stands."""

    block: Block
    at: int
    begins: bool
    """Whether it is the first of its block, or of the quotation or text within."""
    depth: int
    """The quotation marks before the block's first quoted line."""

    @property
    def line(self) -> Line:
        return self.block.lines[self.at]

    @property
    def below(self) -> Line | None:
        return self.block.lines[self.at + 1] if self.at + 1 < len(self.block.lines) else None

    @property
    def is_child(self) -> bool:
        """Whether it is a bullet further in than its block's first."""
        return self.line.bullet and self.line.indent > self.block.first.indent


def read_text(builder: PageBuilder, at: Position) -> None:
    record, line = builder.record, at.line
    pair = _record_field(builder, line) or (None if record else _field_of(line))
    if pair and not builder.is_own:
        builder.page.fields.keep(*pair)
        builder.mark_syntax([line])
    elif record and not at.begins and line.text in builder.page.fields.pairs.values():
        builder.add_furniture(line)
    elif record and not at.begins and not record.citation and record.is_closed_quotation and _names_author(line):
        record.cite(line.text)
        record.end = line.number
    elif record and record.has_text and line.text in NOTE_RULES:
        record.slot = "note"
        builder.mark_syntax([line])
    elif record and _continues(record, at):
        record.is_quotation = record.is_quotation or line.quote > 0
        record.add_line(line.text, line.number)
    elif record and (remark := _remark(builder, record, at)):
        record.slot = "note"
        record.add_line(remark, line.number)
    elif record and builder.shape in PARTED_SHAPES and record.has_text and not record.is_quotation and line.quote:
        record.slot = "note"
        record.add_line(line.text, line.number)
    elif _heads_quotation(builder, at):
        builder.close()
        builder.enter_chapter(line)
    elif (mark := _mark(builder, at)) and not (builder.shape == "quote" and mark == "quoted"):
        record = builder.open(line, mark)
        record.is_quotation = line.quote > 0
        record.add_line(line.text, line.number)
    elif at.begins or record is None or line.bullet:
        _read_plain(builder, at)
    else:
        record.slot = "note" if record.slot == "after" else record.slot or "note"
        record.add_line(line.text, line.number)


def _field_of(line: Line) -> tuple[str, str] | None:
    """Key and value of a short field of a work that stands between records."""
    pair = None if line.quote or line.bullet else split_field(line.text)
    is_field = pair and field_name(pair[0]) and pair[1] and len(pair[1].split()) <= MAX_FIELD_WORDS
    return pair if is_field else None


def _record_field(builder: PageBuilder, line: Line) -> tuple[str, str] | None:
    """Key and value of a line whose key stands among the labels of several records, or None."""
    pair = split_field(line.text) if builder.record_keys else None
    return pair if pair and pair[0] in builder.record_keys else None


def _names_author(line: Line) -> bool:
    """Whether a line below a quotation is its author, perhaps with the work: `Maren Voss, Salt and Tide`."""
    return is_name(re.split(r"[,(:]| [—–-] ", line.text.strip("*_—–-~ "))[0].strip())


def _continues(record: Record, at: Position) -> bool:
    """Whether a line belongs to what is being read of a record."""
    line = at.line
    if line.quote and at.depth and line.quote != at.depth and not at.begins and record.has_text:
        return False
    waits = (record.mark and not record.has_text and not record.annotations.notes) or (
        record.slot == "note" and not record.annotations.notes
    )
    if record.slot == "note" and record.type == "note" and strip_trailing_metadata(line.text).quoted:
        record.slot, waits = "text", True
    if record.slot == "text" and record.is_closed_quotation and line.text[:1] not in OPENING_QUOTES and not line.quote:
        record.slot = "after"
    if record.slot == "text" and record.is_closed_quotation and _is_placed_quotation(line):
        return False
    goes_on = not at.begins and not at.is_child and record.slot and record.slot != "after"
    return bool(waits or goes_on) and not (line.glyph == "text" and record.has_text)


def _remark(builder: PageBuilder, record: Record, at: Position) -> str:
    """The reader's words in a line below a record's text, or ""."""
    line = at.line
    if line.quote and at.depth and line.quote != at.depth and not at.begins and record.has_text:
        return line.text
    if builder.shape == "tail" and (signed := SIGNED.match(line.text)):
        return signed["words"]
    if record.has_text and at.begins and EMPHASISED_LINE.match(line.text) and not record.is_emphasised:
        return line.text
    return line.text if record.has_text and record.mark and at.is_child else ""


def _heads_quotation(builder: PageBuilder, at: Position) -> bool:
    """Whether a bullet above a quotation names a chapter."""
    is_above = at.line.bullet and not at.line.quote and at.below is not None and at.below.quote > 0
    return is_above and not _mark(builder, at) and can_be_title(at.line.text)


def _mark(builder: PageBuilder, at: Position) -> Mark:
    """What shows that a line begins a record, or ""."""
    line = at.line
    own_mark: Mark = "quote" if line.quote else "glyph" if line.glyph else ""
    own_mark = own_mark or ("tail" if builder.record and _is_placed_quotation(line) else "")
    mark = at.block.mark if line is at.block.first and own_mark != "tail" else own_mark
    if builder.record is None and builder.pending and not mark and builder.shape in ("head", "label"):
        return "head"
    return mark


def _is_placed_quotation(line: Line) -> bool:
    """Whether a line is a whole quotation in marks with its place, or who said it, behind it."""
    if line.text[:1] not in OPENING_QUOTES:
        return False
    stripped = strip_trailing_metadata(line.text)
    return (stripped.quoted and stripped.is_placed) or attribution_behind(line.text) is not None


def _read_plain(builder: PageBuilder, at: Position) -> None:
    """Reads the first line of a block without a mark, as the shape of the page tells."""
    record, shape, line = builder.record, builder.shape, at.line
    if _heads_records(builder, at):
        _read_chapter_or_work(builder, at)
    elif record and builder.record_level and record.has_text and line.bullet and not record.is_listed:
        record.slot = "note"
        record.add_line(line.text, line.number)
    elif shape == "separated" and not builder.is_own:
        _read_between_separators(builder, at)
    elif record and shape in ("head", "label") and not builder.is_own:
        is_note = record.is_quotation or record.type == "note" or bool(record.annotations.notes)
        is_note = is_note or record.slot != "text"
        is_note = is_note or strip_trailing_metadata("\n".join(record.texts)).quoted
        record.slot = "note" if is_note or not record.has_text else "text"
        record.texts += [""] if record.slot == "text" else []
        record.add_line(line.text, line.number)
    elif record and not builder.is_own and not _is_marked(record) and _may_be_remark(builder, record, line):
        record.slot = "note"
        builder.page.remarks += shape in MARKED_SHAPES
        record.add_line(line.text, line.number)
    elif builder.in_highlights and not builder.is_own and _is_in_list(shape, line):
        builder.open(line, "").add_line(line.text, line.number)
    else:
        builder.close()
        builder.add_prose(line.number, at.block.end)


def _may_be_remark(builder: PageBuilder, record: Record, line: Line) -> bool:
    return builder.shape in MARKED_SHAPES or bool(line.indent and record.has_text)


def _is_marked(record: Record) -> bool:
    """Whether a record's text is marked within the work's own, so that what stands between is the work's too."""
    return bool(record.texts) and record.texts[0].startswith("==")


def _heads_records(builder: PageBuilder, at: Position) -> bool:
    """Whether a line is followed by a record's head or label, so that it names a chapter or work."""
    following = at.block.lines[1] if at.block.lines[1:] else None
    if builder.is_own or not following:
        return False
    if builder.record:
        return builder.shape == "head" and bool(following.head and following.head.type)
    return builder.shape in ("separated", "head", "label") and following.kind in ("head", "label")


def _read_chapter_or_work(builder: PageBuilder, at: Position) -> None:
    title, author = title_and_author(at.line.text)
    if builder.record:
        builder.close()
        builder.enter_chapter(at.line)
    elif author and not is_name(title):
        builder.work = (title, author)
        builder.mark_syntax([at.line])
    elif builder.shape == "separated":
        builder.open(at.line, "").add_line(at.line.text, at.line.number)
    else:
        builder.enter_chapter(at.line)


def _read_between_separators(builder: PageBuilder, at: Position) -> None:
    record, line = builder.record, at.line
    if record is None or (record.location and has_place_below(at.block)):
        record = builder.open(line, "")
    elif record.annotations.date or record.slot == "after":
        record.slot = "note"
    elif record.has_text:
        record.texts.append("")
    record.add_line(line.text, line.number)


def _is_in_list(shape: Shape, line: Line) -> bool:
    """Whether a line below a heading of highlights is one of them by standing there."""
    return shape == "paragraphs" or (shape == "bullets" and line.bullet)
