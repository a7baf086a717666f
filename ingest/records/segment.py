"""The blocks of a page taken apart into records, fields and prose.

The page's shape, the mark that most of its records share, decides what a block without a mark is: with separators
between records it is text or the note below it, below a quotation the reader's remark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.markdown.blocks import HeadingPath
from ingest.markdown.links import bare_link
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.labels import begins_with_any, is_heading_of, label_kind
from ingest.metadata.record_heads import Head, read_head
from ingest.note import Note
from ingest.records.blocks import Block, Mark, read_blocks_of
from ingest.records.json_records import json_records
from ingest.records.record import Record
from ingest.records.signs import Sign
from ingest.records.tables import table_records, table_roles
from ingest.records.tails import WIKILINK, strip_tail
from ingest.records.work import (
    byline,
    is_count,
    is_name,
    source_of_trailer,
    title_and_author,
    without_counts,
    without_lead,
    work_above,
)
from ingest.text.clean import clean_text

Shape = Literal["", "head", "label", "quote", "tail", "glyph", "quoted", "separated", "dated", "bullets", "paragraphs"]

RECORD_LABELS = ("date", "page", "location", "color", "link", "tags", "type", "favorite")
MAX_CHAPTER_WORDS = 12
MAX_FIELD_LETTERS = 200
BOLD_LINE = re.compile(r"^(?:\*\*|__)(?P<words>[^*_:]{2,120})(?:\*\*|__)$")
SIGNED = re.compile(r"^[^\W\d_][\w .]{1,30}:\s*\[(?P<words>[^\[\]]+?)\s*\]$")
"""A remark signed by who made it: `Ruth: [words]`."""
NUMBER_BEHIND = re.compile(r"^(?P<text>.*[.!?…”\"»])\s+(?P<page>\d{1,4})$", re.S)


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


def segment(note: Note, blocks: Sequence[Block] = ()) -> Page:
    """The page that a note is, whether or not it is one of highlights; its blocks, where they were read already."""
    return Segmenter(note, blocks or read_blocks_of(note)).read()


def has_highlights_heading(blocks: Sequence[Block]) -> bool:
    """Whether a heading such as `Highlights` stands on the page."""
    headings = [block.first.text for block in blocks if block.first.kind == "heading"]
    return any(is_heading_of(words, "highlight_headings") for words in headings)


def shape_of(blocks: Sequence[Block], below_heading: bool) -> Shape:
    """The mark that the records of a page share, the most telling first."""
    counts: Counter[str] = Counter()
    for at, block in enumerate(blocks):
        signs = block.signs
        placed = signs[0].head
        counts["head"] += (
            len(signs) > 1 and not signs[0].quote and bool(placed and placed.location and not placed.value)
        )
        for sign in () if block.is_code else signs:
            head = sign.head
            if head and head.type in ("highlight", "note") and (head.location or head.color or head.dated):
                counts["head"] += 1
            elif head and head.dated and not head.type:
                counts["dated"] += 1
            elif (sign.label and sign.label.kind == "text") or (sign is signs[0] and table_roles(block)):
                counts["label"] += 1
            elif sign.sign == "text":
                counts["glyph"] += 1
        if block.is_text and not block.is_code:
            counts[block.mark] += 1
            counts["quote"] += block.first.bullet and any(sign.quote for sign in block.signs)
            counts["bullets"] += block.first.bullet
            counts["others"] += not block.first.bullet
        counts["separated"] += block.first.kind == "rule" and at > 0
    texts = counts["bullets"] + counts["others"]
    if below_heading and 2 * counts["tail"] < texts and not counts["quote"]:
        counts["tail"] = 0
    for shape in ("head", "label", "quote", "tail"):
        if counts[shape]:
            return shape
    if counts["glyph"] > 1:
        return "glyph"
    if counts["quoted"] and counts["quoted"] * 3 >= counts["others"]:
        return "quoted"
    if counts["dated"] > 1 or (counts["dated"] and counts["separated"]):
        return "separated" if counts["separated"] >= counts["dated"] - 1 and counts["separated"] > 0 else "dated"
    if counts["bullets"] and counts["bullets"] >= counts["others"]:
        return "bullets"
    return "paragraphs" if below_heading else ""


class Segmenter:
    """Reads the blocks of one note in order."""

    def __init__(self, note: Note, blocks: Sequence[Block]) -> None:
        self._note = note
        self._blocks = blocks
        named = has_highlights_heading(blocks)
        self._page = Page(shape=shape_of(self._blocks, named), has_highlights_heading=named)
        self._page.fields.add_front_matter(note.front)
        self._headings = HeadingPath()
        self._own = False
        self._in_highlights = not named
        self._current: Record | None = None
        self._pending: list[Sign] = []
        self._work = ("", "")
        self._above = True
        """Whether no record was read yet."""
        self._first_block = True
        self._has_field = False

    def read(self) -> Page:
        for at, block in enumerate(self._blocks):
            below = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
            self._read_block(block, below)
            self._first_block = False
        self._close()
        return self._page

    def _read_block(self, block: Block, below: Block | None) -> None:
        first = block.first
        if block.is_code:
            self._close()
            self._read_code(block)
        elif first.kind == "rule":
            self._close()
            self._pending = []
            self._page.syntax.add(first.number)
            self._work = ("", "") if self._page.shape in ("separated", "head", "label") else self._work
        elif first.kind == "furniture" and len(block.signs) == 1:
            self._read_furniture(first)
        elif first.kind == "heading":
            self._read_heading(first)
        elif self._above and not self._in_record() and self._read_preamble(block, below):
            pass
        elif trailer := source_of_trailer([sign.text for sign in block.signs]):
            self._read_trailer(block, trailer)
        elif self._page.shape == "dated":
            self._read_dated(block)
        elif roles := table_roles(block):
            self._close()
            self._page.records += table_records(block, roles, self._headings.section)
            self._page.syntax.update(sign.number for sign in block.signs[:2])
            self._page.shape, self._above = self._page.shape or "label", False
        else:
            self._read_signs(block)

    def _read_code(self, block: Block) -> None:
        """Reads a block of code: a tool's JSON, else prose."""
        lines = [self._note.line(number) for number in range(block.start, block.end + 1)]
        records, fields = (
            json_records(lines, block.start) if lines[0].rstrip("`~ ").endswith(("json", "")) else ([], {})
        )
        if not records:
            self._add_prose(block)
            return
        for key, value in fields.items():
            if not self._page.fields.add(key, value):
                self._page.fields.keep(key, value)
        self._page.syntax.update(range(block.start, block.end + 1))
        self._page.records += records
        self._page.shape = self._page.shape or "label"
        self._above = False

    def _in_record(self) -> bool:
        return self._current is not None or bool(self._pending)

    def _read_furniture(self, sign: Sign) -> None:
        pair = split_field(sign.text)
        if pair:
            self._page.fields.keep(*pair)
        self._page.furniture.append(sign.number)
        self._page.syntax.add(sign.number)

    def _read_heading(self, sign: Sign) -> None:
        self._close()
        self._page.syntax.add(sign.number)
        words = clean_text(bare_link(sign.text))
        head = read_head(words)
        if head and not head.value and (head.location or head.dated or (head.type and re.search(r"\d", words))):
            if not is_count(words) or self._page.records:
                self._pending = [sign] if head.location or head.dated else []
            return
        tail = strip_tail(sign.text)
        is_highlights = is_heading_of(words, "highlight_headings")
        if self._above and not self._page.title and not is_highlights and is_heading_of(words, "generic_headings"):
            return
        below_highlights = self._page.has_highlights_heading and self._in_highlights
        if self._above and not self._page.title and not is_highlights and not below_highlights and sign.level < 6:
            title, author = title_and_author(without_lead(tail.text))
            self._page.title = title if author else without_counts(clean_text(bare_link(without_lead(tail.text))))
            if author:
                self._page.fields.add("author", author)
            return
        if is_highlights:
            self._in_highlights = True
        self._own = is_heading_of(words, "own_headings")
        self._headings.enter(sign.level, "" if is_highlights else clean_text(bare_link(tail.text)))

    def _read_preamble(self, block: Block, below: Block | None) -> bool:
        """Reads fields, title and author above the first record; returns whether the block held nothing else."""
        signs = [sign for sign in block.signs if sign.kind not in ("blank", "furniture")]
        if len(signs) > 1 and signs[0].callout and signs[0].kind == "text":
            named = "" if is_heading_of(signs[0].text, "generic_headings") else signs[0].text
            if self._read_preamble(Block(tuple(signs[1:])), below):
                self._page.syntax.update(sign.number for sign in block.signs)
                self._page.fields.add("title", named)
                return True
            return False
        texts = [sign.text for sign in signs]
        pairs = [split_field(text) for text in texts]
        works = [sign.label and sign.label.kind in ("title", "author", "category") for sign in signs]
        known = [bool(pair and field_name(pair[0])) or bool(work) for pair, work in zip(pairs, works, strict=True)]
        single = len(signs) == 1 and block.first.bullet and self._has_field and len(texts[0]) < MAX_FIELD_LETTERS
        if len(signs) == 1 and not self._page.title and (bold := BOLD_LINE.match(texts[0])):
            self._page.title = clean_text(bold["words"])
            self._page.syntax.add(block.start)
            return True
        if (
            pairs
            and all(pairs)
            and ((any(known) or single) and not all(sign.label and sign.label.kind in RECORD_LABELS for sign in signs))
        ):
            for sign, pair in zip(signs, pairs, strict=True):
                self._add_field(sign, *pair)  # type: ignore[misc]
            return True
        if len(texts) == 1 and (name := byline(texts[0])):
            self._page.fields.add("author", name)
            self._page.syntax.add(block.start)
            return True
        if block.is_quote or block.first.bullet or any(sign.head and not is_count(sign.text) for sign in signs):
            return False
        return self._read_loose_work(block, below)

    def _read_loose_work(self, block: Block, below: Block | None) -> bool:
        """Reads a first block of plain text whose lines are title, author and counts."""
        plain = self._page.shape in ("head", "label", "separated", "dated", "glyph", "quoted")
        if not plain or not self._first_block or block.mark or self._page.title:
            return False
        if (
            self._page.shape == "separated"
            and below is not None
            and below.first.kind != "text"
            and not any(map(is_count, (sign.text for sign in block.signs)))
            and len(block.signs) < 2
            and not title_and_author(block.first.text)[1]
        ):
            return False
        texts = [sign.text for sign in block.signs]
        if self._page.shape == "separated" and any(sign.kind != "text" for sign in block.signs):
            return False
        if self._page.shape == "dated":
            return False
        title, author, taken = work_above(texts)
        if not taken:
            return False
        self._page.title = self._page.title or title
        self._page.fields.add("author", author)
        self._page.syntax.update(sign.number for sign in block.signs[:taken])
        for sign in block.signs[taken:]:
            self._read_leftover(sign)
        return True

    def _read_leftover(self, sign: Sign) -> None:
        """Reads a line of the preamble that is neither title nor author."""
        if is_count(sign.text) or begins_with_any("furniture").match(sign.text):
            self._page.furniture.append(sign.number)
            self._page.syntax.add(sign.number)
        else:
            self._page.prose.append(Prose(sign.number, sign.number, (), own=False))

    def _add_field(self, sign: Sign, key: str, value: str) -> None:
        self._has_field = True
        names = {"title": "title", "author": "author", "category": "category"}
        kind = sign.label.kind if sign.label else ""
        if value.startswith("#"):
            self._page.fields.add_tags(value)
        if not self._page.fields.add(key, value):
            self._page.fields.keep(key, value)
            if kind in names:
                self._page.fields.add(names[kind], value)
        self._page.syntax.add(sign.number)

    def _read_trailer(self, block: Block, work: tuple[str, str]) -> None:
        """Reads `Excerpt From`, title and author below a quotation, and gives them to it."""
        self._page.syntax.update(sign.number for sign in block.signs)
        self._page.furniture.append(block.start)
        if self._current:
            self._current.title, self._current.author = work
            self._current.end = block.end
        self._close()

    def _read_dated(self, block: Block) -> None:
        """Reads lines of which a date ends each record."""
        lines: list[Sign] = []
        for sign in block.signs:
            if not (sign.head and sign.head.dated and not sign.head.type):
                lines.append(sign)
                continue
            self._read_before_date(lines)
            if self._current:
                self._current.add_head(sign.head, sign.number)
                self._close()
            lines = []
        if lines and not self._above:
            self._read_signs(Block(tuple(lines)))
        elif lines:
            self._read_work_lines(lines)

    def _read_work_lines(self, lines: list[Sign]) -> None:
        """Reads lines above all records: title and author, else what is left of them."""
        title, author, taken = ("", "", 0) if self._page.title else work_above([sign.text for sign in lines])
        self._page.title = self._page.title or title
        self._page.fields.add("author", author)
        self._page.syntax.update(sign.number for sign in lines[:taken])
        for sign in lines[taken:]:
            self._read_leftover(sign)

    def _read_before_date(self, lines: list[Sign]) -> None:
        """Opens a record of the last lines; those above that end no sentence are title, author or a chapter."""
        if not lines:
            return
        text = list[Sign]()
        while lines and (not text or not _is_short(lines[-1])):
            text.insert(0, lines.pop())
        if self._above and lines:
            chapter = lines.pop() if len(lines) > 2 or self._page.title else None
            self._read_work_lines(lines)
            if chapter:
                self._enter_chapter(chapter)
        else:
            for sign in lines:
                self._enter_chapter(sign)
        self._open(text[0], "")
        for sign in text:
            self._add_line(sign)
        if self._current and (page := NUMBER_BEHIND.match("\n".join(self._current.texts))):
            self._current.texts, self._current.location = [page["text"]], f"Page {page['page']}"

    def _enter_chapter(self, sign: Sign) -> None:
        self._headings.enter(6, clean_text(sign.text))
        self._page.syntax.add(sign.number)

    def _read_signs(self, block: Block) -> None:
        """Reads a block line by line."""
        if block.first.callout and label_kind(block.first.callout) == "note" and self._current:
            self._current.slot = "note"
            for sign in block.signs:
                if sign.text:
                    self._add_line(sign)
            return
        base = next((sign.quote for sign in block.signs if sign.quote and not sign.callout and sign.text), 0)
        above: Sign | None = None
        for at, sign in enumerate(block.signs):
            begins = above is None or bool(sign.quote) != bool(above.quote)
            below = block.signs[at + 1] if at + 1 < len(block.signs) else None
            self._read_sign(sign, block, begins, base, below)
            above = sign

    def _read_sign(self, sign: Sign, block: Block, begins: bool, base: int, below: Sign | None) -> None:
        if sign.kind == "blank":
            if self._current and self._current.slot == "text" and self._current.has_text:
                self._current.texts.append("")
        elif sign.kind == "furniture":
            self._read_furniture(sign)
        elif sign.callout and (not sign.text or WIKILINK.search(sign.text) or read_head(sign.text)):
            self._open(sign, "quote")
            self._read_callout(sign)
        elif sign.sign == "note" and self._current:
            self._current.slot = "note"
            self._add_line(sign)
        elif sign.sign in ("date", "place") and self._current:
            self._current.slot = "date" if sign.sign == "date" else "location"
            self._add_line(sign)
            self._current.slot = ""
        elif sign.kind == "head" and sign.head:
            self._read_head(sign, sign.head)
        elif sign.kind == "label" and sign.label:
            self._read_label(sign)
        elif sign.kind == "tags":
            self._read_tags(sign)
        elif sign.quote and base and sign.quote != base and not begins and self._current and self._current.has_text:
            self._current.slot = "note"
            self._add_line(sign)
        else:
            self._read_text(sign, block, begins, below)

    def _read_callout(self, sign: Sign) -> None:
        """Reads the place in a callout's head: `[!PDF|yellow] [[ladles.pdf#page=14|ladles]]`, `[!quote] p. 14`."""
        assert self._current
        self._current.annotations.color = self._current.annotations.color or sign.color
        link, head = WIKILINK.search(sign.text), read_head(sign.text)
        if head:
            self._current.add_head(head, sign.number)
        elif link:
            page = re.search(r"(?:page=|\bp+\.\s?)(\d+)", link[0])
            self._current.location = f"Page {page[1]}" if page else ""
            self._page.fields.add("title", link["target"].split("#")[0]) if not self._page.title else None

    def _read_head(self, sign: Sign, head: Head) -> None:
        current = self._current
        if is_count(sign.text) and not head.value:
            self._page.furniture.append(sign.number)
            self._page.syntax.add(sign.number)
        elif (
            head.type == "note"
            and current
            and (not (head.location or head.dated or head.color) or head.location == current.location)
        ):
            current.slot = "note"
            current.end = sign.number
            if head.value:
                current.add_line(head.value, sign.number)
        elif head.type:
            self._open(sign, "head")
            assert self._current
            self._current.type = head.type
            self._current.slot = "note" if head.type == "note" else "text"
            self._current.add_head(head, sign.number)
        elif (
            current
            and current.has_text
            and not (head.location and current.location)
            and not (head.dated and current.annotations.date)
        ):
            current.add_head(head, sign.number)
            current.slot = "after"
        else:
            self._close()
            self._pending.append(sign)
            self._page.syntax.add(sign.number)

    def _read_label(self, sign: Sign) -> None:
        label, current = sign.label, self._current
        assert label
        if label.kind == "text":
            self._open(sign, "label") if not (current and current.mark == "label" and not current.has_text) else None
            assert self._current
            self._current.add_label(label, sign.number)
        elif label.kind in ("title", "author"):
            if self._above and not current:
                self._add_field(sign, label.key, label.value)
            elif label.kind == "title":
                self._close()
                self._work = (label.value, "")
                self._page.syntax.add(sign.number)
            else:
                self._work = (self._work[0], label.value)
                self._page.syntax.add(sign.number)
        elif label.kind == "chapter" and not current:
            self._headings.enter(6, clean_text(label.value))
            self._page.syntax.add(sign.number)
        elif label.kind == "context":
            if not (current and current.mark == "label"):
                self._open(sign, "label")
            assert self._current
            slot = self._current.slot
            self._current.add_label(label, sign.number)
            self._current.slot = slot
        elif label.kind in ("summary", "category"):
            if not self._page.fields.add(label.key, label.value):
                self._page.fields.keep(label.key, label.value)
            self._page.syntax.add(sign.number)
        elif current and (current.has_text or current.mark) and not self._repeats(label.kind):
            current.add_label(label, sign.number)
        elif label.kind == "note":
            self._open(sign, "")
            assert self._current
            self._current.type = "note"
            self._current.slot = "note"
            self._current.add_line(label.value if " " not in label.key else sign.text, sign.number)
        else:
            self._close()
            self._pending.append(sign)
            self._page.syntax.add(sign.number)

    def _repeats(self, kind: str) -> bool:
        """Whether the record being read has such a label already, so that this one begins the next."""
        current = self._current
        assert current
        has = {"page": current.location, "location": current.location, "date": current.annotations.date}
        return bool(has.get(kind)) and current.has_text and self._page.shape not in ("quote", "tail")

    def _read_tags(self, sign: Sign) -> None:
        if self._current and self._current.has_text:
            self._current.annotations.add("tags", [sign.text])
            self._current.end = sign.number
        else:
            self._page.fields.add_tags(sign.text)
            self._page.syntax.add(sign.number)

    def _read_text(self, sign: Sign, block: Block, begins: bool, below: Sign | None) -> None:
        current, shape = self._current, self._page.shape
        waits = current is not None and (
            (current.mark and not current.has_text and not current.annotations.notes)
            or (current.slot == "note" and not current.annotations.notes)
        )
        if current and current.slot == "note" and strip_tail(sign.text).quoted and current.type == "note":
            current.slot, waits = "text", True
        is_child = sign.bullet and not begins and sign.indent > block.first.indent
        if (
            current
            and (waits or (not begins and not is_child and current.slot and current.slot != "after"))
            and not (sign.sign == "text" and current.has_text)
        ):
            self._add_line(sign)
            return
        signed = SIGNED.match(sign.text) if current and shape == "tail" else None
        if current and signed:
            current.slot = "note"
            current.add_line(signed["words"], sign.number)
            return
        if current and current.has_text and current.mark and sign.bullet and sign.indent > block.first.indent:
            current.slot = "note"
            self._add_line(sign)
            return
        mark = block.mark if sign is block.first else "quote" if sign.quote else "glyph" if sign.sign else ""
        if current is None and self._pending and not mark and shape in ("head", "label"):
            mark = "head"
        if sign.bullet and not mark and below and below.quote and not sign.quote:
            self._close()
            self._enter_chapter(sign)
        elif mark and not (shape == "quote" and mark in ("quoted",)):
            self._open(sign, mark)
            self._add_line(sign)
        elif begins or current is None or sign.bullet:
            self._read_plain(sign, block)
        else:
            current.slot = "note" if current.slot == "after" else current.slot or "note"
            self._add_line(sign)

    def _read_plain(self, sign: Sign, block: Block) -> None:
        """Reads the first line of a block without a mark, as the shape of the page tells."""
        current, shape = self._current, self._page.shape
        following = block.signs[1] if block.signs[1:] else None
        if shape == "head" and current and following and following.head and following.head.type and not self._own:
            self._close()
            self._enter_chapter(sign)
            return
        is_work = block.signs[1:] and block.signs[1].kind in ("head", "label") and not self._own
        if shape in ("separated", "head", "label") and current is None and is_work:
            title, author = title_and_author(sign.text)
            if author and not is_name(title):
                self._work = (title, author)
                self._page.syntax.add(sign.number)
            elif shape == "separated" and block.signs[1].head:
                self._open(sign, "")
                self._add_line(sign)
            else:
                self._enter_chapter(sign)
        elif shape == "separated" and not self._own:
            if current is None:
                self._open(sign, "")
            elif current.annotations.date or current.slot == "after":
                current.slot = "note"
            elif current.has_text:
                current.texts.append("")
            self._add_line(sign)
        elif current and shape in ("head", "label") and not self._own:
            quoted = strip_tail("\n".join(current.texts)).quoted
            current.slot = "note" if quoted or current.type == "note" or not current.has_text else "text"
            current.texts += [""] if current.slot == "text" else []
            self._add_line(sign)
        elif current and shape in ("quote", "quoted", "glyph") and not self._own:
            current.slot = "note"
            self._page.remarks += 1
            self._add_line(sign)
        elif current and sign.indent and current.has_text and not self._own:
            current.slot = "note"
            self._add_line(sign)
        elif self._in_highlights and not self._own and (shape == "paragraphs" or (shape == "bullets" and sign.bullet)):
            self._open(sign, "")
            self._add_line(sign)
        else:
            self._close()
            self._add_prose(Block(tuple(item for item in block.signs if item.number >= sign.number)))

    def _open(self, sign: Sign, mark: Mark) -> None:
        """Begins a record at a line, with what stood above it."""
        self._close()
        record = Record(start=sign.number, end=sign.number, mark=mark, section=self._headings.section)
        record.title, record.author = self._work
        for pending in self._pending:
            record.start = min(record.start, pending.number)
            head = read_head(pending.text)
            if pending.label:
                record.add_label(pending.label, sign.number)
            elif head:
                record.add_head(head, sign.number)
        record.slot = "text"
        self._pending = []
        self._current = record
        self._above = False

    def _add_line(self, sign: Sign) -> None:
        assert self._current
        self._current.add_line(sign.text, sign.number)

    def _close(self) -> None:
        if self._current:
            self._page.records.append(self._current)
        self._current = None

    def _add_prose(self, block: Block) -> None:
        last = self._page.prose[-1] if self._page.prose else None
        start, end = block.start, block.end
        if (
            last
            and last.section == self._headings.section
            and last.own == self._own
            and not self._between(last.end, start)
        ):
            self._page.prose[-1] = Prose(last.start, end, last.section, last.own)
        else:
            self._page.prose.append(Prose(start, end, self._headings.section, self._own))

    def _between(self, last: int, first: int) -> bool:
        """Whether anything but blank lines stands between two lines."""
        return any(self._note.line(number).strip() for number in range(last + 1, first))


def _is_short(sign: Sign) -> bool:
    """Whether a line could be a chapter's or a work's title: few words, no end of a sentence."""
    return len(sign.text.split()) <= MAX_CHAPTER_WORDS and not re.search(r"[.!?…”\"»]\s*\d*$", sign.text)
