"""The blocks of a markdown text with the lines they span. markdown-it-py's home."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BlockType = Literal["heading", "paragraph", "list", "quote", "code", "table", "html", "rule"]

HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#*)?[ \t]*$")
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

    tokenizer = MarkdownIt("commonmark").enable("table")
    tokenizer.core.ruler.enableOnly(["normalize", "block"])
    return tokenizer


def read_blocks(lines: Sequence[str], first: int = 1) -> Iterator[Block]:
    """The outermost blocks of `lines`, of which the first is numbered `first`.

    Link definitions give no block. Fenced and indented code are both "code".
    """
    tokens = _tokenizer().parse("\n".join(lines))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = TYPE_OF_TOKEN.get(token.type)
        last = _closing_token(tokens, at)
        if kind and token.map and token.level == 0:
            start, end = _span(token.map, lines, first)
            yield Block(
                kind=kind,
                start=start,
                end=end,
                level=int(token.tag[1]) if kind == "heading" else 0,
                info=token.info.strip(),
                items=tuple(_items(tokens[at:last], lines, first)) if kind == "list" else (),
            )
        at = last + 1


def _closing_token(tokens: list[Token], at: int) -> int:
    if tokens[at].nesting != 1:
        return at
    level = tokens[at].level
    for number in range(at + 1, len(tokens)):
        if tokens[number].nesting == -1 and tokens[number].level == level:
            return number
    return len(tokens) - 1


def _items(tokens: Sequence[Token], lines: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1 and token.map:
            yield _span(token.map, lines, first)


def _span(map: Sequence[int], lines: Sequence[str], first: int) -> tuple[int, int]:
    """First and last line of a token, without blank lines at the end."""
    start, end = map
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return first + start, first + end - 1


def heading_of(line: str) -> tuple[int, str] | None:
    """Level and words of an ATX heading line, or None."""
    match = HEADING.match(line)
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
