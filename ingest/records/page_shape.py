"""The shape of a page: the mark that most of its records share.

It decides what a block without a mark is: with separators between records it is text or the note below it, below a
quotation the reader's remark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from ingest.metadata.labels import is_heading_of
from ingest.records.blocks import Block
from ingest.records.line_kinds import Line
from ingest.records.tables import table_roles

Shape = Literal["", "head", "label", "quote", "tail", "glyph", "quoted", "separated", "dated", "bullets", "paragraphs"]


def has_highlights_heading(blocks: Sequence[Block]) -> bool:
    """Whether a heading such as `Highlights` stands on the page."""
    headings = [block.first.text for block in blocks if block.first.kind == "heading"]
    return any(is_heading_of(words, "highlight_headings") for words in headings)


def shape_of(blocks: Sequence[Block], below_heading: bool) -> Shape:
    """The mark that the records of a page share, the most telling first."""
    counts = _count_marks(blocks)
    if below_heading and 2 * counts["tail"] < counts["bullets"] + counts["others"] and not counts["quote"]:
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


def _count_marks(blocks: Sequence[Block]) -> Counter[str]:
    """How many lines and blocks bear each mark."""
    counts: Counter[str] = Counter()
    for at, block in enumerate(blocks):
        if block.is_code:
            continue
        counts["separated"] += block.first.kind == "rule" and at > 0
        counts["head"] += _is_below_place(block)
        for line in block.lines:
            counts[_mark_of(line)] += 1
        if table_roles(block):
            counts["label"] += 1
        if block.is_text:
            counts[block.mark] += 1
            counts["quote"] += block.first.bullet and any(line.quote for line in block.lines)
            counts["bullets" if block.first.bullet else "others"] += 1
    return counts


def _is_below_place(block: Block) -> bool:
    """Whether the first of several lines holds only a place: `Page 12`."""
    head = block.first.head
    return len(block.lines) > 1 and not block.first.quote and bool(head and head.location and not head.value)


def _mark_of(line: Line) -> str:
    """What a line by itself shows of the page's shape, or ""."""
    head = line.head
    if head and head.type in ("highlight", "note") and (head.location or head.color or head.dated):
        return "head"
    if head and head.dated and not head.type:
        return "dated"
    if line.label and line.label.kind == "text":
        return "label"
    return "glyph" if line.glyph == "text" else ""
