"""Readwise highlights exported as flashcards, to Logseq or Obsidian: cards between empty bullets.

Known by `- -` or lone `-` lines and at least one `#flashcard` (or `#card`). Text above that tag is the reader's
question where words of the work follow below it; otherwise it is the highlight itself.

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
from ingest.document_builder import DocumentBuilder
from ingest.extraction.highlight_builder import HighlightBuilder, add_highlight
from ingest.extraction.note_start import start_draft
from ingest.formats.readwise.head import read_head
from ingest.formats.readwise.sections import read_sections
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.list_lines import BLOCK_PROPERTY, BULLET, DIVIDER, indent_of
from ingest.metadata.annotations import parse_annotation
from ingest.metadata.locations import strip_location
from ingest.metadata.tags import tag_list
from ingest.metadata.titles import tidy_title, title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text

NAME = "readwise-flashcards"

SEPARATOR = re.compile(r"^[ \t]*[-*](?:[ \t]+[-*]?)?[ \t]*$")
CHAPTER_LEVEL = 10
CARD_TAG = re.compile(r"(?:^|\s)#(?:flash)?card\b|(?:^|\s)#\[\[(?:flash)?card\]\]")
TAGS_AT_END = re.compile(r"(?:\s+#(?:\[\[[^\[\]]+\]\]|[^\s#]+))+\s*$")


def recognises(note: Note) -> bool:
    separators = 0
    tagged = False
    for line in note.lines:
        separators += bool(SEPARATOR.match(line))
        tagged = tagged or bool("card" in line and CARD_TAG.search(line))
    return separators >= 2 and tagged


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    title, below = "", note.body
    for section in read_sections(draft, note.body):
        if section.kind not in ("head", "metadata"):
            below = section.first
            break
        below, words = read_head(draft, fields, section)
        title = title or words
        if below <= section.last:
            break
    _read_cards(draft, below, fields.highlighted)
    metadata = fields.document_arguments(title)
    metadata["title"] = tidy_title(metadata["title"]) or title_from_path(note.path)
    return (draft.finish(format=NAME, **metadata),)


def _read_cards(draft: DocumentBuilder, first: int, highlighted_at: str) -> None:
    headings = HeadingPath()
    for start, end in _card_spans(draft, first, headings):
        _read_card(draft, start, end, headings, highlighted_at)


def _card_spans(draft: DocumentBuilder, first: int, headings: HeadingPath) -> Iterator[tuple[int, int]]:
    """First and last lines of the cards, which stand between separators, headings and `New highlights added` lines.

    Enters chapters into `headings` on the way.
    """
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
                headings.enter(heading[0], clean_text(heading[1]))
            elif line.strip() and number <= draft.end:
                headings.enter(_chapter_level(line), "")
        elif not start and _is_chapter(draft, number):
            words = clean_text((BULLET.match(line) or {"text": ""})["text"] or "")
            draft.mark_heading(number, words)
            headings.enter(_chapter_level(line), words)
        elif line.strip() and not start:
            start = number


def _chapter_level(line: str) -> int:
    """A level for a chapter that is a bullet: below all headings, and lower the deeper the bullet."""
    return CHAPTER_LEVEL + indent_of(line)


def _is_chapter(draft: DocumentBuilder, number: int) -> bool:
    """Whether a bullet heads cards, directly or through chapters right below it: a deeper separator follows them."""
    for at in range(number, draft.end):
        bullet = BULLET.match(draft.note.line(at))
        if (
            not bullet
            or not bullet["text"]
            or CARD_TAG.search(bullet["text"])
            or strip_location(bullet["text"]).has_tail
        ):
            return False
        below = draft.note.line(at + 1)
        if SEPARATOR.match(below):
            return indent_of(below) > indent_of(draft.note.line(at))
    return False


def _read_card(draft: DocumentBuilder, start: int, end: int, headings: HeadingPath, highlighted_at: str) -> None:
    """Add the highlight of a card; lines up to the card tag are its note where more text follows."""
    while end > start and not draft.note.line(end).strip():
        end -= 1
    card = HighlightBuilder(start=start, end=end, indent=0, lines=[])
    question: list[tuple[int, str]] | None = None
    for number in range(start, end + 1):
        line = draft.note.line(number)
        bullet = BULLET.match(line)
        words = ((bullet["text"] or "") if bullet else line).strip()
        keyed = parse_annotation(words)
        if BLOCK_PROPERTY.match(line) or (keyed and keyed.kind == "ignored"):
            continue
        located = strip_location(words)
        if located.has_tail and not located.text:
            card.annotations.add("place", [words])
        elif keyed and keyed.kind in ("tags", "note", "date", "color"):
            card.annotations.add(keyed.kind, [keyed.value])
        elif question is None and CARD_TAG.search(words):
            words, tags = _without_tags(words)
            card.annotations.add("tags", [" ".join(f"[[{tag}]]" for tag in tags)])
            question, card.lines = [*card.lines, (number, words)], []
        else:
            card.lines.append((number, words if bullet and not card.lines else line.strip()))
    if question and "".join(line for _, line in card.lines).strip():
        card.annotations.add("note", [line for _, line in question])
    elif question:
        card.lines = question
    add_highlight(draft, card, headings, highlighted_at)


def _without_tags(words: str) -> tuple[str, tuple[str, ...]]:
    """A line without the tags at its end, and those tags without the one that marks a card."""
    tail = TAGS_AT_END.search(" " + words)
    if not tail:
        return CARD_TAG.sub("", words).strip(), ()
    tags = tag_list(tail[0])
    kept = (" " + words)[: tail.start()].strip()
    return kept, tuple(tag for tag in tags if tag.lower() not in ("flashcard", "card"))
