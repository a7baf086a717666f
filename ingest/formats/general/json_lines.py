"""This program's own JSON lines: a document a line, as `notes parse --json` prints them.

    {"path": "Walls.md", "format": "matter", "title": "Walls", "highlights": [{"text": "Dry stone drinks."}], …}

Known by the file's suffix; JSON lines of other programs are passed over. A document stands on its one line, and
so do its highlights: the file they once came from is another place, found when that file is read.
"""

from __future__ import annotations

import json
from typing import Any, cast, get_args

from ingest.document import Document, Highlight, Paragraph, Voice
from ingest.note import DocumentBuilder, Note

NAME = "json-lines"

FOREIGN = "JSON lines of another program"
DOCUMENT = ("title", "author", "category", "url", "published", "note", "asin", "readwise_id")
HIGHLIGHT = ("note", "color", "location", "url", "readwise_id", "highlighted_at")


def recognises(note: Note) -> bool:
    return note.path.lower().endswith(".jsonl")


def read(note: Note) -> tuple[Document, ...]:
    documents: list[Document] = []
    foreign: list[int] = []
    for number, line in enumerate(note.lines, 1):
        told = _read_json(line)
        if told:
            documents.append(_read_document(note, number, told))
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
            draft.mark_meta(1, note.end)
            documents.append(draft.finish(format=NAME, skipped=FOREIGN))
    return tuple(documents)


def _read_json(line: str) -> dict[str, Any]:
    """The object on a line where it is a document of ours; else an empty one."""
    if not line.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    ours = isinstance(value, dict) and isinstance(value.get("highlights"), list) and "format" in value
    return value if ours and isinstance(value.get("paragraphs"), list) else {}


def _read_document(note: Note, number: int, told: dict[str, Any]) -> Document:
    draft = DocumentBuilder(note, lines=[number])
    draft.mark_meta(number)
    for one in _objects(told["highlights"]):
        text = _text(one, "text")
        if text:
            draft.add_highlight(
                Highlight(
                    text=text,
                    line_start=number,
                    line_end=number,
                    tags=_texts(one, "tags"),
                    section=_texts(one, "section"),
                    voice=_voice(one),
                    favorite=one.get("favorite") is True,
                    parts=one["parts"] if isinstance(one.get("parts"), int) else 1,
                    **{name: _text(one, name) for name in HIGHLIGHT},
                )
            )
    for one in _objects(told["paragraphs"]):
        text = _text(one, "text")
        if text:
            draft.add_paragraph(
                Paragraph(
                    text=text,
                    line_start=number,
                    line_end=number,
                    section=_texts(one, "section"),
                    voice=_voice(one),
                    location=_text(one, "location"),
                    url=_text(one, "url"),
                )
            )
    return draft.finish(
        format=NAME,
        tags=_texts(told, "tags"),
        full_text=told.get("full_text") is True,
        skipped=_text(told, "skipped"),
        **{name: _text(told, name) for name in DOCUMENT},
    )


def _objects(values: list[Any]) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)]


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(told: dict[str, Any], name: str) -> tuple[str, ...]:
    value = told.get(name)
    return tuple(one for one in value if isinstance(one, str) and one) if isinstance(value, list) else ()


def _voice(told: dict[str, Any]) -> Voice:
    value = told.get("voice")
    return cast(Voice, value) if value in get_args(Voice) else "author"
