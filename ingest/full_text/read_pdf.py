"""Reads a PDF: its text in reading order, the reader's marks in it, what it says of the work."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.errors import UnreadableText
from ingest.full_text.content import MAX_CHARACTERS, FullText, TextBlock
from ingest.full_text.identifiers import find_doi, find_isbn
from ingest.full_text.pdf.file import PdfFile
from ingest.full_text.pdf.hyphens import WordJoiner
from ingest.full_text.pdf.layout import ColumnLine, read_lines
from ingest.full_text.pdf.page import Mark, PdfHead
from ingest.full_text.pdf.paragraphs import make_paragraphs
from ingest.full_text.pdf_marks import read_annotations
from ingest.full_text.pdf_outline import add_outline

HEAD_BLOCKS = 40
"""Among which title, ISBN and DOI are looked for."""
NO_TITLE = re.compile(
    r"^(?:untitled.*|\(?(?:unknown|anonymous|unspecified)\)?|microsoft (?:word|powerpoint) - .*|print|document\d*|"
    r"slide \d+|\W*|.*\.(?:docx?|dvi|tex|indd|qxd|pdf|rtf|odt|pages))$",
    re.I,
)
"""What programs write into the fields for title and author where nobody filled them in."""
MIN_PAGE_LETTERS = 16
"""Of a page with text, on average; scans have a few letters of a stamp."""


def read_pdf(path: Path, on_page: Callable[[], None] = lambda: None) -> FullText:
    """The content of a PDF; `on_page` is called after each page.

    Raises UnreadableText where it has none, and says why.
    """
    with path.open("rb") as opened:
        if b"%PDF-" not in opened.read(1024):
            raise UnreadableText("no PDF, though its name says so")
    file = PdfFile(path)
    head = file.head()
    lines, marks = _read_pages(file, head.pages, on_page)
    paragraphs = make_paragraphs(lines)
    joiner = WordJoiner(paragraphs)
    blocks = [
        TextBlock(text=joiner.join(word for _, word in paragraph.words), page=paragraph.pages[0], level=paragraph.level)
        for paragraph in paragraphs
    ]
    annotations = read_annotations(paragraphs, marks, joiner)
    first = "\n".join(block.text for block in blocks[:HEAD_BLOCKS])
    return FullText(
        blocks=add_outline(blocks, head),
        annotations=tuple(annotations),
        title=_title(head, blocks),
        author=_author(head),
        isbn=find_isbn(first),
        doi=find_doi(" ".join(head.metadata.values())) or find_doi(first),
        pages=head.pages,
    )


def _read_pages(
    file: PdfFile, count: int, on_page: Callable[[], None]
) -> tuple[dict[int, Sequence[ColumnLine]], dict[int, Sequence[Mark]]]:
    """The lines and the reader's marks of each page. Raises UnreadableText where there is no text, or too much."""
    lines: dict[int, Sequence[ColumnLine]] = {}
    marks: dict[int, Sequence[Mark]] = {}
    letters = pictures = 0
    for page in file.pages():
        lines[page.number] = read_lines(page.words)
        marks[page.number] = page.marks
        letters += sum(len(word.text) for word in page.words)
        pictures += page.has_images
        on_page()
        if letters > MAX_CHARACTERS:
            raise UnreadableText(f"more than {MAX_CHARACTERS:,} letters of text")
    if letters < MIN_PAGE_LETTERS * count and (pictures or not letters):
        raise UnreadableText("no text; needs OCR" if pictures else "no text in it")
    return lines, marks


def _title(head: PdfHead, blocks: Sequence[TextBlock]) -> str:
    """The title that the file names; else the largest heading of the first page."""
    named = " ".join(head.metadata.get("Title", "").split())
    if named and not NO_TITLE.match(named):
        return named
    headings = [block for block in blocks if block.level and block.page <= 2]
    return min(headings, key=lambda block: (block.page, block.level)).text if headings else ""


def _author(head: PdfHead) -> str:
    named = " ".join(head.metadata.get("Author", "").split())
    if not named or NO_TITLE.match(named):
        return ""
    return ", ".join(part for part in re.split(r"\s*;\s*|\s+(?:and|und|y|et)\s+", named) if part)
