"""Readwise's export to Obsidian: the default template and readers' versions of it.

Known by a `Metadata` heading, by `rw-book-cover`, by a `New highlights added` line, by a `readwise/books` tag, or
by lines that end in a Readwise link. A file can hold several documents, one below the other.

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

from ingest.document import Document
from ingest.formats.readwise.page import read_pages
from ingest.formats.readwise.sections import METADATA_LINE
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import FENCE
from ingest.markdown.quotes import CALLOUT_HEAD
from ingest.metadata.fields import split_field
from ingest.metadata.labels import field_name
from ingest.metadata.record_heads import read_head
from ingest.metadata.tags import flat_values
from ingest.note import Note
from ingest.records.tables import has_table_of_highlights

NAME = "readwise-obsidian"

COVER = re.compile(r"!\[rw-book-cover[^\]]*\]\(")
SYNC_LINE = re.compile(r"^[\s*+\-#>]*(?:New highlights (?:added|synced)\b|Highlights first synced\b)", re.I)
HIGHLIGHT_LINK = re.compile(
    r"\]\((?:https?://(?:read\.readwise\.io/read/|readwise\.io/(?:open|to_kindle)|instapaper\.com/read/)[^)]*)\)"
    r"\)?\s*(?:\^\S+)?\s*$|\[View (?:Highlight|Tweet)\]\([^)]*\)\)?\s*$"
)
EXPORT_TAG = re.compile(r"^#?readwise[/-](?:books?|articles?|tweets?|podcasts?|supplementals?)$", re.I)
"""A tag that templates set by kind of work; the highlights of a printed book have no link to recognise."""

PINNED_QUOTE = re.compile(r"^\s*>\s*📌")
"""Another tool's sign for a highlight."""
CALLOUT = re.compile(rf"^\s*>\s*{CALLOUT_HEAD}")
MAX_FIELD_DISTANCE = 8
MIN_LINKED_SHARE = 0.15
"""Of a page's lines, those with a highlight's link where nothing else marks an export; one link in a private outline
makes none."""


def recognises(note: Note) -> bool:
    if any(EXPORT_TAG.match(tag) for tag in flat_values(note.front.get("tags"))):
        return True
    if any(map(_is_of_records, note.lines)) or has_table_of_highlights(note):
        return False
    links = texts = 0
    fenced = False
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        fenced = fenced != bool(FENCE.match(line))
        if fenced or not line.strip():
            continue
        if COVER.search(line) or SYNC_LINE.match(line) or (METADATA_LINE.match(line) and _has_field(note, number)):
            return True
        links += "](" in line and HIGHLIGHT_LINK.search(line) is not None
        texts += heading_of(line) is None and split_field(line) is None and not line.startswith("|")
    return links > 0 and links >= MIN_LINKED_SHARE * texts


def _is_of_records(line: str) -> bool:
    """Whether a line is a sign of a page with records of another shape: a pin, a callout with the place in its head."""
    callout = CALLOUT.match(line) if "[!" in line else None
    return PINNED_QUOTE.match(line) is not None or bool(callout and read_head(line[callout.end() :]))


def _has_field(note: Note, number: int) -> bool:
    """Whether a field stands soon below a line: the word `Metadata` alone is no sign of an export."""
    below = note.lines[number - 1 : number + MAX_FIELD_DISTANCE]
    return any(pair is not None and field_name(pair[0]) != "" for pair in map(split_field, below))


def read(note: Note) -> tuple[Document, ...]:
    return read_pages(note, NAME)
