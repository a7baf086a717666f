"""Runs of lines of a page that belong together: not parted by a blank line, a rule, a heading or a bullet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from ingest.markdown.bare_lists import numbers_to_bullets
from ingest.markdown.list_lines import is_fence
from ingest.metadata.fields import split_field
from ingest.metadata.labels import begins_with_any, is_heading_of, label_kind
from ingest.metadata.title_author import is_name, title_and_author, without_lead
from ingest.metadata.trailing_metadata import OPENING_QUOTES, strip_trailing_metadata
from ingest.note import Note
from ingest.records.line_kinds import CHAPTER_LEVEL, Line, read_lines_of
from ingest.text.first_person import speaks_of_oneself

CLOSING_QUOTES = '"”“»」』'
SENTENCE_ENDS = ".!?…。！？”」』"
Mark = Literal["", "head", "label", "quote", "glyph", "quoted", "tail"]

OWN_CALLOUTS = frozenset(("question", "faq", "help", "todo", "task", "tasks", "mine", "me", "own"))
"""Kinds of callouts that quote nobody."""
QUOTED_JSON = re.compile(r"^\s*>\s*(?:```|~~~)[\w-]*json\s*$")
"""The beginning of what a program keeps for itself inside a quotation."""
QUOTED_FENCE = re.compile(r"^\s*>\s*(?:```|~~~)\s*$|^\s*[^>\s]|^\s*$")


@dataclass(frozen=True)
class Block:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    is_code: bool = False

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def start(self) -> int:
        return self.lines[0].number

    @property
    def end(self) -> int:
        return self.lines[-1].number

    @property
    def is_quote(self) -> bool:
        return self.first.quote > 0

    @property
    def is_text(self) -> bool:
        """Whether it holds words, rather than parts the page."""
        return not self.is_code and self.first.kind in ("text", "tags", "label", "head")

    @property
    def words(self) -> str:
        """Its text above the first annotation."""
        lines = list[str]()
        for line in self.lines:
            if lines and (line.opens_annotation or (line.bullet and line.indent > self.first.indent)):
                break
            if line.kind in ("text", "heading", "blank"):
                lines.append(line.text)
        return "\n".join(lines).strip()

    @property
    def is_note_callout(self) -> bool:
        """Whether it is a callout of the reader's by its kind, or by a title such as `Mine` on one that quotes
        nothing."""
        callout, title, kind = self.first.callout, self.first.text, label_kind(self.first.callout)
        is_own = speaks_of_oneself(title) or is_heading_of(title, "own_headings")
        return kind == "note" or callout in OWN_CALLOUTS or (kind != "text" and callout not in ("", "cite") and is_own)

    @property
    def is_of_fields(self) -> bool:
        """Whether it is a callout of a work's fields: its author or title among lines `Key: value`."""
        lines = [line for line in self.lines if line.text and not line.callout] if self.first.callout else []
        names_work = any(line.label and line.label.kind in ("title", "author") for line in lines)
        return names_work and all(split_field(line.text) for line in lines)

    @cached_property
    def mark(self) -> Mark:
        """What shows that it is a highlight, or ""."""
        if self.is_of_fields:
            return ""
        if self.is_quote:
            return "" if self.first.label and self.first.label.kind == "note" and not self.first.callout else "quote"
        if self.first.glyph == "text":
            return "glyph"
        if self.first.kind != "text":
            return ""
        stripped = strip_trailing_metadata(self.words)
        if not stripped.text:
            return ""
        if not stripped.quoted and self.lines[1:] and self.first.text[:1] in OPENING_QUOTES:
            stripped = strip_trailing_metadata(self.first.text)
        return "tail" if stripped.is_placed else "quoted" if stripped.quoted else ""


def read_blocks_of(note: Note) -> list[Block]:
    """The blocks of a note's body; a rule, heading or line of furniture is a block of its own."""
    if is_json(note):
        body = range(note.body, note.end + 1)
        return [Block(tuple(Line(number=n, kind="text", text=note.line(n)) for n in body), is_code=True)]
    blocks: list[Block] = []
    run: list[Line] = []
    lines = _with_lone_label_as_heading(_with_glyphs_told(_with_attributions(list(_read_lines(note)))))
    depth = min((line.indent for line, _ in lines if line.bullet), default=0)

    def end_run() -> None:
        if run:
            blocks.append(Block(tuple(run), is_code=is_fence(note.line(run[0].number))))
            run.clear()

    for line, is_code in lines:
        is_gap = line.kind == "blank" and not (run and line.quote and run[-1].quote)
        if is_gap or (line.kind != "blank" and run and _begins_block(run, line, depth)):
            end_run()
        if not is_gap:
            run.append(line)
        if line.kind in ("rule", "heading", "furniture") and not is_code and not line.quote:
            end_run()
    end_run()
    return blocks


def _without_records(block: Block) -> int:
    """How many lines of a page's first block stand above its first record: above a label of a text and the labels right
    above that."""
    at = next((at for at, line in enumerate(block.lines) if line.label and line.label.kind == "text"), 0)
    while at > 1 and block.lines[at - 1].label and block.lines[at - 1].kind == "label":
        at -= 1
    return at


