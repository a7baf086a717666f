"""This program's own JSON lines: a document a line, as `notes parse --json` prints them.

    {"path": "Walls.md", "format": "matter", "title": "Walls", "highlights": [{"text": "Dry stone drinks."}], …}

Known by the file's suffix; JSON lines of other programs are skipped. A document and its highlights are cited by their
line in this file, not by the lines of the file that they came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast, get_args

from ingest.document import Document, Highlight, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.note import Note

NAME = "json-lines"

FOREIGN_FILE = "JSON lines of another program"
DOCUMENT_TEXTS = ("title", "author", "category", "url", "published", "date", "note", "asin", "readwise_id")
HIGHLIGHT_TEXTS = ("text", "note", "color", "location", "url", "readwise_id", "highlighted_at", "locator")
PARAGRAPH_TEXTS = ("text", "location", "url", "locator")
"""Fields that are read as strings."""


def recognises(note: Note) -> bool:
    return note.path.lower().endswith(".jsonl")


def read(note: Note) -> tuple[Document, ...]:
    documents: list[Document] = []
    foreign: list[int] = []
    for number, line in enumerate(note.lines, 1):
        data = _read_json(line)
        if data:
            documents.append(_read_document(note, number, data))
        elif line.strip():
            foreign.append(number)
    if foreign or not documents:
        draft = DocumentBuilder(note, lines=foreign)
        if documents:
            draft.mark_unparsed(foreign[0])
            for number in foreign:
                draft.mark_unparsed(number)
            documents.append(draft.finish(format=NAME))
        else:
            draft.mark_structure(1, note.end)
            documents.append(draft.finish(format=NAME, skipped=FOREIGN_FILE))
    return tuple(documents)


def _read_json(line: str) -> dict[str, Any]:
    """The object on a line where it is a document of this program; else an empty one."""
    if not line.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    ours = isinstance(value, dict) and isinstance(value.get("highlights"), list) and "format" in value
    return value if ours and isinstance(value.get("paragraphs"), list) else {}


def _read_document(note: Note, number: int, data: dict[str, Any]) -> Document:
    draft = DocumentBuilder(note, lines=[number])
    draft.mark_structure(number)
    for item in _objects(data["highlights"]):
        if _text(item, "text"):
            draft.add_highlight(_read_highlight(item, number))
    for item in _objects(data["paragraphs"]):
        if _text(item, "text"):
            draft.add_paragraph(_read_paragraph(item, number))
    return draft.finish(
        format=NAME,
        tags=_texts(data, "tags"),
        fields=tuple((name, value) for name, value in _pairs(data) if isinstance(value, str)),
        full_text=data.get("full_text") is True,
        skipped=_text(data, "skipped"),
        **{name: _text(data, name) for name in DOCUMENT_TEXTS},
    )


def _read_highlight(data: dict[str, Any], number: int) -> Highlight:
    return Highlight(
        line_start=number,
        line_end=number,
        tags=_texts(data, "tags"),
        section=_texts(data, "section"),
        voice=_voice(data),
        favorite=data.get("favorite") is True,
        parts=_number(data, "parts") or 1,
        page=_number(data, "page"),
        **{name: _text(data, name) for name in HIGHLIGHT_TEXTS},
    )


def _read_paragraph(data: dict[str, Any], number: int) -> Paragraph:
    return Paragraph(
        line_start=number,
        line_end=number,
        section=_texts(data, "section"),
        voice=_voice(data),
        page=_number(data, "page"),
        **{name: _text(data, name) for name in PARAGRAPH_TEXTS},
    )


def _pairs(data: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    fields = data.get("fields")
    return fields.items() if isinstance(fields, dict) else ()


def _objects(values: list[Any]) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)]


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    return value if isinstance(value, int) else 0


def _texts(data: dict[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name)
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else ()


def _voice(data: dict[str, Any]) -> Voice:
    value = data.get("voice")
    return cast(Voice, value) if value in get_args(Voice) else "author"
