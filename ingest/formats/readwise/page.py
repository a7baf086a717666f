"""A page that Readwise wrote, part by part: what the Obsidian, Logseq and Roam readers share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ingest.document import Document
from ingest.extraction.bullet_highlights import OutlineReader, list_depth
from ingest.extraction.linked_highlights import LinkedReader
from ingest.extraction.prose import take_blocks
from ingest.formats.readwise.head import known_field, read_head, read_summary
from ingest.formats.readwise.sections import METADATA, Part, read_parts
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET, indent_of
from ingest.metadata.annotations import is_annotation
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.front_matter import read_front
from ingest.metadata.locations import is_placed
from ingest.metadata.titles import tidy_title, title_from_path
from ingest.note import DocumentBuilder, Note

ASIN = re.compile(r"[?&]asin=([A-Z0-9]{10})\b")
FEWEST_FIELDS = 3
FRONT_LINES = 80
"""Front matter above a later document of a file is looked for so far up."""


def read_pages(note: Note, format: str) -> tuple[Document, ...]:
    """The documents of a note that holds one page or several, one below the other."""
    titles = title_lines(note)
    level = len(note.line(titles[0]).split(" ", 1)[0]) if titles else 1
    return tuple(_read_page(part, start, end, format, level) for part, start, end in split_pages(note, titles))


def title_lines(note: Note) -> list[int]:
    """The headings that have metadata soon below them: level 1 where there are any, else level 2."""
    for mark in ("# ", "## "):
        titles = [
            number
            for number in range(note.body, note.end + 1)
            if note.line(number).startswith(mark) and _has_metadata(note, number)
        ]
        if titles and (mark == "# " or len(titles) > 1):
            return titles
    return []


def split_pages(note: Note, titles: list[int]) -> Iterator[tuple[Note, int, int]]:
    """The documents of a file: each a note with its own front matter, and the lines it spans.

    A new one begins at each title but the first, its front matter included.
    """
    starts = [1, *(_front_above(note, title, before) for before, title in pairwise(titles))]
    for start, end in zip(starts, [*[s - 1 for s in starts[1:]], note.end], strict=True):
        if start == 1:
            yield _past_preface(note, titles), start, end
            continue
        front = read_front(note.lines[:end], start)
        fields = {} if front.end else _loose_fields(note, start)
        body = max(front.end + 1, start + len(fields))
        yield replace(note, front=front.values or fields, body=body, warnings=front.warnings), start, end


def _past_preface(note: Note, titles: list[int]) -> Note:
    """The note without headings above its first title: `# My highlights`, then `## A work`."""
    above = note.lines[note.body - 1 : titles[0] - 1] if titles else ()
    return replace(note, body=titles[0]) if above and not any(_is_text(line) for line in above) else note


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not heading_of(line)


def _has_metadata(note: Note, title: int) -> bool:
    if METADATA.match(note.line(title)):
        return False
    for number in range(title + 1, min(note.end, title + 8) + 1):
        line = note.line(number)
        if METADATA.match(line) or "rw-book-cover" in line:
            return True
        if heading_of(line):
            return False
        pair = known_field(line)
        if pair and field_name(pair[0]) == "author":
            return True
    return False


def _front_above(note: Note, title: int, before: int) -> int:
    """Where the document of a title begins: at the front matter right above, else at the title.

    `before` is the title of the document above it, where that front matter cannot reach.
    """
    above = title - 1
    while above > 1 and not note.line(above).strip():
        above -= 1
    if note.line(above).rstrip() != "---":
        first = above
        while first > before + 1 and note.line(first - 1).strip():
            first -= 1
        return first if len(_loose_fields(note, first)) == above - first + 1 else title
    for number in range(above - 1, max(before, above - FRONT_LINES), -1):
        if note.line(number).rstrip() == "---":
            return number if read_front(note.lines, number).end == above else title
    return title


def _loose_fields(note: Note, first: int) -> dict[str, str]:
    """The fields of front matter that lost its lines `---`, as formatters leave a second one in a file: the first
    field then is a heading."""
    fields: dict[str, str] = {}
    for line in note.lines[first - 1 : first - 1 + FRONT_LINES]:
        pair = split_field(line.lstrip("# ").replace("\\[", "[").replace("\\]", "]")) if line.strip() else None
        if not pair or pair[0] in fields:
            break
        fields[pair[0]] = pair[1]
    known = sum(bool(field_name(key)) for key in fields)
    return fields if known >= FEWEST_FIELDS and known == len(fields) else {}


def _read_page(note: Note, start: int, end: int, format: str, level: int) -> Document:
    draft = DocumentBuilder(note, start, end)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(start, note.body - 1)
    fields = MetadataFields()
    fields.add_front(note.front, yielding=True)
    title, full_text = "", False
    bodies: list[Part] = []
    for part in read_parts(draft, note.body):
        if part.kind in ("head", "metadata"):
            below, words = read_head(draft, fields, part, level)
            title = title or words
            if below <= part.last:
                bodies.append(Part(kind="highlights", first=below, last=part.last))
        elif part.kind == "summary":
            below = read_summary(draft, fields, part)
            if below <= part.last:
                bodies.append(Part(kind="highlights", first=below, last=part.last))
        else:
            full_text = full_text or part.kind == "full text"
            bodies.append(part)
    _read_bodies(draft, _joined(bodies), fields.highlighted)
    named = fields.document(title)
    named["asin"] = named["asin"] or next(filter(None, (_asin(highlight.url) for highlight in draft.highlights)), "")
    named["title"] = tidy_title(named["title"]) or title_from_path(note.path)
    return draft.finish(format=format, full_text=full_text and not draft.highlights, **named)


def _asin(url: str) -> str:
    """The Kindle book that a highlight's link opens, or ""."""
    match = ASIN.search(url)
    return match[1] if match else ""


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Neighbouring runs of highlights as one."""
    held: Part | None = None
    for part in parts:
        if held and held.kind == part.kind == "highlights" and held.last + 1 == part.first:
            held = Part(kind=held.kind, first=held.first, last=part.last)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def _read_bodies(draft: DocumentBuilder, parts: Iterator[Part], highlighted_at: str) -> None:
    outline = OutlineReader(draft, highlighted_at=highlighted_at)
    linked = LinkedReader(draft, highlighted_at=highlighted_at)
    for part in parts:
        if part.kind == "full text":
            draft.mark_meta(part.first)
            take_blocks(draft, part.first + 1, part.last, voice="author")
        elif part.kind == "notes":
            draft.mark_meta(part.first)
            take_blocks(draft, part.first + 1, part.last, voice="reader", section=("Notes",))
        elif _is_list(draft, part.first, part.last):
            outline.read(part.first, part.last)
        else:
            linked.read(part.first, part.last, all_highlights=not _has_links(draft, part))


def _has_links(draft: DocumentBuilder, part: Part) -> bool:
    return any(map(is_placed, draft.note.lines[part.first - 1 : part.last]))


def _is_list(draft: DocumentBuilder, first: int, last: int) -> bool:
    """Whether highlights stand as bullets there, rather than as paragraphs with links behind them.

    Among those paragraphs a list of the work's own has a link behind its last item at most.
    """
    depth = list_depth(draft, first, last)
    if depth < 0:
        return False
    listed = loose = bullets = others = 0
    in_bullet = False
    for number in range(first, last + 1):
        line = draft.note.line(number)
        if not line.strip() or heading_of(line):
            continue
        bullet = BULLET.match(line)
        if bullet and is_annotation(bullet["text"] or ""):
            continue
        if bullet and indent_of(line) == depth:
            in_bullet, bullets = True, bullets + 1
        elif indent_of(line) <= depth:
            in_bullet, others = False, others + 1
        if is_placed(line):
            listed, loose = listed + in_bullet, loose + (not in_bullet)
    if loose:
        return listed > loose and 2 * listed >= bullets
    return bool(listed) or bullets >= others
