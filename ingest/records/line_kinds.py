"""What one line of a page of highlights is, read from marks that any tool may use."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import indent_of
from ingest.markdown.quotes import CALLOUT_HEAD
from ingest.metadata.fields import split_field
from ingest.metadata.head_words import read_color, split_color_sign
from ingest.metadata.labels import GLYPH, VOCABULARY, Label, field_name, is_heading_of, label_kind, read_label
from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.title_author import is_tools_own, names_an_app
from ingest.text.first_person import PRONOUNS

LineKind = Literal["blank", "rule", "heading", "furniture", "head", "label", "tags", "text"]

RULE = re.compile(
    r"^(?:(?!\s*\|)[\W_]*?\\?(?P<signs>(?:_|[^\w\s`|>#\[\]()]){1,3}?)(?:[ \t]?(?P=signs)){2,}[\W_]*|\W*[⸺⸻⁂❖❦❧☙]\W*)$"
)
"""Three or more of one sign, or of two or three in turn, `---`, `* * *`, `-=-=-=-`, or a printer's ornament."""
LETTER = re.compile(r"[^\W_]")
MARKS = re.compile(
    r"^(?P<mark>(?:[ \t]*>)+[ \t]?|[ \t]*(?:[-*+•][ \t]+|[-*+•]$|[・‣◦][ \t]*|\*\*[#№]?\d{1,3}[.)]?\*\*[ \t]+|"
    r"\d{1,3}[.)][ \t]+(?=\[|>|==|[\"“„«”])))"
)
CALLOUT = re.compile(rf"^{CALLOUT_HEAD}")
TAGS_ONLY = re.compile(r"^(?:#(?:\[\[[^\[\]]+\]\]|(?=[^\s#,\[\]]*[^\W\d])[^\s#,\[\]]++)[\s,]*+)++$")
BLOCK_ID = re.compile(r"^\^[\w-]+$")
COMMENT = re.compile(r"^(?:%%(?:(?!%%).)*%%|<!--.*?-->|%%|<!-+|-*-+>|%%.*-->)\s*$")
HTML_TAG = re.compile(
    r"</?(?:mark|span|h[1-6]|b|i|u|em|strong|font|div|p|details|summary|blockquote|br)\b[^<>]*>", re.I
)
MARKED_LINE = re.compile(r"^<mark\b[^<>]*>(?:(?!</mark>).)+</mark>$", re.I)
"""A line that is wholly marked."""
MAX_FURNITURE_WORDS = 16
MAX_BARE_LETTERS = 30
MAX_CHAPTER_LETTERS = 90
CHAPTER_LEVEL = 6
"""Of a chapter without a heading's sign: the deepest."""
LONE_ADDRESS = re.compile(r"^<?https?://\S+>?$")
INLINE_FIELD = re.compile(
    r"[\[(](?P<key>[^\W\d_][\w -]{0,30})::\s*(?P<value>(?:\[\[[^\[\]]*\]\]|[^\[\]()])*)[\])](?=$|[\s,|·(\[])"
)
BESIDE = re.compile(r"\s+[·•|]\s+")
MARKED_PART = re.compile(r"%%([A-Z]{3,})%%")
LONE_LINK = re.compile(r"^\W*\[[^\[\]]{0,60}\]\((?:\.|/|#|[^)\s]*\.md\b)[^()\s]*\)\W*$|^!\[[^\[\]]*\]\([^()\s]+\)$")
"""A link to another page of the same collection, or a picture, alone on its line."""

PRONOUN = "|".join(sorted(PRONOUNS, key=len, reverse=True))
PRONOUN_LABEL = re.compile(rf"^(?P<open>\[)?(?P<key>{PRONOUN})\s*[:：]\s+(?P<value>\S.*?)(?(open)\]|)$", re.I)
OUTER_LINK = re.compile(r"^\W*\[[^\[\]]{0,40}\]\((?:[a-z][\w+.-]*://)[^()\s]+(?:\([^()\s]*\)[^()\s]*)*\)\W*$")
"""A link out of the collection, alone on its line."""
LINKS_ALONE = re.compile(r"^(?:\W{0,3}\[[^\[\]]{0,40}\]\([a-z][\w+.-]*://[^()\s]+\)\W{0,3}){2,}$")
"""Several links out of the collection on a line: the buttons of a reading tool, where one is named."""


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
    """`note`, `text`, `chapter`, `date`, `place` or `tag`, by the glyph before the text."""
    callout: str = ""
    """Its kind, of a line `> [!quote]`."""
    color: str = ""
    level: int = 0
    head: Head | None = None
    label: Label | None = None

    @property
    def opens_annotation(self) -> bool:
        return self.kind in ("head", "label", "tags") or self.glyph == "note"


