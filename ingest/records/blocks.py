"""Runs of lines of a page that belong together: not parted by a blank line, a rule, a heading or a bullet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ingest.markdown.list_lines import is_fence
from ingest.note import Note
from ingest.records.signs import Sign, read_signs
from ingest.records.tails import strip_tail

Mark = Literal["", "head", "label", "quote", "glyph", "quoted", "tail"]

QUOTED_JSON = re.compile(r"^\s*>\s*(?:```|~~~)[\w-]*json\s*$")
"""The beginning of what a program keeps for itself inside a quotation."""
QUOTED_FENCE = re.compile(r"^\s*>\s*(?:```|~~~)\s*$|^\s*[^>\s]|^\s*$")


@dataclass(frozen=True)
class Block:
    """Lines that belong together."""

    signs: tuple[Sign, ...]
    is_code: bool = False

    @property
    def first(self) -> Sign:
        return self.signs[0]

    @property
    def start(self) -> int:
        return self.signs[0].number

    @property
    def end(self) -> int:
        return self.signs[-1].number

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
        for sign in self.signs:
            if lines and (sign.opens_annotation or (sign.bullet and sign.indent > self.first.indent)):
                break
            if sign.kind in ("text", "heading", "blank"):
                lines.append(sign.text)
        return "\n".join(lines).strip()

    @cached_property
    def mark(self) -> Mark:
        """What shows that it is a highlight, or ""."""
        if self.is_quote or (self.first.bullet and any(sign.quote for sign in self.signs[:1])):
            return "quote"
        if self.first.sign == "text":
            return "glyph"
        if self.first.kind not in ("text",):
            return ""
        tail = strip_tail(self.words)
        if tail.is_placed and tail.text:
            return "tail"
        return "quoted" if tail.quoted and tail.text else ""


def read_blocks_of(note: Note) -> list[Block]:
    """The blocks of a note's body; a rule, heading or line of furniture is a block of its own."""
    blocks: list[Block] = []
    run: list[Sign] = []
    signs = list(_signs(note))
    depth = min((sign.indent for sign, _ in signs if sign.bullet), default=0)
    for sign, fenced in signs:
        gap = sign.kind == "blank" and not (run and sign.quote and run[-1].quote)
        if run and (gap or (sign.kind != "blank" and _parts(run, sign, depth))):
            blocks.append(Block(tuple(run), is_code=is_fence(note.line(run[0].number))))
            run = []
        if gap:
            continue
        run.append(sign)
        if not fenced and sign.kind in ("rule", "heading", "furniture") and not sign.quote:
            blocks.append(Block(tuple(run)))
            run = []
    if run:
        blocks.append(Block(tuple(run), is_code=is_fence(note.line(run[0].number))))
    return blocks


def _signs(note: Note) -> Iterator[tuple[Sign, bool]]:
    """The sign of each line, and whether it is in a block of code, whose lines are text and never blank."""
    closing = _last_fence(note)
    fenced = quoted_code = False
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        marks_code = is_fence(line)
        if fenced or (marks_code and number < closing):
            fenced = fenced != marks_code
            yield Sign(number=number, kind="text", text=line), True
        elif quoted_code or ("json" in line and QUOTED_JSON.match(line)):
            quoted_code = not (quoted_code and QUOTED_FENCE.match(line))
            yield Sign(number=number, kind="furniture", text="", quote=1), False
        else:
            for sign in read_signs(number, line):
                yield sign, False


def _last_fence(note: Note) -> int:
    fences = [number for number in range(note.body, note.end + 1) if is_fence(note.line(number))]
    return fences[-1] if len(fences) % 2 == 0 and fences else 0


def _parts(run: list[Sign], sign: Sign, depth: int) -> bool:
    """Whether a line begins a block of its own below a run."""
    above = run[-1]
    in_code = is_fence(run[0].text)
    if not in_code and is_fence(sign.text) and sign.indent == 0 and not sign.bullet:
        return True
    if in_code:
        return len(run) > 1 and is_fence(above.text) and sign.number > above.number
    if sign.kind in ("rule", "heading", "furniture") and not sign.quote:
        return True
    if sign.bullet and (not sign.quote or run[0].bullet or not above.quote):
        return sign.indent <= depth
    if run[0].bullet and sign.indent > run[0].indent:
        return False
    return bool(sign.quote) != bool(above.quote) or bool(sign.callout)
