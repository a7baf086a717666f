"""`==words==` in a note's prose: passages that the reader marked by hand."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.document import Highlight, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.markdown.hidden_comments import REMARK
from ingest.text.scripts import count_wide

MARK = re.compile(r"(?<![=\w])==(?=[^\s=])((?:(?!==)[^\n]|\n(?!\s*\n))*?\S)[ \t]?==(?![=\w])")
REMARKED = re.compile(rf"(?P<mark>{MARK.pattern}){REMARK.pattern}", re.S)
"""A mark with a remark on it behind."""
MIN_WORDS = 4
MIN_WIDE_LETTERS = 10
"""A mark of fewer words, or fewer letters in a script without spaces, only emphasises a word: 40 of the 44 marks in
the shared clippings are such names, ports and dashes."""
ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", re.M)
MIN_PARAGRAPHS = 4
CODE_LINE = re.compile(r"^\s*(?:```|~~~)|`[^`\n]*==[^`\n]*`")


def extract_marked_text(draft: DocumentBuilder) -> None:
    """Adds a highlight for each mark of some words; a paragraph or list that holds only marks is replaced by them.

    A note that consists mostly of such paragraphs holds excerpts, in their author's words.
    """
    kept = []
    has_excerpts = 2 * sum(map(_is_whole, draft.paragraphs)) > max(len(draft.paragraphs), MIN_PARAGRAPHS)
    for paragraph in draft.paragraphs:
        whole = _is_whole(paragraph)
        for mark in () if CODE_LINE.search(paragraph.text) else MARK.finditer(paragraph.text):
            if whole or _is_long_enough(mark[1]) or REMARK.match(paragraph.text, mark.end()):
                voice = "author" if whole and has_excerpts else paragraph.voice
                draft.add_highlight(_to_highlight(paragraph, mark, voice))
        if not whole:
            kept.append(replace(paragraph, text=REMARKED.sub(r"\g<mark>", paragraph.text)))
    draft.paragraphs[:] = kept


def _to_highlight(paragraph: Paragraph, mark: re.Match[str], voice: Voice) -> Highlight:
    remark = REMARK.match(paragraph.text, mark.end())
    knows_lines = paragraph.text.count("\n") == paragraph.line_end - paragraph.line_start
    return Highlight(
        text=mark[1],
        line_start=paragraph.line_start + (paragraph.text.count("\n", 0, mark.start()) if knows_lines else 0),
        line_end=paragraph.line_end - (paragraph.text.count("\n", mark.end()) if knows_lines else 0),
        section=paragraph.section,
        voice=voice,
        note=(remark["hidden"] or remark["critic"]).strip() if remark else "",
    )


def _is_whole(paragraph: Paragraph) -> bool:
    """Whether a paragraph, or each item of a list, is one mark."""
    if not paragraph.text.endswith(("==", "%%", "<<}")) or CODE_LINE.search(paragraph.text):
        return False
    rest = ITEM.sub("", MARK.sub("", REMARKED.sub(r"\g<mark>", paragraph.text)))
    return not rest.strip()


def _is_long_enough(words: str) -> bool:
    if len(words.split()) >= MIN_WORDS:
        return True
    return count_wide(words) >= MIN_WIDE_LETTERS
