"""Obsidian's Kindle plugin: a book's highlights, parted by rules.

Known by `kindle-sync:` in the front matter, or by `^ref-` ids at the ends of its highlights:

    # Salt and Tide
    ## Metadata
    * Author: [Maren Voss](https://www.amazon.com/…)
    ## Highlights
    The harbour keeps its own clock. — location: [354](kindle://book?action=open&…) ^ref-24593

    Ask the harbour master.

    ---

A paragraph below the `^ref-` line is the reader's note on it; text with no such line is the reader's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.document import Document, Highlight, Paragraph
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.metadata.annotations import Annotations, read_key
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.locations import strip_location
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text

NAME = "kindle-plugin"

REF = re.compile(r"\^ref-\d+\s*$")
SYNC = re.compile(r"^\s*kindle-sync:\s*$")
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
BULLET = re.compile(r"^\s*[-*+]\s+")
QUOTE = re.compile(r"^\s*>[ \t]?")
PART = re.compile(r"(?:metadata|highlights)\b", re.I)
LINK = re.compile(r"^\s*[-*]?\s*\[[^\[\]]*\]\(kindle://[^()]*\)\s*$")


def recognises(note: Note) -> bool:
    if "kindle-sync" in note.front or any(SYNC.match(line) for line in note.lines[: note.body]):
        return True
    refs = sum(bool(REF.search(line)) for line in note.lines)
    return refs > 1 or (refs == 1 and any("kindle://" in line for line in note.lines))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = _fields(note)
    trail, title, chunk = HeadingPath(), "", list[int]()
    in_metadata, begin = False, _first_highlight(note)
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        heading = heading_of(line)
        if heading and (not chunk or number <= begin):
            _take_chunk(draft, chunk, trail.section)
            chunk = []
            in_metadata = heading[1].strip().lower().startswith("metadata")
            draft.mark_meta(number)
            if heading[0] == 1 and not title:
                title = clean_text(heading[1])
            else:
                trail.enter(heading[0], "" if PART.match(heading[1]) else clean_text(heading[1]))
        elif RULE.match(line):
            draft.mark_meta(number)
            _take_chunk(draft, chunk, trail.section)
            chunk = []
        elif (in_metadata and _is_metadata(line, fields)) or (number < begin and _is_field(line, fields)):
            draft.mark_meta(number)
        elif line.strip() or chunk:
            chunk.append(number)
    _take_chunk(draft, chunk, trail.section)
    known = fields.document(title or title_from_path(note.path)) | {"category": "books"}
    return (draft.finish(format=NAME, **known),)


def _first_highlight(note: Note) -> int:
    """The line of the `Highlights` heading; what a reader put above it is no highlight. 0 where there is none."""
    headings = ((number, heading_of(note.line(number))) for number in range(note.body, note.end + 1))
    return next((n for n, heading in headings if heading and re.match(r"highlights\b", heading[1], re.I)), 0)


def _fields(note: Note) -> MetadataFields:
    """The plugin's own values from the front matter; its `bookId` is no Readwise id."""
    fields = MetadataFields()
    sync: Any = note.front.get("kindle-sync")
    if isinstance(sync, Mapping):
        fields.add_front({key: sync[key] for key in ("title", "author", "asin", "lastAnnotatedDate") if key in sync})
    fields.add_front({key: value for key, value in note.front.items() if key != "kindle-sync"})
    return fields


def _is_metadata(line: str, fields: MetadataFields) -> bool:
    if not line.strip() or LINK.match(line):
        return True
    pair = split_field(line)
    if pair and field_name(pair[0]):
        fields.add(*pair)
    return bool(pair) or bool(re.match(r"^\s*(?:[-*]\s|!\[)", line))


def _is_field(line: str, fields: MetadataFields) -> bool:
    pair = split_field(line)
    return bool(pair) and fields.add(*(pair or ("", "")))


def _take_chunk(draft: DocumentBuilder, chunk: list[int], section: tuple[str, ...]) -> None:
    """What stands between two rules: highlights, each ending in its `^ref-`, and the notes below them."""
    refs = [number for number in chunk if REF.search(draft.note.line(number))]
    if not refs:
        _take_prose(draft, chunk, section)
        return
    start = chunk[0]
    for ref, following in zip(refs, [*refs[1:], 0], strict=True):
        below = chunk[-1] if not following else _note_end(draft.note, ref, following)
        _take_highlight(draft, start, ref, below, section)
        start = below + 1


def _note_end(note: Note, ref: int, following: int) -> int:
    """The last line below one highlight that is not yet the next, where no rule parts them."""
    blank = next((n for n in range(following - 1, ref, -1) if not note.line(n).strip()), ref)
    return blank


def _take_highlight(draft: DocumentBuilder, start: int, ref: int, below: int, section: tuple[str, ...]) -> None:
    note = draft.note
    while start < ref and not note.line(start).strip():
        start += 1
    placed = strip_location("\n".join(QUOTE.sub("", note.line(n)) for n in range(start, ref + 1)))
    text = clean_text(placed.text)
    said = _read_note([note.line(n) for n in range(ref + 1, below + 1)])
    end = max((n for n in range(ref, below + 1) if note.line(n).strip()), default=ref)
    if not text:
        draft.mark_meta(start, ref)
        _take_prose(draft, list(range(ref + 1, end + 1)), section)
        return
    highlight = Highlight(
        text=text, line_start=start, line_end=end, location=placed.location, url=placed.url, section=section
    )
    draft.add_highlight(said.put_on(highlight))


def _read_note(lines: list[str]) -> Annotations:
    """What stands below a highlight: the reader's note; templates put `Note:` before it, and tags beside it."""
    said, told = Annotations(), list[str]()
    for line in lines:
        keyed = read_key(BULLET.sub("", line).strip())
        if keyed and keyed.kind in ("tags", "color", "date"):
            said.add(keyed.kind, [keyed.value])
        else:
            told.append(keyed.value if keyed and keyed.kind == "note" else line)
    said.add("note", told)
    return said


def _take_prose(draft: DocumentBuilder, lines: list[int], section: tuple[str, ...]) -> None:
    filled = [number for number in lines if draft.note.line(number).strip()]
    if not filled:
        return
    text = clean_text("\n".join(draft.note.lines[filled[0] - 1 : filled[-1]]))
    if not text:
        draft.mark_meta(filled[0], filled[-1])
        return
    draft.add_paragraph(
        Paragraph(text=text, line_start=filled[0], line_end=filled[-1], section=section, voice="reader")
    )
