"""A file's text as the readers see it, and the builder of a document that accounts for each of its lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.document import Document, Highlight, Paragraph, Unparsed, Warning
from ingest.text.dates import date_of_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One file, decoded. Line numbers count from 1; `lines[n - 1]` is line n."""

    path: str
    """Relative to the source folder, with `/`."""
    lines: tuple[str, ...]
    """Without line ends, byte-order marks and NUL."""
    front: Mapping[str, Any] = field(default_factory=dict)
    """The front matter's values; empty where there is none or nothing of it could be read."""
    body: int = 1
    """The first line after the front matter."""
    warnings: tuple[Warning, ...] = ()

    @property
    def end(self) -> int:
        """The last line's number."""
        return len(self.lines)

    def line(self, number: int) -> str:
        return self.lines[number - 1]

    def text(self, first: int, last: int) -> str:
        """The lines `first` to `last`, joined by line breaks."""
        return "\n".join(self.lines[first - 1 : last])


class DocumentBuilder:
    """A document being built from the lines `start` to `end` of a note, or from the numbers in `lines`.

    `lines` is for a document that is scattered over its file (a book among Kindle clippings). Any line that a reader
    neither adds nor marks as metadata comes out as unparsed, so none is lost by an oversight.
    """

    def __init__(
        self, note: Note, start: int = 1, end: int | None = None, *, lines: Collection[int] | None = None
    ) -> None:
        self.note = note
        self.start = start if lines is None else min(lines, default=1)
        self.end = (note.end if end is None else end) if lines is None else max(lines, default=0)
        self._own = range(self.start, self.end + 1) if lines is None else sorted(set(lines))
        self.highlights: list[Highlight] = []
        self.paragraphs: list[Paragraph] = []
        self.warnings: list[Warning] = []
        self._added: set[int] = set()
        self._meta: set[int] = set()
        self._unparsed: set[int] = set()

    def add_highlight(self, highlight: Highlight) -> None:
        """Adds a highlight and accounts for its lines."""
        self.highlights.append(highlight)
        self._added.update(range(highlight.line_start, highlight.line_end + 1))

    def add_paragraph(self, paragraph: Paragraph) -> None:
        """Adds a paragraph and accounts for its lines."""
        self.paragraphs.append(paragraph)
        self._added.update(range(paragraph.line_start, paragraph.line_end + 1))

    def mark_meta(self, first: int, last: int | None = None) -> None:
        """Accounts for lines of metadata, headings, separators, or skipped on purpose."""
        self._meta.update(range(first, (first if last is None else last) + 1))

    def mark_unparsed(self, first: int, last: int | None = None) -> None:
        """Reports lines as not understood though a fallback adds them as text."""
        self._unparsed.update(range(first, (first if last is None else last) + 1))

    def finish(self, *, format: str, **fields: Any) -> Document:
        """The document, with each non-blank line of its span accounted for."""
        own = [n for n in self._own if self.note.line(n).strip()]
        accounted = (self._added | self._meta) - self._unparsed
        fields["date"] = fields.get("date") or date_of_name(self.note.path)
        return Document(
            path=self.note.path,
            format=format,
            lines=len(own),
            highlights=tuple(self.highlights),
            paragraphs=tuple(self.paragraphs),
            meta=sum(n in accounted and n not in self._added for n in own),
            unparsed=tuple(Unparsed(line=n, text=self.note.line(n)) for n in own if n not in accounted),
            warnings=tuple(self.warnings),
            **fields,
        )
