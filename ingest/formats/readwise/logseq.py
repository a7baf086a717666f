"""Readwise's export to Logseq: page properties, then one outline of everything.

Known by page properties with an author or full title and a `Highlights first synced by` bullet, or by being
a fragment whose first line is `New highlights added [[…]]`.

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

PROPERTY = re.compile(r"^(?:full-title|author|category|url|media|deck)::\s", re.I)
SYNCED = re.compile(r"^\s*[-*]?\s*(?:#+\s*)?(?:Highlights first synced by|New highlights added) .*\[\[", re.I)
HEAD = 30
"""Properties and the first bullet stand within so many lines."""


def recognises(note: Note) -> bool:
    head = note.lines[:HEAD]
    properties = sum(bool(PROPERTY.match(line)) for line in head)
    synced = sum(bool(SYNCED.match(line)) for line in head)
    return properties >= 2 or bool(properties and synced) or bool(synced and not any(map(_is_heading, head)))


def read(note: Note) -> tuple[Document, ...]:
    return read_pages(note, NAME)


def _is_heading(line: str) -> bool:
    return line.startswith("#")
