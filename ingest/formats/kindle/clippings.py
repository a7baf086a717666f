"""Kindle's `My Clippings.txt`: every clipping of every book, in the order in which they were made.

Known by lines of `==========` between entries whose second line is a clipping's header, in whatever language:

    Salt and Tide (Maren Voss)
    - Your Highlight on page 9 | Location 120-122 | Added on Monday, July 31, 2017 11:11:20 PM

    The harbour keeps its own clock.
    ==========

Each title is one document, its lines scattered over the file. A note is an entry of its own, joined to the
highlight at whose end it was written; where that is gone, it stands as the reader's prose. Bookmarks, and the
notices that a publisher's limit was reached, hold no text and count as metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.document import Document, Highlight, Paragraph
from ingest.formats.kindle.clipping_header import Header, read_header
from ingest.note import DocumentBuilder, Note

NAME = "kindle-clippings"

SEPARATOR = re.compile(r"^\s*={6,}\s*$")
LIMIT = re.compile(
    r"\s*<[^<>\n]{3,160}(?:limit|límite|obergrenze|grenze|上限|限制|лимит|предел|한도)[^<>\n]{0,160}>\s*$",
    re.I,
)
AUTHOR = re.compile(r"\s*\(((?:[^()]|\([^()]*\))*)\)\s*$")
COPY = re.compile(r"^(?:\d{1,2}|z-?lib(?:rary)?(?:\.\w+)?|1lib\.\w+|libgen\S*|anna.s[ -]archive)$", re.I)
JUNK = re.compile(
    rf"{COPY.pattern}|^(?:\d+|"
    r".*\b(?:edition|edici[óo]n|edi[çc][ãa]o|[ée]dition|ausgabe|edizione))$",
    re.I,
)
"""What file names and shops, not authors, leave in brackets."""
ADDRESS = re.compile(r"^\S+@\S+\.\w+$")
"""Who sent the file to the Kindle."""
LOOKED_AT = 12
"""Entries looked at to know a file by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The lines between two separators."""

    lines: tuple[int, ...]
    """All of them, its closing separator among them."""
    title: str
    header: Header | None
    """None where its second line is none."""
    first: int = 0
    """First and last line of its text; 0 where it has none."""
    last: int = 0
    text: str = ""


def recognises(note: Note) -> bool:
    if not any(SEPARATOR.match(line) for line in note.lines[:400]):
        return False
    entries = []
    for entry in _read_entries(note):
        entries.append(entry)
        if len(entries) == LOOKED_AT:
            break
    known = sum(entry.header is not None for entry in entries)
    return known > 0 and 2 * known >= len(entries)


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


def _read_entry(note: Note, lines: list[int], told: list[int]) -> Entry:
    filled = [number for number in told if note.line(number).strip()]
    title = " ".join(note.line(filled[0]).split()) if filled else ""
    header = read_header(note.line(filled[1])) if len(filled) > 1 else None
    if header is None or len(filled) < 3:
        return Entry(lines=tuple(lines), title=title, header=header)
    first, last = filled[2], filled[-1]
    text = "\n".join(note.line(number).strip() for number in range(first, last + 1))
    text = LIMIT.sub("", text).strip()
    last -= max(0, last - first - text.count("\n"))
    return Entry(lines=tuple(lines), title=title, header=header, first=first, last=last, text=text)


def _read_book(note: Note, title: str, entries: list[Entry]) -> Document:
    draft = DocumentBuilder(note, lines=[number for entry in entries for number in entry.lines])
    highlights: list[tuple[Highlight, Header]] = []
    notes: list[tuple[Entry, Header, int]] = []
    for entry in entries:
        if entry.header is None:
            draft.mark_meta(*_separators(note, entry))
            continue
        for number in entry.lines:
            draft.mark_meta(number)
        if not entry.text or entry.header.kind == "bookmark":
            continue
        if entry.header.kind == "note":
            notes.append((entry, entry.header, len(highlights)))
        else:
            highlights.append((_highlight(entry, entry.header), entry.header))
    for entry, header, at in notes:
        owner = _owner(header, at, highlights)
        if owner is None:
            draft.add_paragraph(
                Paragraph(
                    text=entry.text,
                    line_start=entry.first,
                    line_end=entry.last,
                    voice="reader",
                    location=header.place,
                )
            )
        else:
            found, place = highlights[owner]
            highlights[owner] = replace(found, note=_joined(found.note, entry.text)), place
    for highlight, _ in highlights:
        draft.add_highlight(highlight)
    words, author = split_title(title)
    return draft.finish(format=NAME, title=words, author=author, category="books")


def _separators(note: Note, entry: Entry) -> tuple[int, int]:
    last = entry.lines[-1]
    return (last, last) if SEPARATOR.match(note.line(last)) else (0, 0)


def _highlight(entry: Entry, header: Header) -> Highlight:
    return Highlight(
        text=entry.text,
        line_start=entry.first,
        line_end=entry.last,
        location=header.place,
        highlighted_at=header.added,
    )


def _owner(header: Header, at: int, highlights: list[tuple[Highlight, Header]]) -> int | None:
    """Which highlight a note belongs to: the one that ends where it stands, else one that spans its place;
    of several the one made at the time nearest to it, then the one written nearest, of equals that before."""
    span = header.span
    if span is None:
        return None
    ranked = []
    for number, (_, place) in enumerate(highlights):
        if bool(place.location) != bool(header.location) or place.span is None:
            continue
        first, last = place.span
        if first <= span[0] <= last:
            gap = _seconds_between(header.added, place.added)
            ranked.append((span[0] != last, gap, abs(2 * (at - number) - 1), number))
    return min(ranked)[3] if ranked else None


def _seconds_between(one: str, other: str) -> float:
    """Between two ISO dates; 0 where one of them is not known."""
    if not one or not other:
        return 0.0
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())


def _joined(known: str, told: str) -> str:
    """Two notes on one highlight; an edited note is written again, whole, and replaces what it grew from."""
    if not known or known in told:
        return told
    return known if told in known else f"{known}\n{told}"


def split_title(title: str) -> tuple[str, str]:
    """Title and author of a clipping's first line; the author is the last thing in brackets.

    An author stays as written (`Voss, Maren`); several, which Kindle parts with `;`, are turned round and
    joined by `, `.
    """
    match = AUTHOR.search(title)
    while match and JUNK.match(match[1].strip()):
        match = AUTHOR.search(title[: match.start()])
    if not match or not match.start():
        return _without_tails(title, ""), ""
    names = [name.strip() for name in match[1].split(";") if name.strip() and not ADDRESS.match(name.strip())]
    if len(names) > 1:
        names = [" ".join(reversed([part.strip() for part in name.split(",", 1)])) for name in names]
    return _without_tails(title[: match.start()].strip(), match[1]), ", ".join(names)


def _without_tails(title: str, author: str) -> str:
    """A title without what a file's name had in brackets behind it: `(1)`, `(Z-Library)`, the author once more."""
    while (tail := AUTHOR.search(title)) and tail.start():
        words = tail[1].strip()
        if not (COPY.match(words) or (author and sorted(words.split()) == sorted(author.replace(",", " ").split()))):
            break
        title = title[: tail.start()].strip()
    return title
