"""A file into documents: decode, read the front matter, ask the readers in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.decode import decode_bytes
from ingest.document import Document, Warning
from ingest.errors import UnreadableFile
from ingest.formats import FORMATS, FRONT_MATTER_FORMATS, HANDWRITTEN_FORMATS, Format
from ingest.formats.general import markdown
from ingest.formats.skip import is_index, reason_to_skip
from ingest.metadata.front_matter import read_front_matter
from ingest.note import Note
from ingest.text.clean import drop_embedded
from ingest.version import PARSER_VERSION as PARSER_VERSION

LONG_LINE = 20_000
"""Letters. In a longer line, embedded files are cut out before anything else looks at it."""

LONGEST_LINE = 1_000_000
"""Letters. The longest line of a real note is 190,000, most of it images; a longer one is no prose."""


def parse_file(path: Path, relative: str) -> tuple[Document, ...]:
    """The documents of one file; at least one. Never raises for what the file holds.

    A file that cannot be read or is no text is one Document with `error`; an empty one, a log or an index one
    with `skipped`.
    """
    try:
        data = path.read_bytes()
    except OSError as failure:
        return (Document(path=relative, format="", error=f"cannot be read: {failure.strerror or failure}"),)
    return _parse_bytes(data, relative)


def parse_text(text: str, relative: str) -> tuple[Document, ...]:
    """The documents of a text that is no file; as parse_file."""
    return _parse_bytes(text.encode("utf-8", errors="replace"), relative)


def _parse_bytes(data: bytes, relative: str) -> tuple[Document, ...]:
    if not data.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n") or data in (b"\xff\xfe", b"\xfe\xff"):
        return (Document(path=relative, format="", skipped="empty file"),)
    try:
        decoded = decode_bytes(data, relative)
    except UnreadableFile as failure:
        return (Document(path=relative, format="", error=failure.why),)
    lines = tuple(drop_embedded(line) if len(line) > LONG_LINE else line for line in decoded.lines)
    return _parse_lines(lines, relative, decoded.warnings)


def make_note(lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...] = ()) -> Note:
    """The note as readers see it: front matter read, its lines known."""
    front = read_front_matter(lines)
    return Note(
        path=relative,
        lines=lines,
        front=front.values,
        body=front.end + 1,
        warnings=(*warnings, *front.warnings),
    )


def _parse_lines(lines: tuple[str, ...], relative: str, warnings: tuple[Warning, ...]) -> tuple[Document, ...]:
    note = make_note(lines, relative, warnings)
    reader = next(reader for reader in FORMATS if reader.recognises(note))
    skipped = _reason_to_skip(note, reader)
    if skipped:
        filled = sum(bool(line.strip()) for line in lines)
        return (Document(path=relative, format="", lines=filled, meta=filled, skipped=skipped, warnings=note.warnings),)
    documents = _read(note, reader)
    if all(_is_bare(document) for document in documents):
        return tuple(replace(d, skipped=d.skipped or "nothing but metadata") for d in documents)
    return documents


def _reason_to_skip(note: Note, reader: Format) -> str:
    longest = max(map(len, note.lines), default=0)
    if longest > LONGEST_LINE:
        return f"one line of {longest:,} characters: no note that a person wrote"
    if reader in FRONT_MATTER_FORMATS:
        return ""
    return reason_to_skip(note) or ("an index of links" if reader in HANDWRITTEN_FORMATS and is_index(note) else "")


def _is_bare(document: Document) -> bool:
    return not (document.highlights or document.paragraphs or document.unparsed or document.error)


def _read(note: Note, reader: Format) -> tuple[Document, ...]:
    """One reader that fails must not stop a run over thousands of files, nor lose its file: the general reader
    takes the note, and a warning says so."""
    try:
        return reader.read(note)
    except Exception as failure:
        why = f"the {reader.NAME} reader failed ({type(failure).__name__}: {failure}); read as any markdown"
        return markdown.read(replace(note, warnings=(*note.warnings, Warning(line=0, why=why))))
