"""Reads a PDF: its text in reading order, the reader's marks in it, what it says of the work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import UnreadableText
from ingest.full_text.content import MAX_CHARACTERS, FullText, TextBlock
from ingest.full_text.identifiers import find_doi, find_isbn
from ingest.full_text.pdf.file import PdfFile
from ingest.full_text.pdf.hyphens import WordJoiner
from ingest.full_text.pdf.layout import Line, read_lines
from ingest.full_text.pdf.page import Mark, PdfHead
from ingest.full_text.pdf.paragraphs import MAX_HEADING_CHARACTERS, make_paragraphs
from ingest.full_text.pdf_marks import read_annotations

HEAD_BLOCKS = 40
"""Among which title, ISBN and DOI are looked for."""
NO_TITLE = re.compile(
    r"^(?:untitled.*|\(?(?:unknown|anonymous|unspecified)\)?|microsoft (?:word|powerpoint) - .*|print|document\d*|"
    r"slide \d+|\W*|.*\.(?:docx?|dvi|tex|indd|qxd|pdf|rtf|odt|pages))$",
    re.I,
)
"""What programs write into the fields for title and author where nobody filled them in."""
MAX_NUMBER_CHARACTERS = 14
"""Of a heading's number, `Chapter 12`."""
MIN_PAGE_LETTERS = 16
"""Of a page with text, on average; scans have a few letters of a stamp."""


def read_pdf(path: Path) -> FullText:
    """The content of a PDF. Raises UnreadableText where it has none, and says why."""
    with path.open("rb") as opened:
        if b"%PDF-" not in opened.read(1024):
            raise UnreadableText("no PDF, though its name says so")
    file = PdfFile(path)
    head = file.head()
    lines: dict[int, Sequence[Line]] = {}
    marks: dict[int, Sequence[Mark]] = {}
    letters = pictures = 0
    for page in file.pages():
        lines[page.number] = read_lines(page.words)
        marks[page.number] = page.marks
        letters += sum(len(word.text) for word in page.words)
        pictures += page.has_images
        if letters > MAX_CHARACTERS:
            raise UnreadableText(f"more than {MAX_CHARACTERS:,} letters of text")
    if letters < MIN_PAGE_LETTERS * head.pages and (pictures or not letters):
        raise UnreadableText("no text; needs OCR" if pictures else "no text in it")
    paragraphs = make_paragraphs(lines)
    joiner = WordJoiner(paragraphs)
    blocks = [
        TextBlock(text=joiner.join(word for _, word in paragraph.words), page=paragraph.pages[0], level=paragraph.level)
        for paragraph in paragraphs
    ]
    annotations = read_annotations(paragraphs, marks, joiner)
    first = "\n".join(block.text for block in blocks[:HEAD_BLOCKS])
    return FullText(
        blocks=_with_outline(blocks, head),
        annotations=tuple(annotations),
        title=_title(head, blocks),
        author=_author(head),
        isbn=find_isbn(first),
        doi=find_doi(" ".join(head.metadata.values())) or find_doi(first),
        pages=head.pages,
    )


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


def _with_outline(blocks: Sequence[TextBlock], head: PdfHead) -> tuple[TextBlock, ...]:
    """The blocks with the bookmarks as headings, where there are some.

    A heading that a bookmark names, with or without its number, takes its level, and stands above all others; a
    bookmark that no block of its page has is put before the first text of the page.
    """
    if not head.outline:
        return tuple(blocks)
    pending: dict[int, list[tuple[int, str]]] = {}
    for level, title, page in head.outline:
        if _folded(title) != _folded(head.metadata.get("Title", "")):
            pending.setdefault(page, []).append((min(level + 1, 6), title))
    headings = {
        (block.page, _folded(block.text))
        for block in blocks
        if block.level or len(block.text) <= MAX_HEADING_CHARACTERS
    }
    missing = {
        page: [entry for entry in entries if not any(_names(entry[1], text) for at, text in headings if at == page)]
        for page, entries in pending.items()
    }
    deepest = min(max((level for entries in pending.values() for level, _ in entries), default=0) + 1, 6)
    listed: list[TextBlock] = []
    for block in blocks:
        if not block.level:
            listed += [
                TextBlock(text=title, page=block.page, level=level) for level, title in missing.pop(block.page, ())
            ]
        named = (level for level, title in pending.get(block.page, ()) if _names(title, _folded(block.text)))
        level = next(named, deepest if block.level else 0)
        listed.append(TextBlock(text=block.text, page=block.page, level=level))
    return tuple(listed)


def _names(bookmark: str, heading: str) -> bool:
    """Whether a bookmark names a folded heading, which may have a number in front."""
    folded = _folded(bookmark)
    return heading == folded or (heading.endswith(f" {folded}") and len(heading) <= len(folded) + MAX_NUMBER_CHARACTERS)


def _folded(title: str) -> str:
    return re.sub(r"\W+", " ", title).strip().casefold()
