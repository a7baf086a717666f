"""Readwise's CSV: a row a highlight, all books in one file.

Known by a header row with `Highlight` and `Book Title`. A row spans several lines where its cells hold line breaks.

    Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at
    "words of the work",A title,A name,B0TEST,,blue,,location,122,2020-09-21 04:53:16+00:00
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import HeadingPath
from ingest.metadata.action_tags import Actions, join_highlights, read_actions, read_command_tags
from ingest.metadata.annotations import TAG_COLORS
from ingest.metadata.locations import format_location
from ingest.metadata.tags import author_names, category_of, tag_list
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.csv_rows import NamedRow, read_named_rows
from ingest.text.dates import iso_date

NAME = "readwise-csv"


def recognises(note: Note) -> bool:
    first = next((line for line in note.lines if line.strip()), "").lower()
    is_readwise = "location type" in first or "highlighted at" in first or "amazon book id" in first
    return is_readwise and "highlight" in first and "book title" in first and "annotation url" not in first


def read(note: Note) -> tuple[Document, ...]:
    """A document a book, in the order in which books first appear.

    A book's rows may be scattered, so the lines of documents interleave; each counts its own.
    """
    all_rows = list(read_named_rows(note))
    books: dict[tuple[str, str], list[NamedRow]] = {}
    for row in all_rows:
        books.setdefault((row.get("book title", "title"), row.get("book author", "author")), []).append(row)
    if not books:
        draft = DocumentBuilder(note)
        draft.mark_meta(1, note.end)
        return (draft.finish(format=NAME),)
    header_end = all_rows[0].start - 1
    return tuple(_read_book(note, rows, header_end if at == 0 else 0) for at, rows in enumerate(books.values()))


def _read_book(note: Note, rows: list[NamedRow], header_end: int) -> Document:
    lines = [*range(1, header_end + 1), *(line for row in rows for line in range(row.start, row.end + 1))]
    draft = DocumentBuilder(note, lines=lines)
    draft.warnings.extend(note.warnings if header_end else ())
    draft.mark_meta(1, header_end)
    highlights: list[Highlight] = []
    for group in _in_reading_order(rows):
        highlights += _read_rows(draft, group)
    for highlight in sorted(highlights, key=lambda item: item.line_start):
        draft.add_highlight(highlight)
    draft.paragraphs.sort(key=lambda item: item.line_start)
    first = rows[0]
    amazon = first.get("amazon book id")
    return draft.finish(
        format=NAME,
        title=clean_text(first.get("book title", "title")),
        author=author_names(first.get("book author", "author")),
        category=category_of(first.get("category")) or ("books" if amazon else _guess_category(rows)),
        tags=tag_list(first.get("document tags")),
        asin=amazon,
    )


def _guess_category(rows: list[NamedRow]) -> str:
    """The category of a work without a category column and without an Amazon id, from its author and locations.

    A tweet's author is `… on Twitter`. Podcasts are marked by time, books by page or location, web pages by order.
    """
    if rows[0].get("book author", "author").lower().endswith(" on twitter"):
        return "tweets"
    kinds = {row.get("location type").lower() for row in rows} - {""}
    if "time_offset" in kinds:
        return "podcasts"
    return "books" if kinds & {"page", "location"} else "articles" if kinds == {"order"} else ""


def _in_reading_order(rows: list[NamedRow]) -> Iterator[list[NamedRow]]:
    """A book's rows, grouped by type of location and sorted by location; in file order where none has a number.

    The export puts the newest row first, so a chapter's row may stand above or below those of its highlights.
    """
    if not any(row.get("location").isdigit() for row in rows):
        yield rows
        return
    kinds: dict[str, list[NamedRow]] = {}
    for row in rows:
        kinds.setdefault(row.get("location type").lower() if row.get("location").isdigit() else "", []).append(row)
    for kind, group in kinds.items():
        yield sorted(group, key=_reading_order) if kind else group


def _reading_order(row: NamedRow) -> tuple[int, bool, int, int]:
    """Sort key: by location; at one location chapters come first, the outer before the inner."""
    actions = read_actions(row.get("note"))
    return int(row.get("location")), not actions.level, actions.level, actions.join


def _read_rows(draft: DocumentBuilder, rows: list[NamedRow]) -> list[Highlight]:
    headings = HeadingPath()
    highlights: list[Highlight] = []
    for row in rows:
        draft.mark_meta(row.start, row.end)
        text, note_text = clean_text(row.get("highlight")), clean_text(row.get("note"))
        actions = read_actions(note_text)
        if actions.level and text:
            draft.mark_heading(row.start, " ".join(text.split()))
            headings.enter(actions.level, " ".join(text.split()))
        if actions.level or not text:
            _add_note(draft, row, actions.note, headings.section)
            continue
        tags, level = read_command_tags(tag_list(row.get("tags")))
        if level:
            headings.enter(level, " ".join(text.split()))
        highlight = _read_row(row, text, actions, tags, headings.section)
        if actions.join > 1 and highlights:
            highlights[-1] = join_highlights(highlights[-1], highlight)
        else:
            highlights.append(highlight)
    return highlights


def _add_note(draft: DocumentBuilder, row: NamedRow, note: str, section: tuple[str, ...]) -> None:
    """A note on a chapter, or in a row without a highlight, becomes a paragraph."""
    if note:
        words = Paragraph(text=note, line_start=row.start, line_end=row.end, section=section, voice="reader")
        draft.add_paragraph(words)


def _read_row(
    row: NamedRow, text: str, actions: Actions, row_tags: tuple[str, ...], section: tuple[str, ...]
) -> Highlight:
    tags = [*row_tags, *(tag for tag in actions.tags if tag not in row_tags)]
    color = row.get("color").lower()
    return Highlight(
        text=text,
        line_start=row.start,
        line_end=row.end,
        note=actions.note,
        tags=tuple(tags),
        color=color or next((tag for tag in tags if tag in TAG_COLORS), ""),
        location=format_location(row.get("location type"), row.get("location")),
        highlighted_at=iso_date(row.get("highlighted at")),
        section=section,
        favorite="favorite" in tags,
    )
