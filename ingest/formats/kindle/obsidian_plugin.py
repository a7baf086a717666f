"""Obsidian's Kindle plugin: a book's highlights, separated by rules.

Known by `kindle-sync:` in the front matter, or by `^ref-` ids at the ends of its highlights:

    # Salt and Tide
    ## Metadata
    * Author: [Maren Voss](https://www.amazon.com/…)
    ## Highlights
    The harbour keeps its own clock. — location: [354](kindle://book?action=open&…) ^ref-24593

    Ask the harbour master.

    ---

A paragraph below the `^ref-` line is the reader's note on it; text without such a line is the reader's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.metadata.annotations import Annotations, parse_annotation
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import field_name
from ingest.metadata.locations import strip_location
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text

NAME = "kindle-plugin"

REF_ID = re.compile(r"\^ref-\d+\s*$")
SYNC_LINE = re.compile(r"^\s*kindle-sync:\s*$")
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
BULLET = re.compile(r"^\s*[-*+]\s+")
QUOTE = re.compile(r"^\s*>[ \t]?")
PLUGIN_HEADING = re.compile(r"(?:metadata|highlights)\b", re.I)
LONE_LINK = re.compile(r"^\s*[-*]?\s*\[[^\[\]]*\]\(kindle://[^()]*\)\s*$")


def recognises(note: Note) -> bool:
    if "kindle-sync" in note.front or any(SYNC_LINE.match(line) for line in note.lines[: note.body]):
        return True
    refs = sum(bool(REF_ID.search(line)) for line in note.lines)
    return refs > 1 or (refs == 1 and any("kindle://" in line for line in note.lines))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = _front_fields(note)
    title = _read_body(draft, fields)
    metadata = fields.document_arguments(title or title_from_path(note.path)) | {"category": "books"}
    return (draft.finish(format=NAME, **metadata),)


def _read_body(draft: DocumentBuilder, fields: MetadataFields) -> str:
    """Add the chunks of lines between headings and rules, and the fields above them; the title, or ""."""
    note = draft.note
    headings, title, chunk = HeadingPath(), "", list[int]()
    in_metadata, begin = False, _highlights_heading(note)
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        heading = heading_of(line)
        if heading and (not chunk or number <= begin):
            _add_chunk(draft, chunk, headings.section)
            chunk = []
            in_metadata = heading[1].strip().lower().startswith("metadata")
            draft.mark_meta(number)
            if heading[0] == 1 and not title:
                title = clean_text(heading[1])
            else:
                headings.enter(heading[0], "" if PLUGIN_HEADING.match(heading[1]) else clean_text(heading[1]))
        elif RULE.match(line):
            draft.mark_meta(number)
            _add_chunk(draft, chunk, headings.section)
            chunk = []
        elif (in_metadata and _read_metadata_line(line, fields)) or (number < begin and _read_field(line, fields)):
            draft.mark_meta(number)
        elif line.strip() or chunk:
            chunk.append(number)
    _add_chunk(draft, chunk, headings.section)
    return title


def _highlights_heading(note: Note) -> int:
    """The line of the `Highlights` heading, above which a reader's text holds no highlights; 0 where there is none."""
    headings = ((number, heading_of(note.line(number))) for number in range(note.body, note.end + 1))
    return next((n for n, heading in headings if heading and re.match(r"highlights\b", heading[1], re.I)), 0)


def _front_fields(note: Note) -> MetadataFields:
    """The front matter's fields, the plugin's own first; its `bookId` is not a Readwise id."""
    fields = MetadataFields()
    sync: Any = note.front.get("kindle-sync")
    if isinstance(sync, Mapping):
        fields.add_front_matter(
            {key: sync[key] for key in ("title", "author", "asin", "lastAnnotatedDate") if key in sync}
        )
    fields.add_front_matter({key: value for key, value in note.front.items() if key != "kindle-sync"})
    return fields


def _read_metadata_line(line: str, fields: MetadataFields) -> bool:
    """Add the field of a line below the `Metadata` heading; whether the line is metadata."""
    if not line.strip() or LONE_LINK.match(line):
        return True
    pair = split_field(line)
    if pair and field_name(pair[0]):
        fields.add(*pair)
    return bool(pair) or bool(re.match(r"^\s*(?:[-*]\s|!\[)", line))


def _read_field(line: str, fields: MetadataFields) -> bool:
    """Add the field of a line above the highlights; whether the line is a known field."""
    pair = split_field(line)
    return bool(pair) and fields.add(*(pair or ("", "")))


def _add_chunk(draft: DocumentBuilder, chunk: list[int], section: tuple[str, ...]) -> None:
    """Add the lines between two rules: highlights, each ending in its `^ref-`, and the notes below them."""
    refs = [number for number in chunk if REF_ID.search(draft.note.line(number))]
    if not refs:
        _add_prose(draft, chunk, section)
        return
    start = chunk[0]
    for ref, following in zip(refs, [*refs[1:], 0], strict=True):
        below = chunk[-1] if not following else _note_end(draft.note, ref, following)
        _add_highlight(draft, start, ref, below, section)
        start = below + 1


def _note_end(note: Note, ref: int, following: int) -> int:
    """The last line of the note below a highlight, where no rule separates it from the next: a blank one."""
    return next((number for number in range(following - 1, ref, -1) if not note.line(number).strip()), ref)


def _add_highlight(draft: DocumentBuilder, start: int, ref: int, below: int, section: tuple[str, ...]) -> None:
    note = draft.note
    while start < ref and not note.line(start).strip():
        start += 1
    located = strip_location("\n".join(QUOTE.sub("", note.line(n)) for n in range(start, ref + 1)))
    text = clean_text(located.text)
    annotations = _read_note([note.line(n) for n in range(ref + 1, below + 1)])
    end = max((n for n in range(ref, below + 1) if note.line(n).strip()), default=ref)
    if not text:
        draft.mark_meta(start, ref)
        _add_prose(draft, list(range(ref + 1, end + 1)), section)
        return
    highlight = Highlight(
        text=text, line_start=start, line_end=end, location=located.location, url=located.url, section=section
    )
    draft.add_highlight(annotations.apply_to(highlight))


def _read_note(lines: list[str]) -> Annotations:
    """The reader's note below a highlight; templates put `Note:` before it, and tags on lines of their own."""
    annotations, note_lines = Annotations(), list[str]()
    for line in lines:
        keyed = parse_annotation(BULLET.sub("", line).strip())
        if keyed and keyed.kind in ("tags", "color", "date"):
            annotations.add(keyed.kind, [keyed.value])
        else:
            note_lines.append(keyed.value if keyed and keyed.kind == "note" else line)
    annotations.add("note", note_lines)
    return annotations


def _add_prose(draft: DocumentBuilder, lines: list[int], section: tuple[str, ...]) -> None:
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
