"""Glasp's export of a page's highlights, as a list or as quotes.

    # The clock in the harbour

    ### Metadata

    - Title: The clock in the harbour
    - URL: https://tides.example/clock
    - Last Updated on: 2025-04-17

    ### Highlights & Notes

    - The harbour keeps its own clock.
      - Notes: Ask the harbour master.

Known by its `Highlights & Notes` heading together with that metadata or a `glasp.co` link. A note goes on to the next
bullet, at any indentation.
"""

from __future__ import annotations

import re

from ingest.document import Document, Highlight
from ingest.document_builder import DocumentBuilder
from ingest.extraction.note_start import start_draft
from ingest.markdown.blocks import heading_of
from ingest.metadata.annotations import Annotations, parse_annotation
from ingest.metadata.fields import split_field
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.timestamps import VIDEO_URL

NAME = "glasp"

HIGHLIGHTS_HEADING = re.compile(r"^#{2,5}\s+Highlights (?:&|&amp;|and) Notes\s*$", re.I)
GLASP_LINE = re.compile(r"^\s*[-*]?\s*(?:Last Updated on|Last updated|Glasp URL)\s*:|glasp\.co/", re.I)
ITEM = re.compile(r"^[-*]\s+(.*)$|^>[ \t]?(.*)$")
TIME_LINK = re.compile(r"^\[(?P<time>\d{1,2}(?::\d\d){1,2})\]\((?P<url>https?://[^\s()]+)\)\s*")
"""Before a highlight in a video's transcript."""
ANNOTATION_LINE = re.compile(r"^\s+[-*]\s+(.*)$|^\s*(?:\*\*)?(Notes?:.*|Tags?:.*)$")


def recognises(note: Note) -> bool:
    return any(HIGHLIGHTS_HEADING.match(line) for line in note.lines) and any(
        GLASP_LINE.search(line) for line in note.lines
    )


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    start = next(n for n in range(1, note.end + 1) if HIGHLIGHTS_HEADING.match(note.line(n)))
    title = ""
    for number in range(note.body, start + 1):
        heading = heading_of(note.line(number))
        pair = split_field(note.line(number))
        if heading and heading[0] < 3 and not title:
            title = clean_text(heading[1])
        elif pair and not heading:
            fields.add(*pair)
        draft.mark_meta(number)
    _read_items(draft, start + 1)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    category = "videos" if VIDEO_URL.match(metadata["url"]) else "articles"
    return (draft.finish(format=NAME, **(metadata | {"category": metadata["category"] or category})),)


def _read_items(draft: DocumentBuilder, first: int) -> None:
    """Add the highlights: each begins with a bullet at the margin or a quote, and ends above the next."""
    note = draft.note
    items: list[list[int]] = []
    for number in range(first, note.end + 1):
        line = note.line(number)
        if heading_of(line) and (heading_of(line) or (9,))[0] < 4 and not items:
            draft.mark_meta(number)
            continue
        begins = bool(ITEM.match(line))
        if begins and line.startswith(">") and items and note.line(items[-1][-1]).startswith(">"):
            begins = not note.line(number - 1).strip()
        if begins or (not items and line.strip()):
            items.append([number])
        elif line.strip():
            items[-1].append(number)
    for item in items:
        _read_item(draft, item[0], item[-1])


def _read_item(draft: DocumentBuilder, first: int, last: int) -> None:
    """Add a highlight: its text, then its annotations, each with the lines up to the next."""
    lines: list[str] = []
    annotations, kind, annotation_lines = Annotations(), "", list[str]()
    for number in range(first, last + 1):
        line = draft.note.line(number)
        child = ANNOTATION_LINE.match(line) if number > first else None
        annotation = parse_annotation(child[1] or child[2] or "") if child else None
        if annotation:
            annotations.add(kind, annotation_lines)
            kind, annotation_lines = annotation.kind, [annotation.value]
        elif kind:
            annotation_lines.append(line.strip())
        else:
            item = ITEM.match(line) if number == first or line.startswith(">") else None
            lines.append((item[1] or item[2] or "") if item else line.strip())
    annotations.add(kind, annotation_lines)
    timed = TIME_LINK.match(lines[0])
    lines[0] = lines[0][timed.end() :] if timed else lines[0]
    text = clean_text("\n".join(lines))
    if text:
        time, url = (timed["time"], timed["url"]) if timed else ("", "")
        highlight = Highlight(text=text, line_start=first, line_end=last, location=time, url=url)
        draft.add_highlight(annotations.apply_to(highlight))
    else:
        draft.mark_meta(first, last)
