"""A book of the Readwise account, in the file that `ingest.readwise_api.book_file` writes.

Known by its first two lines. Action tags take effect here: `.h1` makes a highlight a chapter, `.c2` joins it to the
one before. A file that was edited so that it cannot be read back falls to the markdown reader.

    ---
    readwise_book: 41
    title: "Walls"
    category: "books"
    ---

    # Walls

    > Words of the work.
    - Note: the reader's
    - Place: location 122
    ^rw7
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.document import Document, Highlight, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.highlight_builder import THREAD_NOTE
from ingest.extraction.podcast_clip import is_placeholder, split_clip
from ingest.markdown.blocks import HeadingPath
from ingest.metadata.action_tags import Actions, join_highlights, read_actions
from ingest.metadata.annotations import TAG_COLORS
from ingest.metadata.locations import format_location
from ingest.metadata.tags import author_names, category_of
from ingest.note import Note
from ingest.readwise_api.book import Book, ReadwiseHighlight
from ingest.readwise_api.book_file import BookFile, is_book_file, read_book
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "readwise-account"

FAVORITE_TAGS = frozenset(("favorite", "favourite"))
Span = tuple[int, int]


def recognises(note: Note) -> bool:
    return is_book_file(note.lines)


def read(note: Note) -> tuple[Document, ...]:
    file = read_book(note.lines)
    book, draft = file.book, DocumentBuilder(note)
    draft.mark_meta(1, file.title_line)
    for _, last in file.spans:
        draft.mark_meta(last)
    _add_front(draft, book)
    _add_highlights(draft, file)
    return (
        draft.finish(
            format=NAME,
            title=clean_text(book.title),
            author=author_names(book.author),
            category=category_of(book.category),
            url=book.url if book.url.startswith(("http://", "https://")) else "",
            tags=book.tags,
            note=book.note,
            asin=book.asin,
            readwise_id=str(book.id),
        ),
    )


def _add_front(draft: DocumentBuilder, book: Book) -> None:
    """The summary is a machine's text, the note on the whole the reader's; both are cited by their line."""
    texts: tuple[tuple[str, str, Voice], ...] = ((book.summary, "summary", "machine"), (book.note, "note", "reader"))
    for text, name, voice in texts:
        if clean_text(text):
            line = next(n for n in range(1, draft.end) if draft.note.line(n).startswith(f"{name}: "))
            section = name.capitalize()
            draft.add_paragraph(
                Paragraph(text=clean_text(text), line_start=line, line_end=line, section=(section,), voice=voice)
            )


def _add_highlights(draft: DocumentBuilder, file: BookFile) -> None:
    headings = HeadingPath()
    location_type = ""
    highlights: list[Highlight] = []
    for item, (first, last), actions in _in_reading_order(file):
        text = clean_text(item.text)
        draft.mark_meta(first, last)
        if item.location_type != location_type:
            headings, location_type = HeadingPath(), item.location_type
        if actions.level and text:
            headings.enter(actions.level, " ".join(text.split()))
        if actions.level or not text:
            if actions.note:
                section = headings.section
                draft.add_paragraph(
                    Paragraph(text=actions.note, line_start=first, line_end=last, section=section, voice="reader")
                )
            continue
        highlight = _highlight(item, text, (first, last), actions, headings.section)
        if actions.join > 1 and highlights:
            highlights[-1] = join_highlights(highlights[-1], highlight)
        else:
            highlights += _split_clip(highlight, item)
    for highlight in highlights:
        draft.add_highlight(highlight)


def _split_clip(highlight: Highlight, item: ReadwiseHighlight) -> tuple[Highlight, ...]:
    """A podcast clip holds a machine's words and the speakers', or, from Airr, only the reader's note."""
    if is_placeholder(highlight.text):
        return (replace(highlight, text=highlight.note, note="", voice="reader"),) if highlight.note else ()
    return split_clip(highlight, list(enumerate(item.text.split("\n"), highlight.line_start)))


def _in_reading_order(file: BookFile) -> Iterator[tuple[ReadwiseHighlight, Span, Actions]]:
    """At one location chapters come first, the outer before the inner, and joined highlights by their numbers."""
    items = [
        (item, span, read_actions(clean_text(item.note)))
        for item, span in zip(file.book.highlights, file.spans, strict=True)
    ]
    for (_, location), group in groupby(items, key=lambda entry: (entry[0].location_type, entry[0].location)):
        if location < 0:
            yield from group
        else:
            yield from sorted(group, key=lambda entry: (not entry[2].level, entry[2].level, entry[2].join))


def _highlight(item: ReadwiseHighlight, text: str, span: Span, actions: Actions, section: tuple[str, ...]) -> Highlight:
    tags = tuple(dict.fromkeys((*item.tags, *actions.tags)))
    return Highlight(
        text=text,
        line_start=span[0],
        line_end=span[1],
        note="" if actions.note == THREAD_NOTE else actions.note,
        tags=tags,
        color=item.color.lower() or next((tag for tag in tags if tag in TAG_COLORS), ""),
        location=format_location(item.location_type, str(item.location) if item.location >= 0 else ""),
        url=item.url or item.readwise_url,
        readwise_id=str(item.id),
        highlighted_at=iso_date(item.highlighted_at),
        section=section,
        favorite=item.favorite or bool(FAVORITE_TAGS & set(tags)),
    )
