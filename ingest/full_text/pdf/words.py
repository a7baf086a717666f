"""The words of a PDF's page with their places, from the characters that the library finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ingest.full_text.pdf.page import Box, Word
from ingest.text.scripts import WIDE_CHARACTER

MAX_PAGE_CHARACTERS = 200_000
"""A page with more is a drawing or made to stop programs; the rest of it is left out."""
HYPHENS = "\x02\ufffe"
"""What the library writes for a hyphen at the end of a line, in front of the next line's first word."""
UNSEEN = "\x00\xad"
TOKEN = re.compile(
    rf"(?P<word>(?:(?!{WIDE_CHARACTER.pattern})[^\s{HYPHENS}{UNSEEN}])+)(?P<hyphen>[{HYPHENS}])?"
    rf"|(?P<wide>{WIDE_CHARACTER.pattern})|(?P<gap>[\s{UNSEEN}]+)|[{HYPHENS}]"
)
NUMBER = re.compile(r"\d+")
SUPERSCRIPT_SHARE = 0.8
"""Height of a raised number against the letter before it."""
QUARTER_TURN = 1.5708
BOLD_WEIGHT = 600


def read_words(raw: Any, text: Any) -> tuple[Word, ...]:
    """The words in the order of the file, upright. raw: the library; text: its handle of the page's text."""
    return tuple(_turn_upright(list(_WordReader(raw, text).read())))


class _WordReader:
    """The characters of a page as words."""

    def __init__(self, raw: Any, text: Any) -> None:
        self._raw, self._text, self._rectangle = raw, text, raw.FS_RECTF()
        count = min(raw.FPDFText_CountChars(text), MAX_PAGE_CHARACTERS)
        codes = (raw.FPDFText_GetUnicode(text, at) for at in range(count))
        self._characters = "".join(chr(code) if code < 0x110000 else " " for code in codes)

    def read(self) -> Iterator[tuple[Word, int]]:
        """Each word with its angle in quarter turns, counter-clockwise."""
        spaced = True
        for token in TOKEN.finditer(self._characters):
            if token["gap"]:
                spaced = spaced or bool(token["gap"].strip(UNSEEN))
                continue
            if token["word"]:
                yield from self._read_word(*token.span("word"), spaced, bool(token["hyphen"]))
            elif token["wide"]:
                yield from self._read_part(*token.span(), spaced)
            spaced = False

    def _read_word(self, start: int, end: int, spaced: bool, hyphenated: bool) -> Iterator[tuple[Word, int]]:
        """A word; two where a stamp up the margin and the text stand without a space between."""
        turn = end
        if self._angle(start) != self._angle(end - 1):
            turn = next(at for at in range(start, end) if self._angle(at) != self._angle(start))
            yield from self._read_marked(start, turn, spaced, False)
        yield from self._read_marked(turn if turn < end else start, end, spaced, hyphenated)

    def _read_marked(self, start: int, end: int, spaced: bool, hyphenated: bool) -> Iterator[tuple[Word, int]]:
        """A word with the marks of notes in brackets."""
        for number in NUMBER.finditer(self._characters, start + 1, end):
            if number.start() > start and self._is_raised(start, number.start()):
                yield from self._read_part(start, number.start(), spaced)
                for word, angle in self._read_part(*number.span(), False):
                    yield replace(word, text=f"[{word.text}]"), angle
                start, spaced = number.end(), False
        if start < end:
            yield from self._read_part(start, end, spaced, hyphenated)

    def _read_part(self, start: int, end: int, spaced: bool, hyphenated: bool = False) -> Iterator[tuple[Word, int]]:
        written = _decode(self._characters[start:end])
        if written:
            first, last = self._box(start), self._box(end - 1)
            box = Box(
                min(first.left, last.left),
                min(first.bottom, last.bottom),
                max(first.right, last.right),
                max(first.top, last.top),
            )
            bold = self._raw.FPDFText_GetFontWeight(self._text, start) >= BOLD_WEIGHT
            yield Word(written, box, spaced, hyphenated, bold), self._angle(start)

    def _is_raised(self, start: int, at: int) -> bool:
        """Whether a number behind a letter or a full stop is set smaller and above: the mark of a footnote."""
        before, number = self._box(start), self._box(at)
        is_inside = self._characters[at - 1].isdigit()
        return not is_inside and number.height < SUPERSCRIPT_SHARE * before.height and number.middle > before.middle

    def _angle(self, at: int) -> int:
        return -round(float(self._raw.FPDFText_GetCharAngle(self._text, at)) / QUARTER_TURN) % 4

    def _box(self, at: int) -> Box:
        """By the height of the character's font."""
        box = self._rectangle
        self._raw.FPDFText_GetLooseCharBox(self._text, at, box)
        return Box(box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))


def _decode(characters: str) -> str:
    """The text, with halves of surrogate pairs joined and controls left out."""
    text = "".join(char for char in characters if char >= " ")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _turn_upright(words: Sequence[tuple[Word, int]]) -> Iterator[Word]:
    """The words that stand as most of the page does, turned upright; a stamp up the margin is left out."""
    if not words:
        return
    angle = Counter(angle for _, angle in words).most_common(1)[0][0]
    for word, turned in words:
        if turned == angle:
            yield replace(word, box=_turn_clockwise(word.box, angle)) if angle else word


def _turn_clockwise(box: Box, quarters: int) -> Box:
    """The box turned by quarters about the page's lower left corner, so that text which was turned counter-clockwise by
    as many stands upright; its places may then be negative."""
    for _ in range(quarters):
        box = Box(box.bottom, -box.right, box.top, -box.left)
    return box
