"""A book of the Readwise account, as this program writes it down when it fetches one (`ingest.readwise_api.book_file`).

Known by its first two lines. Action tags are carried out here: `.h1` makes a highlight a chapter, `.c2` joins it to
the one before. A file that somebody changed so that it cannot be read back is read as any markdown would be.

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

from ingest.document import Document, Highlight, Paragraph, Voice
from ingest.extraction.highlight_builder import THREAD
from ingest.extraction.podcast_clip import is_placeholder, take_snip_apart
from ingest.markdown.blocks import HeadingPath
from ingest.metadata.action_tags import Actions, join_highlights, read_actions
from ingest.metadata.annotations import COLORS
from ingest.metadata.locations import tell_place
from ingest.metadata.tags import author_names, category_of
from ingest.note import DocumentBuilder, Note
from ingest.readwise_api.book import Book, ReadwiseHighlight
from ingest.readwise_api.book_file import Written, is_book_file, read_book
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "readwise-account"

FAVORITE = frozenset(("favorite", "favourite"))
Span = tuple[int, int]


def recognises(note: Note) -> bool:
    return is_book_file(note.lines)


def read(note: Note) -> tuple[Document, ...]:
    written = read_book(note.lines)
    book, draft = written.book, DocumentBuilder(note)
    draft.mark_meta(1, written.title)
    for _, last in written.spans:
        draft.mark_meta(last)
    _take_front(draft, book)
    _take_marks(draft, written)
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


def _take_front(draft: DocumentBuilder, book: Book) -> None:
    """The summary is a machine's, the note on the whole the reader's; each is cited by its line."""
    said: tuple[tuple[str, str, Voice], ...] = ((book.summary, "summary", "machine"), (book.note, "note", "reader"))
    for text, name, voice in said:
        if clean_text(text):
            line = next(n for n in range(1, draft.end) if draft.note.line(n).startswith(f"{name}: "))
            section = name.capitalize()
            draft.add_paragraph(
                Paragraph(text=clean_text(text), line_start=line, line_end=line, section=(section,), voice=voice)
            )


def _take_marks(draft: DocumentBuilder, written: Written) -> None:
    trail = HeadingPath()
    kind = ""
    joined: list[Highlight] = []
    for mark, (first, last), actions in _in_reading_order(written):
        text = clean_text(mark.text)
        draft.mark_meta(first, last)
        if mark.location_type != kind:
            trail, kind = HeadingPath(), mark.location_type
        if actions.level and text:
            trail.enter(actions.level, " ".join(text.split()))
        if actions.level or not text:
            if actions.note:
                draft.add_paragraph(
                    Paragraph(text=actions.note, line_start=first, line_end=last, section=trail.section, voice="reader")
                )
            continue
        highlight = _highlight(mark, text, (first, last), actions, trail.section)
        if actions.join > 1 and joined:
            joined[-1] = join_highlights(joined[-1], highlight)
        else:
            joined += _apart(highlight, mark)
    for highlight in joined:
        draft.add_highlight(highlight)


def _apart(highlight: Highlight, mark: ReadwiseHighlight) -> tuple[Highlight, ...]:
    """A podcast's clip holds the machine's words beside the speakers', or, of Airr, only the reader's."""
    if is_placeholder(highlight.text):
        return (replace(highlight, text=highlight.note, note="", voice="reader"),) if highlight.note else ()
    return take_snip_apart(highlight, list(enumerate(mark.text.split("\n"), highlight.line_start)))


def _in_reading_order(written: Written) -> Iterator[tuple[ReadwiseHighlight, Span, Actions]]:
    """At one place chapters come first, the outer one before the inner, and joined highlights by their numbers."""
    told = [
        (m, span, read_actions(clean_text(m.note))) for m, span in zip(written.book.marks, written.spans, strict=True)
    ]
    at = 0
    while at < len(told):
        end = at + 1
        while end < len(told) and told[at][0].location >= 0 and _place(told[end][0]) == _place(told[at][0]):
            end += 1
        yield from sorted(told[at:end], key=lambda one: (not one[2].level, one[2].level, one[2].join))
        at = end


def _place(mark: ReadwiseHighlight) -> tuple[str, int]:
    return mark.location_type, mark.location


def _highlight(mark: ReadwiseHighlight, text: str, span: Span, actions: Actions, section: tuple[str, ...]) -> Highlight:
    tags = tuple(dict.fromkeys((*mark.tags, *actions.tags)))
    return Highlight(
        text=text,
        line_start=span[0],
        line_end=span[1],
        note="" if actions.note == THREAD else actions.note,
        tags=tags,
        color=mark.color.lower() or next((tag for tag in tags if tag in COLORS), ""),
        location=tell_place(mark.location_type, str(mark.location) if mark.location >= 0 else ""),
        url=mark.url or mark.readwise_url,
        readwise_id=str(mark.id),
        highlighted_at=iso_date(mark.highlighted_at),
        section=section,
        favorite=mark.favorite or bool(FAVORITE & set(tags)),
    )
