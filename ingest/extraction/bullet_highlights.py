"""Highlights written as a list: one bullet for each, with its annotations in bullets below.

    - words of the highlight
      continued, two spaces in ([Location 30](https://…))
        - Tags: [[pink]]
        - Note: the reader's words

The bullets of highlights have one depth (column 0 in Obsidian, one tab in Logseq, four spaces in Roam); headings and
`New highlights added` lines have the same or less.
"""

from __future__ import annotations

import re

from ingest.document import Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.bullet_lines import (
    chapter_of,
    has_more_lines,
    is_below_owner_heading,
    is_fence_closed,
    last_link_line,
    list_depth_below_dividers,
)
from ingest.extraction.highlight_builder import HighlightBuilder, add_highlight
from ingest.extraction.stray_lines import StrayLines
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BLOCK_PROPERTY, BULLET, DIVIDER, FENCE, RULE, indent_of, strip_indent
from ingest.metadata.annotations import Annotation, parse_annotation
from ingest.metadata.locations import strip_location
from ingest.text.clean import clean_text

QUOTE_MARK = re.compile(r"^>\s?(?=\S)")
EMPHASISED_LABEL = re.compile(
    r"^\s*(?P<sign>\*{1,2}|_{1,2})[^\W\d_][^*_:：]{0,24}(?:[:：](?P=sign)|(?P=sign)\s*[:：])\s"
)
"""`*Note:* `, which annotates a highlight also where no link ends its text."""
OWNER_LEVEL = 7
"""Of a heading that the page's owner wrote as a bullet: deeper than any of the export's."""


