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
from ingest.metadata.tags import flat_values
from ingest.note import Note

NAME = "readwise-obsidian"

COVER = re.compile(r"!\[rw-book-cover[^\]]*\]\(")
SYNC_LINE = re.compile(r"^[\s*+\-#>]*(?:New highlights (?:added|synced)\b|Highlights first synced\b)", re.I)
HIGHLIGHT_LINK = re.compile(
    r"\]\((?:https?://(?:read\.readwise\.io/read/|readwise\.io/(?:open|to_kindle)|instapaper\.com/read/)[^)]*)\)"
    r"\)?\s*(?:\^\S+)?\s*$|\[View (?:Highlight|Tweet)\]\([^)]*\)\)?\s*$"
)
EXPORT_TAG = re.compile(r"^#?readwise[/-](?:books?|articles?|tweets?|podcasts?|supplementals?)$", re.I)
"""A tag that templates set by kind of work; the highlights of a printed book have no link to recognise."""


def recognises(note: Note) -> bool:
    if any(EXPORT_TAG.match(tag) for tag in flat_values(note.front.get("tags"))):
        return True
    for line in note.lines[note.body - 1 :]:
        if METADATA_LINE.match(line) or COVER.search(line) or SYNC_LINE.match(line):
            return True
        if "](" in line and HIGHLIGHT_LINK.search(line):
            return True
    return False


def read(note: Note) -> tuple[Document, ...]:
    return read_pages(note, NAME)
