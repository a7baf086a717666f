"""Reads a full text into documents: the text as paragraphs, the reader's marks as highlights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from ingest.document import Document, Highlight, Paragraph, Warning
from ingest.errors import UnreadableText
from ingest.full_text.content import Annotation, FullText, TextBlock
from ingest.full_text.reading_process import read_apart
from ingest.metadata.titles import title_from_path

KINDS = {".pdf": "pdf", ".epub": "epub", ".docx": "docx", ".html": "html", ".htm": "html", ".xhtml": "html"}
"""The kind of a file by its suffix."""
CATEGORIES = {"epub": "books", "html": "articles", "docx": "articles"}
BOOK_PAGES = 80
"""From which a PDF is a book."""


def kind_of(path: str) -> str:
    """The kind of a full text by its name; "" for another file."""
    return KINDS.get(PurePosixPath(path).suffix.lower(), "")


def read_content(path: Path, relative: str) -> FullText | Document:
    """The content of a full text; a document with the reason where it has none."""
    kind = kind_of(relative)
    try:
        if not path.stat().st_size:
            return Document(path=relative, format="", skipped="empty file")
        return read_apart(path, kind)
    except UnreadableText as failure:
        return Document(path=relative, format=kind, error=str(failure))
    except OSError as failure:
        return Document(path=relative, format="", error=f"cannot be read: {failure.strerror or failure}")


def make_document(content: FullText, relative: str) -> Document:
    """The document of a content. Its lines are the headings and paragraphs as they were read, counted from 1."""
    kind = kind_of(relative)
    blocks = content.blocks
    sections = _sections(blocks, content.title)
    return Document(
        path=relative,
        format=kind,
        title=content.title or title_from_path(relative),
        author=content.author,
        category=CATEGORIES.get(kind) or ("books" if content.pages >= BOOK_PAGES or content.isbn else "articles"),
        url=content.url or (f"https://doi.org/{content.doi}" if content.doi else ""),
        published=content.published,
        fields=tuple((name, value) for name, value in (("isbn", content.isbn), ("doi", content.doi)) if value),
        full_text=True,
        lines=len(blocks),
        highlights=tuple(_highlight(annotation, blocks, sections) for annotation in content.annotations),
        paragraphs=tuple(_list_paragraphs(blocks, sections)),
        meta=sum(block.level > 0 for block in blocks),
        warnings=tuple(Warning(line=0, why=why) for why in content.warnings),
    )


def _list_paragraphs(blocks: Sequence[TextBlock], sections: Sequence[tuple[str, ...]]) -> Iterator[Paragraph]:
    for line, (block, section) in enumerate(zip(blocks, sections, strict=True), 1):
        if not block.level:
            yield Paragraph(
                text=block.text,
                line_start=line,
                line_end=line,
                section=section,
                page=block.page,
                locator=block.locator,
            )


def _sections(blocks: Sequence[TextBlock], title: str) -> list[tuple[str, ...]]:
    """The headings above each block, outermost first, without the title."""
    trail: list[tuple[int, str]] = []
    sections = []
    for block in blocks:
        if block.level:
            trail = [(level, text) for level, text in trail if level < block.level]
            if block.text.casefold() != title.casefold():
                trail.append((block.level, " ".join(block.text.split())))
        sections.append(tuple(text for _, text in trail))
    return sections


def _highlight(annotation: Annotation, blocks: Sequence[TextBlock], sections: Sequence[tuple[str, ...]]) -> Highlight:
    """A mark as a highlight; a note alone is the reader's own words at that place."""
    line = min(annotation.block, len(blocks) - 1) + 1
    return Highlight(
        text=annotation.text or annotation.note,
        note=annotation.note if annotation.text else "",
        voice="author" if annotation.text else "reader",
        color=annotation.color,
        location=f"Page {annotation.page}" if annotation.page else "",
        highlighted_at=annotation.date,
        section=sections[line - 1],
        line_start=line,
        line_end=line,
        page=annotation.page,
        locator=blocks[line - 1].locator,
    )
