"""Reads a Word document (.docx), as Word, LibreOffice and Google Docs write it.

Its elements are renamed to those of HTML, so that `markup` reads both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableText
from ingest.full_text.archive import Archive
from ingest.full_text.content import MAX_CHARACTERS, FullText
from ingest.full_text.identifiers import find_doi, find_isbn
from ingest.full_text.markdown_lines import write_lines
from ingest.full_text.markup import local_name, number_paragraphs, parse_xml, read_blocks

BODY, STYLES, PROPERTIES = "word/document.xml", "word/styles.xml", "docProps/core.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
LINKS = "word/_rels/document.xml.rels"
NAMES = {"tbl": "table", "tr": "tr", "tc": "td", "hyperlink": "a", "r": "span"}
"""Elements by what they are called in HTML."""
HEADING_STYLE = re.compile(r"heading ([1-6])$", re.I)
HIGHLIGHT_COLORS = {
    "yellow": "ffff00", "green": "00ff00", "cyan": "00ffff", "magenta": "ff00ff", "blue": "0000ff", "red": "ff0000",
    "darkyellow": "808000", "darkgreen": "008000", "darkred": "800000", "darkblue": "000080",
}  # fmt: skip
HEAD_BLOCKS = 40
"""Among which ISBN and DOI are looked for."""


def read_word_document(path: Path) -> FullText:
    """The content of a document. Raises UnreadableText where it has none, and says why."""
    archive = Archive(path, "Word document")
    data = archive.read(BODY)
    if not data:
        raise UnreadableText("a broken Word document: it has no text")
    levels = _heading_levels(archive)
    links = _link_targets(archive)
    blocks = list(read_blocks(_as_html(parse_xml(data), levels, links)))
    for name in NOTES:
        blocks += read_blocks(_as_html(parse_xml(archive.read(name) or b"<none/>"), levels, links))
    if not any(not block.level for block in blocks):
        raise UnreadableText("no text in it")
    if sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise UnreadableText(f"more than {MAX_CHARACTERS:,} letters of text")
    first = "\n".join(block.text for block in blocks[:HEAD_BLOCKS])
    return replace(
        _read_properties(archive, next((block.text for block in blocks if block.level == 1), "")),
        blocks=tuple(number_paragraphs(blocks)),
        lines=tuple(write_lines(blocks)),
        isbn=find_isbn(first),
        doi=find_doi(first),
    )


def _as_html(root: Any, levels: Mapping[str, int], links: Mapping[str, str]) -> Any:
    """The document with the names of HTML for its paragraphs, headings, lists, tables, spans and links."""
    for element in root.iter("{*}*"):
        name = local_name(element)
        if name == "p":
            element.tag = _name_paragraph(element, levels)
        elif name in ("tab", "cr", "nobreakhyphen"):
            element.text = {"tab": " ", "cr": "\n"}.get(name, "-")
        elif name in ("footnotereference", "endnotereference"):
            element.text = f"[{_value(element, 'id')}]"
        elif name in NAMES:
            element.tag = NAMES[name]
            if name == "hyperlink":
                element.set("href", links.get(_value(element, "id"), ""))
            elif name == "r" and (color := _background(element)):
                element.set("style", f"background-color:#{color}")
    return root


def _name_paragraph(paragraph: Any, levels: Mapping[str, int]) -> str:
    style = next((_value(found, "val") for found in paragraph.iter("{*}pStyle")), "")
    if style in levels:
        return f"h{levels[style]}"
    return "li" if next(paragraph.iter("{*}numPr"), None) is not None else "p"


def _background(run: Any) -> str:
    """Six hexadecimal digits of the colour behind a run; "" without one."""
    for found in run.iter("{*}shd", "{*}highlight"):
        written = _value(found, "fill") or HIGHLIGHT_COLORS.get(_value(found, "val").lower(), "")
        if re.fullmatch(r"[0-9a-fA-F]{6}", written):
            return written
    return ""


def _value(element: Any, name: str) -> str:
    """An attribute in any namespace."""
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _heading_levels(archive: Archive) -> dict[str, int]:
    """The levels of the styles that are headings, by their id: Word translates ids, and keeps names."""
    levels = {}
    for style in parse_xml(archive.read(STYLES) or b"<none/>").iter("{*}style"):
        name = next((_value(found, "val") for found in style.iter("{*}name")), "")
        match = HEADING_STYLE.match(name)
        if match or name.lower() == "title":
            levels[_value(style, "styleId")] = int(match[1]) if match else 1
    return levels


def _link_targets(archive: Archive) -> dict[str, str]:
    rows = parse_xml(archive.read(LINKS) or b"<none/>").iter("{*}Relationship")
    return {_value(row, "Id"): _value(row, "Target") for row in rows}


def _read_properties(archive: Archive, heading: str) -> FullText:
    """What the document says of itself, without its text."""
    root = parse_xml(archive.read(PROPERTIES) or b"<none/>")
    texts = {local_name(element): " ".join((element.text or "").split()) for element in root.iter("{*}*")}
    return FullText(
        title=texts.get("title") or heading, author=texts.get("creator", ""), published=texts.get("created", "")[:10]
    )