def read_lines_of(number: int, line: str) -> list[Line]:
    """A line as it is read: one, or one for each part behind a mark such as `%%COMMENT%%`."""
    pieces = MARKED_PART.split(line) if "%%" in line else [line]
    if "::" in line and not LETTER.search(INLINE_FIELD.sub("", line)):
        pieces = INLINE_FIELD.split(line)
        pieces = [piece for at, piece in enumerate(pieces) if at == 0 or at % 3]
    if len(pieces) < 3:
        return _labels_beside(number, line) or [read_line(number, line)]
    quote = line[: len(line) - len(line.lstrip("> "))].count(">")
    lines = []
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        label = Label(kind=label_kind(key) or "context", key=key, value=value.strip(" *"))
        lines.append(Line(number=number, kind="label", text=label.value, quote=quote, label=label))
    return lines


def _labels_beside(number: int, line: str) -> list[Line]:
    """The labels that stand beside each other on a line, `**Page:** 61 · **Date:** 4 March 2024`; none where they are
    a head or anything else."""
    parts = BESIDE.split(line) if ":" in line or "：" in line else []
    if len(parts) < 2:
        return []
    quote, indent, bullet, first = _strip_marks(line, parts[0].rstrip())
    labels = [read_label(part.strip()) for part in (first, *parts[1:])]
    head = read_head(_strip_marks(line, line.rstrip())[3])
    if not all(label and label.value for label in labels) or (head and not head.value):
        return []
    return [
        Line(number=number, kind="label", text=label.value, quote=quote, indent=indent, bullet=bullet, label=label)
        for label in labels
        if label
    ]


def read_line(number: int, line: str) -> Line:
    """A line and what it is."""
    rest = line.rstrip()
    words = rest.strip()
    if not words:
        return Line(number=number, kind="blank")
    if not LETTER.search(words) and RULE.match(words):
        return Line(number=number, kind="rule")
    if words[0] in "%<-" and COMMENT.match(words):
        return Line(number=number, kind="furniture")
    quote, indent, bullet, rest = _strip_marks(line, rest)
    is_row = rest.lstrip().startswith("|")
    text = HTML_TAG.sub("", rest).strip() if "<" in rest and not is_row else rest.strip()
    if "<mark" in rest and MARKED_LINE.match(rest.strip()):
        return Line(number=number, kind="text", text=text, quote=quote, bullet=bullet, indent=indent, glyph="text")
    bare = Line(number=number, kind="blank", quote=quote, bullet=bullet, indent=indent)
    if not text or (quote and COMMENT.match(text)):
        return bare
    heading = heading_of(text if text.startswith("#") else rest)
    if heading and not quote:
        text = HTML_TAG.sub("", heading[1]).strip()
        glyph = GLYPH.match(text)
        if not glyph or glyph.lastgroup == "chapter":
            text = text[glyph.end() :].strip() if glyph else text
            head = _head_in_heading(text)
            return replace(bare, kind="head" if head else "heading", text=text, level=heading[0], head=head)
    callout = CALLOUT.match(text) if quote else None
    if callout:
        data, kind = (callout["data"] or "").strip().lower(), callout["kind"].lower()
        color = data if data.startswith("#") else read_color(data)
        bare, text = replace(bare, callout=kind, color=color), text[callout.end() :].strip()
    return _read_words(bare, heading[1] if heading and quote else text)


def _strip_marks(line: str, rest: str) -> tuple[int, int, bool, str]:
    """Depth of quotation, columns before the text, whether it has a bullet, and the text behind all this."""
    quote, indent, bullet = 0, 0, False
    while mark := MARKS.match(rest):
        if ">" in mark["mark"]:
            quote += mark["mark"].count(">")
        else:
            bullet, indent = True, indent or (indent_of(rest) if quote else indent_of(line))
        rest = rest[mark.end() :]
    return quote, indent or indent_of(line), bullet, rest


def _head_in_heading(words: str) -> Head | None:
    """The head of a highlight that a heading is, or None."""
    head = read_head(words)
    return head if head and head.type and (head.location or head.color) and not head.value else None


def _read_words(bare: Line, text: str) -> Line:
    """The line of a text without its marks and signs: tags, a head, a label, furniture, a chapter, else text."""
    color, text = split_color_sign(text)
    bare = replace(bare, color=color) if color else bare
    glyph = GLYPH.match(text)
    name = glyph.lastgroup or "" if glyph else ""
    text = text[glyph.end() :].strip() if glyph else text
    head = read_head(text) if name == "chapter" else None
    if name == "chapter" and not head:
        return replace(bare, kind="heading", text=text, glyph=name, level=CHAPTER_LEVEL)
    return _read_unsigned(replace(bare, kind="text", text=text, glyph="" if head else name), name)


