"""A page of highlights while it is read: what was found so far, and the record that is open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.markdown.blocks import HeadingPath
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import field_name, label_kind
from ingest.metadata.record_heads import read_head
from ingest.metadata.title_author import title_and_author
from ingest.metadata.trailing_metadata import OPENING_QUOTES, strip_trailing_metadata
from ingest.note import Note
from ingest.records.blocks import Block, Mark
from ingest.records.line_kinds import CHAPTER_LEVEL, Line, is_chapter
from ingest.records.page_shape import (
    Shape,
    has_annotated_bullets,
    has_highlights_heading,
    heads_lead,
    is_place_heading,
    keys_of_records,
    shape_of,
)
from ingest.records.record import Record
from ingest.text.clean import clean_text
from ingest.text.first_person import speaks_of_oneself

RECORD_ID = re.compile(r"^[\^#]?(?=\S{4})(?=\S*\d)(?:(?=\S*[^\W\d_])|(?=\d{5}))[\w.:-]+$")
"""One word of digits and letters, or of many digits."""
BOLD_LINE = re.compile(r"^(?P<sign>\*\*|__)(?P<words>[^*_]{2,90}[^*_.!?:…。！？：])(?P=sign)$")
RECORD_NUMBER = re.compile(r"^\W*(?:(?P<kind>[^\W\d_][^\d()]{0,29}?)[\s#.№-]*)?(?P<number>\d{1,4})\W*$")
MIN_SUMMARY_WORDS = 8
"""Of a summary that is a text rather than a field."""
FIELD_OF_LABEL = {"title": "title", "author": "author", "category": "category"}


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines outside records."""

    start: int
    end: int
    section: tuple[str, ...]
    own: bool
    """Whether they stand below a heading of the reader's own."""


@dataclass(slots=True)
class Page:
    """What a page was taken apart into."""

    shape: Shape
    title: str = ""
    records: list[Record] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    fields: MetadataFields = field(default_factory=MetadataFields)
    furniture: list[int] = field(default_factory=list)
    syntax: set[int] = field(default_factory=set)
    """Lines of headings, fields and separators."""
    remarks: int = 0
    """Blocks without a mark that were read as notes on the highlight above."""
    has_highlights_heading: bool = False
    has_annotated_bullets: bool = False


def _names_work(heading: str) -> bool:
    title, author = title_and_author(heading)
    return bool(author) and not is_chapter(title)


def _record_headings(headings: Sequence[str]) -> frozenset[str]:
    """The headings that are several records' ids, `rw481516`, or count records from 1: `#1`, `2.`, `Quote 3`."""
    ids = {words for words in headings if RECORD_ID.match(words)}
    matches = {words: match for words in headings if (match := RECORD_NUMBER.match(words))}
    numbered = {
        words: int(match["number"])
        for words, match in matches.items()
        if not match["kind"] or label_kind(match["kind"]) == "text"
    }
    in_order = list(numbered.values()) == list(range(1, len(numbered) + 1))
    return frozenset(ids if len(ids) > 1 else numbered if len(numbered) > 1 and in_order else ())


def _quotes_lead(blocks: Sequence[Block]) -> bool:
    """Whether more texts with a place behind them stand in quotations than outside: what stands outside is a note.

    Quotation marks count where each text in them has a place, and the others only a link.
    """
    texts = [block for block in blocks if block.is_text]
    tails = [strip_trailing_metadata(block.words) for block in texts if block.mark == "tail" and not block.is_quote]
    placed = sum(block.is_quote and strip_trailing_metadata(block.words).is_placed for block in texts)
    if placed > len(tails):
        return True
    quoted, others = [tail for tail in tails if tail.quoted], [tail for tail in tails if not tail.quoted]
    is_told = all(tail.location for tail in quoted) and all(tail.led or not tail.location for tail in others)
    return is_told and len(quoted) > len(others) > 0


