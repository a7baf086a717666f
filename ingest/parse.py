"""Parses a file into documents: decodes it, reads the front matter, and gives it to the first reader that
recognises it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ingest.decode import decode_bytes
from ingest.dialects import account_for, write_as_markdown
from ingest.document import Document, Highlight, Paragraph, Warning
from ingest.errors import UnreadableFile
from ingest.formats import FORMATS, FRONT_MATTER_FORMATS, HANDWRITTEN_FORMATS, TEXT_FORMATS, Format
from ingest.formats.general import markdown
from ingest.formats.skip import is_index, reason_to_skip
from ingest.full_text.read import kind_of, make_document, read_content
from ingest.located_data import suffix_of_data
from ingest.metadata.front_matter import read_front_matter
from ingest.note import Note
from ingest.structured_data import DataPage, read_data
from ingest.text.clean import drop_embedded
from ingest.text.conflicts import find_conflict_markers
from ingest.text.dates import FileDates, dates_of_file
from ingest.version import PARSER_VERSION as PARSER_VERSION

Text = TypeVar("Text", Highlight, Paragraph)

MIN_SCANNED_LETTERS = 20_000
"""From a longer line, embedded files are removed before anything else reads it."""

MAX_LINE_LETTERS = 1_000_000
"""The longest line of a real note is 190,000 letters, most of it images; a longer one is no prose."""


def parse_file(path: Path, relative: str) -> tuple[Document, ...]:
    """The documents of one file, at least one. Never raises for the file's content.

    A file that cannot be read or is no text is one Document with `error`; an empty one, a log or an index is one with
    `skipped`.
    """
    if kind_of(relative):
        return _parse_full_text(path, relative)
    try:
        data = path.read_bytes()
    except OSError as failure:
        return (Document(path=relative, format="", error=f"cannot be read: {failure.strerror or failure}"),)
    return parse_bytes(data, relative)


def _parse_full_text(path: Path, relative: str) -> tuple[Document, ...]:
    """The document of a PDF, EPUB or web page; the highlights of a page that a reading tool exported."""
    content = read_content(path, relative)
    if isinstance(content, Document):
        return (content,)
    if content.lines:
        note = make_note(content.lines, relative)
        with dates_of_file(content.lines) as dates:
            reader = next(reader for reader in FORMATS if _recognises(reader, note, dates))
        if reader not in TEXT_FORMATS:
            return _parse_lines(content.lines, relative, ())
    return (make_document(content, relative),)


def parse_bytes(data: bytes, relative: str) -> tuple[Document, ...]:
    """The documents of a file's content, as `parse_file`."""
    if not data.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n") or data in (b"\xff\xfe", b"\xfe\xff"):
        return (Document(path=relative, format="", skipped="empty file"),)
    try:
        decoded = decode_bytes(data, relative)
    except UnreadableFile as failure:
        return (Document(path=relative, format="", error=failure.why),)
    lines = tuple(drop_embedded(line) if len(line) > MIN_SCANNED_LETTERS else line for line in decoded.lines)
    if suffix_of_data(relative):
        return _parse_data(lines, relative, decoded.warnings)
    return _parse_lines(lines, relative, decoded.warnings)


def _parse_data(lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...]) -> tuple[Document, ...]:
    """The documents of JSON or OPML, read as the page that it is written as."""
    page = read_data("\n".join(lines), suffix_of_data(relative))
    filled = {number for number, line in enumerate(lines, 1) if line.strip()}
    if page is None:
        why = "data without highlights or notes"
        return (Document(path=relative, format="", lines=len(filled), meta=len(filled), skipped=why),)
    first, *others = _parse_dialect(tuple(page.lines), relative, warnings)
    first = replace(first, fields=tuple({**page.properties, **dict(first.fields)}.items()))
    return _at_origins((first, *others), page, filled)


def _at_origins(documents: tuple[Document, ...], page: DataPage, filled: set[int]) -> tuple[Document, ...]:
    """The documents of a page, with the lines of the file that it was written from; the first counts those that no
    document shows."""
    rest = set(filled)
    located = list[Document]()
    for document in documents:
        highlights = tuple(_at_origin(item, page) for item in document.highlights)
        paragraphs = tuple(_at_origin(item, page) for item in document.paragraphs)
        unparsed = tuple(replace(item, line=page.origins[item.line - 1]) for item in document.unparsed)
        own = {line for item in highlights for line in range(item.line_start, item.line_end + 1)}
        own.update(line for item in paragraphs for line in range(item.line_start, item.line_end + 1))
        own = (own | {item.line for item in unparsed}) & rest
        rest -= own
        document = replace(document, highlights=highlights, paragraphs=paragraphs, unparsed=unparsed)
        located.append(replace(document, lines=len(own), meta=0))
    first, *others = located
    return (replace(first, lines=first.lines + len(rest), meta=len(rest)), *others)


