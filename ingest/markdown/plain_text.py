"""Reads plain text without markup: joins hard-wrapped lines, and distinguishes headings from other bare lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET
from ingest.note import Note
from ingest.text.scripts import count_wide

MAX_HEADING_WORDS = 12
MAX_HEADING_LETTERS = 80
"""Within these bounds are 97 % of 300 chapter titles in the collections of FORMATS."""

MIN_PROSE_WORDS = 20
"""A headline, byline or button has fewer."""

NON_HEADING_ENDS = '.!?;,…。！？；，、"”»'
READING_TIME = re.compile(
    r"\b\d{1,3}[\s-]*min(?:ute)?s?\.?(?:[\s-]*read)|"
    r"\b(?:lesezeit|lesedauer|temps de lecture|lecture de|tiempo de lectura|lectura de|tempo di lettura|lettura da|"
    r"tempo de leitura|leitura de|leestijd|czas czytania|время чтения|okuma süresi|lästid)\W{0,4}(?:ca\.? )?"
    r"\d{1,3}\s*(?:min|мин|dk|dakika)|\d{1,3}\s*分(?:钟|鐘)?で?(?:読|阅读|閱讀)|"
    r"(?:阅读|閱讀)\D{0,6}\d{1,3}\s*分|읽는 시간\D{0,3}\d",
    re.I,
)
SENTENCE_ENDS = '.!?…。！？"”»'
MARKUP_LINE = re.compile(r"^\s*(?:>|\||```|~~~|!\[|\d+[.)]\s|\[\[|\w[\w-]*::)")
LEADING_BULLET = re.compile(r"[-*+•](?:\s|$)")
OPENING_QUOTES = '"“„«「『”'
CITED_QUOTATION = re.compile(r"[”“\"»」]\s*[(\[][^()\[\]]*[)\]]$")
"""The end of a quotation with its place, which is no heading's."""
NUMBERED_START = re.compile(r"(?:[^\W\d_]{1,10}\.?\s+)?\d+(?:[.:/-]\d+)*")
DIGITS = re.compile(r"\d+")
CLOSING_OF = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "”": "”"}
MIN_REPEATED = 2
BEGINS_LINE = re.compile(r"(?:[-*+•>#|—–―~]|--)\s|\d+[.)]\s|[^\W\d_]{1,10}\.?\s*\d+\s*[:：]")
"""Of a line that wraps no other: a bullet, a number, a place before a colon."""
MAX_WRAP_WIDTH = 110
"""In letters: hard-wrapped text has no longer line; paragraphs on one line do."""
MIN_WRAPPED_SHARE = 0.3
"""Of neighbouring lines that look wrapped: a note wrapped at 60 to 100 columns has 0.5 and more, lists of short lines
0.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of plain text, or several joined because a hard wrap had split them."""

    text: str
    start: int
    end: int
    blank_above: bool


def read_text_lines(lines: Sequence[str], first: int = 1) -> list[TextLine]:
    """The lines of a text without blank ones; hard-wrapped prose and quotations are joined by spaces, and lines
    indented below a bullet by line breaks."""
    width = wrap_width(lines)
    text_lines: list[TextLine] = []
    blank = True
    for number, line in enumerate(lines, first):
        text = line.strip()
        if not text:
            blank = True
            continue
        above = text_lines[-1] if text_lines and not blank else None
        if above and line[:1].isspace() and LEADING_BULLET.match(above.text):
            text_lines[-1] = replace(above, text=f"{above.text}\n{line.rstrip()}", end=number)
        elif (above and _is_open_quotation(above.text)) or (
            above and width and _continues(lines, number - first, width)
        ):
            text_lines[-1] = replace(above, text=f"{above.text} {text}", end=number)
        else:
            text_lines.append(TextLine(text=text, start=number, end=number, blank_above=blank))
        blank = False
    return text_lines


def _is_open_quotation(text: str) -> bool:
    """Whether a quotation begins a line and does not end in it."""
    closing = CLOSING_OF.get(text[0], "")
    return bool(closing) and not any(sign in text[1:] for sign in closing)


def wrap_width(lines: Sequence[str]) -> int:
    """The width at which a text was wrapped, or 0 where it was not.

    In greedily wrapped text a line's first word would not fit on the line above. Where that holds for enough
    neighbours and no line is long, the text was wrapped.
    """
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(lengths) < 3:
        return 0
    width = lengths[-1]
    if width > MAX_WRAP_WIDTH:
        spaced = [len(line.rstrip()) for line in lines if " " in line.strip()]
        width = max(spaced, default=0)
    if not 40 <= width <= MAX_WRAP_WIDTH:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    wrapped = sum(_is_wrapped(above, below.strip(), width) for above, below in pairs)
    return width if pairs and wrapped >= MIN_WRAPPED_SHARE * len(pairs) else 0


