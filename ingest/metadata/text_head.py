"""Title, author, day and address in the first lines of a text without markup."""

from __future__ import annotations

import re

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET
from ingest.markdown.plain_text import can_be_heading
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import field_name, read_label
from ingest.metadata.title_author import byline, is_name, work_in
from ingest.metadata.written_dates import read_date
from ingest.note import Note

MAX_LINES = 6
MAX_DAY_WORDS = 7
CLOCK = re.compile(r"^\d{1,2}[:.]\d\d(?:\s*[AaPp]\.?[Mm]\.?)?$")
ADDRESS = re.compile(r"^<?(https?://\S+?)>?$")
FIELD_OF_LABEL = {"title": "title", "author": "author", "link": "url", "date": "date", "published": "published"}


def read_text_head(note: Note, fields: MetadataFields) -> tuple[str, int]:
    """The title in a note's first lines, whose fields are added, and the first line below them; "" and the body's
    first line where they are no head."""
    first = next((n for n in range(note.body, note.end + 1) if note.line(n).strip()), note.end + 1)
    below = next((n for n in range(first, note.end + 1) if not note.line(n).strip()), note.end + 1)
    head = [note.line(number).strip() for number in range(first, below)]
    if not head or len(head) > MAX_LINES or below > note.end or not _can_be_title(note.line(first)):
        return "", note.body
    title, author = work_in(head[0])
    pairs = [("author", author)] if author else []
    for line in head[1:]:
        pair = _field_in(line)
        if not pair:
            return "", note.body
        pairs.append(pair)
    if len(head) == 1 and not author and not _is_lone_title(note, below):
        return "", note.body
    for key, value in pairs:
        if not fields.add(key, value):
            fields.keep(key, value)
    return title, below


def _can_be_title(line: str) -> bool:
    text = line.strip()
    is_marked = BULLET.match(line) or heading_of(line) or text.startswith((">", "|", "`", "<", "["))
    return not is_marked and can_be_heading(text) and not read_label(text)


def _field_in(line: str) -> tuple[str, str] | None:
    """Key and value of a line of the head, or None."""
    if name := byline(line) or (line if is_name(line) and " " in line else ""):
        return "author", name
    if address := ADDRESS.match(line):
        return "url", address[1]
    pair, label = split_field(line), read_label(line)
    if label and label.kind in FIELD_OF_LABEL and label.value:
        return FIELD_OF_LABEL[label.kind], label.value
    if pair and field_name(pair[0]) and pair[1]:
        return pair
    if CLOCK.match(line):
        return "time", line
    day = read_date(line) if len(line.split()) <= MAX_DAY_WORDS else ""
    return ("date", day) if day else None


def _is_lone_title(note: Note, first: int) -> bool:
    """Whether text stands below and no other line that could be a heading over some."""
    lines = [note.line(number).strip() for number in range(first, note.end + 1)]
    headings = sum(can_be_heading(line) and not lines[at + 1] for at, line in enumerate(lines[:-1]) if line)
    return not headings and any(line and not can_be_heading(line) for line in lines)
