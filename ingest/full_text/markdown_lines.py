"""A text as lines of markdown, in which the readers of highlight exports find what they know. Pure.

Text on a colour is a highlight in the documents that reading apps write; what stands between it and the page it is of
is the reader's note and the day:

    > A rope is patience, twisted.

    Color: yellow

    Note: Say this to Ida.

    September 23, 2024

    Page 4
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.full_text.content import TextBlock
from ingest.text.clean import drop_embedded

BOOK_PAGE = re.compile(r"Page [\divxlcm]{1,8}$", re.I)
MAX_NOTE_BLOCKS = 8
"""Between a highlight and its page."""


def write_lines(blocks: Sequence[TextBlock]) -> Iterator[str]:
    """The blocks with a blank line between them; headings with `#`, text on a colour as a quotation."""
    blocks = [block for part in _without_repeats(_split_parts(blocks)) for block in part]
    notes = {at for first in range(len(blocks)) for at in _notes_of(blocks, first)}
    for at, block in enumerate(blocks):
        mark = f"{'#' * block.level} " if block.level else "> " if block.color else "Note: " if at in notes else ""
        for line in block.text.split("\n"):
            yield (mark if line else "") + drop_embedded(line)
            mark = "" if at in notes else mark
        yield ""
        if block.color and not block.level:
            yield from (f"Color: {block.color}", "")


def _notes_of(blocks: Sequence[TextBlock], first: int) -> Iterator[int]:
    """The positions of the notes on a highlight: what follows it up to its day and page."""
    if not blocks[first].color:
        return
    for at in range(first + 1, min(first + MAX_NOTE_BLOCKS, len(blocks))):
        if blocks[at].color or blocks[at].level:
            return
        if BOOK_PAGE.match(blocks[at].text):
            yield from range(first + 1, at - 1)
            return


def _split_parts(blocks: Sequence[TextBlock]) -> list[list[TextBlock]]:
    """The parts of a text, each with a heading of the first level."""
    parts: list[list[TextBlock]] = [[]]
    for block in blocks:
        if block.level == 1:
            parts.append([])
        parts[-1].append(block)
    return parts


def _without_repeats(parts: Sequence[list[TextBlock]]) -> Iterator[list[TextBlock]]:
    """The parts without those whose highlights all stand in a later one, such as a list by colour."""
    for at, part in enumerate(parts):
        marked = {block.text for block in part if block.color}
        if not marked or not any(marked <= {block.text for block in later} for later in parts[at + 1 :]):
            yield part
