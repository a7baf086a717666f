"""A page of highlights that Readwise wrote, section by section. The Obsidian, Logseq and Roam readers share it.

Lines are split into documents at titles, documents into sections (`sections`); head and summary go to `head`, bullets
to `BulletHighlightReader`, paragraphs with links to `LinkedHighlightReader`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ingest.document import Document
from ingest.document_builder import DocumentBuilder
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.bullet_lines import list_depth
from ingest.extraction.linked_highlights import LinkedHighlightReader
from ingest.extraction.prose import extract_blocks
from ingest.formats.readwise.head import known_field, read_head, read_summary
from ingest.formats.readwise.sections import METADATA_LINE, Section, read_sections
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET, indent_of
from ingest.metadata.annotations import is_annotation
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.front_matter import read_front_matter
from ingest.metadata.labels import field_name
from ingest.metadata.locations import ends_in_location
from ingest.metadata.titles import tidy_title, title_from_path, without_copy_number
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.timestamps import VIDEO_URL

NUMBERED = re.compile(r"^\d{1,4}[.)]([ \t]+)(?=\S)")
ASIN = re.compile(r"[?&]asin=([A-Z0-9]{10})\b")
MIN_LOOSE_FIELDS = 3
MAX_FRONT_LINES = 80
"""Searched for front matter above a later document of a file."""


def read_pages(note: Note, format: str) -> tuple[Document, ...]:
    """The documents of a note that holds one or more pages, one below the other."""
    note = _with_bullets(note)
    titles = title_lines(note)
    level = len(note.line(titles[0]).split(" ", 1)[0]) if titles else 1
    return tuple(_read_page(page, start, end, format, level) for page, start, end in split_pages(note, titles))


def _with_bullets(note: Note) -> Note:
    """The note with bullets for the numbers of its highlights, where these have numbers in their place: each line with
    a number at the margin ends in a highlight's link, and none has a bullet there."""
    margin = [line for line in note.lines if line[:1].isdigit() and NUMBERED.match(line)]
    has_bullets = any(line[:2] in ("- ", "* ") and ends_in_location(line) for line in note.lines)
    if not margin or has_bullets or not all(map(ends_in_location, margin)):
        return note
    return replace(note, lines=tuple(NUMBERED.sub(r"-\1 ", line) for line in note.lines))


def title_lines(note: Note) -> list[int]:
    """Lines of the headings with metadata soon below: level 1 where there are any, else level 2 where two or more."""
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
    """The documents of a file: for each a note with its own front matter, and its first and last line.

    A document begins at each title but the first, or at the front matter above that title.
    """
    starts = [1, *(_front_above(note, title, before) for before, title in pairwise(titles))]
    for start, end in zip(starts, [*[s - 1 for s in starts[1:]], note.end], strict=True):
        if start == 1:
            yield _without_preface(note, titles), start, end
            continue
        front = read_front_matter(note.lines[:end], start)
        fields = {} if front.end else _loose_fields(note, start)
        body = max(front.end + 1, start + len(fields))
        yield replace(note, front=front.values or fields, body=body, warnings=front.warnings), start, end


def _without_preface(note: Note, titles: list[int]) -> Note:
    """The note without the headings above its first title: `# My highlights`, then `## A work`."""
    above = note.lines[note.body - 1 : titles[0] - 1] if titles else ()
    return replace(note, body=titles[0]) if above and not any(_is_text(line) for line in above) else note


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not heading_of(line)


def _has_metadata(note: Note, title: int) -> bool:
    if METADATA_LINE.match(note.line(title)):
        return False
    for number in range(title + 1, min(note.end, title + 8) + 1):
        line = note.line(number)
        if METADATA_LINE.match(line) or "rw-book-cover" in line:
            return True
        if heading_of(line):
            return False
        pair = known_field(line)
        if pair and field_name(pair[0]) == "author":
            return True
    return False


def _front_above(note: Note, title: int, before: int) -> int:
    """The first line of a title's document: of the front matter right above it, else of the title.

    before: the title of the document above, which the front matter cannot reach.
    """
    above = title - 1
    while above > 1 and not note.line(above).strip():
        above -= 1
    if note.line(above).rstrip() != "---":
        first = above
        while first > before + 1 and note.line(first - 1).strip():
            first -= 1
        return first if len(_loose_fields(note, first)) == above - first + 1 else title
    for number in range(above - 1, max(before, above - MAX_FRONT_LINES), -1):
        if note.line(number).rstrip() == "---":
            return number if read_front_matter(note.lines, number).end == above else title
    return title


