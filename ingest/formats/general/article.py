"""A web page's text copied into a file: paragraphs parted by blank lines, with some of the page around them.

Known by having no markup and paragraphs of prose that stand apart. What belongs to the page and not to the
article is furniture: reading time, buttons, the line about its author, headlines of other pages below.

    Why do big models work?

    A Name
    4 min readMar 3, 2023

    The first paragraph of prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Document, Paragraph
from ingest.markdown.plain_text import (
    READING_TIME,
    TextLine,
    can_be_heading,
    has_reading_time,
    heading_positions,
    is_plain_text,
    is_prose,
    read_text_lines,
)
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "article"

HEAD_UNITS = 12
"""Lines above the first prose among which title, author and date are looked for."""

BUTTON = re.compile(
    r"^(?:in|by|on|at|from|and|or|·|•|\||--?|follow(?:ing)?|share|save|listen|subscribe|sign (?:up|in)|log ?in|"
    r"menu|search|home|more|advertisement|sponsored|related|read more|continue reading|comments?|leave a comment|"
    r"reply|respond|"
    r"see all|get the app|open in app|member-only story|published in|written by|image credit.*|photo by .*|"
    r"share this.*|skip to .*|download pdf|print|email|facebook|twitter|linkedin|clap|\d+(?:\.\d+)?k?|"
    r"copy link|table of contents|loading.*|cookie.*|all rights reserved.*|(?:©|copyright\b).*)\W*$",
    re.I,
)
NAME_WORD = r"[^\W\d_a-z][\w.'’-]*"
NAME_LIKE = re.compile(rf"^(?:[Bb]y\s+)?({NAME_WORD}(?:\s+(?:{NAME_WORD}|de|van|von|da|del|al|bin)){{1,3}})$")
BIO_UNITS = 4
"""Units below the author's repeated name that may speak of the author."""


def recognises(note: Note) -> bool:
    if not is_plain_text(note):
        return False
    units = read_text_lines(note.lines)
    prose = sum(is_prose(unit) for unit in units)
    parted = sum(unit.blank_above for unit in units) >= 0.5 * len(units)
    return prose >= 1 and (parted or has_reading_time(units))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    units = read_text_lines(note.lines)
    first = next(at for at, unit in enumerate(units) if is_prose(unit))
    last = max(at for at, unit in enumerate(units) if is_prose(unit))
    head, title, author, published = read_page_head(units[:first])
    end = _end_of_body(units, first, last, author)
    body = units[head:end]
    headings = heading_positions(body)
    section: tuple[str, ...] = ()
    for at, unit in enumerate(body):
        text = clean_text(unit.text)
        if at in headings:
            section = (text,)
        elif text and not _is_furniture(unit):
            draft.add_paragraph(Paragraph(text=text, line_start=unit.start, line_end=unit.end, section=section))
        draft.mark_meta(unit.start, unit.end)
    draft.mark_meta(1, note.end)
    document = draft.finish(
        format=NAME,
        title=title or title_from_path(note.path),
        author=author,
        category="articles",
        published=published,
        full_text=True,
    )
    return (document,)


def _is_furniture(unit: TextLine) -> bool:
    short = len(unit.text.split()) <= 10
    return bool(short and (BUTTON.match(unit.text) or READING_TIME.search(unit.text)))


def read_page_head(units: Sequence[TextLine]) -> tuple[int, str, str, str]:
    """Where the body begins, and title, author, date of the lines above the first prose.

    The heading nearest above the prose stays with the body when a title stands above it already.
    """
    title = author = published = ""
    used = 0
    for at, unit in enumerate(units[:HEAD_UNITS]):
        text = unit.text
        name = NAME_LIKE.match(text)
        if _is_furniture(unit):
            published = published or iso_date(READING_TIME.sub(" ", text))
        elif not title and len(text.split()) >= 2 and not text.lower().startswith("by "):
            title = clean_text(text)
        elif title and not author and name and len(text.split()) <= 5:
            author = name[1]
        elif iso_date(text) and len(text.split()) <= 8:
            published = published or iso_date(text)
        elif title:
            break
        used = at + 1
    return used, title, author, published


def _end_of_body(units: Sequence[TextLine], first: int, last: int, author: str) -> int:
    """The position after the body: below it are the author's lines and the headlines of other pages."""
    for at in range(first + 1, len(units)):
        is_author = author and units[at].text.lower() == author.lower()
        if (
            (is_author or re.match(r"(?i)(?:written by|about the author)\b", units[at].text))
            and len(units) - at <= BIO_UNITS + 8
            and at > len(units) // 2
        ):
            return at
    end = len(units)
    while end - 1 > last and _is_headline(units[end - 1]):
        end -= 1
    return end


def _is_headline(unit: TextLine) -> bool:
    """A line below the last prose that ends no sentence: a headline, a site's name, a button."""
    text = unit.text
    return can_be_heading(text) or text[-1] not in '.”"’)' or _is_furniture(unit) or len(text.split()) < 4
