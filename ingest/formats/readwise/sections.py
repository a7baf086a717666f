"""Where the parts of a page that Readwise wrote stand: head, metadata, summary, notes, full text, highlights.

The same parts come in many dresses (headings, bold words, callouts), because the template is the reader's to edit;
a part that is not there is no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import DIVIDER, FENCE
from ingest.metadata.locations import strip_location
from ingest.note import DocumentBuilder

METADATA = re.compile(
    r"^\s*(?:>\s*)*(?:#{1,6}\s*|\*\*|\[!\w+\][+-]?\s*|[-*]\s+\*\*)?(?:📚\s*|ℹ️\s*)?"
    r"(?:Metadata|Metadatos|Metadados|Metadaten|Métadonnées|Metadati|Метаданные|メタデータ|元数据|"
    r"About this (?:book|article))\W{0,4}$",
    re.I,
)
FULL_TEXT = re.compile(r"^#{1,3}\s*Full (?:Document|Text|Article)\b", re.I)
SUMMARY = re.compile(
    r"^(?:#{1,6}\s*|\*\*|>\s*\[!(?:summary|abstract|tldr|ai)\][+-]?\s*)(?:AI )?(?:Summary|Abstract|TL;?DR)?[\s:*]*$",
    re.I,
)
NOTES = re.compile(r"^#{1,6}\s*(?:Document Notes?|My Notes?|Notes?|Thoughts|Comments?)\s*:?\s*$", re.I)
HIGHLIGHTS = re.compile(r"^\s*(?:#{1,6}\s*|\*\*)(?:Highlights|New highlights (?:added|synced))\b", re.I)
MINE = re.compile(r"^#{1,2}\s*My (?:own )?(?:notes?|thoughts?|comments?|reflections?|takeaways?|summary)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of lines of one kind: `head`, `metadata`, `summary`, `notes`, `full text` or `highlights`."""

    kind: str
    first: int
    last: int


def read_parts(draft: DocumentBuilder, first: int) -> Iterator[Part]:
    """The parts of a page from line `first` on, in order and without gaps."""
    note, kind, start, fenced = draft.note, "head", first, False
    for number in range(first, draft.end + 1):
        line = note.line(number)
        if FENCE.match(line):
            fenced = not fenced and _closes_below(draft, number)
        if fenced or not line.strip():
            continue
        opens = _opens(line, kind)
        if opens == "summary" and line[0] == ">" and _is_marked_callout(draft, number):
            opens = ""
        if opens:
            if number > start:
                yield Part(kind=kind, first=start, last=number - 1)
            kind, start = opens, number
        if opens == "full text":
            below = _marked_below(draft, number)
            if below:
                yield Part(kind=kind, first=number, last=below - 1)
                yield from read_parts(draft, below)
                return
            break
    if start <= draft.end:
        yield Part(kind=kind, first=start, last=draft.end)


def _marked_below(draft: DocumentBuilder, number: int) -> int:
    """Where highlights stand below a full text that begins at a line; 0 where none do.

    A page may have a heading `Highlights` of its own; but only Readwise's is followed by a link to one.
    """
    for below in range(number + 1, draft.end + 1):
        if HIGHLIGHTS.match(draft.note.line(below)):
            lines = draft.note.lines[below : draft.end]
            if any("readwise.io/read/" in line and strip_location(line).url for line in lines):
                return below
    return 0


def _is_marked_callout(draft: DocumentBuilder, number: int) -> bool:
    """Whether a callout holds a highlight, known by its link: somebody has framed what he marked."""
    while number < draft.end and draft.note.line(number).startswith(">"):
        number += 1
        line = draft.note.line(number)
        if "](" in line and strip_location(line).url:
            return True
    return False


def _closes_below(draft: DocumentBuilder, number: int) -> bool:
    """Whether a fence that opens at a line is closed; one that is not would swallow the rest."""
    return any(FENCE.match(line) for line in draft.note.lines[number : draft.end])


def _opens(line: str, kind: str) -> str:
    """The kind of part that a line opens, or ""."""
    if METADATA.match(line) and (kind != "highlights" or line[0] in "#*>[-"):
        return "metadata"
    if HIGHLIGHTS.match(line) or DIVIDER.match(line):
        return "" if kind == "highlights" else "highlights"
    if line[0] not in "#*>":
        return ""
    if FULL_TEXT.match(line):
        return "full text"
    if SUMMARY.match(line) and kind in ("head", "metadata"):
        return "summary"
    if (NOTES.match(line) and kind != "highlights") or MINE.match(line):
        return "notes"
    if heading_of(line) and kind in ("summary", "notes"):
        return "highlights"
    return ""