class PageBuilder:
    """What the readers of lines share."""

    def __init__(self, note: Note, blocks: Sequence[Block]) -> None:
        self.note = note
        self.blocks = blocks
        named = has_highlights_heading(blocks)
        self.heads_lead = heads_lead(blocks)
        headings = [block.first.text for block in blocks if block.first.kind == "heading"]
        self.record_headings = _record_headings(headings)
        shape = shape_of(
            blocks, below_heading=named, places_lead=self.heads_lead, is_numbered=bool(self.record_headings)
        )
        annotated = has_annotated_bullets(blocks)
        self.page = Page(shape=shape, has_highlights_heading=named, has_annotated_bullets=annotated)
        self.page.fields.add_front_matter(note.front)
        self.has_place_headings = sum(is_place_heading(block.first) for block in blocks) > 1
        self.headings = HeadingPath()
        self.has_work_headings = sum(map(_names_work, headings)) > 1
        """Whether several headings are a title with its author."""
        self.record_level = 0
        """The level of the heading above where it heads a record; else 0."""
        self.day = ""
        """The date that the heading above gives all records below it."""
        self.color = ""
        """The colour that the heading above names."""
        texts = [block.first.text for block in blocks if block.first.kind == "text"]
        self.has_bold_chapters = 2 * sum(bool(BOLD_LINE.match(text)) for text in texts) < len(blocks)
        """Whether lines wholly in bold are headings rather than the texts themselves."""
        self.record_keys = keys_of_records(blocks)
        self.quotes_lead = _quotes_lead(blocks)
        self.highlights_level = 0
        """The level of the heading of highlights above; a heading beside it that says `I` is the reader's."""
        self.is_own = False
        """Whether the heading above is one of the reader's own."""
        self.in_highlights = not named
        self.record: Record | None = None
        self.pending: list[Line] = []
        """Heads and labels above a record that is not open yet."""
        self.work = ("", "")
        """Title and author named above some records only."""
        self.before_records = True
        self.in_first_block = True
        self.is_below_title = False
        """Whether the block above is the page's title."""
        self.has_field = False

    @property
    def shape(self) -> Shape:
        return self.page.shape

    @property
    def in_record(self) -> bool:
        return self.record is not None or bool(self.pending)

    def open(self, line: Line, mark: Mark) -> Record:
        """Begins a record at a line, with what stood above it."""
        self.close()
        record = Record(start=line.number, end=line.number, mark=mark, section=self.headings.section)
        record.title, record.author = self.work
        record.is_listed = line.bullet
        record.annotations.color = line.color or self.color
        record.is_own = (self.is_own and mark in ("", "tail")) or (
            self.quotes_lead and mark == "tail" and line.text[:1] not in OPENING_QUOTES
        )
        for pending in self.pending:
            record.start = min(record.start, pending.number)
            head = read_head(pending.text)
            if pending.label:
                record.add_label(pending.label, line.number)
            elif head:
                record.add_head(head, line.number)
        record.slot = "text"
        record.annotations.date = record.annotations.date or self.day
        self.pending = []
        self.record = record
        self.before_records = False
        return record

    def close(self) -> None:
        """Ends the open record."""
        if self.record:
            self.page.records.append(self.record)
        self.record = None

    def add_records(self, records: Sequence[Record]) -> None:
        """Adds records that were read whole; they mark the page as one of labelled records where nothing else does."""
        self.close()
        self.page.records += records
        self.page.shape = self.page.shape or "label"
        self.before_records = False

    def finish(self) -> None:
        """Ends the open record; links that no record followed are kept as fields."""
        self.close()
        for line in self.pending:
            if line.label and line.label.kind == "link":
                self.page.fields.keep("links", line.text)

    def wait(self, line: Line) -> None:
        """Keeps a head or label for the record below it."""
        self.close()
        self.pending.append(line)
        self.page.syntax.add(line.number)

    def mark_syntax(self, lines: Iterable[Line]) -> None:
        self.page.syntax.update(line.number for line in lines)

    def add_furniture(self, line: Line) -> None:
        """Marks a line of a tool's own words; one with a label and value is a field."""
        pair = split_field(line.text)
        if pair and line.kind == "furniture":
            self.page.fields.keep(*pair)
        self.page.furniture.append(line.number)
        self.page.syntax.add(line.number)

    def add_field(self, line: Line, key: str, value: str) -> None:
        """Adds a field of the work."""
        self.has_field = True
        is_own = speaks_of_oneself(key) and bool(value)
        if is_own or (field_name(key) == "summary" and len(value.split()) >= MIN_SUMMARY_WORDS):
            self.page.prose.append(Prose(line.number, line.number, (), own=is_own))
            return
        kind = line.label.kind if line.label else ""
        if value.startswith("#"):
            self.page.fields.add_tags(value)
        if not self.add_pair(key, value) and kind in FIELD_OF_LABEL:
            self.page.fields.add(FIELD_OF_LABEL[kind], value)
        self.page.syntax.add(line.number)

    def add_pair(self, key: str, value: str) -> bool:
        """Adds a field; one that no document has an argument for is kept as written. Whether the key is known."""
        known = self.page.fields.add(key, value)
        if not known:
            self.page.fields.keep(key, value)
        return known

    def enter_chapter(self, line: Line) -> None:
        """Enters a chapter whose name is a line without a heading's sign."""
        words = line.label.value if line.label and line.label.kind == "chapter" else line.text
        self.headings.enter(CHAPTER_LEVEL, clean_text(words.strip("*_ ")))
        self.page.syntax.add(line.number)

    def add_prose(self, start: int, end: int) -> None:
        """Adds lines outside records, to those right above where they belong to the same part."""
        prose = Prose(start, end, self.headings.section, self.is_own)
        last = self.page.prose[-1] if self.page.prose else None
        if last and (last.section, last.own) == (prose.section, prose.own) and not self._between(last.end, start):
            prose = Prose(last.start, end, last.section, last.own)
            self.page.prose.pop()
        self.page.prose.append(prose)

    def _between(self, last: int, first: int) -> bool:
        """Whether anything but blank lines stands between two lines."""
        return any(self.note.line(number).strip() for number in range(last + 1, first))
