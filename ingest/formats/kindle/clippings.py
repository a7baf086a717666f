"""Kindle's `My Clippings.txt`: every clipping of every book, in the order in which they were made.

Known by `==========` lines between entries whose second line is a clipping's header, in any language:

    Salt and Tide (Maren Voss)
    - Your Highlight on page 9 | Location 120-122 | Added on Monday, July 31, 2017 11:11:20 PM

    The harbour keeps its own clock.
    ==========

Each title is one document, whose lines are scattered over the file. A note is an entry of its own, joined to the
highlight at whose end it was written, or a paragraph where that highlight is missing. Bookmarks, and notices that a
publisher's limit was reached, hold no text and count as metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.formats.kindle.clipping_header import ClippingHeader, read_header
from ingest.metadata.record_heads import read_head
from ingest.note import Note

NAME = "kindle-clippings"

SEPARATOR = re.compile(r"^\s*={6,}\s*$")
LIMIT_NOTICE = re.compile(
    r"\s*<[^<>\n]{3,160}(?:limit|límite|obergrenze|grenze|上限|限制|лимит|предел|한도)[^<>\n]{0,160}>\s*$",
    re.I,
)
LAST_BRACKETS = re.compile(r"\s*\(((?:[^()]|\([^()]*\))*)\)\s*$")
COPY_MARK = re.compile(r"^(?:\d{1,2}|z-?lib(?:rary)?(?:\.\w+)?|1lib\.\w+|libgen\S*|anna.s[ -]archive)$", re.I)
NO_AUTHOR = re.compile(
    rf"{COPY_MARK.pattern}|^(?:\d+|"
    r".*\b(?:edition|edici[óo]n|edi[çc][ãa]o|[ée]dition|ausgabe|edizione))$",
    re.I,
)
"""Brackets that file names and shops add, and that hold no author."""
MAIL_ADDRESS = re.compile(r"^\S+@\S+\.\w+$")
"""Of whoever sent the file to the Kindle."""
MAX_ENTRIES_CHECKED = 12
"""To recognise a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The lines between two separators."""

    lines: tuple[int, ...]
    """All of them, the closing separator included."""
    title: str
    header: ClippingHeader | None
    """None where the second line is no header."""
    head: int = 0
    """The header's line; 0 where there is none."""
    first: int = 0
    """First and last line of its text; 0 where it has none."""
    last: int = 0
    text: str = ""


def recognises(note: Note) -> bool:
    if not any(SEPARATOR.match(line) for line in note.lines[:400]):
        return False
    entries = list(islice(_read_entries(note), MAX_ENTRIES_CHECKED))
    headers = sum(entry.header is not None for entry in entries)
    return headers > 0 and 2 * headers >= len(entries)


def read(note: Note) -> tuple[Document, ...]:
    books: dict[str, list[Entry]] = {}
    title = ""
    for entry in _read_entries(note):
        if entry.header or not title:
            title = entry.title
        books.setdefault(title, []).append(entry)
    return tuple(_read_book(note, title, entries) for title, entries in books.items())


def _read_entries(note: Note) -> Iterator[Entry]:
    lines: list[int] = []
    for number, line in enumerate(note.lines, 1):
        lines.append(number)
        if SEPARATOR.match(line):
            yield _read_entry(note, lines, lines[:-1])
            lines = []
    if any(note.line(number).strip() for number in lines):
        yield _read_entry(note, lines, lines)


def _read_entry(note: Note, lines: list[int], content: list[int]) -> Entry:
    filled = [number for number in content if note.line(number).strip()]
    title = " ".join(note.line(filled[0]).split()) if filled else ""
    header = read_header(note.line(filled[1])) if len(filled) > 1 else None
    if header is None or len(filled) < 3:
        return Entry(lines=tuple(lines), title=title, header=header, head=filled[1] if header else 0)
    first, last = filled[2], filled[-1]
    text = "\n".join(note.line(number).strip() for number in range(first, last + 1))
    text = LIMIT_NOTICE.sub("", text).strip()
    last -= max(0, last - first - text.count("\n"))
    return Entry(lines=tuple(lines), title=title, header=header, head=filled[1], first=first, last=last, text=text)