def _loose_fields(note: Note, first: int) -> dict[str, str]:
    """The fields of front matter without `---` lines, which formatters strip from all but a file's first; its first
    field is then a heading."""
    fields: dict[str, str] = {}
    for line in note.lines[first - 1 : first - 1 + MAX_FRONT_LINES]:
        pair = split_field(line.lstrip("# ").replace("\\[", "[").replace("\\]", "]")) if line.strip() else None
        if not pair or pair[0] in fields:
            break
        fields[pair[0]] = pair[1]
    known_count = sum(bool(field_name(key)) for key in fields)
    return fields if known_count >= MIN_LOOSE_FIELDS and known_count == len(fields) else {}


def _read_page(note: Note, start: int, end: int, format: str, level: int) -> Document:
    draft = DocumentBuilder(note, start, end)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(start, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front, author_yields=True)
    title, full_text = "", False
    bodies: list[Section] = []
    for section in read_sections(draft, note.body):
        if section.kind in ("head", "metadata"):
            below, words = read_head(draft, fields, section, level)
            title = title or words
        elif section.kind == "summary":
            below = read_summary(draft, fields, section)
        else:
            full_text = full_text or section.kind == "full text"
            bodies.append(section)
            continue
        if below <= section.last:
            bodies.append(Section(kind="highlights", first=below, last=section.last))
    _read_bodies(draft, _merge_highlights(bodies), fields.highlighted)
    metadata = fields.document_arguments(title)
    metadata["asin"] = metadata["asin"] or next(filter(None, (_asin(item.url) for item in draft.highlights)), "")
    named = without_copy_number(title_from_path(note.path), metadata["url"])
    metadata["title"] = tidy_title(metadata["title"]) or (named if metadata["url"] else title_from_path(note.path))
    if metadata["url"] and not metadata["category"]:
        metadata["category"] = "videos" if VIDEO_URL.match(metadata["url"]) else "articles"
    return draft.finish(format=format, full_text=full_text and not draft.highlights, **metadata)


def _asin(url: str) -> str:
    """The id of the Kindle book that a highlight's link opens, or ""."""
    match = ASIN.search(url)
    return match[1] if match else ""


def _merge_highlights(sections: list[Section]) -> Iterator[Section]:
    """The sections, adjacent ones of highlights merged into one."""
    pending: Section | None = None
    for section in sections:
        if pending and pending.kind == section.kind == "highlights" and pending.last + 1 == section.first:
            pending = Section(kind=pending.kind, first=pending.first, last=section.last)
            continue
        if pending:
            yield pending
        pending = section
    if pending:
        yield pending


def _read_bodies(draft: DocumentBuilder, sections: Iterator[Section], highlighted_at: str) -> None:
    outline = BulletHighlightReader(draft, highlighted_at=highlighted_at)
    linked = LinkedHighlightReader(draft, highlighted_at=highlighted_at)
    for section in sections:
        if section.kind == "full text":
            draft.mark_meta(section.first)
            extract_blocks(draft, section.first + 1, section.last, voice="author")
        elif section.kind == "notes":
            draft.mark_meta(section.first)
            heading = heading_of(draft.note.line(section.first))
            words = clean_text(heading[1]).rstrip(":") if heading else "Notes"
            extract_blocks(draft, section.first + 1, section.last, voice="reader", section=(words,))
        elif _is_list(draft, section.first, section.last):
            outline.read(section.first, section.last)
        else:
            linked.read(section.first, section.last, all_highlights=not _has_links(draft, section))


def _has_links(draft: DocumentBuilder, section: Section) -> bool:
    return any(map(ends_in_location, draft.note.lines[section.first - 1 : section.last]))


def _is_list(draft: DocumentBuilder, first: int, last: int) -> bool:
    """Whether highlights are bullets there, rather than paragraphs with links behind them.

    A list inside such paragraphs belongs to the work and has a link behind its last item at most.
    """
    depth = list_depth(draft, first, last)
    if depth < 0:
        return False
    links_in_bullets = links_outside = bullets = others = 0
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
        if ends_in_location((bullet["text"] or "").strip() if bullet else line):
            links_in_bullets, links_outside = links_in_bullets + in_bullet, links_outside + (not in_bullet)
    if links_outside:
        return links_in_bullets > links_outside and 2 * links_in_bullets >= bullets
    return bool(links_in_bullets) or bullets >= others