def _at_origin(item: Text, page: DataPage) -> Text:
    """A text of a page, at the lines of the file that it is from."""
    lines = page.origins[item.line_start - 1 : item.line_end]
    return replace(item, line_start=min(lines), line_end=max(lines))


def make_note(lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...] = ()) -> Note:
    """The note as readers see it, its front matter read."""
    front = read_front_matter(lines)
    return Note(
        path=relative,
        lines=lines,
        front=front.values,
        body=front.end + 1,
        warnings=(*warnings, *front.warnings),
    )


def _parse_lines(lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...]) -> tuple[Document, ...]:
    """The documents of the lines; the markers of a merge conflict are taken out, and both sides stay."""
    markers = find_conflict_markers(lines)
    if not markers:
        return _parse_dialect(lines, relative, warnings)
    sides = "; ".join(filter(None, (lines[number - 1].strip("\\<>|= \t") for number in sorted(markers))))
    why = f"a merge conflict: both sides are kept, {len(markers)} marker lines left out: {sides}"
    found = Warning(line=min(markers), why=why)
    rest = tuple("" if number in markers else line for number, line in enumerate(lines, 1))
    return _count_meta(_parse_dialect(rest, relative, (*warnings, found)), len(markers))


def _parse_dialect(lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...]) -> tuple[Document, ...]:
    """The documents of the lines in whatever markup."""
    note = write_as_markdown(lines, relative)
    return account_for(_parse_text(note.lines, relative, warnings, note.properties), lines, note)


def _count_meta(documents: tuple[Document, ...], lines: int) -> tuple[Document, ...]:
    """The documents, with lines of syntax that were taken out counted in the first."""
    first, *others = documents
    return (replace(first, lines=first.lines + lines, meta=first.meta + lines), *others) if lines else documents


def _parse_text(
    lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...], properties: Mapping[str, str]
) -> tuple[Document, ...]:
    note = make_note(lines, relative, warnings)
    if properties:
        note = replace(note, front={**properties, **note.front})
    with dates_of_file(lines) as dates:
        reader = next(reader for reader in FORMATS if _recognises(reader, note, dates))
        if skipped := _reason_to_skip(note, reader):
            return (_skipped_document(note, skipped),)
        documents = _read(note, reader)
    if dates.unclear:
        documents = (_warn_of_dates(documents[0], lines, dates.unclear), *documents[1:])
    if all(_is_empty(document) for document in documents):
        return tuple(replace(d, skipped=d.skipped or "nothing but metadata") for d in documents)
    return documents


def _skipped_document(note: Note, why: str) -> Document:
    filled = sum(bool(line.strip()) for line in note.lines)
    return Document(path=note.path, format="", lines=filled, meta=filled, skipped=why, warnings=note.warnings)


def _warn_of_dates(document: Document, lines: tuple[str, ...], unclear: list[str]) -> Document:
    line = next((number for number, text in enumerate(lines, 1) if unclear[0] in text), 0)
    more = f" and {len(unclear) - 1} more" if len(unclear) > 1 else ""
    warning = Warning(
        line=line, why=f"{unclear[0]}{more} may be two days, and no other date here tells which: left out"
    )
    return replace(document, warnings=(*document.warnings, warning))


def _reason_to_skip(note: Note, reader: Format) -> str:
    longest = max(map(len, note.lines), default=0)
    if longest > MAX_LINE_LETTERS:
        return f"one line of {longest:,} characters: no note that a person wrote"
    if reader in FRONT_MATTER_FORMATS:
        return ""
    return reason_to_skip(note) or ("an index of links" if reader in HANDWRITTEN_FORMATS and is_index(note) else "")


def _is_empty(document: Document) -> bool:
    return not (document.highlights or document.paragraphs or document.unparsed or document.error)


def _recognises(reader: Format, note: Note, dates: FileDates) -> bool:
    """Whether a reader takes a note; one that fails on it does not, and the next is asked. The dates that a reader
    left out count where it takes the note."""
    known = len(dates.unclear)
    try:
        takes = reader.recognises(note)
    except Exception:
        takes = False
    if not takes:
        del dates.unclear[known:]
    return takes


def _read(note: Note, reader: Format) -> tuple[Document, ...]:
    """The documents of a note. Where the reader fails, the general reader reads the note, and a warning says so: one
    failure must neither stop a run over thousands of files nor lose the file."""
    try:
        return reader.read(note)
    except Exception as failure:
        why = f"the {reader.NAME} reader failed ({type(failure).__name__}: {failure}); read as any markdown"
        return markdown.read(replace(note, warnings=(*note.warnings, Warning(line=0, why=why))))
