"""Readwise's bulk export to markdown: many works in one file, one below the other.

Known by two or more different titles, each a heading with metadata soon below it.

    # A title
    ## Metadata
    - Author: A name
    ## Highlights
    - words of the work
    # Another title
    **Author:** Another name
    - words of that work
"""

from __future__ import annotations

from ingest.document import Document
from ingest.formats.readwise.page import read_pages, title_lines
from ingest.note import Note

NAME = "readwise-bulk"


def recognises(note: Note) -> bool:
    return len({note.line(number).casefold() for number in title_lines(note)}) > 1


def read(note: Note) -> tuple[Document, ...]:
    return read_pages(note, NAME)
