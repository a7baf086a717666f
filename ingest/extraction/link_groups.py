"""A page of highlights with their links behind them, in chunks: runs of lines that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import DIVIDER, FENCE, RULE
from ingest.metadata.locations import is_placed
from ingest.note import Note

QUOTE = re.compile(r"^\s{0,3}>[ \t]?")
BLOCK_ID = re.compile(r"^\s*>?\s*\^[\w-]+\s*$")
OWN_LINK = re.compile(
    r"\(?\[(?:View Highlight)?\]\(https?://(?:read\.)?readwise\.io/(?:read|open)/[^()\s]*\)\)?[.,;:!?…]*"
)
"""Readwise's link to a highlight, and what ends the sentence it stands in."""
SAID = re.compile(r"^\s*(?:#[^\s#]\S*\s*)+$|^\s*\^[\w-]+\s*$")
"""Tags or a block's id below such a link."""
PARTED_SHARE = 0.7
"""Of the links of an export that parts its highlights by two blank lines; the last has none below it."""


def read_chunks(note: Note, first: int, last: int) -> list[list[int]]:
    """The numbers of lines that belong together; each chunk has with it a link that stands alone below it."""
    together: list[list[int]] = []
    for numbers in _chunks(note, first, last):
        line = unquoted(note.line(numbers[0]))
        rest = [unquoted(note.line(number)) for number in numbers[1:]]
        alone = bool(OWN_LINK.fullmatch(line.strip())) and all(map(SAID.match, rest))
        if alone and together and _wants_link(note, together[-1]):
            together[-1] = [*together[-1], *numbers]
        else:
            together.append(numbers)
    return together


def unquoted(line: str) -> str:
    """A line without the mark of a quotation."""
    return QUOTE.sub("", line)


def _wants_link(note: Note, numbers: list[int]) -> bool:
    """Whether a chunk is text with no link in it."""
    first = note.line(numbers[0])
    alone = _stands_alone(first) or BLOCK_ID.match(first)
    return not alone and not any(is_placed(note.line(number)) for number in numbers)


def _stands_alone(line: str) -> bool:
    return bool(heading_of(line) or RULE.match(line) or DIVIDER.match(line))


def _chunks(note: Note, first: int, last: int) -> Iterator[list[int]]:
    """Lines without a blank one between, or with single ones, where the export parts by two."""
    wide = _parts_by_two(note.lines[first - 1 : last])
    chunk, blanks, fenced = list[int](), 0, False
    for number in range(first, last + 1):
        line = note.line(number)
        if FENCE.match(line):
            fenced = not fenced
        if fenced and chunk:
            chunk.append(number)
            blanks = 0
            continue
        if not line.strip():
            blanks += 1
            continue
        after_link = chunk and is_placed(note.line(chunk[-1]))
        if chunk and (_stands_alone(line) or blanks > (1 if wide and not after_link else 0)):
            yield chunk
            chunk = []
        blanks = 0
        chunk.append(number)
        if _stands_alone(line):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _parts_by_two(lines: tuple[str, ...]) -> bool:
    """Whether this export leaves two blank lines after its highlights; then one is inside of a highlight."""
    after = [
        not any(line.strip() for line in lines[at + 1 : at + 3])
        for at, line in enumerate(lines[:-2])
        if is_placed(line)
    ]
    return bool(after) and sum(after) > PARTED_SHARE * len(after)
