"""Readwise's export to Logseq: page properties, then one outline of everything.

Known by page properties with an author or full title and a `Highlights first synced by` bullet, or as a fragment
whose first line is `New highlights added [[…]]`.

    title:: A title (highlights)
    author:: [[A name]]
    category:: #books
    - Highlights first synced by [[Readwise]] [[Nov 19th, 2022]]
    ⇥- words of the work ([Location 12](https://…))
    ⇥⇥- **Note**: the reader's words
"""

from __future__ import annotations

import re

from ingest.document import Document
from ingest.formats.readwise.page import read_pages
from ingest.note import Note

NAME = "readwise-logseq"

PROPERTY_LINE = re.compile(r"^(?:full-title|author|category|url|media|deck)::\s", re.I)
NAMESPACE_LINE = re.compile(r"^title::\s*\[*Readwise/", re.I)
"""The title of a page in the namespace that an older export used."""
SYNC_LINE = re.compile(r"^\s*[-*]?\s*(?:#+\s*)?(?:Highlights first synced by|New highlights added) .*\[\[", re.I)
MAX_HEAD_LINES = 30
"""The properties and the first bullet stand in these."""


def recognises(note: Note) -> bool:
    head = note.lines[:MAX_HEAD_LINES]
    properties = sum(bool(PROPERTY_LINE.match(line)) for line in head)
    synced = sum(bool(SYNC_LINE.match(line)) for line in head)
    return (
        any(map(NAMESPACE_LINE.match, head[:3]))
        or properties >= 2
        or bool(properties and synced)
        or bool(synced and not any(map(_is_heading, head)))
    )


def read(note: Note) -> tuple[Document, ...]:
    return read_pages(note, NAME)


def _is_heading(line: str) -> bool:
    return line.startswith("#")