def _continues(lines: Sequence[str], at: int, width: int) -> bool:
    """Whether the line at `at` continues the sentence above it.

    A line whose first word would not fit above may still be a heading: when a sentence ends above, and the line can be
    a heading and either has room for the next line's first word or a capital below it.
    """
    above, text = lines[at - 1], lines[at].strip()
    if not _is_wrapped(above, text, width):
        return False
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    ended = above.rstrip()[-1:] in SENTENCE_ENDS
    breaks = bool(below) and (below[0].isupper() or not _is_wrapped(text, below, width))
    return not (ended and breaks and can_be_heading(text))


def _is_wrapped(above: str, below: str, width: int) -> bool:
    if BEGINS_LINE.match(below):
        return False
    return len(above.rstrip()) + 1 + len(below.split(maxsplit=1)[0]) > width


def can_be_heading(text: str) -> bool:
    """Whether a bare line could be a heading: short, beginning with a capital or digit, without a final stop."""
    if not text or len(text) > MAX_HEADING_LETTERS or len(text.split()) > MAX_HEADING_WORDS:
        return False
    if (
        text[-1] in NON_HEADING_ENDS
        or CITED_QUOTATION.search(text)
        or text[0] in OPENING_QUOTES
        or re.search(r"https?://|^\W*\d[\d\s:.,/-]*$", text)
    ):
        return False
    head = text.lstrip("‘'([")
    return bool(head) and (head[0].isupper() or head[0].isdigit() or (not head[0].isascii() and head[0].isalpha()))


def bare_lines(text_lines: Sequence[TextLine]) -> set[int]:
    """Positions of the lines that can be a heading and are followed by a line that cannot.

    The last line of a block that has others, such as the name below a quotation, is none, nor is a verse that goes on
    below in lower case, nor a line that begins with a number or time as texts do.
    """
    candidates = [can_be_heading(line.text) for line in text_lines]
    texts = {stem for line, can in zip(text_lines, candidates, strict=True) if not can and (stem := _stem(line.text))}
    candidates = [can and _stem(line.text) not in texts for line, can in zip(text_lines, candidates, strict=True)]
    return {
        at
        for at, (line, below) in enumerate(pairwise(text_lines))
        if candidates[at] and not candidates[at + 1] and line.start == line.end and not _is_inside(line, below)
    }


def _stem(text: str) -> str:
    """A line's beginning up to its first number or time, which lines of one kind share: `Min 0` of `Min 12 Tin is …`,
    `0.0` of `1.2 “…”`; "" for a line that begins otherwise."""
    begins = NUMBERED_START.match(text)
    return DIGITS.sub("0", begins[0]) if begins else ""


def _is_inside(line: TextLine, below: TextLine) -> bool:
    """Whether a line belongs to the block above it or, as a verse, goes on in the line below."""
    if line.start == 1:
        return False
    return (not line.blank_above and below.blank_above) or (not below.blank_above and below.text[0].islower())


def heading_positions(text_lines: Sequence[TextLine]) -> set[int]:
    """Positions of the section headings: lines that can be one and are followed by a line that cannot, below a blank
    line or where several such lines repeat the pattern."""
    found = bare_lines(text_lines)
    if len(found) >= MIN_REPEATED:
        return found
    return {at for at in found if not at or text_lines[at].blank_above or text_lines[at].text[-1] in ":："}


def is_prose(line: TextLine) -> bool:
    """Whether a line is a paragraph rather than a headline, byline or button."""
    words = len(line.text.split())
    return words >= MIN_PROSE_WORDS or count_wide(line.text) >= 2 * MIN_PROSE_WORDS


def is_plain_text(note: Note, *, bullets: bool = False) -> bool:
    """Whether a note is plain text: no front matter, headings or other markup, and bullets only where allowed."""
    if note.front or note.body > 1:
        return False
    filled = [line for line in note.lines if line.strip()]
    if len(filled) < 3 or any(heading_of(line) for line in filled):
        return False
    marked = sum(bool(MARKUP_LINE.match(line) or (not bullets and BULLET.match(line))) for line in filled)
    return marked <= 0.1 * len(filled)
