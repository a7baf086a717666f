"""The program's own JSON lines read back what was printed."""

from __future__ import annotations

import json
from dataclasses import replace

from assistant.cli.terminal.parse_report import document_json
from ingest.document import Document
from ingest.parse import parse_text

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


def test_what_was_printed_reads_as_what_was_parsed() -> None:
    printed = parse_text(TEXT, "Walls.md")
    lines = "\n".join(json.dumps(document_json(document), ensure_ascii=False) for document in printed)
    assert [bare(document) for document in parse_text(lines, "library.jsonl")] == [bare(one) for one in printed]


def bare(document: Document) -> Document:
    """Without what tells of the file: path, reader, lines."""
    highlights = tuple(replace(one, line_start=1, line_end=1) for one in document.highlights)
    return replace(document, path="", format="", lines=0, meta=0, highlights=highlights)