def _read_unsigned(line: Line, glyph: str) -> Line:
    """The line of a text whose signs were taken off; `glyph` is the name of the one before it."""
    text = line.text
    if text[:1] in ("#", "^") and glyph != "tag" and (TAGS_ONLY.match(text) or BLOCK_ID.match(text)):
        return replace(line, kind="tags" if text[0] == "#" else "furniture")
    if LONE_ADDRESS.match(text):
        return replace(line, kind="label", label=Label(kind="link", key="link", value=text))
    if "](" in text and not line.callout:
        if LONE_LINK.match(text) or (LINKS_ALONE.match(text) and names_an_app(text)):
            return replace(line, kind="furniture")
        if OUTER_LINK.match(text):
            return replace(line, kind="label", label=Label(kind="link", key="link", value=text))
    if (
        text.endswith((":", "："))
        and not line.bullet
        and is_heading_of(text, "highlight_headings")
        and not label_kind(text)
    ):
        return replace(line, kind="heading", level=CHAPTER_LEVEL)
    label, head = read_label(text) or _read_own_label(line), read_head(text) or _read_bare_head(line)
    if head and not label and head.dated and not head.location and _is_field(text):
        return line
    if head and (not label or _says_more(head)):
        return replace(line, kind="head", head=head)
    if label and label.kind == "text" and label.value.isdecimal():
        return replace(line, kind="furniture")
    if label or (label := _read_bare_label(line)):
        return replace(line, kind="label", label=label)
    if is_tools_own(text) and len(text.split()) <= MAX_FURNITURE_WORDS:
        return replace(line, kind="furniture")
    if not line.quote and not line.bullet and (placed := _read_placed_chapter(text)):
        return replace(line, kind="head", head=placed)
    if not line.quote and not line.bullet and is_chapter(text.strip("*_")):
        return replace(line, kind="heading", level=CHAPTER_LEVEL)
    return line


def _read_placed_chapter(text: str) -> Head | None:
    """A chapter with the place in it behind a comma, `Chapter 2: Salt, p. 31`, or None."""
    chapter, _, place = text.rpartition(", ")
    head = read_head(place) if chapter and is_chapter(chapter) else None
    return replace(head, chapter=chapter) if head and head.location and not head.value else None


def _is_field(text: str) -> bool:
    """Whether a line is a field of the work that tells a day: `Last Highlighted: 9 February`."""
    pair = split_field(text)
    return pair is not None and field_name(pair[0]) in ("highlighted", "published")


def _read_own_label(line: Line) -> Label | None:
    """The label of what the reader says, by a pronoun: `Me: like the barn`, `[me: like the barn]`."""
    match = None if line.bullet else PRONOUN_LABEL.match(line.text)
    return Label(kind="note", key=match["key"], value=match["value"].strip()) if match else None


def _says_more(head: Head) -> bool:
    """Whether a head that begins with a label holds more than that label: `Added: 4 March 2024 · p. 12`."""
    if head.value:
        return bool(head.type and (head.location or head.color))
    return sum(map(bool, (head.type, head.location, head.dated, head.color))) > 1


def _read_bare_head(line: Line) -> Head | None:
    """The head that a line's only word is: a colour, or a label without colon whose value stands below it."""
    words = line.text.strip("*_ ")
    if line.bullet or len(words) > MAX_BARE_LETTERS:
        return None
    color, kind = read_color(words), label_kind(words)
    if color:
        return Head(color=color)
    return Head(type="note" if kind == "note" else "highlight") if kind in ("text", "note") else None


def _read_bare_label(line: Line) -> Label | None:
    """A label without colon whose value stands in the line below: `Page`, `Tags`."""
    words = line.text.strip("*_ ")
    kind = "" if line.bullet or line.quote or len(words) > MAX_BARE_LETTERS else label_kind(words)
    return Label(kind=kind, key=words, value="") if kind in ("page", "location", "tags", "date") else None


def is_chapter(text: str) -> bool:
    """Whether a line is a chapter's number, perhaps with its name: `Chapter Three`, `第二章 油`."""
    return bool(_chapter_pattern().match(text)) and len(text) <= MAX_CHAPTER_LETTERS and text[-1] not in ".!?。！？…;,"


@cache
def _chapter_pattern() -> re.Pattern[str]:
    labels = (word for words in VOCABULARY["labels"]["chapter"].values() for word in words)
    words = "|".join(sorted(map(re.escape, {*VOCABULARY["chapter_words"], *labels}), key=len, reverse=True))
    number = r"(?:\d{1,3}|[IVXLC]{1,7}|(?-i:[A-ZÀ-ÞА-Я])\w{2,11})"
    name = r"(?:$|\s*[:.–—-]\s*\S|\s+(?=\S+(?:\s+\S+){0,7}$))"
    return re.compile(rf"^(?:(?:{words})\s+{number}\.?{name}|第[\w ]{{1,5}}[章节節回部话話編篇幕卷])", re.I)
