"""The lines of a page of highlights with links, in groups: lines that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import DIVIDER, FENCE, RULE
from ingest.metadata.locations import ends_in_location
from ingest.note import Note

QUOTE_MARK = re.compile(r"^\s{0,3}>[ \t]?")
BLOCK_ID = re.compile(r"^\s*>?\s*\^[\w-]+\s*$")
OWN_LINK = re.compile(
    r"\(?\[(?:View Highlight)?\]\(https?://(?:read\.)?readwise\.io/(?:read|open)/[^()\s]*\)\)?[.,;:!?…]*"
)
"""Readwise's link to a highlight, and the punctuation that ends its sentence."""
TAGS_OR_ID = re.compile(r"^\s*(?:#[^\s#]\S*\s*)+$|^\s*\^[\w-]+\s*$")
"""Tags or a block id below such a link."""
MIN_SEPARATED_SHARE = 0.7
"""Share of links with two blank lines below, in an export that so separates highlights; the last has none."""


def read_line_groups(note: Note, first: int, last: int) -> list[list[int]]:
    """The numbers of lines that belong together; a link alone below a text belongs to it."""
    groups: list[list[int]] = []
    for numbers in _groups(note, first, last):
        line = unquoted(note.line(numbers[0]))
        rest = [unquoted(note.line(number)) for number in numbers[1:]]
        alone = bool(OWN_LINK.fullmatch(line.strip())) and all(map(TAGS_OR_ID.match, rest))
        if alone and groups and _lacks_link(note, groups[-1]):
            groups[-1] = [*groups[-1], *numbers]
        else:
            groups.append(numbers)
    return groups


def unquoted(line: str) -> str:
    """A line without its quotation mark."""
    return QUOTE_MARK.sub("", line)


def _lacks_link(note: Note, numbers: list[int]) -> bool:
    """Whether a group is text with no link in it."""
    first = note.line(numbers[0])
    alone = _is_separate(first) or BLOCK_ID.match(first)
    return not alone and not any(ends_in_location(note.line(number)) for number in numbers)


def _is_separate(line: str) -> bool:
    return bool(heading_of(line) or RULE.match(line) or DIVIDER.match(line))


def _groups(note: Note, first: int, last: int) -> Iterator[list[int]]:
    """Lines without a blank line between, or with single ones where the export separates highlights by two."""
    by_two = _separates_by_two(note.lines[first - 1 : last])
    group, blanks, fenced = list[int](), 0, False
    for number in range(first, last + 1):
        line = note.line(number)
        if FENCE.match(line):
            fenced = not fenced
        if fenced and group:
            group.append(number)
            blanks = 0
            continue
        if not line.strip():
            blanks += 1
            continue
        after_link = group and ends_in_location(note.line(group[-1]))
        if group and (_is_separate(line) or blanks > (1 if by_two and not after_link else 0)):
            yield group
            group = []
        blanks = 0
        group.append(number)
        if _is_separate(line):
            yield group
            group = []
    if group:
        yield group


def _separates_by_two(lines: tuple[str, ...]) -> bool:
    """Whether an export has two blank lines after its highlights; a single one is then inside a highlight."""
    separated = [
        not any(line.strip() for line in lines[at + 1 : at + 3])
        for at, line in enumerate(lines[:-2])
        if ends_in_location(line)
    ]
    return bool(separated) and sum(separated) > MIN_SEPARATED_SHARE * len(separated)
