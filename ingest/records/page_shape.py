"""The shape of a page: the mark that most of its records share.

It decides what a block without a mark is: with separators between records it is text or the note below it, below a
quotation the reader's remark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Literal

from ingest.metadata.fields import split_field
from ingest.metadata.labels import is_heading_of
from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.title_author import IN_MARKS, is_name, without_lead
from ingest.metadata.trailing_metadata import OPENING_QUOTES
from ingest.records.blocks import Block
from ingest.records.line_kinds import Line
from ingest.records.tables import table_records

Shape = Literal["", "head", "label", "quote", "tail", "glyph", "quoted", "separated", "dated", "bullets", "paragraphs"]


MAX_TITLE_WORDS = 12
MIN_DATES = 2
MAX_HEAD_BLOCKS = 2
"""Of title, author and fields."""
MAX_TITLE_LETTERS = 90
TEXT_LABELS = ("text", "note", "context")
"""Labels whose value may go on in the next line."""
FIELD_LABELS = ("title", "author", "link", "date", "published", "category")
"""Labels of a work's fields."""
ANNOTATION_LABELS = ("note", "tags", "page", "location", "date", "color", "chapter")
"""Labels of what is said of a highlight."""
DIGIT = re.compile(r"\d")
SENTENCE_END = re.compile(r"[.!?…”\"»。！？」』]\s*\d*$")


def has_highlights_heading(blocks: Sequence[Block]) -> bool:
    """Whether a heading such as `Highlights` stands on the page."""
    firsts = [block.first for block in blocks]
    headings = [line.text for line in firsts if line.kind == "heading" or (line.label and not line.label.value)]
    return any(is_heading_of(words, "highlight_headings") for words in headings)


def can_be_title(text: str) -> bool:
    """Whether a line could be a chapter's or a work's title: few words, no end of a sentence."""
    return len(text.split()) <= MAX_TITLE_WORDS and len(text) <= MAX_TITLE_LETTERS and not SENTENCE_END.search(text)


def shape_of(blocks: Sequence[Block], *, below_heading: bool, places_lead: bool, is_numbered: bool) -> Shape:
    """The mark that the records of a page share, the most telling first. places_lead: see `heads_lead`; is_numbered:
    whether a heading with its id or number stands above each."""
    counts = _count_marks(blocks, places_lead)
    if counts["separated"] > 1 and _are_parted(blocks):
        counts["quote"] = counts["tail"] = counts["quoted"] = 0
    if counts["place heading"] > 1:
        counts["head"] += 1
    if counts["bare highlight"] and counts["bare highlight"] + counts["bare note"] > 1:
        counts["head"] += 1
    if below_heading and 2 * counts["tail"] < counts["bullets"] + counts["others"] and not counts["quote"]:
        counts["tail"] = 0
    if below_heading and 3 * counts["quote"] < counts["bullets"]:
        counts["quote"] = 0
    has_bullets = counts["bullets"] > 0  # else the first text may be the title
    if below_heading and 2 * counts["quoted"] < counts["bullets"] + counts["others"] - (not has_bullets):
        counts["quoted"] = 0
    if counts["tail"] == counts["quoted tail"]:
        counts["quoted"] += counts.pop("tail", 0)
    for shape in ("head", "label", "quote", "tail"):
        if counts[shape]:
            return shape
    if is_numbered:
        return "head"
    if counts["glyph"] > 1:
        return "glyph"
    if counts["quoted"] and counts["quoted"] * 3 >= counts["others"]:
        return "quoted"
    if counts["dated"] > 1 or (counts["dated"] and counts["separated"]):
        return "separated" if counts["separated"] >= counts["dated"] - 1 and counts["separated"] > 0 else "dated"
    are_annotated = 2 * counts["annotated"] > max(counts["separated"], counts["others"] - 1)
    if counts["separated"] > 1 and (are_annotated or _has_work_head(blocks) or _end_in_rules(blocks)):
        return "separated"
    if counts["placed"] > 1:
        return "separated"
    if counts["bullets"] and counts["bullets"] >= counts["others"] - counts["fields"]:
        return "bullets"
    return "paragraphs" if below_heading else ""


def _begins_with_work(block: Block) -> bool:
    """Whether a page begins with two lines, a title and its author."""
    lines = [line.text for line in block.lines if line.kind == "text" and not (line.quote or line.bullet)]
    return len(lines) == len(block.lines) == 2 and can_be_title(lines[0]) and is_name(lines[1])


