"""What was understood of a file, as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ingest.document import Document, Highlight, Paragraph

MAX_TEXT_LETTERS = 70
SHOWN_ENTRIES = 3
"""Highlights of a document in the text form, or paragraphs if it has none."""
DOCUMENT_FIELDS = (
    *("path", "format", "title", "author", "category", "url", "published", "date", "tags", "fields", "note", "asin"),
    *("readwise_id", "full_text", "lines", "skipped", "error", "highlights", "paragraphs", "meta", "unparsed"),
    "warnings",
)
HIGHLIGHT_FIELDS = (
    *("text", "note", "tags", "color", "location", "url", "readwise_id", "highlighted_at", "section", "voice"),
    *("favorite", "parts", "line_start", "line_end"),
)
PARAGRAPH_FIELDS = ("text", "section", "voice", "location", "url", "line_start", "line_end")


def document_json(document: Document) -> dict[str, Any]:
    """What `notes parse --json` prints of a document."""
    return _pick(document, DOCUMENT_FIELDS) | {
        "fields": dict(document.fields),
        "skipped": document.skipped or None,
        "error": document.error or None,
        "highlights": [_pick(one, HIGHLIGHT_FIELDS) | _place_json(one) for one in document.highlights],
        "paragraphs": [_pick(one, PARAGRAPH_FIELDS) | _place_json(one) for one in document.paragraphs],
        "unparsed": [asdict(line) for line in document.unparsed],
        "warnings": [asdict(warning) for warning in document.warnings],
    }


def _pick(item: Document | Highlight | Paragraph, names: Sequence[str]) -> dict[str, Any]:
    """Fields in this order, as JSON has them."""
    values = {name: getattr(item, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _place_json(item: Highlight | Paragraph) -> dict[str, Any]:
    """The page of a PDF, or the place in a book or a web page; {} of a text, which has lines."""
    return ({"page": item.page} if item.page else {}) | ({"locator": item.locator} if item.locator else {})


def summarise_documents(documents: Sequence[Document]) -> str:
    """What was understood, in a few lines a document, and each line that was not."""
    return "\n".join(line for document in documents for line in _summary(document))


def _summary(document: Document) -> Iterator[str]:
    if document.error:
        yield f"{document.path}: failed: {document.error}"
        return
    if document.skipped:
        yield f"{document.path}: skipped: {document.skipped}"
        return
    by = f" by {document.author}" if document.author else ""
    yield f"{document.path}: {document.title}{by} [{document.format}]"
    yield (
        f"  {_count(len(document.highlights), 'highlight')}, {_count(len(document.paragraphs), 'paragraph')}, "
        f"{_count(document.meta, 'line')} of metadata, {_count(len(document.unparsed), 'line')} not understood"
    )
    metadata = [document.category, document.url, document.published, document.date, ", ".join(document.tags)]
    if any(metadata):
        yield "  " + " · ".join(value for value in metadata if value)
    entries = document.highlights or document.paragraphs
    for entry in entries[:SHOWN_ENTRIES]:
        voice = "" if entry.voice == "author" else f"({entry.voice}) "
        place = f" [{entry.location}]" if entry.location else ""
        note = f" — note: {_short(entry.note)}" if isinstance(entry, Highlight) and entry.note else ""
        yield f"  {entry.line_start:>5}  {voice}{_short(entry.text)}{place}{note}"
    if len(entries) > SHOWN_ENTRIES:
        yield f"         … and {len(entries) - SHOWN_ENTRIES} more"
    for warning in document.warnings:
        yield f"  warning{f' at line {warning.line}' if warning.line else ''}: {warning.why}"
    for line in document.unparsed:
        yield f"  not understood, line {line.line}: {_short(line.text)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_TEXT_LETTERS else line[: MAX_TEXT_LETTERS - 1] + "…"
