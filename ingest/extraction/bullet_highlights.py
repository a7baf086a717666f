"""Highlights written as a list: one bullet a highlight, what speaks of it in bullets below.

    - words of the highlight
      going on, two spaces in ([Location 30](https://…))
        - Tags: [[pink]]
        - Note: the reader's words

The bullets of highlights stand at one depth (column 0 in Obsidian, one tab in Logseq, four spaces in Roam);
headings and `New highlights added` lines stand at it or above.
"""

from __future__ import annotations

from ingest.document import Paragraph
from ingest.extraction.highlight_builder import HighlightBuilder, add_highlight
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BLOCK_PROPERTY, BULLET, DIVIDER, FENCE, RULE, indent_of, strip_indent
from ingest.metadata.annotations import Keyed, is_annotation, read_key
from ingest.metadata.locations import is_placed, strip_location
from ingest.note import DocumentBuilder
from ingest.text.clean import clean_text, is_image_only

LONGEST_CHAPTER = 200
"""Letters of a heading bullet. What is longer (code behind a `#`, a page run together) is a highlight."""


def _is_bullet_divider(line: str) -> bool:
    return bool(BULLET.match(line) and DIVIDER.match(line))


class OutlineReader:
    """Reads the lines of a draft as a list of highlights. One reader a document: the section trail goes on."""

    def __init__(self, draft: DocumentBuilder, *, highlighted_at: str = "") -> None:
        self.draft = draft
        self.trail = HeadingPath()
        self.highlighted_at = highlighted_at
        self._open: HighlightBuilder | None = None
        self._stray: list[tuple[int, str]] = []
        self._depth = 0
        self._divider_depth = -1
        self._by_hand = False
        self._fenced = False
        self._linked = (0, 0)

    def read(self, first: int, last: int) -> None:
        """Take the lines `first` to `last`."""
        self._depth = max(0, list_depth(self.draft, first, last))
        below = [n + 1 for n in range(first, last) if _is_bullet_divider(self.draft.note.line(n))]
        if below:
            depths = (list_depth(self.draft, number, number) for number in below)
            self._depth = max(self._depth, min((depth for depth in depths if depth >= 0), default=0))
        for number in range(first, last + 1):
            self._read_line(number, self.draft.note.line(number))
        self._close()
        self._close_stray()

    def _read_line(self, number: int, line: str) -> None:
        if not line.strip():
            self._blank(number)
            return
        if self._fenced and self._open:
            self._continue(number, line)
            return
        bullet = BULLET.match(line)
        if DIVIDER.match(line) and (not self._open or indent_of(line) <= self._depth):
            self._divide(number, line)
        elif self._by_hand or self._is_by_hand(line, bool(bullet and bullet["text"])):
            self._close()
            self._by_hand = True
            self._stray.append((number, line))
        elif not line[0].isspace() and heading_of(line):
            self._enter(number, *(heading_of(line) or (0, "")))
        elif RULE.match(line) and indent_of(line) <= self._depth:
            self._close()
            self.draft.mark_meta(number)
        elif bullet:
            self._bullet(number, line, indent_of(line), (bullet["text"] or "").strip())
        else:
            self._text(number, line)

    def _divide(self, number: int, line: str) -> None:
        """A `New highlights added` line ends what stands above it, its chapter and the reader's own words too."""
        self._close()
        self._close_stray()
        self._by_hand = False
        self._divider_depth = indent_of(line) if BULLET.match(line) else -1
        self.trail = HeadingPath()
        self.draft.mark_meta(number)

    def _is_by_hand(self, line: str, is_bullet: bool) -> bool:
        """Whether a bullet stands beside the dividers, not below one: there the reader writes."""
        return (
            is_bullet
            and self._divider_depth >= 0
            and indent_of(line) <= self._divider_depth < self._depth
            and not RULE.match(line)
        )

    def _enter(self, number: int, level: int, words: str) -> None:
        self._close()
        self._close_stray()
        self.draft.mark_meta(number)
        self.trail.enter(level, clean_text(bare_link(strip_location(words).text or words)))

    def _blank(self, number: int) -> None:
        if not self._by_hand:
            self._close_stray()
        if self._open and self._open.key:
            self._open.key_lines.append("")
        elif self._open:
            self._open.lines.append((number, ""))

    def _bullet(self, number: int, line: str, indent: int, text: str) -> None:
        current = self._open
        sibling = current is None or indent <= current.indent
        keyed = read_key(text)
        if keyed and sibling and self._last_link(number, indent):
            keyed = None
        if current and keyed and (indent > current.indent or keyed.kind in ("note", "tags")):
            current.open_key(keyed, indent)
            current.end = number
        elif current and indent > current.indent and not current.key and not any(line for _, line in current.lines):
            current.lines, current.end = [(number, text)], number
            self._after_text(number, text)
        elif current and indent > current.indent:
            if current.key == "note" and indent <= current.key_indent and indent >= self._depth + 4:
                current.close_key()
            if current.key and indent > current.key_indent:
                self._continue(number, line)
            elif self._is_remark(number, indent):
                current.open_key(Keyed(kind="note", value=text), indent)
                current.end = number
            else:
                self._continue(number, line)
        elif not current and keyed and keyed.kind == "note" and keyed.value:
            self._close_stray()
            self.draft.add_paragraph(
                Paragraph(
                    text=clean_text(keyed.value),
                    line_start=number,
                    line_end=number,
                    section=self.trail.section,
                    voice="reader",
                )
            )
        elif (heading := _chapter(text)) and not self._goes_on(number, indent):
            self._enter(number, heading[0], strip_location(heading[1]).text)
        else:
            self._close()
            self._close_stray()
            self._open = HighlightBuilder(start=number, end=number, indent=indent, lines=[(number, text)])
            self._after_text(number, text)

    def _is_remark(self, number: int, indent: int) -> bool:
        """Whether a bullet further in is said of the open highlight, rather than part of a list in its text: the
        link, where there is one, ends the text."""
        current = self._open
        assert current is not None
        if indent < current.indent + 4 or not (current.placed or self._depth > 0):
            return False
        if current.placed:
            return True
        if self._linked[0] != current.start:  # once for a highlight: a list in it may have thousands of lines
            self._linked = (current.start, self._last_link(current.start, current.indent))
        return number > self._linked[1]

    def _last_link(self, number: int, indent: int) -> int:
        """The last line that ends in a highlight's link, from a bullet's on to the next one as far out as `indent`; 0
        where none does."""
        last = 0
        for below in range(number, self.draft.end + 1):
            line = self.draft.note.line(below)
            if below > number and (
                heading_of(line) or DIVIDER.match(line) or (BULLET.match(line) and indent_of(line) <= indent)
            ):
                break
            if "](" in line and strip_location(line).url:
                last = below
        return last

    def _goes_on(self, number: int, indent: int) -> bool:
        """Whether the text of the bullet at a line has more lines: then its first is no chapter heading."""
        below = next(filter(str.strip, self.draft.note.lines[number : self.draft.end]), "")
        return bool(below) and not BULLET.match(below) and indent_of(below) > indent

    def _text(self, number: int, line: str) -> None:
        current = self._open
        if BLOCK_PROPERTY.match(line):
            if current:
                current.end = number
            else:
                self.draft.mark_meta(number)
            return
        lazy = current and not current.placed and (current.lines[-1][1] or current.key)
        if current and (indent_of(line) > current.indent or lazy):
            self._continue(number, line)
        else:
            self._close()
            self._stray.append((number, line))

    def _continue(self, number: int, line: str) -> None:
        current = self._open
        assert current is not None
        current.end = number
        indent = indent_of(line)
        about = current.placed and (not current.key or indent <= current.key_indent)
        keyed = read_key(line.strip()) if about else None
        if keyed and keyed.kind in ("note", "tags", "color", "date"):
            current.open_key(keyed, indent)
            return
        if current.key:
            current.key_lines.append(strip_indent(line, current.key_indent + 2))
            return
        text = strip_indent(line, current.indent + 2)
        current.lines.append((number, text))
        self._after_text(number, text)

    def _after_text(self, number: int, text: str) -> None:
        if self._open and strip_location(text).found:
            self._open.placed = True
        fence = FENCE.match(text)
        if fence:
            self._fenced = not self._fenced and fence[1] not in text[fence.end() :] and self._closes_below(number)

    def _closes_below(self, number: int) -> bool:
        """Whether a fence that opens at a line is closed before another highlight ends; else it would swallow it."""
        assert self._open is not None
        for below in range(number + 1, self.draft.end + 1):
            line = self.draft.note.line(below)
            if FENCE.match(line):
                return True
            if BULLET.match(line) and indent_of(line) <= self._open.indent and is_placed(line):
                return False
        return False

    def _close_stray(self) -> None:
        """Text at the margin that belongs to no bullet: somebody wrote it in; kept, and told as not understood."""
        if not self._stray:
            return
        first, last = self._stray[0][0], self._stray[-1][0]
        text = clean_text("\n".join(line for _, line in self._stray))
        self._stray = []
        if is_image_only(text):
            self.draft.mark_meta(first, last)
            return
        if text:
            self.draft.add_paragraph(
                Paragraph(text=text, line_start=first, line_end=last, section=self.trail.section, voice="reader")
            )
        if not self._by_hand:
            self.draft.mark_unparsed(first, last)

    def _close(self) -> None:
        self._fenced = False
        current, self._open = self._open, None
        if not current:
            return
        current.close_key()
        add_highlight(self.draft, current, self.trail, self.highlighted_at)


def _chapter(text: str) -> tuple[int, str] | None:
    """Level and words where a bullet's text is a chapter's heading."""
    heading = heading_of(text) if text.startswith("#") else None
    return heading if heading and len(strip_location(heading[1]).text) <= LONGEST_CHAPTER else None


def list_depth(draft: DocumentBuilder, first: int, last: int) -> int:
    """The depth at which highlights stand: of the shallowest bullet that is no divider; -1 with no bullet."""
    depths = [
        indent_of(line)
        for line in draft.note.lines[first - 1 : last]
        if (bullet := BULLET.match(line))
        and not is_annotation(bullet["text"] or "")
        and not DIVIDER.match(line)
        and not RULE.match(line)
        and not line.startswith((" •", "\t•"))
    ]
    return min(depths, default=-1)
