"""`==words==` in a note's prose: what its reader marked by hand."""

from __future__ import annotations

import re

from ingest.document import Highlight, Paragraph
from ingest.note import DocumentBuilder
from ingest.text.scripts import count_wide

MARK = re.compile(r"(?<![=\w])==(?=[^\s=])((?:(?!==)[^\n]|\n(?!\s*\n))*?\S)[ \t]?==(?![=\w])")
FEWEST_WORDS = 4
FEWEST_LETTERS = 10
"""A mark of fewer words, or in a script without spaces letters, only sets a word in relief: 40 of the 44
marks in the shared clippings are such names, ports and dashes."""
ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", re.M)
FEWEST_EXCERPTS = 4
CODE = re.compile(r"^\s*(?:```|~~~)|`[^`\n]*==[^`\n]*`")


def take_marks(draft: DocumentBuilder) -> None:
    """Add a highlight for each mark of some words; a paragraph or list that is but marks becomes them.

    A note most of which is such paragraphs holds excerpts, in their author's words.
    """
    kept = []
    excerpts = 2 * sum(map(_is_whole, draft.paragraphs)) > max(len(draft.paragraphs), FEWEST_EXCERPTS)
    for paragraph in draft.paragraphs:
        marks = () if CODE.search(paragraph.text) else tuple(MARK.finditer(paragraph.text))
        lines = paragraph.line_end - paragraph.line_start
        whole = _is_whole(paragraph)
        marks = tuple(mark for mark in marks if whole or _is_kept(mark[1]))
        for mark in marks:
            exact = paragraph.text.count("\n") == lines
            above = paragraph.text[: mark.start()].count("\n") if exact else 0
            below = paragraph.text[mark.end() :].count("\n") if exact else 0
            draft.add_highlight(
                Highlight(
                    text=mark[1],
                    line_start=paragraph.line_start + above,
                    line_end=paragraph.line_end - below,
                    section=paragraph.section,
                    voice="author" if whole and excerpts else paragraph.voice,
                )
            )
        if not whole:
            kept.append(paragraph)
    draft.paragraphs[:] = kept


def _is_whole(paragraph: Paragraph) -> bool:
    """Whether a paragraph, or each item of a list, is one mark."""
    if not paragraph.text.endswith("==") or CODE.search(paragraph.text):
        return False
    rest = ITEM.sub("", MARK.sub("", paragraph.text))
    return not rest.strip()


def _is_kept(words: str) -> bool:
    if len(words.split()) >= FEWEST_WORDS:
        return True
    return count_wide(words) >= FEWEST_LETTERS
