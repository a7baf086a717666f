"""The blocks of a markdown text with the lines they span. markdown-it-py's home."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

BlockType = Literal["heading", "paragraph", "list", "quote", "code", "table", "html", "rule"]

HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#*)?[ \t]*$")
UNDERLINE = re.compile(r"^ {0,3}(?:={2,}|-{3,})[ \t]*$")
"""A line below a text that makes it a heading, where the text can be one."""
MAX_TITLE_LETTERS = 80
MAX_TITLE_WORDS = 12
SENTENCE_ENDS = ".!?…。！？,;"
TYPE_OF_TOKEN: dict[str, BlockType] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "fence": "code",
    "code_block": "code",
    "table_open": "table",
    "html_block": "html",
    "hr": "rule",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One outermost block; a list is one block that knows the lines of its items."""

    kind: BlockType
    start: int
    """First line, from 1."""
    end: int
    """Last line, without blank lines at the end."""
    level: int = 0
    """Of a heading, 1 to 6; else 0."""
    info: str = ""
    """Of a code fence: its language."""
    items: tuple[tuple[int, int], ...] = ()
    """Of a list: first and last line of each outermost item."""


@cache
def _tokenizer() -> MarkdownIt:
    from markdown_it import MarkdownIt

    tokenizer = MarkdownIt("commonmark").enable("table").disable(["lheading", "reference"])
    tokenizer.core.ruler.enableOnly(["normalize", "block"])
    return tokenizer


def read_blocks(lines: Sequence[str], first: int = 1) -> Iterator[Block]:
    """The outermost blocks of `lines`, of which the first is numbered `first`.

    Fenced and indented code are both "code". A line of `=` or `-` makes a heading only of one short line without a full
    stop right above it; below any other text it is a rule. A link's definition is a paragraph.
    """
    held: Block | None = None
    for block in _read_tokens(lines, first):
        if (
            held
            and block.kind == "rule"
            and block.start == held.end + 1
            and UNDERLINE.match(lines[block.start - first])
        ):
            yield from _underlined(held, block.end, 2, lines, first)
            held = None
            continue
        if held:
            yield held
        held = None
        if block.kind == "paragraph":
            *whole, held = _split_paragraph(block, lines, first)
            yield from whole
        else:
            yield block
    if held:
        yield held


def _split_paragraph(block: Block, lines: Sequence[str], first: int) -> Iterator[Block]:
    """A paragraph cut at lines of `=`."""
    start = block.start
    for number in range(block.start, block.end + 1):
        if UNDERLINE.match(lines[number - first]):
            if number > start:
                yield from _underlined(Block(kind="paragraph", start=start, end=number - 1), number, 1, lines, first)
            else:
                yield Block(kind="rule", start=number, end=number)
            start = number + 1
    if start <= block.end:
        yield replace(block, start=start)


def _underlined(block: Block, underline: int, level: int, lines: Sequence[str], first: int) -> Iterator[Block]:
    """A heading with its underline, or a paragraph and a rule."""
    text = lines[block.start - first].strip()
    is_short = len(text) <= MAX_TITLE_LETTERS and len(text.split()) <= MAX_TITLE_WORDS
    if block.kind == "paragraph" and block.start == block.end and is_short and text[-1:] not in SENTENCE_ENDS:
        yield Block(kind="heading", start=block.start, end=underline, level=level)
    else:
        yield block
        yield Block(kind="rule", start=underline, end=underline)


def _read_tokens(lines: Sequence[str], first: int) -> Iterator[Block]:
    tokens = _tokenizer().parse("\n".join(lines))
    outermost = [at for at, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    for at, following in pairwise((*outermost, len(tokens))):
        token = tokens[at]
        kind = TYPE_OF_TOKEN.get(token.type)
        if kind and token.map:
            items = [each.map for each in tokens[at:following] if each.type == "list_item_open" and each.level == 1]
            start, end = _span(token.map, lines, first)
            yield Block(
                kind=kind,
                start=start,
                end=end,
                level=int(token.tag[1]) if kind == "heading" else 0,
                info=token.info.strip(),
                items=tuple(_span(item, lines, first) for item in items if item and kind == "list"),
            )


def _span(map: Sequence[int], lines: Sequence[str], first: int) -> tuple[int, int]:
    """First and last line of a token, without blank lines at the end."""
    start, end = map
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return first + start, first + end - 1


def heading_of(line: str) -> tuple[int, str] | None:
    """Level and words of an ATX heading line, or None."""
    match = HEADING.match(line) if "#" in line else None
    return (len(match[1]), (match[2] or "").strip()) if match else None


class HeadingPath:
    """The headings above a line, outermost first."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str]] = []

    def enter(self, level: int, words: str) -> None:
        """Enters a heading: those of its level and deeper end."""
        self._levels = [heading for heading in self._levels if heading[0] < level]
        if words:
            self._levels.append((level, words))

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(words for _, words in self._levels)