class BulletHighlightReader:
    """Reads lines of a draft as a list of highlights. One reader serves a whole document: its headings continue."""

    def __init__(self, draft: DocumentBuilder, *, highlighted_at: str = "") -> None:
        self.draft = draft
        self.headings = HeadingPath()
        self.highlighted_at = highlighted_at
        self._depth = 0
        """Columns before the bullets of highlights."""
        self._quoting = False
        """Whether the bullets are quotations: most begin with `>`."""
        self._has_owner_headings = False
        self._divider_depth = -1
        """Columns before the last divider that is a bullet; -1 without one."""
        self._stray = StrayLines(draft)
        self._open: HighlightBuilder | None = None
        self._fenced = False
        """Whether the open highlight is inside a block of code."""
        self._last_link = (0, 0)
        """A highlight's first line and the line of its last link; kept, as a list may have thousands of lines."""

    def read(self, first: int, last: int) -> None:
        """Reads the lines `first` to `last`."""
        texts = [
            bullet["text"] or "" for line in self.draft.note.lines[first - 1 : last] if (bullet := BULLET.match(line))
        ]
        self._has_owner_headings = any(text.rstrip().endswith("::") for text in texts)
        self._quoting = 2 * sum(map(bool, map(QUOTE_MARK.match, texts))) >= len(texts)
        self._depth = list_depth_below_dividers(self.draft, first, last)
        for number in range(first, last + 1):
            self._read_line(number, self.draft.note.line(number))
        self._close()
        self._close_stray()

    def _read_line(self, number: int, line: str) -> None:
        if not line.strip():
            self._read_blank(number)
            return
        if self._fenced and self._open:
            self._continue(self._open, number, line)
            return
        bullet = BULLET.match(line)
        if DIVIDER.match(line) and (not self._open or indent_of(line) <= self._depth):
            self._read_divider(number, line)
        elif self._stray.by_hand or (bullet and bullet["text"] and self._is_by_hand(line)):
            self._close()
            self._stray.by_hand = True
            self._stray.add(number, line)
        elif not line[0].isspace() and (heading := heading_of(line)):
            self._enter_chapter(number, *heading)
        elif RULE.match(line) and indent_of(line) <= self._depth:
            self._close()
            self.draft.mark_meta(number)
        elif bullet:
            self._read_bullet(number, line, indent_of(line), (bullet["text"] or "").strip())
        else:
            self._read_text(number, line)

    def _read_divider(self, number: int, line: str) -> None:
        """Reads a `New highlights added` line, which ends the highlight, the chapter and the reader's own words."""
        self._close()
        self._close_stray()
        self._stray.by_hand = False
        self._divider_depth = indent_of(line) if BULLET.match(line) else -1
        self.headings = HeadingPath()
        self.draft.mark_meta(number)

    def _is_by_hand(self, line: str) -> bool:
        """Whether a bullet is at the depth of the dividers, not below one: there the reader writes."""
        return (
            self._divider_depth >= 0 and indent_of(line) <= self._divider_depth < self._depth and not RULE.match(line)
        )

    def _enter_chapter(self, number: int, level: int, words: str) -> None:
        self._close()
        self._close_stray()
        self.draft.mark_meta(number)
        self.headings.enter(level, clean_text(bare_link(strip_location(words).text or words)))

    def _read_blank(self, number: int) -> None:
        if not self._stray.by_hand:
            self._close_stray()
        if self._open and self._open.kind:
            self._open.kind_lines.append("")
        elif self._open:
            self._open.lines.append((number, ""))

    def _read_bullet(self, number: int, line: str, indent: int, text: str) -> None:
        current = self._open
        is_sibling = current is None or indent <= current.indent
        annotation = parse_annotation(text)
        if annotation and is_sibling and last_link_line(self.draft, number, indent):
            annotation = None
        if current and annotation and (not is_sibling or annotation.kind in ("note", "tags")):
            current.open_annotation(annotation, indent)
            current.end = number
        elif current and not is_sibling:
            self._read_child(current, number, line, indent, text)
        elif not current and annotation and annotation.kind == "note" and annotation.value:
            self._add_note(number, annotation.value)
        elif (chapter := chapter_of(text)) and not has_more_lines(self.draft, number, indent):
            self._enter_chapter(number, chapter[0], strip_location(chapter[1]).text)
        elif (
            self._has_owner_headings
            and is_below_owner_heading(self.draft, number, indent)
            and not strip_location(text).url
        ):
            self._add_note(number, text)
        else:
            self._close()
            self._close_stray()
            self._begin(number, indent, text)

    def _begin(self, number: int, indent: int, text: str) -> None:
        """Opens a highlight at a bullet."""
        text = QUOTE_MARK.sub("", text) if self._quoting else text
        self._open = HighlightBuilder(start=number, end=number, indent=indent, lines=[(number, text)])
        self._record_ending(self._open, number, text)

    def _read_child(self, current: HighlightBuilder, number: int, line: str, indent: int, text: str) -> None:
        """Reads a bullet further in than the open highlight: its text, where it has none, or a remark, or a line."""
        if self._is_own_highlight(current, text):
            self._close()
            self._begin(number, indent, text)
            return
        if not current.kind and not any(line for _, line in current.lines):
            current.lines, current.end = [(number, text)], number
            self._record_ending(current, number, text)
            return
        if current.kind == "note" and self._depth + 4 <= indent <= current.kind_indent:
            current.close_annotation()
        if (not current.kind or indent <= current.kind_indent) and self._is_remark(current, number, indent):
            current.open_annotation(Annotation(kind="note", value=text), indent)
            current.end = number
        else:
            self._continue(current, number, line)

    def _is_own_highlight(self, current: HighlightBuilder, text: str) -> bool:
        """Whether a bullet further in ends in a highlight's link of its own: its owner sorted it below another
        highlight, or below a heading `On waiting::`."""
        first = current.lines[0][1]
        heads = len(current.lines) == 1 and first.endswith("::")
        if not (current.is_located or heads) or not strip_location(text).url:
            return False
        if heads:
            self.draft.mark_meta(current.start, current.end)
            self.headings.enter(OWNER_LEVEL, clean_text(first.rstrip(":")))
            self._open = None
        return True

    def _is_remark(self, current: HighlightBuilder, number: int, indent: int) -> bool:
        """Whether a bullet further in is a note on the highlight, rather than part of a list in its text.

        Where the highlight has a link, the link ends its text.
        """
        if indent < current.indent + 4 or not (current.is_located or self._depth > 0):
            return False
        if current.is_located:
            return True
        if self._last_link[0] != current.start:
            self._last_link = (current.start, last_link_line(self.draft, current.start, current.indent))
        return number > self._last_link[1]

    def _add_note(self, number: int, text: str) -> None:
        self._close_stray()
        self.draft.add_paragraph(
            Paragraph(
                text=clean_text(text),
                line_start=number,
                line_end=number,
                section=self.headings.section,
                voice="reader",
            )
        )

    def _read_text(self, number: int, line: str) -> None:
        """Reads a line without a bullet, which continues a highlight even at the margin until its link."""
        current = self._open
        if BLOCK_PROPERTY.match(line):
            if current:
                current.end = number
            else:
                self.draft.mark_meta(number)
        elif current and (
            indent_of(line) > current.indent
            or (not current.is_located and (current.lines[-1][1] or current.kind or self._depth > 0))
        ):
            self._continue(current, number, line)
        else:
            self._close()
            self._stray.add(number, line)

    def _continue(self, current: HighlightBuilder, number: int, line: str) -> None:
        """Adds a line to the open highlight: to the annotation being read, or as a new one, or to its text."""
        current.end = number
        indent = indent_of(line)
        is_told = current.is_located or EMPHASISED_LABEL.match(line)
        can_annotate = is_told and (not current.kind or indent <= current.kind_indent)
        annotation = parse_annotation(line.strip()) if can_annotate else None
        if annotation and annotation.kind in ("note", "tags", "color", "date"):
            current.open_annotation(annotation, indent)
        elif current.kind:
            current.kind_lines.append(strip_indent(line, current.kind_indent + 2))
        else:
            text = strip_indent(line, current.indent + 2)
            current.lines.append((number, text))
            self._record_ending(current, number, text)

    def _record_ending(self, current: HighlightBuilder, number: int, text: str) -> None:
        """Records whether a line of text ends in the highlight's link, and whether it opens or closes a fence."""
        current.is_located = current.is_located or strip_location(text).has_tail
        fence = FENCE.match(text)
        if fence:
            opens = not self._fenced and fence[1] not in text[fence.end() :]
            self._fenced = opens and is_fence_closed(self.draft, number, current.indent)

    def _close_stray(self) -> None:
        self._stray.close(self.headings.section)

    def _close(self) -> None:
        self._fenced = False
        if self._open:
            self._open.close_annotation()
            add_highlight(self.draft, self._open, self.headings, self.highlighted_at)
        self._open = None
