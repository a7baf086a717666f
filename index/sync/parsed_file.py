"""index.sync.parsed_file: TODO."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.chunk import split_document
from ingest.dedup.occurrence import list_occurrences
from ingest.document import Document
from ingest.parse import parse_file
from ingest.passage import Passage
from ingest.walk import NoteFile

if TYPE_CHECKING:
    from ingest.dedup.occurrence import Occurrence

    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """What was read from one file."""

    path: str
    """Relative to the source, with `/`."""
    size: int
    mtime_ns: int
    hash: bytes
    """Of the bytes; b"" where they could not be read."""
    documents: tuple[Document, ...]
    finds: tuple[tuple[int, Occurrence], ...]
    """Each with the ordinal of its document."""
    was: str = ""
    """The path that the same bytes had until now; "" where the file is no renamed one."""

    @property
    def error(self) -> str:
        """Why no text could be had; "" where some could."""
        if any(document.highlights or document.paragraphs for document in self.documents):
            return ""
        return next((document.error for document in self.documents if document.error), "")

    @property
    def skipped(self) -> str:
        """Why nothing was taken on purpose; "" where something was, or should have been."""
        if self.error or any(document.highlights or document.paragraphs for document in self.documents):
            return ""
        return next((document.skipped for document in self.documents if document.skipped), "")


def read_file(source: str, file: NoteFile, found: bytes, was: str = "") -> ParsedFile:
    """The reading of a file of `source`, as its places name it; `found` is the hash of its bytes, `was` its path
    until now."""
    try:
        documents, finds = _find_all(source, file)
    except Exception as trouble:  # one file must not stop the others; it is named, and tried again when it changes
        why = f"a reader failed on it ({type(trouble).__name__}: {str(trouble)[:120]}); please report it"
        documents, finds = (Document(path=file.relative, format="", error=why),), ()
    return ParsedFile(
        path=file.relative,
        size=file.size,
        mtime_ns=file.mtime_ns,
        hash=found,
        documents=documents,
        finds=finds,
        was=was,
    )


def _find_all(source: str, file: NoteFile) -> tuple[tuple[Document, ...], tuple[tuple[int, Occurrence], ...]]:
    """The documents of a file, and its finds, each with the ordinal of its document."""
    documents = parse_file(file.path, file.relative)
    passages: list[Passage] = []
    ordinals: list[int] = []
    starts: dict[int, int] = {}
    for ordinal, document in enumerate(documents):
        for passage in split_document(document, source):
            passages.append(passage)
            ordinals.append(ordinal)
            starts.setdefault(passage.places[0].line_start, ordinal)
    finds = list_occurrences(passages)
    ordinals += [starts.get(find.passage.places[0].line_start, 0) for find in finds[len(ordinals) :]]
    return documents, tuple(zip(ordinals, finds, strict=True))
