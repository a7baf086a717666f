"""What was understood of a file, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.document import Document, Highlight

SHOWN = 70
"""Letters of a text shown to people."""
SHOWN_ENTRIES = 3
"""Highlights of a document shown to people, or paragraphs where it has none."""


def document_json(document: Document) -> dict[str, Any]:
    """A document as `notes parse --json` prints it."""
    return {
        "path": document.path,
        "format": document.format,
        "title": document.title,
        "author": document.author,
        "category": document.category,
        "url": document.url,
        "published": document.published,
        "tags": list(document.tags),
        "note": document.note,
        "asin": document.asin,
        "readwise_id": document.readwise_id,
        "full_text": document.full_text,
        "lines": document.lines,
        "skipped": document.skipped or None,
        "error": document.error or None,
        "highlights": [_highlight_json(highlight) for highlight in document.highlights],
        "paragraphs": [
            {
                "text": paragraph.text,
                "section": list(paragraph.section),
                "voice": paragraph.voice,
                "location": paragraph.location,
                "url": paragraph.url,
                "line_start": paragraph.line_start,
                "line_end": paragraph.line_end,
            }
            for paragraph in document.paragraphs
        ],
        "meta": document.meta,
        "unparsed": [{"line": line.line, "text": line.text} for line in document.unparsed],
        "warnings": [{"line": warning.line, "why": warning.why} for warning in document.warnings],
    }


def _highlight_json(highlight: Highlight) -> dict[str, Any]:
    return {
        "text": highlight.text,
        "note": highlight.note,
        "tags": list(highlight.tags),
        "color": highlight.color,
        "location": highlight.location,
        "url": highlight.url,
        "readwise_id": highlight.readwise_id,
        "highlighted_at": highlight.highlighted_at,
        "section": list(highlight.section),
        "voice": highlight.voice,
        "favorite": highlight.favorite,
        "parts": highlight.parts,
        "line_start": highlight.line_start,
        "line_end": highlight.line_end,
    }


def summarise_documents(documents: Sequence[Document]) -> str:
    """What was understood, a few lines a document, and each line that was not."""
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
    facts = [document.category, document.url, document.published, ", ".join(document.tags)]
    if any(facts):
        yield "  " + " · ".join(fact for fact in facts if fact)
    shown = document.highlights or document.paragraphs
    for entry in shown[:SHOWN_ENTRIES]:
        whose = "" if entry.voice == "author" else f"({entry.voice}) "
        place = f" [{entry.location}]" if entry.location else ""
        note = f" — note: {_short(entry.note)}" if isinstance(entry, Highlight) and entry.note else ""
        yield f"  {entry.line_start:>5}  {whose}{_short(entry.text)}{place}{note}"
    if len(shown) > SHOWN_ENTRIES:
        yield f"         … and {len(shown) - SHOWN_ENTRIES} more"
    for warning in document.warnings:
        yield f"  warning{f' at line {warning.line}' if warning.line else ''}: {warning.why}"
    for line in document.unparsed:
        yield f"  not understood, line {line.line}: {_short(line.text)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= SHOWN else folded[: SHOWN - 1] + "…"
