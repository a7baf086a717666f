"""This program's own JSON lines are read back as they were printed."""

from __future__ import annotations

import json
from dataclasses import replace

from assistant.cli.terminal.parse_report import document_json
from ingest.document import Document
from tests.ingest.parse_text import parse_text

TEXT = """# Walls

## Metadata
- Author: [[Tam Oake]]
- Category: #articles

## Highlights
- Dry "stone" drinks,
  and lime does not. ([View Highlight](https://read.readwise.io/read/01wall))
    - Note: Ask how.
    - Tags: [[stone]]
"""


def test_printed_documents_are_read_back() -> None:
    printed = parse_text(TEXT, "Walls.md")
    lines = "\n".join(json.dumps(document_json(document), ensure_ascii=False) for document in printed)
    assert [bare(document) for document in parse_text(lines, "library.jsonl")] == [bare(item) for item in printed]


def bare(document: Document) -> Document:
    """Without path, format and lines, which depend on the file."""
    highlights = tuple(replace(item, line_start=1, line_end=1) for item in document.highlights)
    return replace(document, path="", format="", lines=0, meta=0, highlights=highlights)
