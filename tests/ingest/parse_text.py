"""Parses a text as if it were a file's content."""

from __future__ import annotations

from ingest.document import Document
from ingest.parse import parse_bytes


def parse_text(text: str, path: str) -> tuple[Document, ...]:
    return parse_bytes(text.encode("utf-8", errors="replace"), path)
