"""Readwise's export to Obsidian: the default template and what people make of it.

Known by a `Metadata` heading with fields below it, by `rw-book-cover`, by a `New highlights added` line, or by
bullets that end in Readwise's links. A file can hold several documents, one below the other.

    # A title
    ![rw-book-cover](https://…)
    ## Metadata
    - Author: [[A name]]
    - Category: #articles
    ## Highlights
    - words of the work ([View Highlight](https://read.readwise.io/read/01…))
        - Note: the reader's words
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.clean import clean_text
from ingest.document import Document, Paragraph
from ingest.frontmatter import read_front
from ingest.links import bare_link
from ingest.markdown import heading_of
from ingest.metadata import Fields, field_name, split_field
from ingest.note import Draft, Note
from ingest.outline import BULLET, DIVIDER, OutlineReader, indent_of
from ingest.titles import title_from_path

NAME = "readwise-obsidian"

METADATA = re.compile(r"^\s*(?:#{1,6}\s*|\*\*)Metadata\b.{0,4}$", re.I)
HIGHLIGHTS = re.compile(r"^\s*(?:#{1,6}\s*|\*\*)(?:Highlights|New highlights (?:added|synced))\b", re.I)
COVER = re.compile(r"^\s*!\[(?:rw-book-cover|cover)[^\]]*\]\(")
LINK = re.compile(
    r"\]\(https?://(?:read\.readwise\.io/read/|readwise\.io/(?:open|to_kindle)|instapaper\.com/read/)|"
    r"\[View (?:Highlight|Tweet)\]\("
)
FULL_TEXT = re.compile(r"^#{1,3}\s*Full Document\b", re.I)
SUMMARY = re.compile(r"^#{1,6}\s*(?:AI )?Summary\s*$", re.I)


def recognises(note: Note) -> bool:
    links = 0
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        if METADATA.match(line) or COVER.match(line) or (DIVIDER.match(line) and "ighlights" in line):
            return True
        if LINK.search(line):
            links += 1
            if links > 1 or BULLET.match(line):
                return True
    return False


def read(note: Note) -> tuple[Document, ...]:
    return tuple(_read_one(part, start, end) for part, start, end in split_documents(note))


def split_documents(note: Note) -> Iterator[tuple[Note, int, int]]:
    """The documents of a file: each a note with its own front matter, and the lines it spans.

    A new one begins at a title (`# …`) that has metadata soon below it, its front matter or blank lines
    above it included.
    """
    starts = [1]
    titles = [
        n for n in range(note.body, note.end + 1) if note.line(n).startswith("# ") and _has_metadata(note, n)
    ]
    for title in titles[1:] if titles else []:
        starts.append(_front_above(note, title))
    for start, end in zip(starts, [*[s - 1 for s in starts[1:]], note.end], strict=True):
        if start == 1:
            yield note, start, end
            continue
        front = read_front(note.lines[:end], start)
        yield (
            replace(note, front=front.values, body=max(front.end + 1, start), warnings=front.warnings),
            start,
            end,
        )


def _has_metadata(note: Note, title: int) -> bool:
    for number in range(title + 1, min(note.end, title + 8) + 1):
        if METADATA.match(note.line(number)) or COVER.match(note.line(number)):
            return True
        if heading_of(note.line(number)):
            return False
    return False


def _front_above(note: Note, title: int) -> int:
    """Where the document of a title begins: at the front matter right above, else at the title."""
    above = title - 1
    while above > 1 and not note.line(above).strip():
        above -= 1
    if note.line(above).rstrip() != "---":
        return title
    for number in range(above - 1, max(0, above - 80), -1):
        if note.line(number).rstrip() == "---" and read_front(note.lines, number).end == above:
            return number
    return title


def _read_one(note: Note, start: int, end: int) -> Document:
    draft = Draft(note, start, end)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(start, note.body - 1)
    fields = Fields()
    fields.add_front(note.front)
    number, title = _read_head(draft, fields)
    outline = OutlineReader(draft, highlighted_at=fields.highlighted)
    outline.read(number, end)
    return draft.finish(format=NAME, **fields.document(title or title_from_path(note.path)))


def _read_head(draft: Draft, fields: Fields) -> tuple[int, str]:
    """Take title, cover and metadata; the number of the first line below them, and the title."""
    note, number, title = draft.note, draft.note.body, ""
    while number <= draft.end:
        line = note.line(number)
        heading = heading_of(line)
        pair = split_field(line)
        if heading and heading[0] == 1 and not title:
            title = clean_text(bare_link(heading[1]))
        elif HIGHLIGHTS.match(line) or DIVIDER.match(line):
            break
        elif METADATA.match(line) or COVER.match(line) or not line.strip():
            pass
        elif pair and field_name(pair[0]):
            number = _read_value(draft, fields, number, *pair)
            continue
        else:
            break
        draft.mark_meta(number)
        number += 1
    return number, title


def _read_value(draft: Draft, fields: Fields, number: int, key: str, value: str) -> int:
    """Take a field whose value may go on over lines; the number of the line after it."""
    first = number
    lines = [value]
    while number < draft.end:
        below = draft.note.line(number + 1)
        if not below.strip() or heading_of(below) or (BULLET.match(below) and indent_of(below) == 0):
            break
        if (pair := split_field(below)) and field_name(pair[0]):
            break
        if draft.note.line(first)[:1] not in "-*+":
            break
        lines.append(below.strip())
        number += 1
    text = "\n".join(lines)
    fields.add(key, text)
    if field_name(key) == "summary" and text.strip():
        draft.add_paragraph(
            Paragraph(
                text=clean_text(text),
                line_start=first,
                line_end=number,
                section=("Summary",),
                voice="machine",
            )
        )
    draft.mark_meta(first, number)
    return number + 1
