"""Plain text without markup: hard-wrapped lines joined, bare lines told apart from headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET
from ingest.note import Note
from ingest.text.scripts import count_wide

SHORT_WORDS = 12
SHORT_LETTERS = 80
"""A heading has at most so many words and letters: of 300 chapter titles in FORMATS' collections 97 % do."""

MIN_PROSE_WORDS = 20
"""A paragraph of so many words is prose; a headline, byline or button has fewer."""

STOPS = '.!?;,…。！？；，、"”»'
READING_TIME = re.compile(r"\b\d{1,3}[\s-]*min(?:ute)?s?\.?(?:[\s-]*read)", re.I)
ENDS = '.!?…。！？"”»'
BULLETED = re.compile(r"[-*+•](?:\s|$)")
WIDEST_WRAP = 110
"""Hard-wrapped text has no line longer than this; paragraphs on one line do."""
WRAPPED_SHARE = 0.3
"""Of neighbouring lines, those that look wrapped: one note wrapped at 60 to 100 columns has 0.5 and more, lists of
short lines 0.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of plain text, or several that a hard wrap had parted."""

    text: str
    start: int
    end: int
    blank_above: bool


def read_text_lines(lines: Sequence[str], first: int = 1) -> list[TextLine]:
    """Lines as units; blank lines part. The lines of hard-wrapped prose are joined by spaces, what stands
    indented below a bullet by line breaks."""
    width = wrap_width(lines)
    units: list[TextLine] = []
    blank = True
    for number, line in enumerate(lines, first):
        text = line.strip()
        if not text:
            blank = True
            continue
        at = number - first
        if units and not blank and line[:1].isspace() and BULLETED.match(units[-1].text):
            known = units[-1]
            units[-1] = replace(known, text=f"{known.text}\n{line.rstrip()}", end=number)
            continue
        if units and not blank and width and _goes_on(lines, at, width):
            known = units[-1]
            units[-1] = TextLine(
                text=f"{known.text} {text}", start=known.start, end=number, blank_above=known.blank_above
            )
        else:
            units.append(TextLine(text=text, start=number, end=number, blank_above=blank))
        blank = False
    return units


def wrap_width(lines: Sequence[str]) -> int:
    """The width at which a text was wrapped, or 0 where it was not.

    In greedily wrapped text the next line's first word would not have fitted on the line above it. Where that
    is so for most neighbours and no line is long, the text was wrapped.
    """
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(lengths) < 3:
        return 0
    width = lengths[-1]
    if width > WIDEST_WRAP:
        spaced = [len(line.rstrip()) for line in lines if " " in line.strip()]
        width = max(spaced, default=0)
    if not 40 <= width <= WIDEST_WRAP:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    wrapped = sum(_is_wrapped(above, below.strip(), width) for above, below in pairs)
    return width if pairs and wrapped >= WRAPPED_SHARE * len(pairs) else 0


def _goes_on(lines: Sequence[str], at: int, width: int) -> bool:
    """Whether the line at `at` goes on with the sentence above it.

    A line that fills the one above may still be a heading: when a sentence has ended there, and the line could
    be a heading and either had room for the next line's first word or has a capital below it.
    """
    above, text = lines[at - 1], lines[at].strip()
    if not _is_wrapped(above, text, width):
        return False
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    ended = above.rstrip()[-1:] in ENDS
    breaks = bool(below) and (below[0].isupper() or not _is_wrapped(text, below, width))
    return not (ended and breaks and can_be_heading(text))


def _is_wrapped(above: str, below: str, width: int) -> bool:
    if re.match(r"[-*+•>#|]\s|\d+[.)]\s", below):
        return False
    return len(above.rstrip()) + 1 + len(below.split(maxsplit=1)[0]) > width


def can_be_heading(text: str) -> bool:
    """Whether a bare line could be a heading: short, beginning with a capital or digit, without a final stop."""
    if len(text) > SHORT_LETTERS or len(text.split()) > SHORT_WORDS:
        return False
    if text[-1] in STOPS or re.search(r"https?://|^\W*\d[\d\s:.,/-]*$", text):
        return False
    head = text.lstrip("\"“‘'«([")
    return bool(head) and (head[0].isupper() or head[0].isdigit() or (not head[0].isascii() and head[0].isalpha()))


def heading_positions(units: Sequence[TextLine]) -> set[int]:
    """Positions of the units that are section headings.

    A bare line heads a section when it is a candidate with a body of its own; one followed directly by
    another candidate is a line.
    """
    candidates = [can_be_heading(unit.text) for unit in units]
    return {
        at
        for at in range(len(units) - 1)
        if candidates[at] and not candidates[at + 1] and units[at].start == units[at].end
    }


def is_prose(unit: TextLine) -> bool:
    """Whether a unit is a paragraph rather than a headline, byline or button."""
    words = len(unit.text.split())
    return words >= MIN_PROSE_WORDS or count_wide(unit.text) >= 2 * MIN_PROSE_WORDS


def has_reading_time(units: Sequence[TextLine]) -> bool:
    """Whether a line near the top tells how long a page takes to read: a page was copied, nobody wrote notes."""
    return any(READING_TIME.search(unit.text) and len(unit.text.split()) <= 10 for unit in units[:8])


MARKUP = re.compile(r"^\s*(?:>|\||```|~~~|!\[|\d+[.)]\s|\[\[|\w[\w-]*::)")


def is_plain_text(note: Note, *, bullets: bool = False) -> bool:
    """Whether a note is plain text: no front matter, headings or other markup; `bullets` where those may stand."""
    if note.front or note.body > 1:
        return False
    filled = [line for line in note.lines if line.strip()]
    if len(filled) < 3 or any(heading_of(line) for line in filled):
        return False
    marked = sum(bool(MARKUP.match(line) or (not bullets and BULLET.match(line))) for line in filled)
    return marked <= 0.1 * len(filled)
