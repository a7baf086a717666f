"""The reader that takes anything: paragraphs, lists, quotes, tables and code of a markdown note.

Comes last. A block that ends in an exporter's location link is a highlight even here, and so is what is marked
`==by hand==`.

    # A note
    Some prose.
    - a list
    > a quote ([View Highlight](https://read.readwise.io/read/01…))
"""

from __future__ import annotations

import re

from ingest.blocks import take_blocks
from ingest.document import Document, Voice
from ingest.furniture import SOURCE
from ingest.links import link_targets
from ingest.marks import take_marks
from ingest.metadata import Fields, field_name, split_field
from ingest.note import Draft, Note
from ingest.titles import title_from_path

NAME = "general"

FILM = re.compile(r"<iframe\b[^<>]*\bsrc=[\"']https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", re.I)
HEAD = 15
"""Lines among which fields below a title are looked for."""


def recognises(note: Note) -> bool:
    return True


def read(note: Note) -> tuple[Document, ...]:
    draft = Draft(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = Fields()
    fields.add_front(note.front)
    _read_fields(note, fields)
    voice: Voice = "author" if fields.document()["url"] else "reader"
    title = take_blocks(draft, note.body, note.end, voice=voice)
    take_marks(draft)
    fields.add("source", _source(note))
    return (draft.finish(format=NAME, **fields.document(title or title_from_path(note.path))),)


def _source(note: Note) -> str:
    """The address that a note keeps in a callout for it, or of the film it plays; "" where it has neither.

    Such a note is nevertheless in its keeper's words.
    """
    lines = note.lines[note.body - 1 :]
    for at, line in enumerate(lines):
        kept = link_targets(line) if at and SOURCE.match(lines[at - 1]) else ()
        film = FILM.search(line)
        if kept:
            return re.sub(r"[)*_]+$", "", kept[0])
        if film:
            return f"https://www.youtube.com/watch?v={film[1]}"
    return ""


def _read_fields(note: Note, fields: Fields) -> None:
    """Take fields that stand as lines right below the title; any other line ends them."""
    for line in note.lines[note.body - 1 : note.body + HEAD]:
        pair = split_field(line)
        if pair and field_name(pair[0]):
            fields.add(*pair)
        elif line.strip() and not line.startswith("# "):
            return
