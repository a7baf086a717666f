"""What one line of a page of highlights is, read from marks that any tool may use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import indent_of
from ingest.metadata.labels import VOCABULARY, Label, begins_with_any, label_kind, read_label
from ingest.metadata.record_heads import Head, read_head

LineKind = Literal["blank", "rule", "heading", "furniture", "head", "label", "tags", "text"]

RULE = re.compile(r"^(?!\s*\|)\W*?\\?(?P<sign>[^\w\s`|>#\[\]()])(?:[ \t]?(?P=sign)){2,}\W*$")
LETTER = re.compile(r"\w")
MARKS = re.compile(r"^(?P<mark>(?:[ \t]*>)+[ \t]?|[ \t]*(?:[-*+•][ \t]+|[-*+•]$|\d{1,3}[.)][ \t]+(?=\[|>|==|[\"“„«])))")
CALLOUT = re.compile(r"^\[!(?P<kind>[\w-]+)(?:\|(?P<color>\w+))?\][+-]?[ \t]*")
TAGS_ONLY = re.compile(r"^(?:#(?:\[\[[^\[\]]+\]\]|[^\s#,\[\]]*[^\W\d][^\s#,\[\]]*)[\s,]*)+$")
BLOCK_ID = re.compile(r"^\^[\w-]+$")
COMMENT = re.compile(r"^(?:%%(?:(?!%%).)*%%|<!--.*?-->|%%|<!-+|-*-+>|%%.*-->)\s*$")
HTML_TAG = re.compile(
    r"</?(?:mark|span|h[1-6]|b|i|u|em|strong|font|div|p|details|summary|blockquote|br)\b[^<>]*>", re.I
)
MAX_FURNITURE_WORDS = 16
MARKED_PART = re.compile(r"%%([A-Z]{3,})%%")
LONE_LINK = re.compile(r"^\W*\[[^\[\]]{0,60}\]\((?:\.|/|#|[^)\s]*\.md\b)[^()\s]*\)\W*$|^!\[[^\[\]]*\]\([^()\s]+\)$")
"""A link to another page of the same collection, or a picture, alone on its line."""

OUTER_LINK = re.compile(r"^\W*\[[^\[\]]{0,40}\]\((?:[a-z][\w+.-]*://)[^()\s]+(?:\([^()\s]*\)[^()\s]*)*\)\W*$")
"""A link out of the collection, alone on its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line and what it is."""

    number: int
    kind: LineKind
    text: str = ""
    """Without quotation marks, bullet and glyph."""
    quote: int = 0
    """Depth of `>`."""
    indent: int = 0
    """Columns before the bullet or text, behind quotation marks."""
    bullet: bool = False
    glyph: str = ""
    """`note`, `text`, `chapter`, `date` or `place`, by the glyph before the text."""
    callout: str = ""
    """Its kind, of a line `> [!quote]`."""
    color: str = ""
    level: int = 0
    head: Head | None = None
    label: Label | None = None

    @property
    def opens_annotation(self) -> bool:
        return self.kind in ("head", "label", "tags") or self.glyph == "note"


def _glyph_pattern() -> re.Pattern[str]:
    names = ("note", "text", "chapter", "date", "place")
    parts = (
        f"(?P<{name}>{'|'.join(sorted(map(re.escape, VOCABULARY[f'{name}_signs']), key=len, reverse=True))})"
        for name in names
    )
    return re.compile(rf"^(?:{'|'.join(parts)})\ufe0f?[ \t]*")


GLYPH = _glyph_pattern()


def read_lines_of(number: int, line: str) -> list[Line]:
    """A line as it is read: one, or one for each part behind a mark such as `%%COMMENT%%`."""
    pieces = MARKED_PART.split(line) if "%%" in line else [line]
    if len(pieces) < 3:
        return [read_line(number, line)]
    quote = line[: len(line) - len(line.lstrip("> "))].count(">")
    lines = []
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        label = Label(kind=label_kind(key) or "context", key=key, value=value.strip(" *"))
        lines.append(Line(number=number, kind="label", text=label.value, quote=quote, label=label))
    return lines


def read_line(number: int, line: str) -> Line:
    """A line and what it is."""
    quote, indent, bullet, rest = 0, 0, False, line.rstrip()
    words = rest.strip()
    if not words:
        return Line(number=number, kind="blank")
    if not LETTER.search(words) and RULE.match(words):
        return Line(number=number, kind="rule")
    if words[0] in "%<-" and COMMENT.match(words):
        return Line(number=number, kind="furniture")
    while mark := MARKS.match(rest):
        if ">" in mark["mark"]:
            quote += mark["mark"].count(">")
        else:
            bullet, indent = True, indent or (indent_of(rest) if quote else indent_of(line))
        rest = rest[mark.end() :]
    indent = indent or indent_of(line)
    text = HTML_TAG.sub("", rest).strip() if "<" in rest else rest.strip()
    if not text or (quote and COMMENT.match(text)):
        return Line(number=number, kind="blank", quote=quote, bullet=bullet, indent=indent)
    callout = CALLOUT.match(text) if quote else None
    if callout:
        text = text[callout.end() :].strip()
    heading = heading_of(text if text.startswith("#") else rest)
    glyph = GLYPH.match(text)
    name = glyph.lastgroup or "" if glyph else ""
    if glyph:
        text = text[glyph.end() :].strip()
    level, head, label = 0, None, None
    kind: LineKind = "heading"
    if heading and not quote and not name:
        text = HTML_TAG.sub("", heading[1]).strip()
        head = _head_in_heading(text)
        kind, level = ("head", 0) if head else ("heading", heading[0])
    else:
        text = heading[1] if heading and quote else text
        if name == "chapter":
            level = 6
        else:
            kind, head, label = _read_words(text, is_callout=bool(callout and callout["kind"]))
    return Line(
        number=number,
        kind=kind,
        text=text,
        quote=quote,
        indent=indent,
        bullet=bullet,
        glyph=name,
        callout=callout["kind"].lower() if callout else "",
        color=(callout["color"] or "").lower() if callout else "",
        level=level,
        head=head,
        label=label,
    )


def _head_in_heading(words: str) -> Head | None:
    """The head of a highlight that a heading is, or None."""
    head = read_head(words)
    return head if head and head.type and (head.location or head.color) and not head.value else None


def _read_words(text: str, *, is_callout: bool) -> tuple[LineKind, Head | None, Label | None]:
    """What a line's words are: tags, a head, a label, furniture, else text."""
    if text[:1] in ("#", "^") and (TAGS_ONLY.match(text) or BLOCK_ID.match(text)):
        return "tags" if text[0] == "#" else "furniture", None, None
    if "](" in text and not is_callout:
        if LONE_LINK.match(text):
            return "furniture", None, None
        if OUTER_LINK.match(text):
            return "label", None, Label(kind="link", key="link", value=text)
    label, head = read_label(text), read_head(text)
    if head and (not label or (head.type and (head.location or head.color) and head.value)):
        return "head", head, None
    if label:
        return "label", None, label
    if begins_with_any("furniture").match(text) and len(text.split()) <= MAX_FURNITURE_WORDS:
        return "furniture", None, None
    return "text", None, None
