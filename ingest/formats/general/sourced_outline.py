"""An outline of bullets, from any outliner, that names a work or quotes one.

    - Ladders and Their Uses (book by Tove Halling)
      - quotes
        - "A ladder is a staircase that packs light."
      - my notes
        - buy one for the attic

Known by bullets that hold nearly every line, and by a work's author, a quotation or a heading of highlights among
them. It is read as Logseq's outlines are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingest.document import Document
from ingest.formats.general import logseq_outline
from ingest.formats.general.outline_bullets import QUOTE, author_of
from ingest.markdown.outline_tree import OutlineNode, parse_outline
from ingest.metadata.labels import is_heading_of
from ingest.note import Note

NAME = "outline"


def recognises(note: Note) -> bool:
    if not logseq_outline.is_outline(note):
        return False
    lines = ((number, note.line(number)) for number in range(note.body, note.end + 1))
    return any(map(_tells_source, _nested(parse_outline(lines))))


def _nested(nodes: list[OutlineNode]) -> Iterator[OutlineNode]:
    """The bullets over bullets."""
    for node in nodes:
        if node.children:
            yield node
            yield from _nested(node.children)


def _tells_source(node: OutlineNode) -> bool:
    is_quoted = QUOTE.match(node.text) is not None
    return is_quoted or is_heading_of(node.text, "highlight_headings") or bool(author_of(node))


def read(note: Note) -> tuple[Document, ...]:
    return tuple(replace(document, format=NAME) for document in logseq_outline.read(note))