def _has_work_head(blocks: Sequence[Block]) -> bool:
    """Whether a title with its author stands above the first separator, and nothing else but headings and fields."""
    head = list(takewhile(lambda block: block.first.kind != "rule", blocks))
    lines = [line for block in head for line in block.lines if line.kind not in ("heading", "furniture")]
    if _begins_with_work(blocks[0]):
        return True
    names = [line for line in lines if not (line.label or split_field(line.text))]
    has_author = any(line.label and line.label.kind == "author" for line in lines)
    is_named = len(names) == 1 and len(head) > 1 and is_name(names[0].text.strip("*_ "))
    return (has_author and not names) or (is_named and head[0].first.kind == "heading")


def _end_in_rules(blocks: Sequence[Block]) -> bool:
    """Whether a rule stands below each text on a page, the last too, as tools write it and authors do not."""
    texts = [at for at, block in enumerate(blocks) if block.is_text]
    parted = [at for at in texts if at + 1 < len(blocks) and blocks[at + 1].first.kind == "rule"]
    return blocks[-1].first.kind == "rule" and len(parted) > 2 and len(texts) - len(parted) <= MAX_HEAD_BLOCKS


def _are_parted(blocks: Sequence[Block]) -> bool:
    """Whether separators part texts without a mark on a page that names its work, so that a quotation among them is no
    highlight of its own."""
    firsts = [below for above, below in pairwise(blocks) if above.first.kind == "rule" and below.first.kind != "rule"]
    texts = [block for block in firsts if block.is_text and not block.mark and not can_be_title(block.first.text)]
    return 2 * len(texts) > len(firsts) and _has_work_head(blocks)


def heads_lead(blocks: Sequence[Block]) -> bool:
    """Whether places and dates without a kind stand above the text that they belong to, rather than below it."""
    if _begins_with_dated_work(blocks):
        return True
    votes = 0
    head: Head | None = None
    above: Line | None = None
    for block in blocks:
        for line in () if block.is_code else block.lines:
            if line.kind == "head" and line.head and not line.head.type and not line.head.value and not line.quote:
                closes = line is block.lines[-1] and len(block.lines) > 1 and block.lines[-2].kind == "text"
                votes, above, head = votes - (closes or _is_sentence(above)), None, None if closes else line.head
            elif line.kind == "text" and head:
                weight = 2 if all(above.head for above in block.lines[:2]) else 1  # day and place each on a line
                votes, above, head = votes + weight * _is_placed_text(head, line), line, None
            elif line.kind == "text" or (line.label and line.label.kind == "text"):
                above = line
            elif line.kind in ("rule", "heading"):
                above, head = None, None
    return votes > 0


def _begins_with_dated_work(blocks: Sequence[Block]) -> bool:
    """Whether a page begins with a work and has a date above its first text and none below its last. Plain text below
    a day is a diary's, which names no work."""
    lines = [line for block in blocks if not block.is_code for line in block.lines]
    dates = [at for at, line in enumerate(lines) if _is_bare_date(line)]
    if len(dates) < MIN_DATES or not dates[0]:
        return False
    first, names = lines[0].text, lines[: dates[0]]
    is_work = IN_MARKS.match(first) is not None or without_lead(first) != first
    has_text = any(line.kind == "text" and _is_sentence(line) for line in names)
    return is_work and not has_text and any(line.kind == "text" and _is_sentence(line) for line in lines[dates[-1] :])


def _is_bare_date(line: Line) -> bool:
    head = line.head if line.kind == "head" else None
    return bool(head and head.dated and not (head.type or head.location or head.value))


def _is_placed_text(head: Head, line: Line) -> bool:
    """Whether a line is a highlight below its head. Plain text below a day is a diary's."""
    is_quoted = line.quote > 0 or line.text[:1] in OPENING_QUOTES
    return is_quoted or (bool(head.location or head.color) and _is_sentence(line))


def _is_sentence(line: Line | None) -> bool:
    """Whether a line is a highlight's text rather than a title or chapter."""
    return line is not None and bool(line.quote or line.glyph == "text" or not can_be_title(line.text))


