"""An open PDF: its pages, outline and metadata. pypdfium2's home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableText
from ingest.full_text.pdf.marks import read_marks
from ingest.full_text.pdf.page import PdfHead, PdfPage
from ingest.full_text.pdf.words import read_words

MAX_PAGES = 10_000
MAX_OBJECTS = 100
"""Of a page, among which pictures are looked for."""


class PdfFile:
    """An open PDF."""

    def __init__(self, path: Path) -> None:
        """Raises UnreadableText where it cannot be opened."""
        import pypdfium2
        import pypdfium2.raw

        self._raw: Any = pypdfium2.raw
        try:
            self._pdf: Any = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as failure:
            locked = "password" in str(failure).lower()
            raise UnreadableText(
                "encrypted: it opens only with a password" if locked else "a broken PDF: it cannot be opened"
            ) from failure
        if len(self._pdf) > MAX_PAGES:
            raise UnreadableText(f"{len(self._pdf):,} pages: more than the {MAX_PAGES:,} that are read of one file")

    def head(self) -> PdfHead:
        return PdfHead(
            metadata={name: value.replace("\0", "").strip() for name, value in self._pdf.get_metadata_dict().items()},
            outline=tuple(self._outline()),
            pages=len(self._pdf),
        )

    def _outline(self) -> Iterator[tuple[int, str, int]]:
        try:
            for item in self._pdf.get_toc(max_depth=6):
                target = item.get_dest()
                index = target.get_index() if target else None
                title = " ".join(item.get_title().replace("\0", "").split())
                if index is not None and title:
                    yield item.level, title, index + 1
        except Exception:  # a broken outline; the text is read without it
            return

    def pages(self) -> Iterator[PdfPage]:
        """The pages in order; a broken one has no words."""
        for index in range(len(self._pdf)):
            try:
                page = self._pdf[index]
            except Exception:
                yield PdfPage(number=index + 1)
                continue
            try:
                yield self._read_page(page, index + 1)
            finally:
                page.close()

    def _read_page(self, page: Any, number: int) -> PdfPage:
        raw = self._raw
        text = page.get_textpage()
        try:
            words = read_words(raw, text)
        finally:
            text.close()
        count = min(int(raw.FPDFPage_CountObjects(page)), MAX_OBJECTS)
        types = {raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, at)) for at in range(count)}
        return PdfPage(number, words, tuple(read_marks(raw, page)), raw.FPDF_PAGEOBJ_IMAGE in types)
