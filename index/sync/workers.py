"""Who reads files and makes vectors in a run of the sync: this process, or a cluster. This one alone writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from index.sync.parsed_file import ParsedFile
    from index.vectors.embedder import Embedder
    from ingest.walk import NoteFile


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToRead:
    """A file that is to be read."""

    source: str
    """As places name it."""
    file: NoteFile
    hash: bytes
    """Of its bytes."""
    renamed_from: int | None = None
    """As in `ParsedFile`."""


class Workers(Protocol):
    """Who reads and embeds."""

    @property
    def cores(self) -> int: ...

    def read_files(self, files: Iterable[FileToRead]) -> Iterator[ParsedFile]:
        """The files as read, in their order; the next ones are asked for as late as possible."""
        ...

    def share_embedder(self, load: Callable[[], Embedder]) -> Embedder:
        """The encoder that `load` gives, or one that has the workers compute the same vectors."""
        ...


class ThisProcess:
    """Reads and embeds where the sync runs."""

    cores = 1

    def read_files(self, files: Iterable[FileToRead]) -> Iterator[ParsedFile]:
        return map(read_now, files)

    def share_embedder(self, load: Callable[[], Embedder]) -> Embedder:
        return load()


def read_now(file: FileToRead) -> ParsedFile:
    from index.sync.parsed_file import read_file

    return read_file(file.source, file.file, file.hash, file.renamed_from)