def is_json(note: Note) -> bool:
    """Whether a note's whole body is JSON."""
    text = note.text(note.body, note.end).strip()
    if text[:1] + text[-1:] not in ("[]", "{}"):
        return False
    try:
        return bool(json.loads(text))
    except ValueError:
        return False


def join_leads(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a lead such as `Notes from` or `Excerpt From` that stands alone joined with the names below it, and
    a work's names parted from a record right below them."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if above and _awaits_name(above, is_first=len(joined) == 1) and block.first.kind == "text" and not block.mark:
            joined[-1] = Block((*above.lines, *block.lines))
        else:
            joined.append(block)
    names = _without_records(joined[0]) if joined and not joined[0].is_code else 0
    parts = [Block(joined[0].lines[:names]), Block(joined[0].lines[names:])] if names else joined[:1]
    return [*parts, *joined[1:]]


def _awaits_name(block: Block, *, is_first: bool) -> bool:
    """Whether a block is a lead, or a lead and a title that lacks its author."""
    texts = [line.text for line in block.lines]
    if block.first.kind not in ("text", "label", "head") or len(texts) > 2:
        return False
    if is_first and not without_lead(texts[0]):
        return len(texts) == 1 or not title_and_author(texts[1])[1]
    return len(texts) == 1 and begins_with_any("source_trailers").sub("", texts[0]).strip(" :：") == ""


def _read_lines(note: Note) -> Iterator[tuple[Line, bool]]:
    """Each line, and whether it is in a block of code, whose lines are text and never blank."""
    last_fence = _last_fence(note)
    in_code = in_quoted_code = False
    for number, line in enumerate(numbers_to_bullets(note.lines[note.body - 1 :]), note.body):
        marks_code = is_fence(line)
        if in_code or (marks_code and number < last_fence):
            in_code = in_code != marks_code
            yield Line(number=number, kind="text", text=line), True
        elif in_quoted_code or ("json" in line and QUOTED_JSON.match(line)):
            in_quoted_code = not (in_quoted_code and QUOTED_FENCE.match(line))
            yield Line(number=number, kind="furniture", text="", quote=1), False
        else:
            for part in read_lines_of(number, line):
                yield part, False


def _with_attributions(lines: list[tuple[Line, bool]]) -> list[tuple[Line, bool]]:
    """The lines, a bullet right below a quotation that names who said it as the dash that it is."""
    told = lines[:1]
    for (above, _), (line, is_code) in pairwise(lines):
        is_below = line.bullet and above.kind == "text" and not above.bullet and line.number == above.number + 1
        if is_below and above.text[-1:] in CLOSING_QUOTES and is_name(line.text.split(",")[0].strip("*_ ")):
            line = replace(line, kind="text", head=None, label=None, bullet=False, indent=0, text=f"— {line.text}")
        told.append((line, is_code))
    return told


def _with_glyphs_told(lines: list[tuple[Line, bool]]) -> list[tuple[Line, bool]]:
    """The lines, those behind a chapter's glyph as highlights where most of them end as sentences do."""
    marked = [line for line, _ in lines if line.glyph == "chapter"]
    if 2 * sum(line.text[-1:] in SENTENCE_ENDS for line in marked) < max(1, len(marked)):
        return lines
    return [
        (replace(line, kind="text", glyph="text", level=0), is_code) if line.glyph == "chapter" else (line, is_code)
        for line, is_code in lines
    ]


def _with_lone_label_as_heading(lines: list[tuple[Line, bool]]) -> list[tuple[Line, bool]]:
    """The lines, the page's only label `Quotes:` without a value as the heading of what stands below."""
    labels = [at for at, (line, _) in enumerate(lines) if line.label and line.label.kind == "text"]
    line, is_code = lines[labels[0]] if len(labels) == 1 else (None, False)
    if not line or (line.label and line.label.value) or not is_heading_of(line.text, "highlight_headings"):
        return lines
    heading = replace(line, kind="heading", label=None, level=CHAPTER_LEVEL)
    return [*lines[: labels[0]], (heading, is_code), *lines[labels[0] + 1 :]]


def _last_fence(note: Note) -> int:
    """The line that closes the last block of code; 0 where one is never closed."""
    fences = [number for number in range(note.body, note.end + 1) if is_fence(note.line(number))]
    return fences[-1] if len(fences) % 2 == 0 and fences else 0


def _begins_block(run: list[Line], line: Line, depth: int) -> bool:
    """Whether a line begins a block of its own below a run."""
    above = run[-1]
    in_code = is_fence(run[0].text)
    if not in_code and is_fence(line.text) and line.indent == 0 and not line.bullet:
        return True
    if in_code:
        return len(run) > 1 and is_fence(above.text) and line.number > above.number
    if line.kind in ("rule", "heading", "furniture") and not line.quote:
        return True
    if line.bullet and (not line.quote or run[0].bullet or not above.quote):
        return line.indent <= depth
    if run[0].bullet and line.indent > run[0].indent:
        return False
    return bool(line.quote) != bool(above.quote) or bool(line.callout)
