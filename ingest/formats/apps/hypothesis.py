"""Hypothes.is annotations, as its Obsidian plugin writes them: each highlight ends in an `Updated on` link.

    # The clock in the harbour
    ## Metadata
    * Author: [tides.example]()
    * Reference: https://tides.example/clock
    ## Highlights
    * The harbour keeps its own clock. — [Updated on 2022-08-28 19:42:03](https://hyp.is/…) — Group: #tides
      * Annotation: Ask the harbour master.

Known by those links, or by the `doc_type` in newer front matter. A group is a tag, unless it is public or private. The
plugin drops the indentation of an annotation's further lines and glues the next highlight to the last of them; a `- `
in the middle of a line that ends in such a link separates the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.note_start import start_draft
from ingest.markdown.blocks import heading_of
from ingest.metadata.annotations import Annotation, Annotations, parse_annotation
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.tags import tag_list
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "hypothesis"

UPDATED_LINK = re.compile(
    r"\s*[—–-]+\s*\[(?:Updated|Created|Annotated) on ([^\[\]]*)\]"
    r"\((https?://hyp(?:\.is|othes\.is)/(?:[^()\s]|\([^()\s]*\))*)\)[ \t]*(?:[—–-]+\s*Group:\s*(.*))?"
)
NO_TAG_GROUPS = frozenset(("public", "me-only", "only me", "private", "__world__"))
BULLET = re.compile(r"^[-*]\s+")
INNER_BULLET = re.compile(r"^\s*[-*]\s+(.*)$")
GLUED_ITEM = re.compile(r"(?<=[^\s*-])- (?=\S)")
GLUED_START = re.compile(r"(?<=[.!?”\"’)…])- (?=[A-Z“\"])")
"""A glued highlight whose link stands some lines below: known only by the end of a sentence before the dash."""
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={7}|(?:\\?<){7}.*|(?:\\?>){7}.*)\s*$")
"""A rule, or a mark that a merge left behind."""
MAX_FIELD_LETTERS = 80
"""A shorter line with a colon and without a link is a field (`Edits:`, `Date: …`)."""
PAGE_NOTES = re.compile(r"^page notes?\b", re.I)
PLUGIN_HEADING = re.compile(r"^(?:metadata|highlights|annotations|page notes?)\b", re.I)


@dataclass(slots=True)
class Item:
    """A highlight being read: first the lines of its text up to its link, then those of its annotations."""

    first: int
    last: int
    lines: list[str] = field(default_factory=list)
    """Of its text."""
    date: str = ""
    url: str = ""
    """Of its link; "" while the text goes on."""
    group_tags: tuple[str, ...] = ()
    annotations: Annotations = field(default_factory=Annotations)
    kind: str = ""
    """Of the annotation being read; "" above the first."""
    annotation_lines: list[str] = field(default_factory=list)

    def add_text(self, number: int, line: str) -> None:
        self.last = number
        link = UPDATED_LINK.search(line)
        self.lines.append((line[: link.start()] if link else line).strip())
        if link:
            self.date, self.url = iso_date(link[1]), link[2]
            self.group_tags = tuple(tag for tag in tag_list(link[3] or "") if tag.lower() not in NO_TAG_GROUPS)

    def add_annotation(self, number: int, line: str) -> None:
        """Add a line below the link: an annotation, or a further line of one."""
        self.last = number
        if not re.search(r"\w", line):
            return
        annotation = _inner_annotation(line) or parse_annotation(line.strip())
        if annotation:
            self.close_annotation()
            self.kind, self.annotation_lines = annotation.kind, [annotation.value]
        else:
            self.kind = self.kind or "note"
            self.annotation_lines.append(line.strip())

    def add_blank(self) -> None:
        (self.annotation_lines if self.kind else self.lines).append("")

    def close_annotation(self) -> None:
        if self.kind:
            self.annotations.add(self.kind, self.annotation_lines)


def recognises(note: Note) -> bool:
    if note.front.get("doc_type") == "hypothesis-highlights":
        return True
    return any("hyp.is/" in line and UPDATED_LINK.search(line) for line in note.lines)


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    title, body = _read_head(draft, fields)
    _read_items(draft, body)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    return (draft.finish(format=NAME, **(metadata | {"category": metadata["category"] or "articles"})),)


def _read_head(draft: DocumentBuilder, fields: MetadataFields) -> tuple[str, int]:
    """The title and the line at which the highlights begin: below their heading, else at the first link.

    Lines below a `Page notes` heading are paragraphs of the reader's.
    """
    note, title, in_page_notes = draft.note, "", False
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        heading, link = heading_of(line), UPDATED_LINK.search(line)
        in_page_notes = bool(PAGE_NOTES.match(heading[1])) if heading else in_page_notes
        if in_page_notes and not heading and line.strip():
            text = clean_text(BULLET.sub("", line[: link.start()] if link else line))
            if text:
                draft.add_paragraph(Paragraph(text=text, line_start=number, line_end=number, voice="reader"))
                continue
        if heading and heading[1].strip().lower().startswith("highlights"):
            draft.mark_meta(number)
            return title, number + 1
        if heading and not PLUGIN_HEADING.match(heading[1]):
            title = title or clean_text(heading[1])
        if link:
            return title, number
        pair = split_field(line)
        if pair and not heading:
            fields.add(*pair)
        elif re.match(r"^\s*[-*]\s+\\?#\S", line):
            fields.add_tags(line.strip(" *-\t").replace("\\", ""))
        draft.mark_meta(number)
    return title, note.end + 1


def _read_items(draft: DocumentBuilder, first: int) -> None:
    item: Item | None = None
    for number in range(first, draft.note.end + 1):
        line = draft.note.line(number)
        if not line.strip():
            if item:
                item.add_blank()
            continue
        glued = _glued_item(item, line) if item and item.url else None
        if RULE.match(line) and (item is None or item.url or not line.startswith(("-", "*", "_"))):
            _add_item(draft, item)
            item = None
            draft.mark_meta(number)
            continue
        if item and glued:
            item.add_annotation(number, line[: glued.start()])
            _add_item(draft, item)
            item, line = Item(first=number, last=number), line[glued.end() :]
        elif item is None or _begins_item(draft, item, number):
            _add_item(draft, item)
            item, line = Item(first=number, last=number), BULLET.sub("", line)
        if item.url:
            item.add_annotation(number, line)
        else:
            item.add_text(number, line)
    _add_item(draft, item)


def _begins_item(draft: DocumentBuilder, item: Item, number: int) -> bool:
    """Whether a bullet begins the next item, rather than a list inside an annotation of `item`."""
    is_bullet = bool(item.url and BULLET.match(draft.note.line(number)))
    return is_bullet and not (item.kind and _is_inner_list(draft, number))


def _is_inner_list(draft: DocumentBuilder, number: int) -> bool:
    """Whether bullets below an annotation are its list: none of them has a link, and another item follows them."""
    while number <= draft.note.end and draft.note.line(number).strip():
        if UPDATED_LINK.search(draft.note.line(number)):
            return False
        number += 1
    below = next((line for line in draft.note.lines[number - 1 :] if line.strip()), "")
    return bool(BULLET.match(below))


def _inner_annotation(line: str) -> Annotation | None:
    bullet = INNER_BULLET.match(line)
    return parse_annotation(bullet[1]) if bullet else None


def _glued_item(item: Item, line: str) -> re.Match[str] | None:
    """The dash in the middle of an annotation's line at which the next highlight begins, or None."""
    if BULLET.match(line) or not (item.kind or _inner_annotation(line)):
        return None
    link = UPDATED_LINK.search(line)
    return GLUED_ITEM.search(line, 0, link.start()) if link else GLUED_START.search(line)


def _add_item(draft: DocumentBuilder, item: Item | None) -> None:
    if item and item.url:
        _add_highlight(draft, item)
    elif item:
        _add_plain_lines(draft, item)


def _add_plain_lines(draft: DocumentBuilder, item: Item) -> None:
    """Add lines without a link: a short field is metadata, other text the reader's paragraph."""
    text = clean_text("\n".join(item.lines))
    if split_field(item.lines[0]) and len(text) < MAX_FIELD_LETTERS:
        draft.mark_meta(item.first, item.last)
    elif text:
        draft.add_paragraph(Paragraph(text=text, line_start=item.first, line_end=item.last, voice="reader"))


def _add_highlight(draft: DocumentBuilder, item: Item) -> None:
    item.close_annotation()
    text, annotations = clean_text("\n".join(item.lines)), item.annotations
    if not text:
        draft.mark_meta(item.first, item.last)
        return
    annotations.tags = [*item.group_tags, *(tag for tag in annotations.tags if tag not in item.group_tags)]
    highlight = Highlight(text=text, line_start=item.first, line_end=item.last, url=item.url, highlighted_at=item.date)
    draft.add_highlight(annotations.apply_to(highlight))
