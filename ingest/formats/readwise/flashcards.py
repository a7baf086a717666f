"""Readwise highlights exported as flashcards, to Logseq or Obsidian: each between bullets that hold nothing.

Known by `- -` or lone `-` lines and at least one `#flashcard` (or `#card`). What stands above the mark is the
reader's question where words of the work stand below it, else the words themselves.

    - -
    ⇥- What keeps a kite up? #flashcard
    ⇥⇥- words of the work
    ⇥- (Page 5)
    - -
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.document import Document
from ingest.extraction.highlight_builder import HighlightBuilder, add_highlight
from ingest.formats.readwise.head import read_head
from ingest.formats.readwise.sections import read_parts
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.list_lines import BLOCK_PROPERTY, BULLET, DIVIDER, indent_of
from ingest.metadata.annotations import read_key
from ingest.metadata.fields import MetadataFields
from ingest.metadata.locations import strip_location
from ingest.metadata.tags import tag_list
from ingest.metadata.titles import tidy_title, title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text

NAME = "readwise-flashcards"

SEPARATOR = re.compile(r"^[ \t]*[-*](?:[ \t]+[-*]?)?[ \t]*$")
CHAPTER_LEVEL = 10
MARK = re.compile(r"(?:^|\s)#(?:flash)?card\b|(?:^|\s)#\[\[(?:flash)?card\]\]")
TAIL_TAGS = re.compile(r"(?:\s+#(?:\[\[[^\[\]]+\]\]|[^\s#]+))+\s*$")


def recognises(note: Note) -> bool:
    separators = 0
    marked = False
    for line in note.lines:
        separators += bool(SEPARATOR.match(line))
        marked = marked or bool("card" in line and MARK.search(line))
    return separators >= 2 and marked


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front(note.front)
    title, below = "", note.body
    for part in read_parts(draft, note.body):
        if part.kind not in ("head", "metadata"):
            below = part.first
            break
        below, words = read_head(draft, fields, part)
        title = title or words
        if below <= part.last:
            break
    _read_cards(draft, below, fields.highlighted)
    named = fields.document(title)
    named["title"] = tidy_title(named["title"]) or title_from_path(note.path)
    return (draft.finish(format=NAME, **named),)


def _read_cards(draft: DocumentBuilder, first: int, highlighted_at: str) -> None:
    trail = HeadingPath()
    for start, end in _cards(draft, first, trail):
        _read_card(draft, start, end, trail, highlighted_at)


def _cards(draft: DocumentBuilder, first: int, trail: HeadingPath) -> Iterator[tuple[int, int]]:
    """The spans between separators, headings and `New highlights added` lines."""
    start = 0
    for number in range(first, draft.end + 2):
        line = draft.note.line(number) if number <= draft.end else "-"
        heading = heading_of(line)
        if SEPARATOR.match(line) or DIVIDER.match(line) or heading:
            if start:
                yield start, number - 1
                start = 0
            draft.mark_meta(number)
            if heading and not DIVIDER.match(line):
                trail.enter(heading[0], clean_text(heading[1]))
            elif line.strip() and number <= draft.end:
                trail.enter(_level(line), "")
        elif not start and _is_chapter(draft, number):
            draft.mark_meta(number)
            trail.enter(_level(line), clean_text((BULLET.match(line) or {"text": ""})["text"] or ""))
        elif line.strip() and not start:
            start = number


def _level(line: str) -> int:
    """Where a chapter written as a bullet stands among headings: below all, the deeper the further below."""
    return CHAPTER_LEVEL + indent_of(line)


def _is_chapter(draft: DocumentBuilder, number: int) -> bool:
    """Whether a bullet holds cards, or heads bullets that do: below it, and below the bullets right below it that
    are no cards, stands a separator further in."""
    for at in range(number, draft.end):
        bullet = BULLET.match(draft.note.line(at))
        if not bullet or not bullet["text"] or MARK.search(bullet["text"]) or strip_location(bullet["text"]).found:
            return False
        below = draft.note.line(at + 1)
        if SEPARATOR.match(below):
            return indent_of(below) > indent_of(draft.note.line(at))
    return False


def _read_card(draft: DocumentBuilder, start: int, end: int, trail: HeadingPath, highlighted_at: str) -> None:
    while end > start and not draft.note.line(end).strip():
        end -= 1
    card = HighlightBuilder(start=start, end=end, indent=0, lines=[])
    above: list[tuple[int, str]] | None = None
    for number in range(start, end + 1):
        line = draft.note.line(number)
        bullet = BULLET.match(line)
        words = ((bullet["text"] or "") if bullet else line).strip()
        keyed = read_key(words)
        if BLOCK_PROPERTY.match(line) or (keyed and keyed.kind == "ignored"):
            continue
        placed = strip_location(words)
        if placed.found and not placed.text:
            card.said.add("place", [words])
        elif keyed and keyed.kind in ("tags", "note", "date", "color"):
            card.said.add(keyed.kind, [keyed.value])
        elif above is None and MARK.search(words):
            words, tags = _without_tags(words)
            card.said.add("tags", [" ".join(f"[[{tag}]]" for tag in tags)])
            above, card.lines = [*card.lines, (number, words)], []
        else:
            card.lines.append((number, words if bullet and not card.lines else line.strip()))
    if above is not None:
        if "".join(line for _, line in card.lines).strip():
            card.said.add("note", [line for _, line in above])
        else:
            card.lines = above
    add_highlight(draft, card, trail, highlighted_at)


def _without_tags(words: str) -> tuple[str, tuple[str, ...]]:
    """A line without the tags at its end, and those of them that are not the card's mark."""
    tail = TAIL_TAGS.search(" " + words)
    if not tail:
        return MARK.sub("", words).strip(), ()
    tags = tag_list(tail[0])
    kept = (" " + words)[: tail.start()].strip()
    return kept, tuple(tag for tag in tags if tag.lower() not in ("flashcard", "card"))
