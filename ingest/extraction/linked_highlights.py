"""Highlights written as paragraphs or quotes, each followed by its link.

    > words of the work
    > [View Highlight](https://read.readwise.io/read/01…)

    words of the work, and more
    > [View Highlight](https://read.readwise.io/read/01…)
    > #tag
    > Note: the reader's words

What ends in a link is a highlight; where a whole export has no links, each block below its `Highlights` is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ingest.document import Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.highlight_builder import HighlightBuilder, add_highlight
from ingest.extraction.link_groups import OWN_LINK, QUOTE_MARK, read_line_groups, unquoted
from ingest.extraction.linked_lines import (
    CALLOUT,
    annotate,
    continues_list,
    count_before_code,
    is_annotation_group,
    is_annotation_line,
    is_quote_callout,
    link_follows,
    split_numbered,
    words_of,
)
from ingest.extraction.prose import extract_lines
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BULLET, DIVIDER, FENCE, RULE
from ingest.metadata.locations import LOCATION, ends_in_location, strip_location
from ingest.note import Note
from ingest.text.clean import clean_text

COUNTED = re.compile(r"^(?:Highlight|Quote|Excerpt)\s*#?\d{1,4}$", re.I)
ID_HEADING = re.compile(r"^\^?(?:(?:rw|id|highlight|readwise)[\s:_-]*)?#?(?P<id>\d{5,})\b\s*(?:\^rw\d+)?$", re.I)


class LineRests:
    """A note's lines without quotation marks; of a line that holds several highlights, the rest behind those read."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._rests: dict[int, str] = {}

    def __contains__(self, number: int) -> bool:
        """Whether highlights were read from the line."""
        return number in self._rests

    def line(self, number: int) -> str:
        """The line, or its rest."""
        return self._rests.get(number) or unquoted(self._note.line(number))

    def read_pieces(self, number: int) -> Iterator[str]:
        """The highlights within a line, each with its link, except one that ends the line."""
        line = unquoted(self._note.line(number))
        if line.count("](") < 1 or FENCE.match(line):
            return
        at, text = 0, strip_location(line).text
        for link in OWN_LINK.finditer(text):
            if not re.search(r"\w", text[link.end() :]) or not text[at : link.start()].strip():
                continue
            yield line[at : link.end()].strip()
            at = link.end()
            self._rests[number] = line[at:].strip()


@dataclass(slots=True)
class Pending:
    """What a heading or callout says of the highlight that follows it."""

    readwise_id: str = ""
    place: str = ""
    """As written, a link perhaps."""


