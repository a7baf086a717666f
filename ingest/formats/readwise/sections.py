"""The sections of a page that Readwise wrote: head, metadata, summary, notes, full text, highlights.

Readers edit the template, so the same section may open with a heading, a bold line or a callout, or be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import DIVIDER, FENCE
from ingest.metadata.labels import is_heading_of
from ingest.metadata.locations import strip_location
from ingest.text.first_person import speaks_of_oneself

METADATA_LINE = re.compile(
    r"^\s*(?:>\s*)*(?:#{1,6}\s*|\*\*|\[!\w+\][+-]?\s*|[-*]\s+\*\*)?(?:📚\s*|ℹ️\s*)?"
    r"(?:Metadata|Metadatos|Metadados|Metadaten|Métadonnées|Metadati|Метаданные|メタデータ|元数据|"
    r"About this (?:book|article))\W{0,4}$",
    re.I,
)
FULL_TEXT_HEADING = re.compile(r"^#{1,3}\s*Full (?:Document|Text|Article)\b", re.I)
SUMMARY_LINE = re.compile(
    r"^(?:#{1,6}\s*|\*\*|>\s*\[!(?:summary|abstract|tldr|ai)\][+-]?\s*)(?:AI )?(?:Summary|Abstract|TL;?DR)?[\s:*]*$",
    re.I,
)
NOTES_HEADING = re.compile(r"^#{1,6}\s*(?:Document Notes?|My Notes?|Notes?|Thoughts|Comments?)\s*:?\s*$", re.I)
HIGHLIGHTS_HEADING = re.compile(r"^\s*(?:#{1,6}\s*|\*\*)(?:Highlights|New highlights (?:added|synced))\b", re.I)

SectionKind = Literal["head", "metadata", "summary", "notes", "full text", "highlights"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of lines of one kind."""

    kind: SectionKind
    first: int
    last: int


def read_sections(draft: DocumentBuilder, first: int) -> Iterator[Section]:
    """The sections of a page from line `first` on, in order and without gaps."""
    note, start, fenced = draft.note, first, False
    kind: SectionKind = "head"
    for number in range(first, draft.end + 1):
        line = note.line(number)
        if FENCE.match(line):
            fenced = not fenced and _is_closed(draft, number)
        opened = None if fenced or not line.strip() else _opened_kind(line, kind)
        opened = "notes" if opened is None and not fenced and _is_own(draft, number) else opened
        if opened is None or (opened == "summary" and line[0] == ">" and _holds_highlight(draft, number)):
            continue
        if number > start:
            yield Section(kind=kind, first=start, last=number - 1)
        kind, start = opened, number
        if opened == "full text":
            below = _highlights_below(draft, number)
            if below:
                yield Section(kind=kind, first=number, last=below - 1)
                yield from read_sections(draft, below)
                return
            break
    if start <= draft.end:
        yield Section(kind=kind, first=start, last=draft.end)


def _highlights_below(draft: DocumentBuilder, number: int) -> int:
    """The line of the `Highlights` heading below a full text that begins at `number`; 0 where there is none.

    A page's own text may have such a heading, but only below Readwise's stands a link to a highlight.
    """
    for below in range(number + 1, draft.end + 1):
        if HIGHLIGHTS_HEADING.match(draft.note.line(below)):
            lines = draft.note.lines[below : draft.end]
            if any("readwise.io/read/" in line and strip_location(line).url for line in lines):
                return below
    return 0


def _holds_highlight(draft: DocumentBuilder, number: int) -> bool:
    """Whether a callout holds a highlight, known by its link: some templates frame highlights."""
    while number < draft.end and draft.note.line(number).startswith(">"):
        number += 1
        if _has_link(draft.note.line(number)):
            return True
    return False


def _is_closed(draft: DocumentBuilder, number: int) -> bool:
    """Whether a fence that opens at a line is closed; an open one must not hide the rest of the page."""
    return any(FENCE.match(line) for line in draft.note.lines[number : draft.end])


def _opened_kind(line: str, kind: SectionKind) -> SectionKind | None:
    """The kind of section that a line opens inside one of `kind`, or None."""
    if METADATA_LINE.match(line) and (kind != "highlights" or line[0] in "#*>[-"):
        return "metadata"
    if HIGHLIGHTS_HEADING.match(line) or DIVIDER.match(line):
        return None if kind == "highlights" else "highlights"
    if line[0] not in "#*>":
        return None
    if FULL_TEXT_HEADING.match(line):
        return "full text"
    if SUMMARY_LINE.match(line) and kind in ("head", "metadata"):
        return "summary"
    if NOTES_HEADING.match(line) and kind != "highlights":
        return "notes"
    if heading_of(line) and kind in ("summary", "notes"):
        return "highlights"
    return None


def _is_own(draft: DocumentBuilder, number: int) -> bool:
    """Whether a heading is the reader's own, with no highlight's link below it up to the next heading.

    One in the first person may be a title or a chapter: it is the reader's only below another heading, on a page whose
    highlights have links.
    """
    heading = heading_of(draft.note.line(number))
    if not heading:
        return False
    is_named = is_heading_of(heading[1], "own_headings")
    if not is_named and not (speaks_of_oneself(heading[1]) and _is_inner(draft, number, heading[0])):
        return False
    below = draft.note.lines[number : draft.end]
    end = next((at for at, line in enumerate(below) if heading_of(line)), len(below))
    return not any(map(_has_link, below[:end]))


def _is_inner(draft: DocumentBuilder, number: int, level: int) -> bool:
    """Whether a heading is below another, on a page whose highlights have links."""
    lines = draft.note.lines[draft.start - 1 : draft.end]
    is_below = any(map(heading_of, lines[: number - draft.start]))
    return level > 1 and is_below and any(map(_has_link, lines))


def _has_link(line: str) -> bool:
    return "](" in line and bool(strip_location(line).url)
