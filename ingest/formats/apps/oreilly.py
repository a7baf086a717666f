"""The CSV of highlights from O'Reilly's learning platform: a row a highlight, all books in one file.

Known by a header row with `Highlight` and `Chapter Title`. A row spans several lines where its cells hold line breaks.

    Book Title,Authors,Chapter Title,Date of Highlight,Book URL,Chapter URL,Annotation URL,Highlight,Color,Personal Note
    Salt and Tide,Maren Voss,1. Clocks,2024-03-04,https://…,https://…,https://…,"Words, and more.",yellow,Mine.
"""

from __future__ import annotations

from ingest.document import Document, Highlight
from ingest.document_builder import DocumentBuilder
from ingest.markdown.links import link_targets
from ingest.metadata.tags import author_names
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.csv_rows import NamedRow, read_named_rows
from ingest.text.dates import iso_date

NAME = "oreilly"


def recognises(note: Note) -> bool:
    first = next((line for line in note.lines if line.strip()), "").lower()
    has_own_column = "annotation url" in first or "highlight url" in first or "personal note" in first
    return "highlight" in first and "chapter title" in first and has_own_column and first.count(",") > 3


def read(note: Note) -> tuple[Document, ...]:
    """A document a book, in the order in which books first appear; each counts the lines of its own rows."""
    books: dict[str, list[NamedRow]] = {}
    for row in read_named_rows(note):
        books.setdefault(row.get("book title", "title"), []).append(row)
    row_lines = {line for rows in books.values() for row in rows for line in range(row.start, row.end + 1)}
    other_lines = [line for line in range(1, note.end + 1) if line not in row_lines]
    if not books:
        draft = DocumentBuilder(note)
        draft.mark_meta(1, note.end)
        return (draft.finish(format=NAME),)
    return tuple(_read_book(note, rows, other_lines if at == 0 else []) for at, rows in enumerate(books.values()))


def _read_book(note: Note, rows: list[NamedRow], other_lines: list[int]) -> Document:
    lines = [line for row in rows for line in range(row.start, row.end + 1)]
    draft = DocumentBuilder(note, lines=[*other_lines, *lines])
    draft.warnings.extend(note.warnings if other_lines else ())
    for line in (*other_lines, *lines):
        draft.mark_meta(line)
    for row in rows:
        if clean_text(row.get("highlight")):
            draft.add_highlight(_highlight(row))
    first = rows[0]
    return draft.finish(
        format=NAME,
        title=clean_text(first.get("book title", "title")),
        author=author_names(first.get("authors", "author", "book author").replace(";", ",")),
        category="books",
        url=_link(first, "book url"),
    )


def _highlight(row: NamedRow) -> Highlight:
    chapter = clean_text(row.get("chapter title", "chapter"))
    return Highlight(
        text=clean_text(row.get("highlight")),
        line_start=row.start,
        line_end=row.end,
        note=clean_text(row.get("personal note", "note")),
        color=row.get("color", "highlight color").lower(),
        url=_link(row, "annotation url", "highlight url", "chapter url"),
        highlighted_at=iso_date(row.get("date of highlight", "date")),
        section=(chapter,) if chapter else (),
    )


def _link(row: NamedRow, *names: str) -> str:
    return next(iter(link_targets(row.get(*names))), "")
