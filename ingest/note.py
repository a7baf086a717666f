"""A file's text as the readers see it, and the draft that accounts for its lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.document import Document, Highlight, Paragraph, Unparsed, Warning


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


class DocumentBuilder:
    """A document in the making, over the lines `start` to `end` of a note, or over the numbers in `lines`.

    `lines` is for a document that is scattered over its file (a book among Kindle clippings).
    Whatever a reader neither takes nor marks as metadata comes out as unparsed, so no line is lost
    by forgetting it.
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
        self._taken: set[int] = set()
        self._meta: set[int] = set()
        self._unparsed: set[int] = set()

    def add_highlight(self, highlight: Highlight) -> None:
        """Take a highlight and the lines it spans."""
        self.highlights.append(highlight)
        self._taken.update(range(highlight.line_start, highlight.line_end + 1))

    def add_paragraph(self, paragraph: Paragraph) -> None:
        """Take a paragraph and the lines it spans."""
        self.paragraphs.append(paragraph)
        self._taken.update(range(paragraph.line_start, paragraph.line_end + 1))

    def mark_meta(self, first: int, last: int | None = None) -> None:
        """Lines of metadata, headings, separators, or skipped on purpose."""
        self._meta.update(range(first, (first if last is None else last) + 1))

    def mark_unparsed(self, first: int, last: int | None = None) -> None:
        """Lines that only a fallback took: taken as text, and told as not understood."""
        self._unparsed.update(range(first, (first if last is None else last) + 1))

    def warn(self, line: int, why: str) -> None:
        self.warnings.append(Warning(line=line, why=why))

    def finish(self, *, format: str, **fields: Any) -> Document:
        """The document, with each non-blank line of its span accounted for."""
        own = [n for n in self._own if self.note.line(n).strip()]
        lost = [n for n in own if n in self._unparsed or (n not in self._taken and n not in self._meta)]
        gone = set(lost)
        return Document(
            path=self.note.path,
            format=format,
            lines=len(own),
            highlights=tuple(self.highlights),
            paragraphs=tuple(self.paragraphs),
            meta=sum(n in self._meta and n not in self._taken and n not in gone for n in own),
            unparsed=tuple(Unparsed(line=n, text=self.note.line(n)) for n in lost),
            warnings=tuple(self.warnings),
            **fields,
        )
