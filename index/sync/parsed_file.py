"""One file as read: its documents, and the occurrences in them."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.chunk import split_document
from ingest.dedup.occurrence import Occurrence, list_occurrences
from ingest.document import Document
from ingest.full_text.reading_process import BUSY
from ingest.parse import parse_file
from ingest.passage import Passage
from ingest.walk import NoteFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """What was read from one file."""

    path: str
    """Relative to the source, with `/`."""
    size: int
    mtime_ns: int
    hash: bytes
    """Of the bytes; b"" where they could not be read, or not in time: the next run tries again."""
    documents: tuple[Document, ...]
    occurrences: tuple[tuple[int, Occurrence], ...]
    """Each with the ordinal of its document."""
    renamed_from: int | None = None
    """Id of the file that is gone and had the same bytes; None where it was not renamed."""

    @property
    def error(self) -> str:
        """Why no text could be read; "" where some could."""
        if any(has_text(document) for document in self.documents):
            return ""
        return next((document.error for document in self.documents if document.error), "")

    @property
    def skipped(self) -> str:
        """Why nothing was read on purpose; "" where something was, or should have been."""
        if self.error or any(has_text(document) for document in self.documents):
            return ""
        return next((document.skipped for document in self.documents if document.skipped), "")


def has_text(document: Document) -> bool:
    """Whether a document has a highlight or a paragraph."""
    return bool(document.highlights or document.paragraphs)


def read_file(source: str, file: NoteFile, hash: bytes, renamed_from: int | None = None) -> ParsedFile:
    """Read a file of `source`, as its places name it. hash: of its bytes. renamed_from: as in `ParsedFile`."""
    try:
        documents, occurrences = _read_occurrences(source, file)
    except Exception as error:  # one file must not stop the others; it is named, and tried again when it changes
        why = f"a reader failed on it ({type(error).__name__}: {str(error)[:120]}); please report it"
        documents, occurrences = (Document(path=file.relative, format="", error=why),), ()
    return ParsedFile(
        path=file.relative,
        size=file.size,
        mtime_ns=file.mtime_ns,
        hash=b"" if any(document.error == BUSY for document in documents) else hash,
        documents=documents,
        occurrences=occurrences,
        renamed_from=renamed_from,
    )


def _read_occurrences(source: str, file: NoteFile) -> tuple[tuple[Document, ...], tuple[tuple[int, Occurrence], ...]]:
    """The documents of a file, and its occurrences, each with the ordinal of its document."""
    documents = parse_file(file.path, file.relative)
    passages: list[Passage] = []
    ordinals: list[int] = []
    starts: dict[int, int] = {}
    for ordinal, document in enumerate(documents):
        for passage in split_document(document, source):
            passages.append(passage)
            ordinals.append(ordinal)
            starts.setdefault(passage.places[0].line_start, ordinal)
    occurrences = list_occurrences(passages)
    sections = occurrences[len(passages) :]
    ordinals += [starts.get(section.passage.places[0].line_start, 0) for section in sections]
    return documents, tuple(zip(ordinals, occurrences, strict=True))
