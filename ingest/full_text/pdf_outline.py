"""The bookmarks of a PDF as headings of its text. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.full_text.content import TextBlock
from ingest.full_text.pdf.page import PdfHead
from ingest.full_text.pdf.paragraphs import MAX_HEADING_CHARACTERS

MAX_NUMBER_CHARACTERS = 14
"""Of a heading's number, `Chapter 12`."""


def add_outline(blocks: Sequence[TextBlock], head: PdfHead) -> tuple[TextBlock, ...]:
    """The blocks with the bookmarks as headings, where there are some.

    A heading that a bookmark names, with or without its number, takes its level, and stands above all others; a
    bookmark that no block of its page has is put before the first text of the page.
    """
    bookmarks = _list_bookmarks(head)
    if not bookmarks:
        return tuple(blocks)
    missing = _list_missing(bookmarks, blocks)
    deepest = min(max(bookmark.level for of_page in bookmarks.values() for bookmark in of_page) + 1, 6)
    listed: list[TextBlock] = []
    for block in blocks:
        if not block.level:
            listed += missing.pop(block.page, ())
        named = (mark.level for mark in bookmarks.get(block.page, ()) if _names(mark.text, _folded(block.text)))
        listed.append(replace(block, level=next(named, deepest if block.level else 0)))
    return tuple(listed)


def _list_bookmarks(head: PdfHead) -> dict[int, list[TextBlock]]:
    """The bookmarks by page, without that of the title."""
    bookmarks: dict[int, list[TextBlock]] = defaultdict(list)
    for level, title, page in head.outline:
        if _folded(title) != _folded(head.metadata.get("Title", "")):
            bookmarks[page].append(TextBlock(text=title, page=page, level=min(level + 1, 6)))
    return bookmarks


def _list_missing(
    bookmarks: Mapping[int, Sequence[TextBlock]], blocks: Sequence[TextBlock]
) -> dict[int, list[TextBlock]]:
    """The bookmarks by page that no block of their page has."""
    headings: dict[int, list[str]] = defaultdict(list)
    for block in blocks:
        if block.level or len(block.text) <= MAX_HEADING_CHARACTERS:
            headings[block.page].append(_folded(block.text))
    return {
        page: [mark for mark in of_page if not any(_names(mark.text, text) for text in headings[page])]
        for page, of_page in bookmarks.items()
    }


def _names(bookmark: str, heading: str) -> bool:
    """Whether a bookmark names a folded heading, which may have a number in front."""
    folded = _folded(bookmark)
    return heading == folded or (heading.endswith(f" {folded}") and len(heading) <= len(folded) + MAX_NUMBER_CHARACTERS)


def _folded(title: str) -> str:
    return re.sub(r"\W+", " ", title).strip().casefold()
