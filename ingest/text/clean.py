"""A text as written into the text that is kept: entities decoded, images as a mark, markup left."""

from __future__ import annotations

import html
import re

IMAGE_MARK = "[image]"

DATA_URI = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=%\s]{20,}?(?=[)\"'\s>\]]|$)")
EMBEDDED = re.compile(r"(data:[\w.+-]+/[\w.+-]+;base64,)[A-Za-z0-9+/=%]{100,}")
TARGET = r"\((?:[^()\s]|\([^()]*\)|[ \t](?=[\"'=\d]))*(?:\"[^\"]*\"|'[^']*')?\s*\)"
IMAGE = re.compile(r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]" + TARGET)
LINKED_IMAGE = re.compile(r"\[\s*\[image\]\s*\]" + TARGET)
EMBED = re.compile(r"!\[\[[^\[\]]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)(?:\|[^\[\]]*)?\]\]", re.I)
TAG = re.compile(r"<img\b[^<>]*>", re.I)
SOURCE = re.compile(
    r"\bsrc\s*=\s*(?:\"|'|&quot;)?\s*(?:https?:|//|data:|[^\"'\s{}]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)\b)", re.I
)
"""Of an image that is shown; a tag without such an address is spoken of, and stays as the text it is."""
EMPTY_LINK = re.compile(
    r"[ \t]?(?<!!)\[\](?=\((?:#|https?://(?!(?:read\.)?readwise\.io/(?:read|open)/|share\.snipd)))" + TARGET
)
"""A link without words, as a page's headings have beside them; an exporter's own tells where a highlight stands."""
MOJIBAKE = re.compile("[\u00c2-\u00f4](?=[\u0080-\u00bf]*[\u0080-\u009f])[\u0080-\u00bf]{1,3}")
"""UTF-8 that was read as Latin-1: no text has control characters behind a letter with an accent."""
CODE_SPAN = re.compile(r"(?m)^[ \t>]*(?:```|~~~).*?(?:^[ \t>]*(?:```|~~~)|\Z)|`[^`\n]+`", re.S)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean_text(text: str) -> str:
    """Decode entities and put `[image]` for each image; links without words and outer white space go, line breaks
    stay."""
    if "![" in text:
        text = EMBED.sub(IMAGE_MARK, IMAGE.sub(IMAGE_MARK, text))
        text = LINKED_IMAGE.sub(IMAGE_MARK, text)
    if "[](" in text and "`[](" not in text:
        text = EMPTY_LINK.sub(lambda found: " " if text[found.end() : found.end() + 1].isalnum() else "", text)
    if not text.isascii():
        text = MOJIBAKE.sub(_read_again, text)
    if "<" in text:
        text = _mark_tags(text)
    if "base64," in text:
        text = DATA_URI.sub(IMAGE_MARK, text)
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text.strip()


def _read_again(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _mark_tags(text: str) -> str:
    """Put `[image]` for each `<img src="…">` that stands outside code."""
    if not TAG.search(text):
        return text
    code = [found.span() for found in CODE_SPAN.finditer(text)] if "`" in text or "~~~" in text else []

    def mark(found: re.Match[str]) -> str:
        spoken_of = not SOURCE.search(found[0]) or any(start <= found.start() < end for start, end in code)
        return found[0] if spoken_of else IMAGE_MARK

    return TAG.sub(mark, text)


def drop_embedded(line: str) -> str:
    """The line with the contents of embedded files (`data:…;base64,…`) cut out; their marks stay."""
    return EMBEDDED.sub(r"\1", line) if "base64," in line else line


def is_image_only(text: str) -> bool:
    """Whether a cleaned text holds nothing but images."""
    return IMAGE_MARK in text and not text.replace(IMAGE_MARK, "").strip()
