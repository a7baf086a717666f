"""Highlights written as paragraphs or quotes, each with its link behind it.

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
from itertools import zip_longest

from ingest.document import Paragraph, Voice
from ingest.extraction.highlight_builder import HighlightBuilder, add_highlight
from ingest.extraction.link_groups import BLOCK_ID, OWN_LINK, QUOTE, read_chunks, unquoted
from ingest.extraction.prose import take_lines
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BULLET, DIVIDER, FENCE, RULE
from ingest.metadata.annotations import Keyed, read_key
from ingest.metadata.locations import PLACE, is_placed, strip_location
from ingest.note import DocumentBuilder
from ingest.text.clean import clean_text

CALLOUT = re.compile(r"^\s*>?\s*\[!(?P<kind>[\w-]+)\][+-]?\s*(?P<words>.*)$")
TAGS = re.compile(r"^(?:#[^\s#]\S*\s*)+$")
NOTE_CALLOUTS = frozenset(["note", "comment", "thoughts", "thought", "mynote", "my-note"])
QUOTE_CALLOUTS = frozenset(("quote", "cite", "highlight"))
NUMBER = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+")
COUNTED = re.compile(r"^(?:Highlight|Quote|Excerpt)\s*#?\d{1,4}$", re.I)
ID_HEADING = re.compile(r"^\^?(?:(?:rw|id|highlight|readwise)[\s:_-]*)?#?(?P<id>\d{5,})\b\s*(?:\^rw\d+)?$", re.I)


class LinkedReader:
    """Reads the lines of a draft as blocks with links. One reader a document: the section trail goes on."""

    def __init__(self, draft: DocumentBuilder, *, highlighted_at: str = "", voice: Voice = "author") -> None:
        self.draft = draft
        self.trail = HeadingPath()
        self.highlighted_at = highlighted_at
        self.voice: Voice = voice
        self._last: HighlightBuilder | None = None
        self._heading_id = ""
        self._heading_place = ""
        self._rest: dict[int, str] = {}
        """Of a line that holds several highlights: what comes behind those that were taken."""

    def read(self, first: int, last: int, *, all_highlights: bool = False) -> None:
        """Take the lines `first` to `last`; `all_highlights` where blocks need no link to be highlights."""
        chunks = read_chunks(self.draft.note, first, last)
        for numbers, below in zip_longest(chunks, chunks[1:]):
            self._read_chunk(numbers, all_highlights or (bool(below) and self._tells(below[0])))
        self._flush()

    def _read_chunk(self, numbers: list[int], all_highlights: bool) -> None:
        line = self.draft.note.line(numbers[0])
        heading = heading_of(line)
        if RULE.match(line) or DIVIDER.match(line):
            self._flush()
            self.draft.mark_meta(numbers[0])
        elif heading:
            self._enter(numbers[0], *heading)
        elif self._annotates(numbers):
            self._annotate(numbers)
        else:
            self._read_text(numbers, all_highlights)

    def _enter(self, number: int, level: int, words: str) -> None:
        self._flush()
        self.draft.mark_meta(number)
        digits = ID_HEADING.match(words)
        placed = strip_location(words)
        if COUNTED.match(words):
            return
        if digits:
            self._heading_id = digits["id"]
        elif PLACE.match(words) or (placed.found and not placed.text):
            self._heading_place = words
        else:
            self.trail.enter(level, clean_text(bare_link(placed.text)))

    def _annotates(self, numbers: list[int]) -> bool:
        """Whether a chunk speaks of the highlight above it: a block id, tags, `Note: …`, a note's callout."""
        if not self._last:
            return False
        words = unquoted(self.draft.note.line(numbers[0]))
        callout = CALLOUT.match(self.draft.note.line(numbers[0]))
        if self._is_marked(numbers[-1]):
            return False
        if callout:
            return callout["kind"].lower() in NOTE_CALLOUTS
        keyed = read_key(re.sub(r"^[-*]\s+", "", words))
        return bool(BLOCK_ID.match(words) or TAGS.match(words) or (keyed and _speaks(keyed)))

    def _is_marked(self, number: int) -> bool:
        """Whether a line ends in a highlight's own link: then it is one, and no note on another."""
        line = self.draft.note.line(number).rstrip()
        return "](" in line and any(found.end() == len(line) for found in OWN_LINK.finditer(line))

    def _tells(self, number: int) -> bool:
        """Whether a line speaks of a highlight that must stand above it: a listed place, note or tags."""
        line = unquoted(self.draft.note.line(number))
        keyed = read_key(re.sub(r"^[-*]\s+", "", line))
        return keyed is not None and _speaks(keyed) and keyed.kind in ("place", "note", "tags")

    def _annotate(self, numbers: list[int]) -> None:
        current = self._last
        assert current is not None
        kind, lines = "", list[str]()
        for number in numbers:
            raw = self.draft.note.line(number)
            callout = CALLOUT.match(raw)
            words = callout["words"] if callout else re.sub(r"^\s*[-*]\s+", "", unquoted(raw)).strip()
            keyed = read_key(words)
            current.end = number
            if BLOCK_ID.match(words):
                current.lines[-1] = (current.lines[-1][0], f"{current.lines[-1][1]} {words.strip()}")
                continue
            if TAGS.match(words) and not keyed and kind != "note":
                current.said.add("tags", [words])
                continue
            if callout or (keyed and _speaks(keyed)):
                if kind:
                    current.said.add(kind, lines)
                kind, lines = (keyed.kind, [keyed.value]) if keyed else ("note", [words])
            elif kind:
                lines.append(words)
            else:
                kind, lines = "note", [words]
        if kind:
            current.said.add(kind, lines)

    def _read_text(self, numbers: list[int], all_highlights: bool) -> None:
        """A chunk holds one or more highlights, each up to its link, and perhaps words about the last."""
        self._flush()
        if self._link_above(numbers):
            self._open_told(numbers)
            return
        start = 0
        for at, number in enumerate(numbers):
            for piece in self._inner_pieces(number):
                self._flush()
                self._open(numbers[start : at + 1], piece)
                start = at
            if is_placed(self._line(number)) and not self._link_follows(numbers[at : at + 2]):
                self._flush()
                self._open(numbers[start : at + 1])
                start = at + 1
        rest = numbers[start:]
        if not rest:
            return
        if rest[0] in self._rest:
            self._take_rest(rest)
            return
        line = self.draft.note.line(rest[0])
        if start and (self._annotates(rest) or QUOTE.match(line) or (BULLET.match(line) and not self._lists(rest))):
            cut = self._code_below(rest)
            self._annotate(rest[:cut])
            if rest[cut:]:
                self._flush()
                take_lines(self.draft, rest[cut], rest[-1], self.trail.section, self.voice)
        elif (all_highlights or self._is_quote_callout(rest[0])) and line[0] not in "|`":
            self._flush()
            for item in self._numbered(rest):
                self._flush()
                self._open_told(item)
        else:
            self._flush()
            take_lines(self.draft, rest[0], rest[-1], self.trail.section, self.voice)

    def _inner_pieces(self, number: int) -> Iterator[str]:
        """The highlights within a line, each with its link; what comes behind them is left as the line's rest."""
        line = unquoted(self.draft.note.line(number))
        if line.count("](") < 1 or FENCE.match(line):
            return
        at, text = 0, strip_location(line).text
        for found in OWN_LINK.finditer(text):
            if not re.search(r"\w", text[found.end() :]) or not text[at : found.start()].strip():
                continue
            yield line[at : found.end()].strip()
            at = found.end()
            self._rest[number] = line[at:].strip()

    def _take_rest(self, numbers: list[int]) -> None:
        """Take words behind a line's last link, with the lines that go on with them, as the text they are."""
        self._flush()
        text = clean_text("\n".join(self._line(number) for number in numbers))
        self.draft.add_paragraph(
            Paragraph(
                text=text,
                line_start=numbers[0],
                line_end=numbers[-1],
                section=self.trail.section,
                voice=self.voice,
            )
        )

    def _line(self, number: int) -> str:
        """A line without its quotation mark, or what is left of it behind the highlights that it held."""
        return self._rest.get(number) or unquoted(self.draft.note.line(number))

    def _link_follows(self, numbers: list[int]) -> bool:
        """Whether a line ends in a mere block id and the next is the highlight's link."""
        here, *below = (strip_location(unquoted(self.draft.note.line(number))) for number in numbers)
        return not here.url and not here.location and any(place.url and not place.text for place in below)

    def _link_above(self, numbers: list[int]) -> bool:
        """Whether a block's only link stands alone on its first line, as in a callout's head."""
        first, *rest = (self.draft.note.line(number) for number in numbers)
        callout = CALLOUT.match(first)
        placed = strip_location(callout["words"] if callout else unquoted(first))
        if not rest or not placed.found or placed.text or any(map(is_placed, rest)):
            return False
        self._heading_place = callout["words"] if callout else unquoted(first)
        return True

    def _open_told(self, numbers: list[int]) -> None:
        """Open a highlight whose note and tags may stand as lines of their own in its block."""
        cut = next((at for at in range(1, len(numbers)) if self._tells(numbers[at])), len(numbers))
        self._open(numbers[:cut])
        if numbers[cut:]:
            self._annotate(numbers[cut:])

    def _numbered(self, numbers: list[int]) -> list[list[int]]:
        """The lines of a block, apart at each `1.`, `2.` … where it is a list of two or more."""
        heads = [number for number in numbers if NUMBER.match(unquoted(self.draft.note.line(number)))]
        if len(heads) < 2 or heads[0] != numbers[0]:
            return [numbers]
        ends = [*heads[1:], numbers[-1] + 1]
        return [[n for n in numbers if head <= n < end] for head, end in zip(heads, ends, strict=True)]

    def _code_below(self, numbers: list[int]) -> int:
        """Where a block of code begins below tags or ids, which is no note; the lines' count where none does."""
        for at, number in enumerate(numbers):
            if at and FENCE.match(self.draft.note.line(number)):
                return at
            if self._tells(number):
                break
        return len(numbers)

    def _lists(self, numbers: list[int]) -> bool:
        """Whether lines are a list of the work's that goes on below a link, rather than what is said of it.

        Below a quote whoever writes without quoting is the reader.
        """
        if QUOTE.match(self.draft.note.line(numbers[0] - 1)):
            return False
        lines = [self.draft.note.line(number) for number in numbers]
        return sum(map(bool, map(BULLET.match, lines))) > 1 and not any(map(self._tells, numbers))

    def _is_quote_callout(self, number: int) -> bool:
        callout = CALLOUT.match(self.draft.note.line(number))
        return callout is not None and callout["kind"].lower() in QUOTE_CALLOUTS

    def _open(self, numbers: list[int], piece: str = "") -> None:
        """Open a highlight of some lines, of whose last only a piece may be its."""
        lines = []
        for number in range(numbers[0], numbers[-1] + 1):
            line = self.draft.note.line(number)
            callout = CALLOUT.match(line)
            words = callout["words"] if callout else self._line(number)
            words = piece if piece and number == numbers[-1] else words
            if callout and (not words.strip() or words == self._heading_place):
                continue
            lines.append((number, words[1:] if words[:1] == " " and words[1:2] != " " else words.rstrip()))
        while lines and not lines[0][1].strip():
            lines.pop(0)
        self._last = HighlightBuilder(start=numbers[0], end=numbers[-1], indent=0, lines=lines)
        if self._heading_id or self._heading_place:
            self._last.said.place = self._heading_place
            self._last.readwise_id = self._heading_id
        self._heading_id = self._heading_place = ""

    def _flush(self) -> None:
        if self._last:
            add_highlight(self.draft, self._last, self.trail, self.highlighted_at)
        self._last = None


def _speaks(keyed: Keyed) -> bool:
    """Whether a keyed line speaks of the highlight above it; a place must look like one."""
    return keyed.kind in ("note", "tags", "color", "date") or (
        keyed.kind == "place" and bool(re.match(r"(?:Location |Page )?\d[\d\s:–-]*$|\[|https?://", keyed.value))
    )
