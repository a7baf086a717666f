"""A web page's text copied into a file: paragraphs with blank lines between, and some of the page around them.

Known by having no markup and separate paragraphs of prose. Boilerplate is left out: reading time, buttons, the lines
about the author, headlines of other pages below.

    Why do big models work?

    A Name
    4 min readMar 3, 2023

    The first paragraph of prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Document, Paragraph
from ingest.document_builder import DocumentBuilder
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
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "article"

MAX_HEAD_LINES = 12
"""Searched above the first prose for title, author and date."""

BUTTON_LINE = re.compile(
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
MAX_BIO_LINES = 4
"""About the author, below the name's repetition at the end."""


def recognises(note: Note) -> bool:
    if not is_plain_text(note):
        return False
    lines = read_text_lines(note.lines)
    prose = sum(is_prose(line) for line in lines)
    separated = sum(line.blank_above for line in lines) >= 0.5 * len(lines)
    return prose >= 1 and (separated or has_reading_time(lines))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    lines = read_text_lines(note.lines)
    first = next(at for at, line in enumerate(lines) if is_prose(line))
    last = max(at for at, line in enumerate(lines) if is_prose(line))
    head, title, author, published = read_page_head(lines[:first])
    end = _end_of_body(lines, first, last, author)
    body = lines[head:end]
    headings = heading_positions(body)
    section: tuple[str, ...] = ()
    for at, line in enumerate(body):
        text = clean_text(line.text)
        if at in headings:
            section = (text,)
        elif text and not _is_boilerplate(line):
            draft.add_paragraph(Paragraph(text=text, line_start=line.start, line_end=line.end, section=section))
        draft.mark_furniture(line.start, line.end)
    draft.mark_rest_as_furniture()
    document = draft.finish(
        format=NAME,
        title=title or title_from_path(note.path),
        author=author,
        category="articles",
        published=published,
        full_text=True,
    )
    return (document,)


def _is_boilerplate(line: TextLine) -> bool:
    short = len(line.text.split()) <= 10
    return bool(short and (BUTTON_LINE.match(line.text) or READING_TIME.search(line.text)))


def read_page_head(lines: Sequence[TextLine]) -> tuple[int, str, str, str]:
    """How many lines above the first prose are the page's head, and its title, author and date.

    The heading right above the prose belongs to the body where a title was found above it.
    """
    title = author = published = ""
    head_lines = 0
    for at, line in enumerate(lines[:MAX_HEAD_LINES]):
        text = line.text
        name = NAME_LIKE.match(text)
        if _is_boilerplate(line):
            published = published or iso_date(READING_TIME.sub(" ", text))
        elif not title and len(text.split()) >= 2 and not text.lower().startswith("by "):
            title = clean_text(text)
        elif title and not author and name and len(text.split()) <= 5:
            author = name[1]
        elif iso_date(text) and len(text.split()) <= 8:
            published = published or iso_date(text)
        elif title:
            break
        head_lines = at + 1
    return head_lines, title, author, published


def _end_of_body(lines: Sequence[TextLine], first: int, last: int, author: str) -> int:
    """The position after the body, at the lines about the author or the headlines of other pages."""
    for at in range(first + 1, len(lines)):
        is_author = author and lines[at].text.lower() == author.lower()
        if (
            (is_author or re.match(r"(?i)(?:written by|about the author)\b", lines[at].text))
            and len(lines) - at <= MAX_BIO_LINES + 8
            and at > len(lines) // 2
        ):
            return at
    end = len(lines)
    while end - 1 > last and _is_headline(lines[end - 1]):
        end -= 1
    return end


def _is_headline(line: TextLine) -> bool:
    """Whether a line below the last prose ends no sentence: a headline, a site's name, a button."""
    text = line.text
    return can_be_heading(text) or text[-1] not in '.”"’)' or _is_boilerplate(line) or len(text.split()) < 4
