"""Hypothes.is annotations, as its Obsidian plugin writes them: each highlight ends in an `Updated on` link.

    # The clock in the harbour
    ## Metadata
    * Author: [tides.example]()
    * Reference: https://tides.example/clock
    ## Highlights
    * The harbour keeps its own clock. — [Updated on 2022-08-28 19:42:03](https://hyp.is/…) — Group: #tides
      * Annotation: Ask the harbour master.

Known by those links, or by the `doc_type` in newer front matter. A group is a tag, unless it is everybody's or
only one's own. The plugin lets an annotation of several lines lose its indentation and glues the next highlight
to its last line; a `- ` in the middle of a line that ends in such a link parts the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.document import Document, Highlight, Paragraph
from ingest.markdown.blocks import heading_of
from ingest.metadata.annotations import Annotations, parse_annotation
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.tags import tag_list
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "hypothesis"

LINK = re.compile(
    r"\s*[—–-]+\s*\[(?:Updated|Created|Annotated) on ([^\[\]]*)\]"
    r"\((https?://hyp(?:\.is|othes\.is)/(?:[^()\s]|\([^()\s]*\))*)\)[ \t]*(?:[—–-]+\s*Group:\s*(.*))?"
)
NO_GROUP = frozenset(("public", "me-only", "only me", "private", "__world__"))
BULLET = re.compile(r"^[-*]\s+")
CHILD = re.compile(r"^\s*[-*]\s+(.*)$")
GLUED = re.compile(r"(?<=[^\s*-])- (?=\S)")
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={7}|(?:\\?<){7}.*|(?:\\?>){7}.*)\s*$")
"""A rule, or what a merge left behind."""
SHORT_FIELD = 80
"""Letters. A line without a link and with a colon, no longer than this, is a field (`Edits:`, `Date: …`)."""
PAGE_NOTES = re.compile(r"^page notes?\b", re.I)
METADATA = re.compile(r"^(?:metadata|highlights|annotations|page notes?)\b", re.I)


@dataclass(slots=True)
class Item:
    """A highlight being read: lines of its text, then, once its link has come, of what is said of it."""

    first: int
    last: int
    text: list[str]
    date: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    said: Annotations = field(default_factory=Annotations)
    key: str = ""
    told: list[str] = field(default_factory=list)


def recognises(note: Note) -> bool:
    if note.front.get("doc_type") == "hypothesis-highlights":
        return True
    return any("hyp.is/" in line and LINK.search(line) for line in note.lines)


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    title, body = _read_head(draft, fields)
    _read_items(draft, body)
    known = fields.document_arguments(title or title_from_path(note.path))
    return (draft.finish(format=NAME, **(known | {"category": known["category"] or "articles"})),)


def _read_head(draft: DocumentBuilder, fields: MetadataFields) -> tuple[str, int]:
    """The title and the line at which the highlights begin: below their heading, else at the first bullet."""
    note, title, in_notes = draft.note, "", False
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        heading = heading_of(line)
        in_notes = bool(PAGE_NOTES.match(heading[1])) if heading else in_notes
        if in_notes and not heading and line.strip():
            link = LINK.search(line)
            told = clean_text(BULLET.sub("", line[: link.start()] if link else line))
            if told:
                draft.add_paragraph(Paragraph(text=told, line_start=number, line_end=number, voice="reader"))
                continue
        if heading and heading[1].strip().lower().startswith("highlights"):
            draft.mark_meta(number)
            return title, number + 1
        if heading and not METADATA.match(heading[1]):
            title = title or clean_text(heading[1])
        pair = split_field(line)
        if LINK.search(line):
            return title, number
        if pair and not heading:
            fields.add(*pair)
        elif re.match(r"^\s*[-*]\s+\\?#\S", line):
            fields.add_tags(line.strip(" *-\t").replace("\\", ""))
        draft.mark_meta(number)
    return title, note.end + 1


def _read_items(draft: DocumentBuilder, first: int) -> None:
    current: Item | None = None
    for number in range(first, draft.note.end + 1):
        line = draft.note.line(number)
        if not line.strip():
            if current:
                (current.told if current.key else current.text).append("")
            continue
        if RULE.match(line) and (current is None or current.url or not line.startswith(("-", "*", "_"))):
            if current:
                _take(draft, current)
            current = None
            draft.mark_meta(number)
            continue
        if current and current.url and (glued := _glued(current, line)):
            _tell(current, number, line[: glued.start()])
            _take(draft, current)
            current, line = Item(first=number, last=number, text=[]), line[glued.end() :]
        elif current is None or (
            current.url and BULLET.match(line) and not (current.key and _is_listed(draft, number))
        ):
            if current:
                _take(draft, current)
            current, line = Item(first=number, last=number, text=[]), BULLET.sub("", line)
        if current.url:
            _tell(current, number, line)
        else:
            _read_text(current, number, line)
    if current:
        _take(draft, current)


def _is_listed(draft: DocumentBuilder, number: int) -> bool:
    """Whether bullets below an annotation are its list: none of them has a link, and below them another item begins."""
    while number <= draft.note.end and draft.note.line(number).strip():
        if LINK.search(draft.note.line(number)):
            return False
        number += 1
    below = next((line for line in draft.note.lines[number - 1 :] if line.strip()), "")
    return bool(BULLET.match(below))


def _glued(current: Item, line: str) -> re.Match[str] | None:
    """Where the next highlight begins in the middle of a line that holds its link."""
    child = CHILD.match(line)
    if BULLET.match(line) or not (current.key or (child and parse_annotation(child[1]))):
        return None
    link = LINK.search(line)
    return GLUED.search(line, 0, link.start()) if link else GLUED_END.search(line)


GLUED_END = re.compile(r"(?<=[.!?”\"’)…])- (?=[A-Z“\"])")
"""A glued highlight whose link stands some lines below: told only by a sentence's end before the dash."""


def _read_text(current: Item, number: int, line: str) -> None:
    current.last = number
    link = LINK.search(line)
    current.text.append((line[: link.start()] if link else line).strip())
    if link:
        current.date, current.url = iso_date(link[1]), link[2]
        current.tags = tuple(tag for tag in tag_list(link[3] or "") if tag.lower() not in NO_GROUP)


def _tell(current: Item, number: int, line: str) -> None:
    """Take a line below a highlight's link: an annotation, tags, or more of either."""
    current.last = number
    if not re.search(r"\w", line):
        return
    child = CHILD.match(line)
    keyed = parse_annotation(child[1]) if child else parse_annotation(line.strip())
    if keyed:
        if current.key:
            current.said.add(current.key, current.told)
        current.key, current.told = keyed.kind, [keyed.value]
    else:
        current.key = current.key or "note"
        current.told.append(line.strip())


def _take(draft: DocumentBuilder, item: Item) -> None:
    if item.key:
        item.said.add(item.key, item.told)
    text = clean_text("\n".join(item.text))
    if not item.url:
        pair = split_field(item.text[0])
        if pair and len(text) < SHORT_FIELD:
            draft.mark_meta(item.first, item.last)
        elif text:
            draft.add_paragraph(Paragraph(text=text, line_start=item.first, line_end=item.last, voice="reader"))
        return
    item.said.tags = [*item.tags, *(tag for tag in item.said.tags if tag not in item.tags)]
    highlight = Highlight(text=text, line_start=item.first, line_end=item.last, url=item.url, highlighted_at=item.date)
    if text:
        draft.add_highlight(item.said.apply_to(highlight))
    else:
        draft.mark_meta(item.first, item.last)