def _read_book(note: Note, first_line: str, entries: list[Entry]) -> Document:
    draft = DocumentBuilder(note, lines=[number for entry in entries for number in entry.lines])
    highlights: list[tuple[Highlight, ClippingHeader]] = []
    notes: list[tuple[Entry, ClippingHeader, int]] = []
    for entry in entries:
        if entry.header is None:
            draft.mark_meta(*_separator(note, entry))
            continue
        for number in entry.lines:
            if number == entry.head and read_head(note.line(number).lstrip("-* ")):
                draft.mark_meta(number)
            else:
                draft.mark_furniture(number)
        if not entry.text or entry.header.entry_type == "bookmark":
            continue
        if entry.header.entry_type == "note":
            notes.append((entry, entry.header, len(highlights)))
        else:
            highlights.append((_highlight(entry, entry.header), entry.header))
    for entry, header, position in notes:
        owner = _find_owner(header, position, highlights)
        if owner is None:
            draft.add_paragraph(_note_paragraph(entry, header))
        else:
            highlight, owner_header = highlights[owner]
            highlights[owner] = replace(highlight, note=_join_notes(highlight.note, entry.text)), owner_header
    for highlight, _ in highlights:
        draft.add_highlight(highlight)
    title, author = split_title(first_line)
    return draft.finish(format=NAME, title=title, author=author, category="books")


def _note_paragraph(entry: Entry, header: ClippingHeader) -> Paragraph:
    return Paragraph(
        text=entry.text,
        line_start=entry.first,
        line_end=entry.last,
        voice="reader",
        location=header.full_location,
    )


def _separator(note: Note, entry: Entry) -> tuple[int, int]:
    """First and last line of an entry's separator; zeros where it has none."""
    last = entry.lines[-1]
    return (last, last) if SEPARATOR.match(note.line(last)) else (0, 0)


def _highlight(entry: Entry, header: ClippingHeader) -> Highlight:
    return Highlight(
        text=entry.text,
        line_start=entry.first,
        line_end=entry.last,
        location=header.full_location,
        highlighted_at=header.added,
    )


def _find_owner(
    header: ClippingHeader, position: int, highlights: list[tuple[Highlight, ClippingHeader]]
) -> int | None:
    """The index of the highlight that a note belongs to, or None.

    It is the one that ends at the note's location, else one whose range holds it. Of several it is the one made
    nearest in time, then nearest in the file, and the earlier of two as near. position: of the note among the
    highlights.
    """
    note_range = header.location_range
    if note_range is None:
        return None
    ranked = []
    for index, (_, other) in enumerate(highlights):
        if bool(other.location) != bool(header.location) or other.location_range is None:
            continue
        first, last = other.location_range
        if first <= note_range[0] <= last:
            seconds = _seconds_between(header.added, other.added)
            ranked.append((note_range[0] != last, seconds, abs(2 * (position - index) - 1), index))
    return min(ranked)[3] if ranked else None


def _seconds_between(first: str, second: str) -> float:
    """Between two ISO dates; 0 where one is unset."""
    if not first or not second:
        return 0.0
    return abs((datetime.fromisoformat(first) - datetime.fromisoformat(second)).total_seconds())


def _join_notes(note: str, later: str) -> str:
    """Two notes on one highlight; an edited note is written again as a whole, and replaces what it contains."""
    if not note or note in later:
        return later
    return note if later in note else f"{note}\n{later}"


def split_title(title: str) -> tuple[str, str]:
    """Title and author of a clipping's first line; the author is in the last brackets.

    One author stays as written (`Voss, Maren`); of several, separated by `;`, each becomes `Maren Voss`, joined by
    `, `.
    """
    match = LAST_BRACKETS.search(title)
    while match and NO_AUTHOR.match(match[1].strip()):
        match = LAST_BRACKETS.search(title[: match.start()])
    if not match or not match.start():
        return _without_brackets(title, ""), ""
    names = [name.strip() for name in match[1].split(";") if name.strip() and not MAIL_ADDRESS.match(name.strip())]
    if len(names) > 1:
        names = [" ".join(reversed([part.strip() for part in name.split(",", 1)])) for name in names]
    return _without_brackets(title[: match.start()].strip(), match[1]), ", ".join(names)


def _without_brackets(title: str, author: str) -> str:
    """A title without brackets that a file's name leaves at its end: `(1)`, `(Z-Library)`, the author again."""
    while (brackets := LAST_BRACKETS.search(title)) and brackets.start():
        words = brackets[1].strip()
        if not (
            COPY_MARK.match(words) or (author and sorted(words.split()) == sorted(author.replace(",", " ").split()))
        ):
            break
        title = title[: brackets.start()].strip()
    return title
