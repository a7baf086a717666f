"""An outline of bullets, from any outliner, that names a work or quotes one.

    - Ladders and Their Uses (book by Tove Halling)
      - quotes
        - "A ladder is a staircase that packs light."
          - like the one in the barn
      - my notes
        - buy one for the attic

Known by bullets that hold nearly every line, and by a work's author, a quotation or a heading of highlights among
them. Numbers of several levels are bullets too, and fields above the first are the page's. It is written as a page
(`outline_as_page`) and read by `highlights_page`; one that gives too little evidence of a work is read as Logseq's
outlines are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.document import Document
from ingest.formats.general import highlights_page, logseq_outline
from ingest.formats.general.outline_as_page import QUOTE_TAG, outline_as_page
from ingest.formats.general.outline_bullets import QUOTE, author_of, is_placed
from ingest.markdown.bare_lists import decimals_to_bullets, indents_to_bullets
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET
from ingest.markdown.outline_tree import OutlineNode, parse_outline
from ingest.metadata.fields import split_field
from ingest.metadata.labels import field_name, is_heading_of
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
    if not logseq_outline.is_outline(outline) or logseq_outline.has_talk_sign(outline):
        return False
    nodes = _parse(outline)
    has_author = any(map(outline_author, outline.lines[note.body - 1 :]))
    tells_source = any(_tells_source(node, has_author=has_author) for node in _nested(nodes))
    page = _as_page(outline, nodes) if has_author or tells_source else None
    is_logseq = logseq_outline.recognises(note)
    is_marked = not is_logseq or any(map(_is_quotation, logseq_outline.all_nodes(nodes)))
    if page and page.lines and is_marked and highlights_page.recognises(page):
        return True
    return tells_source and not is_logseq


def read(note: Note) -> tuple[Document, ...]:
    outline = _with_bullets(note)
    page = _as_page(outline, _parse(outline))
    documents = (
        highlights_page.read(page) if page.lines and highlights_page.recognises(page) else logseq_outline.read(outline)
    )
    return tuple(replace(document, format=NAME) for document in documents)


def outline_author(line: str) -> str:
    """The author in a page's property, or ""."""
    pair = split_field(line) if PAGE_PROPERTY.match(line) else None
    return pair[1] if pair and field_name(pair[0]) == "author" else ""


def _parse(outline: Note) -> list[OutlineNode]:
    return parse_outline((number, outline.line(number)) for number in range(outline.body, outline.end + 1))


def _as_page(outline: Note, nodes: list[OutlineNode]) -> Note:
    """The outline as a page, the properties above its first bullet as front matter."""
    named = next(filter(None, map(author_of, _nested(nodes))), "")
    has_author = bool(named) or any(map(outline_author, outline.lines))
    first = next((n for n in range(outline.body, outline.end + 1) if BULLET.match(outline.line(n))), outline.body)
    above = outline.lines[outline.body - 1 : first - 1]
    if not all(PAGE_PROPERTY.match(line) for line in above if line.strip()):
        first, above = outline.body, ()
    front = {"author": named} if named else {}
    front |= {pair[0]: pair[1] for line in above if (pair := split_field(line))}
    lines = outline_as_page(outline.lines, nodes, has_author=has_author)
    return replace(outline, lines=tuple(lines), front={**front, **outline.front}, body=first)


def _with_bullets(note: Note) -> Note:
    """The note with bullets before lines that only indentation nests and in place of the numbers of several levels, and
    with the fields above the first bullet as properties."""
    lines = decimals_to_bullets(indents_to_bullets(note.lines))
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


def _is_quotation(node: OutlineNode) -> bool:
    return QUOTE.match(node.text) is not None or QUOTE_TAG.match(node.text) is not None or is_placed(node)


def _tells_source(node: OutlineNode, *, has_author: bool) -> bool:
    is_quoted = QUOTE.match(node.text) is not None or any(map(is_placed, node.children))
    is_quoted = is_quoted or (has_author and any(child.text[:1] in OPENING_QUOTES for child in node.children))
    return is_quoted or is_heading_of(node.text, "highlight_headings") or bool(author_of(node))
