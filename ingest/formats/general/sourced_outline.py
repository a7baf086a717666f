"""An outline of bullets, from any outliner, that names a work or quotes one.

    - Ladders and Their Uses (book by Tove Halling)
      - quotes
        - "A ladder is a staircase that packs light."
      - my notes
        - buy one for the attic

Known by bullets that hold nearly every line, and by a work's author, a quotation or a heading of highlights among
them. Numbers of several levels are bullets too, and fields above the first are the page's. It is read as Logseq's
outlines are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.document import Document
from ingest.formats.general import logseq_outline
from ingest.formats.general.outline_bullets import QUOTE, author_of
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET
from ingest.markdown.outline_tree import OutlineNode, parse_outline
from ingest.metadata.fields import field_name, split_field
from ingest.metadata.labels import is_heading_of
from ingest.metadata.trailing_metadata import OPENING_QUOTES
from ingest.note import Note
from ingest.transcripts.speech_rate import PAGE_PROPERTY

NAME = "outline"

NUMBERED = re.compile(
    r"^(?P<indent>[ \t]*)(?:\d{1,3}(?:\.\d{1,3})*[.)]|\(?(?:[a-z]|[ivx]{1,4})[.)]|[A-Z][.)])[ \t]+(?=\S)"
)

MAX_FIELD_WORDS = 12


def recognises(note: Note) -> bool:
    outline = _with_bullets(note)
    if not logseq_outline.is_outline(outline):
        return False
    lines = ((number, outline.line(number)) for number in range(note.body, note.end + 1))
    has_author = any(map(outline_author, outline.lines[note.body - 1 :]))
    return any(_tells_source(node, has_author=has_author) for node in _nested(parse_outline(lines)))


def outline_author(line: str) -> str:
    """The author in a page's property, or ""."""
    pair = split_field(line) if PAGE_PROPERTY.match(line) else None
    return pair[1] if pair and field_name(pair[0]) == "author" else ""


def _with_bullets(note: Note) -> Note:
    """The note with bullets in place of the numbers of an outline of several levels, and with the fields above the
    first bullet as properties."""
    lines = list(note.lines)
    numbered = [(number, match) for number, line in enumerate(lines) if (match := NUMBERED.match(line))]
    if len({match["indent"] for _, match in numbered}) > 1:
        for number, match in numbered:
            lines[number] = f"{match['indent']}- {lines[number][match.end() :]}"
    first = next((number for number, line in enumerate(lines) if BULLET.match(line)), 0)
    for number in range(note.body - 1, first):
        pair = None if heading_of(lines[number]) else split_field(lines[number])
        if pair and field_name(pair[0]) and len(pair[1].split()) <= MAX_FIELD_WORDS:
            lines[number] = f"{pair[0].replace(' ', '-')}:: {pair[1]}"
    return replace(note, lines=tuple(lines))


def _nested(nodes: list[OutlineNode]) -> Iterator[OutlineNode]:
    """The bullets over bullets."""
    for node in nodes:
        if node.children:
            yield node
            yield from _nested(node.children)


def _tells_source(node: OutlineNode, *, has_author: bool) -> bool:
    is_quoted = QUOTE.match(node.text) is not None
    is_quoted = is_quoted or (has_author and any(child.text[:1] in OPENING_QUOTES for child in node.children))
    return is_quoted or is_heading_of(node.text, "highlight_headings") or bool(author_of(node))


def read(note: Note) -> tuple[Document, ...]:
    return tuple(replace(document, format=NAME) for document in logseq_outline.read(_with_bullets(note)))