def _count_marks(blocks: Sequence[Block], places_lead: bool) -> Counter[str]:
    """How many lines and blocks bear each mark."""
    counts: Counter[str] = Counter()
    for at, block in enumerate(blocks):
        if block.is_code:
            continue
        counts["separated"] += block.first.kind == "rule" and at > 0
        counts["head"] += _is_below_place(block)
        counts["place heading"] += is_place_heading(block.first)
        for line in block.lines:
            mark = _mark_of(line)
            mark = "" if mark == "dated" and is_inner(line, block) else mark
            is_place = line.head and not (line.head.type or line.head.value or line.quote)
            counts["head" if is_place and places_lead else mark] += 1
        counts["label"] += len(table_records(block))
        if block.is_text:
            mark = "" if block.is_note_callout else block.mark
            counts[mark] += 1
            counts["quoted tail"] += mark == "tail" and block.first.text[:1] in OPENING_QUOTES
            counts["placed"] += not mark and has_place_below(block)
            counts["annotated"] += not mark and _is_annotated(block)
            counts["quote"] += block.first.bullet and any(line.quote for line in block.lines)
            counts["bullets" if block.first.bullet else "others"] += 1
            counts["fields"] += _is_field(block.lines)
    return counts


def is_inner(line: Line, block: Block) -> bool:
    """Whether a line stands below a block's first bullet, further in."""
    return block.first.bullet and line.indent > block.first.indent


def _is_annotated(block: Block) -> bool:
    """Whether a place, a date, tags or a note stand below a plain text."""
    is_plain = block.first.kind == "text" and not block.first.bullet
    return is_plain and any(_annotates(line) for line in block.lines[1:])


def _annotates(line: Line) -> bool:
    """Whether a line says something of the highlight above, rather than of a work."""
    return line.opens_annotation and not (line.label and line.label.kind not in ANNOTATION_LABELS)


def has_annotated_bullets(blocks: Sequence[Block]) -> bool:
    """Whether several bullets, and half of all, have a place, a date, tags or a note below them."""
    bullets = [block for block in blocks if block.is_text and block.first.bullet and block.first.kind == "text"]
    annotated = [block for block in bullets if any(line.opens_annotation for line in block.lines[1:])]
    return len(annotated) > 1 and 2 * len(annotated) >= len(bullets)


def _is_field(lines: Sequence[Line]) -> bool:
    """Whether a block holds one field of a work: `**Author:** Maren Voss`."""
    label = lines[0].label if len(lines) == 1 and not lines[0].bullet else None
    return bool(label and label.value and label.kind in FIELD_LABELS)


def is_place_heading(line: Line) -> bool:
    """Whether a heading holds a highlight's place and nothing else: `### Page 14 @ 4 March 2024`."""
    head = read_head(line.text) if line.kind == "heading" else None
    return bool(head and head.location and not head.value)


def _is_below_place(block: Block) -> bool:
    """Whether the line above a text holds only its place: `Page 12`."""
    head = block.first.head
    is_above_text = any(line.kind == "text" for line in block.lines[1:])
    return is_above_text and not block.first.quote and bool(head and head.location and not head.value)


def keys_of_records(blocks: Sequence[Block]) -> frozenset[str]:
    """The keys of no known kind that stand among the labels of several records, above their text: `User: mole`."""
    keys = Counter(key for block in blocks if not block.is_code for key in _unknown_keys(block))
    return frozenset(key for key, count in keys.items() if count > 1)


def _unknown_keys(block: Block) -> set[str]:
    """The keys of a block's lines that stand below a head or label and above a label."""
    keys = set[str]()
    for above, line, below in zip(block.lines, block.lines[1:], block.lines[2:], strict=False):
        pair = split_field(line.text) if line.kind == "text" and below.label else None
        if pair and (above.head or (above.label and above.label.kind not in TEXT_LABELS)):
            keys.add(pair[0])
    return keys


def has_place_below(block: Block) -> bool:
    """Whether the line below a plain text holds only its place: `Location 340`, `Page: 12`."""
    line = block.lines[1] if len(block.lines) > 1 and block.first.kind == "text" and not block.first.bullet else None
    if not line:
        return False
    is_place = line.head and line.head.location and not line.head.type and not line.head.value
    return bool(is_place or (line.label and line.label.kind in ("page", "location")))


def _mark_of(line: Line) -> str:
    """What a line by itself shows of the page's shape, or ""."""
    head = line.head
    if head and head.type in ("highlight", "note") and (head.location or head.color or head.dated):
        return "head"
    if head and head.location and head.value[:1] in OPENING_QUOTES and head.value:
        return "head"
    if head and head.dated and not head.type:
        return "dated"
    if head and head.type and not head.value and not DIGIT.search(line.text):
        return f"bare {head.type}"
    if line.label and line.label.kind == "text":
        return "label"
    return "glyph" if line.glyph == "text" else ""