class LinkedHighlightReader:
    """Reads lines of a draft as blocks with links. One reader serves a whole document: its headings continue."""

    def __init__(self, draft: DocumentBuilder, *, highlighted_at: str = "", voice: Voice = "author") -> None:
        self.draft = draft
        self.headings = HeadingPath()
        self.highlighted_at = highlighted_at
        self.voice: Voice = voice
        self._note = draft.note
        self._rests = LineRests(draft.note)
        self._pending = Pending()
        self._open: HighlightBuilder | None = None
        """The last highlight, which the lines below it may annotate."""

    def read(self, first: int, last: int, *, all_highlights: bool = False) -> None:
        """Reads the lines `first` to `last`; `all_highlights` where blocks need no link to be highlights."""
        groups = read_line_groups(self._note, first, last)
        for numbers, below in zip_longest(groups, groups[1:]):
            is_annotated = bool(below) and is_annotation_line(self._note.line(below[0]))
            self._read_group(numbers, all_highlights or is_annotated)
        self._close()

    def _read_group(self, numbers: list[int], all_highlights: bool) -> None:
        line = self._note.line(numbers[0])
        heading = heading_of(line)
        if RULE.match(line) or DIVIDER.match(line):
            self._close()
            self.draft.mark_meta(numbers[0])
        elif heading:
            self._read_heading(numbers[0], *heading)
        elif self._open and is_annotation_group(self._note, numbers):
            annotate(self._open, self._note, numbers)
        else:
            self._read_text(numbers, all_highlights)

    def _read_heading(self, number: int, level: int, words: str) -> None:
        self._close()
        self.draft.mark_meta(number)
        if COUNTED.match(words):
            return
        located = strip_location(words)
        digits = ID_HEADING.match(words)
        if digits:
            self._pending.readwise_id = digits["id"]
        elif LOCATION.match(words) or (located.has_tail and not located.text):
            self._pending.place = words
        else:
            self.headings.enter(level, clean_text(bare_link(located.text)))

    def _read_text(self, numbers: list[int], all_highlights: bool) -> None:
        """Reads a group of one or more highlights, each up to its link, and perhaps annotations of the last."""
        self._close()
        head = words_of(self._note.line(numbers[0]))
        if self._is_link_of(head, numbers[1:]):
            self._pending.place = head
            self._open_annotated(numbers)
            return
        start = self._read_linked(numbers)
        rest = numbers[start:]
        if not rest:
            return
        if rest[0] in self._rests:
            self._add_rest(rest)
        elif start and self._is_about_last(rest):
            self._annotate_last(rest)
        elif (all_highlights or is_quote_callout(self._note.line(rest[0]))) and self._note.line(rest[0])[0] not in "|`":
            for item in split_numbered(self._note, rest):
                self._close()
                self._open_annotated(item)
        else:
            self._add_prose(rest)

    def _is_link_of(self, head: str, rest: list[int]) -> bool:
        """Whether a block's only link is alone on its first line, as in a callout's head."""
        located = strip_location(head)
        alone = bool(rest) and located.has_tail and not located.text
        return alone and not any(ends_in_location(self._note.line(number)) for number in rest)

    def _read_linked(self, numbers: list[int]) -> int:
        """Opens a highlight for each link; returns the number of lines in them."""
        start = 0
        for at, number in enumerate(numbers):
            for piece in self._rests.read_pieces(number):
                self._open_highlight(numbers[start : at + 1], piece)
                start = at
            if ends_in_location(self._rests.line(number)) and not link_follows(self._note, numbers[at : at + 2]):
                self._open_highlight(numbers[start : at + 1])
                start = at + 1
        return start

    def _is_about_last(self, numbers: list[int]) -> bool:
        """Whether lines directly below a highlight's link annotate it."""
        line = self._note.line(numbers[0])
        if is_annotation_group(self._note, numbers) or QUOTE_MARK.match(line):
            return True
        return bool(BULLET.match(line)) and not continues_list(self._note, numbers)

    def _annotate_last(self, numbers: list[int]) -> None:
        assert self._open is not None
        count = count_before_code(self._note, numbers)
        annotate(self._open, self._note, numbers[:count])
        if numbers[count:]:
            self._add_prose(numbers[count:])

    def _open_annotated(self, numbers: list[int]) -> None:
        """Opens a highlight whose note and tags may be lines of its block."""
        lines = [self._note.line(number) for number in numbers]
        count = next((at for at in range(1, len(lines)) if is_annotation_line(lines[at])), len(lines))
        annotate(self._open_highlight(numbers[:count]), self._note, numbers[count:])

    def _open_highlight(self, numbers: list[int], piece: str = "") -> HighlightBuilder:
        """Opens a highlight of some lines, of which the last may be only a piece."""
        self._close()
        lines = []
        for number in range(numbers[0], numbers[-1] + 1):
            callout = CALLOUT.match(self._note.line(number))
            words = callout["words"] if callout else self._rests.line(number)
            words = piece if piece and number == numbers[-1] else words
            if callout and (not words.strip() or words == self._pending.place):
                continue
            lines.append((number, words[1:] if words[:1] == " " and words[1:2] != " " else words.rstrip()))
        while lines and not lines[0][1].strip():
            lines.pop(0)
        self._open = HighlightBuilder(start=numbers[0], end=numbers[-1], indent=0, lines=lines)
        self._open.annotations.place = self._pending.place
        self._open.readwise_id = self._pending.readwise_id
        self._pending = Pending()
        return self._open

    def _add_rest(self, numbers: list[int]) -> None:
        """Adds the words behind a line's last link, with the lines that continue them, as a paragraph."""
        self._close()
        self.draft.add_paragraph(
            Paragraph(
                text=clean_text("\n".join(map(self._rests.line, numbers))),
                line_start=numbers[0],
                line_end=numbers[-1],
                section=self.headings.section,
                voice=self.voice,
            )
        )

    def _add_prose(self, numbers: list[int]) -> None:
        self._close()
        extract_lines(self.draft, numbers[0], numbers[-1], self.headings.section, self.voice)

    def _close(self) -> None:
        if self._open:
            add_highlight(self.draft, self._open, self.headings, self.highlighted_at)
        self._open = None
