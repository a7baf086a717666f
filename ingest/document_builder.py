"""Builds a document and accounts for each line and word of its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.document import Document, Highlight, Paragraph, Unparsed, Voice, Warning
from ingest.markdown.blocks import heading_of
from ingest.metadata.fields import split_field
from ingest.note import Note
from ingest.text.clean import image_words
from ingest.text.dates import date_of_name
from ingest.text.words import plain_words
from ingest.word_accounting import BUTTONS, ShownWords, find_hidden_words

MAX_FIELD_WORDS = 12
"""Of the value of a field within a highlight's lines; a longer one is text."""


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
        self._furniture: set[int] = set()
        self._fields: dict[str, list[str]] = {}
        self._structure: set[int] = set()
        self._headings: dict[int, str] = {}
        self._unparsed: set[int] = set()
        self.voice: Voice = "unknown"
        """Of headings, where the file holds nothing else."""

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

    def keep_field(self, name: str, value: str) -> None:
        """Tells a name and its value among the document's fields."""
        self._fields.setdefault(name, []).append(value)

    def mark_heading(self, number: int, words: str) -> None:
        """Accounts for the line of a chapter's heading, which is told as a field if nothing stands below it."""
        self.mark_meta(number)
        self._headings[number] = words

    def mark_structure(self, first: int, last: int | None = None) -> None:
        """Accounts for lines that a reader takes apart by names of its own, such as JSON of this program."""
        self.mark_meta(first, last)
        self._structure.update(range(first, (first if last is None else last) + 1))

    def mark_furniture(self, first: int, last: int | None = None) -> None:
        """Accounts for lines that say nothing of the work: buttons, notices, queries, an exporter's own words.

        A warning names those whose words the document does not show.
        """
        last = first if last is None else last
        self.mark_meta(first, last)
        self._furniture.update(range(first, last + 1))

    def mark_rest_as_furniture(self) -> None:
        """Accounts in the same way for each line that nothing else accounts for."""
        self._furniture.update(set(self._own) - self._added - self._meta)
        self._meta.update(self._own)

    def finish(self, *, format: str, **fields: Any) -> Document:
        """The document, with each non-blank line of its span and each of their words accounted for.

        A line that a reader marked as metadata or took into a text, and that holds words which the document does not
        show, becomes a field where it is a label with a value, else it is unparsed.
        """
        own = [n for n in self._own if self.note.line(n).strip()]
        if not self.highlights and not self.paragraphs and not fields.get("author"):
            self._add_bare_headings(own)
        document = Document(
            path=self.note.path,
            format=format,
            lines=len(own),
            highlights=tuple(self.highlights),
            paragraphs=tuple(self.paragraphs),
            warnings=tuple(self.warnings),
            **fields | {"date": self._own_date(fields)},
        )
        taken = self._added | self._meta
        lines = {n: self.note.line(n) for n in own if n in taken and n not in self._structure}
        shown = ShownWords.of(document)
        hidden = find_hidden_words(lines, shown)
        furniture = find_hidden_words({n: line for n, line in lines.items() if n in self._furniture}, shown, BUTTONS)
        unparsed = self._rescue({n: hidden[n] for n in sorted(hidden) if n not in self._furniture})
        accounted = taken - self._unparsed - set(unparsed)
        return replace(
            document,
            fields=self._all_fields(document.fields),
            warnings=(*document.warnings, *self._warn_of_furniture(furniture)),
            meta=sum(n in accounted and n not in self._added for n in own),
            unparsed=tuple(Unparsed(line=n, text=self.note.line(n)) for n in own if n not in accounted),
        )

    def _add_bare_headings(self, numbers: Collection[int]) -> None:
        """Adds the headings of a file that holds nothing else as one paragraph, unless its name says all of them."""
        headings = {
            n: heading[1] for n in numbers if n >= self.note.body and (heading := heading_of(self.note.line(n)))
        }
        named = ShownWords(self.note.path.casefold(), frozenset(plain_words(self.note.path)))
        if len(headings) == sum(n >= self.note.body for n in numbers) and find_hidden_words(headings, named):
            first, last, text = min(headings), max(headings), "\n".join(headings.values())
            self.add_paragraph(Paragraph(text=text, line_start=first, line_end=last, voice=self.voice))

    def _own_date(self, fields: Mapping[str, Any]) -> str:
        """The note's own date: of its metadata, else of its name, unless that is the title of an author's work."""
        is_title = fields.get("author") and date_of_name(str(fields.get("title", "")))
        return str(fields.get("date") or ("" if is_title else date_of_name(self.note.path)))

    def _warn_of_furniture(self, line_numbers: Collection[int]) -> Iterator[Warning]:
        """A warning for each run of neighbouring lines left out as furniture; runs of the same words share one."""
        runs: list[list[int]] = []
        for number in line_numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        alike: dict[str, list[list[int]]] = {}
        for run in runs:
            alike.setdefault(" ".join(self.note.text(run[0], run[-1]).split()), []).append(run)
        for text, (run, *others) in alike.items():
            lines = f" (lines {run[0]} to {run[-1]})" if len(run) > 1 else ""
            more = f", and {len(others)} times more" if others else ""
            yield Warning(line=run[0], why=f"left out as no part of the text{lines}{more}: {text}")

    def _rescue(self, hidden: Mapping[int, set[str]]) -> list[int]:
        """Keeps the fields and the descriptions of images that hidden lines hold; the numbers of the lines that hold
        anything else."""
        unparsed: list[int] = []
        for number, words_hidden in hidden.items():
            line = self.note.line(number)
            if images := image_words(line):
                self.keep_field("images", images)
                if words_hidden.issubset(plain_words(images)):
                    continue
            pair, heading = split_field(line), heading_of(line)
            words = self._headings.get(number, heading[1] if heading and number not in self._added else "")
            if words:
                self.keep_field("headings", words)
            elif pair and (number not in self._added or len(pair[1].split()) <= MAX_FIELD_WORDS):
                self.keep_field(*pair)
            else:
                unparsed.append(number)
        return unparsed

    def _all_fields(self, fields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        merged = dict(fields)
        for name, values in self._fields.items():
            merged[name] = "; ".join(filter(None, [merged.get(name, ""), *values]))
        return tuple(merged.items())
