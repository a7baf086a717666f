"""The text of a page's HTML layout in a note, as paragraphs."""

from __future__ import annotations

import re

from ingest.document import Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.markdown.html_blocks import shown_pieces

MAX_PARAGRAPH_WORDS = 160
"""No further piece of the layout is added to a paragraph with more."""


def extract_layout(
    draft: DocumentBuilder, raw: str, start: int, end: int, section: tuple[str, ...], voice: Voice
) -> None:
    """Adds what a browser would show of the HTML on lines `start` to `end`, except what the note already says."""
    draft.mark_furniture(start, end)
    text_above = _letters(" ".join(paragraph.text for paragraph in draft.paragraphs))
    paragraphs: list[list[tuple[str, int, int]]] = [[]]
    for piece in shown_pieces(raw, start):
        if _letters(piece[0]) in text_above:
            continue
        if sum(len(text.split()) for text, _, _ in paragraphs[-1]) > MAX_PARAGRAPH_WORDS:
            paragraphs.append([])
        paragraphs[-1].append(piece)
    for pieces in filter(None, paragraphs):
        draft.add_paragraph(
            Paragraph(
                text="\n".join(text for text, _, _ in pieces),
                line_start=pieces[0][1],
                line_end=pieces[-1][2],
                section=section,
                voice=voice,
            )
        )


def _letters(text: str) -> str:
    """A text for comparison: letters and digits, without the addresses of links."""
    return re.sub(r"[\W_]+", "", re.sub(r"\]\([^()\s]*\)|https?://\S+", "", text)).casefold()
