"""What the lines of a list of highlights are, as far as the lines below them show it."""

from __future__ import annotations

from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET, DIVIDER, FENCE, RULE, indent_of
from ingest.metadata.annotations import is_annotation
from ingest.metadata.locations import ends_in_location, strip_location

MAX_CHAPTER_LETTERS = 200
"""Of a heading bullet. What is longer (code behind a `#`, a page on one line) is a highlight."""

MAX_OWNER_LINES = 40
"""Searched above a bullet for the heading it stands below."""


def list_depth(draft: DocumentBuilder, first: int, last: int) -> int:
    """The depth of highlights: that of the shallowest bullet that is no divider; -1 without a bullet."""
    depths = [
        indent_of(line)
        for line in draft.note.lines[first - 1 : last]
        if (bullet := BULLET.match(line))
        and not is_annotation(bullet["text"] or "")
        and not DIVIDER.match(line)
        and not RULE.match(line)
        and not line.startswith((" •", "\t•"))
    ]
    return min(depths, default=-1)


def list_depth_below_dividers(draft: DocumentBuilder, first: int, last: int) -> int:
    """The depth of highlights, where dividers are bullets that of the shallowest right below one; 0 at least."""
    depths = [
        list_depth(draft, number + 1, number + 1)
        for number in range(first, last)
        if BULLET.match(draft.note.line(number)) and DIVIDER.match(draft.note.line(number))
    ]
    return max(list_depth(draft, first, last), min((depth for depth in depths if depth >= 0), default=0))


def chapter_of(text: str) -> tuple[int, str] | None:
    """Level and words where a bullet's text is a chapter's heading."""
    heading = heading_of(text) if text.startswith("#") else None
    return heading if heading and len(strip_location(heading[1]).text) <= MAX_CHAPTER_LETTERS else None


def last_link_line(draft: DocumentBuilder, number: int, indent: int) -> int:
    """The last line that ends in a highlight's link, from the bullet at `number` up to the next one as far out as
    `indent`; 0 where none does."""
    last = 0
    for below in range(number, draft.end + 1):
        line = draft.note.line(below)
        if below > number and (
            heading_of(line) or DIVIDER.match(line) or (BULLET.match(line) and indent_of(line) <= indent)
        ):
            break
        if "](" in line and strip_location(line).url:
            last = below
    return last


def has_more_lines(draft: DocumentBuilder, number: int, indent: int) -> bool:
    """Whether the text of the bullet at a line has more lines: then its first is no chapter heading."""
    below = next(filter(str.strip, draft.note.lines[number : draft.end]), "")
    return bool(below) and not BULLET.match(below) and indent_of(below) > indent


def is_fence_closed(draft: DocumentBuilder, number: int, indent: int) -> bool:
    """Whether a fence that opens at a line is closed before another highlight ends, which it would else swallow."""
    for below in range(number + 1, draft.end + 1):
        line = draft.note.line(below)
        if FENCE.match(line):
            return True
        if BULLET.match(line) and indent_of(line) <= indent and ends_in_location(line):
            return False
    return False


def is_below_owner_heading(draft: DocumentBuilder, number: int, indent: int) -> bool:
    """Whether a bullet stands right below a bullet `What I take from it::`, which the page's owner wrote."""
    for above in range(number - 1, max(draft.start, number - MAX_OWNER_LINES) - 1, -1):
        line = draft.note.line(above)
        bullet = BULLET.match(line)
        if bullet and indent_of(line) < indent:
            return (bullet["text"] or "").rstrip().endswith("::")
    return False
