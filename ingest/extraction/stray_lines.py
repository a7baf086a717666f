"""Lines among a list of highlights that belong to none of its bullets."""

from __future__ import annotations

from ingest.document import Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.furniture import is_tool_link
from ingest.text.clean import clean_text, is_image_only


class StrayLines:
    """Lines at the margin that belong to no bullet: the reader wrote them between the highlights."""

    def __init__(self, draft: DocumentBuilder) -> None:
        self._draft = draft
        self._lines: list[tuple[int, str]] = []
        self.by_hand = False
        """Whether the reader's own bullets are being read, which are understood; any other line is not."""

    def add(self, number: int, line: str) -> None:
        self._lines.append((number, line))

    def close(self, section: tuple[str, ...]) -> None:
        """Adds the lines read so far as one paragraph."""
        if not self._lines:
            return
        first, last = self._lines[0][0], self._lines[-1][0]
        text = clean_text("\n".join(line for _, line in self._lines))
        self._lines = []
        if is_image_only(text):
            self._draft.mark_meta(first, last)
            return
        if first == last and is_tool_link(text):
            self._draft.mark_furniture(first)
            return
        if text:
            self._draft.add_paragraph(
                Paragraph(
                    text=text,
                    line_start=first,
                    line_end=last,
                    section=section,
                    voice="reader" if self.by_hand else "unknown",
                )
            )
        if not self.by_hand:
            self._draft.mark_unparsed(first, last)
