"""Cleans a text as written: entities decoded, each image as a mark, markdown kept, HTML that only says how words look
as markdown or gone."""

from __future__ import annotations

import html
import re

IMAGE_MARK = "[image]"

DATA_URI = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=%\s]{20,}?(?=[)\"'\s>\]]|$)")
EMBEDDED_FILE = re.compile(r"(data:[\w.+-]+/[\w.+-]+;base64,)[A-Za-z0-9+/=%]{100,}")
LINK_TARGET = r"\((?:[^()\s]|\([^()]*\)|[ \t](?=[\"'=\d]))*(?:\"[^\"]*\"|'[^']*')?\s*\)"
IMAGE = re.compile(r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]" + LINK_TARGET)
LINKED_IMAGE = re.compile(r"\[\s*\[image\]\s*\]" + LINK_TARGET)
IMAGE_WORDS = re.compile(
    r"!\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'](.*?)[\"'])?\s*\)|!\[\[[^\[\]|]+\|([^\[\]]*)\]\]"
)
EMBEDDED_IMAGE = re.compile(r"!\[\[[^\[\]]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)(?:\|[^\[\]]*)?\]\]", re.I)
IMAGE_TAG = re.compile(r"<img\b[^<>]*>", re.I)
IMAGE_SOURCE = re.compile(
    r"\bsrc\s*=\s*(?:\"|'|&quot;)?\s*(?:https?:|//|data:|[^\"'\s{}]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)\b)", re.I
)
"""The address of a displayed image; a tag without one is text about HTML, and is kept."""
EMPTY_LINK = re.compile(
    r"[ \t]?(?<!!)\[\](?=\((?:#|https?://(?!(?:read\.)?readwise\.io/(?:read|open)/|share\.snipd)))" + LINK_TARGET
)
"""A link without words, as beside a page's headings; an exporter's own is a highlight's location."""
MOJIBAKE = re.compile("[\u00c2-\u00f4](?=[\u0080-\u00bf]*[\u0080-\u009f])[\u0080-\u00bf]{1,3}")
"""UTF-8 that was read as Latin-1: no text has control characters after an accented letter."""
CODE_SPAN = re.compile(r"(?m)^[ \t>]*(?:```|~~~).*?(?:^[ \t>]*(?:```|~~~)|\Z)|`[^`\n]+`", re.S)
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)\b(?P<rest>[^<>\n]*)>")
MARKDOWN_OF_TAG = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "mark": "==", "s": "~~", "del": "~~", "strike": "~~",
    **dict.fromkeys("u ins sup sub small big font span center kbd abbr cite q tt nobr wbr".split(), ""),
}  # fmt: skip
"""What stands for a tag that says how words look. HTML with any other tag is text about HTML, or a page's own."""
LINE_TAGS = frozenset(("br", "wbr", "img", "a", "hr"))
"""Tags that may stand beside these."""
SOFT_HYPHEN = re.compile("(?<![\u00c2\u00c3])\u00ad")
"""One behind these letters is half of a letter that was misread."""
IMAGE_FILE = re.compile(r"^\S+\.\w{2,4}$")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean_text(text: str) -> str:
    """The text with entities decoded and `[image]` for each image, without wordless links and outer white space; line
    breaks stay."""
    if "![" in text:
        text = EMBEDDED_IMAGE.sub(IMAGE_MARK, IMAGE.sub(IMAGE_MARK, text))
        text = LINKED_IMAGE.sub(IMAGE_MARK, text)
    if "[](" in text and "`[](" not in text:
        text = EMPTY_LINK.sub(lambda link: " " if text[link.end() : link.end() + 1].isalnum() else "", text)
    if not text.isascii():
        text = MOJIBAKE.sub(_repair_mojibake, text)
    if "<" in text:
        text = _show_inline_tags(_mark_image_tags(text))
    if "base64," in text:
        text = DATA_URI.sub(IMAGE_MARK, text)
    if "&" in text:
        text = ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if "\u00ad" in text:
        text = SOFT_HYPHEN.sub("", text)
    return text.strip()


def image_words(text: str) -> str:
    """The descriptions and titles of a text's images, which clean_text leaves out; a file's name is none."""
    if "![" not in text:
        return ""
    words = [part for match in IMAGE_WORDS.finditer(text) for part in match.groups() if part]
    named = (part.strip() for part in words if re.search(r"[^\W\d_]", part) and not IMAGE_FILE.match(part.strip()))
    return "; ".join(dict.fromkeys(named))


def _repair_mojibake(broken: re.Match[str]) -> str:
    try:
        return broken[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return broken[0]


def _mark_image_tags(text: str) -> str:
    """The text with `[image]` for each `<img src="…">` outside code."""
    if not IMAGE_TAG.search(text):
        return text
    code = [span.span() for span in CODE_SPAN.finditer(text)] if "`" in text or "~~~" in text else []

    def mark(tag: re.Match[str]) -> str:
        is_text = not IMAGE_SOURCE.search(tag[0]) or any(start <= tag.start() < end for start, end in code)
        return tag[0] if is_text else IMAGE_MARK

    return IMAGE_TAG.sub(mark, text)


def _show_inline_tags(text: str) -> str:
    """The text with markdown, or nothing, for tags that say how words look and that are closed, and a line break for
    `<br>`; as it is where other tags show that it is about HTML, and within code."""
    if not TAG.search(text):
        return text
    code = [span.span() for span in CODE_SPAN.finditer(text)] if "`" in text or "~~~" in text else []
    tags = [tag for tag in TAG.finditer(text) if not any(start <= tag.start() < end for start, end in code)]
    names = [tag["name"].lower() for tag in tags]
    if not MARKDOWN_OF_TAG.keys() | LINE_TAGS >= set(names):
        return text
    pieces, end, opened = list[str](), 0, list[tuple[str, int]]()
    for tag, name in zip(tags, names, strict=True):
        at = len(pieces) + 1
        pieces += [text[end : tag.start()], tag[0]]
        end = tag.end()
        if name == "br":
            row = text.rfind("\n", 0, tag.start()) + 1
            pieces[at] = " " if text[row : row + 1] == "|" else "" if text[end : end + 1] == "\n" else "\n"
        elif tag["close"] and (name in (names_open := dict(opened))):
            pieces[names_open[name]] = pieces[at] = MARKDOWN_OF_TAG.get(name, tag[0])
            opened = [pair for pair in opened if pair[0] != name]
        elif name in MARKDOWN_OF_TAG:
            opened.append((name, at))
    return "".join([*pieces, text[end:]])


def drop_embedded(line: str) -> str:
    """The line without the contents of embedded files (`data:…;base64,…`); their heads stay."""
    return EMBEDDED_FILE.sub(r"\1", line) if "base64," in line else line


def is_image_only(text: str) -> bool:
    """Whether a cleaned text consists only of images."""
    return IMAGE_MARK in text and not text.replace(IMAGE_MARK, "").strip()
