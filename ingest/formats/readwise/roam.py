"""Readwise's export to Roam, raw or rendered: attributes and highlights are bullets of one outline.

Known by attribute bullets, `Author::` raw or a bold link rendered, above a `Highlights first synced by` bullet.

    - Author:: [[A name]]
    - Category:: #books
    - ### Highlights first synced by #Readwise [[November 28th, 2020]]
        - words of the work ([Location 12](https://…))
            - **Tags**: #[[blue]]
"""

from __future__ import annotations

import re

from ingest.document import Document
from ingest.formats.readwise.page import read_pages
from ingest.note import Note

NAME = "readwise-roam"

ATTRIBUTE_LINE = re.compile(r"^\s*[-*] (?:(?:Author|Full Title|Category|URL)::|\*\*\[[^\]]+\]\(<[^<>]*>\):\*\*)")
SYNC_LINE = re.compile(r"^\s*[-*] (?:#+ )?(?:Highlights first synced by|New highlights added)\b", re.I)
MAX_HEAD_LINES = 20


def recognises(note: Note) -> bool:
    if note.front:
        return False
    head = note.lines[:MAX_HEAD_LINES]
    return any(map(ATTRIBUTE_LINE.match, head)) and any(map(SYNC_LINE.match, head))


def read(note: Note) -> tuple[Document, ...]:
    return read_pages(note, NAME)
