"""A web page's text copied into a file: paragraphs with blank lines between, and some of the page around them.

Known by having no markup, separate paragraphs of prose, and a sign of the page: its reading time, its buttons, a notice
of copyright, a byline with a date, headlines of other pages below. Boilerplate is left out, and the lines about the
author.

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
    heading_positions,
    is_plain_text,
    is_prose,
    read_text_lines,
)
from ingest.metadata.fields import MetadataFields
from ingest.metadata.title_author import byline, is_name
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date
from ingest.voices.evidence import MIN_HEADLINES, gather_evidence, is_button, is_headline
from ingest.voices.whose_words import default_voice, is_copied, settle_voices

NAME = "article"

MAX_HEAD_LINES = 12
"""Searched above the first prose for title, author and date."""
ABOUT_AUTHOR = re.compile(r"(?:written by|about the author)\b", re.I)
MAX_BIO_LINES = 12
"""About the author, at the end, below the name's repetition."""


def recognises(note: Note) -> bool:
    if not is_plain_text(note):
        return False
    lines = read_text_lines(note.lines)
    separated = sum(line.blank_above for line in lines) >= 0.5 * len(lines)
    return separated and any(map(is_prose, lines)) and bool(gather_evidence(note, MetadataFields()).page)


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = DocumentBuilder(note), MetadataFields()
    draft.warnings.extend(note.warnings)
    lines = read_text_lines(note.lines)
    first = next(at for at, line in enumerate(lines) if is_prose(line))
    last = max(at for at, line in enumerate(lines) if is_prose(line))
    head, title, author, published = read_page_head(lines[:first])
    fields.add("author", author)
    evidence = gather_evidence(note, fields)
    voice = default_voice(note, evidence)
    body = lines[head : _end_of_body(lines, first, last, author)]
    headings = heading_positions(body)
    section: tuple[str, ...] = ()
    for at, line in enumerate(body):
        text = clean_text(line.text)
        if at in headings:
            section = (text,)
        elif text and not _is_boilerplate(line):
            draft.add_paragraph(
                Paragraph(text=text, line_start=line.start, line_end=line.end, section=section, voice=voice)
            )
        draft.mark_furniture(line.start, line.end)
    draft.mark_rest_as_furniture()
    document = draft.finish(
        format=NAME,
        title=title or title_from_path(note.path),
        author=author,
        category="articles",
        published=published,
        full_text=is_copied(evidence),
    )
    return (settle_voices(document, evidence),)


def _is_boilerplate(line: TextLine) -> bool:
    return is_button(line.text) or bool(len(line.text.split()) <= 10 and READING_TIME.search(line.text))


def read_page_head(lines: Sequence[TextLine]) -> tuple[int, str, str, str]:
    """How many lines above the first prose are the page's head, and its title, author and date.

    The heading right above the prose belongs to the body where a title was found above it.
    """
    title = author = published = ""
    head_lines = 0
    for at, line in enumerate(lines[:MAX_HEAD_LINES]):
        text = line.text
        name = byline(text) or (text if is_name(text) else "")
        if _is_boilerplate(line):
            published = published or iso_date(READING_TIME.sub(" ", text))
        elif not title and _can_be_title(text, lines[at + 1].text if lines[at + 1 :] else "", is_first=at == 0):
            title = clean_text(text)
        elif title and not author and name:
            author = name
        elif iso_date(text) and len(text.split()) <= 8:
            published = published or iso_date(text)
        else:
            break
        head_lines = at + 1
    return head_lines, title, author, published


def _can_be_title(text: str, below: str, *, is_first: bool) -> bool:
    """Whether a line is a page's title. A first line that ends a sentence is a remark, unless a name, a date or a
    reading time stands below."""
    is_head = bool(byline(below) or is_name(below) or iso_date(below) or READING_TIME.search(below))
    return len(text.split()) >= 2 and not byline(text) and (is_head or not is_first or text[-1] not in ".,;")


def _end_of_body(lines: Sequence[TextLine], first: int, last: int, author: str) -> int:
    """The position after the body, at the lines about the author or the headlines of other pages."""
    for at in range(max(first + 1, len(lines) // 2 + 1, len(lines) - MAX_BIO_LINES), len(lines)):
        text = lines[at].text
        if (author and text.lower() == author.lower()) or ABOUT_AUTHOR.match(text):
            return at
    end = len(lines)
    while end - 1 > last and (_is_boilerplate(lines[end - 1]) or _is_headline(lines[end - 1].text)):
        end -= 1
    headlines = sum(not _is_boilerplate(line) for line in lines[end:])
    if headlines >= MIN_HEADLINES:
        return end
    return max((at for at in range(end, len(lines)) if not _is_boilerplate(lines[at])), default=end - 1) + 1


def _is_headline(text: str) -> bool:
    return can_be_heading(text) or is_headline(text)
