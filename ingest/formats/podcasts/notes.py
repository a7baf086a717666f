"""Handwritten notes on podcasts and talks in plain text: bare lines, some of them headings.

Known by having no markup and at least one bare-line heading over lines that follow without blank ones.

    Notes on some talks
    PS: a draft
    What the guest said on sleep
    It settles what was learnt by day.
    Naps help, but less than a night.
"""

from __future__ import annotations

import re

from ingest.document import Document, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.markdown.plain_text import (
    TextLine,
    bare_lines,
    can_be_heading,
    heading_positions,
    is_plain_text,
    read_text_lines,
)
from ingest.metadata.fields import MetadataFields
from ingest.metadata.text_head import read_text_head
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date
from ingest.voices.evidence import gather_evidence
from ingest.voices.whose_words import default_voice, settle_voices

NAME = "podcast-notes"

LEADING_TIME = re.compile(r"^[\[(]?(?P<time>\d{1,2}(?::\d\d){1,2})[\])]?\s*(?:[-–—|:]\s*)?(?=\S)")
"""Of the talk, before a note taken at it."""
DATE_LINE = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$")

MAX_LEAD_LINES = 2
MAX_LEAD_WORDS = 25
"""Of the lead between a note's title and its first section; a section's body is mostly longer."""
REMARK = re.compile(
    r"^(?:p\.?s\b|n\.?b\b|note\b|draft\b|by\b|with\b|guests?\b|hosts?\b|feat\b|date\b|source\b|link\b|https?:|\(|\[|\d{4}-|tl;?dr)",
    re.I,
)


def recognises(note: Note) -> bool:
    return is_plain_text(note, bullets=True) and bool(bare_lines(read_text_lines(note.lines)))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    fields = MetadataFields()
    title, first = read_text_head(note, fields)
    draft.mark_meta(1, first - 1)
    lines = read_text_lines(note.lines[first - 1 :], first)
    headings = heading_positions(lines)
    section = tuple[str, ...]()
    evidence = gather_evidence(note, fields)
    voice = default_voice(note, evidence)
    for at, line in enumerate(lines):
        draft.mark_meta(line.start, line.end)
        if at == 0 and not title and has_title(lines, headings):
            title = clean_text(line.text)
        elif at in headings:
            section = (clean_text(line.text).rstrip(":"),)
        else:
            _add_paragraph(draft, line, section, voice, in_head=at < 3)
    dates = [iso_date(line.text) for line in lines[:3] if len(line.text) < 60]
    metadata = fields.document_arguments(title or title_from_path(note.path))
    metadata["category"] = "podcasts" if "podcast" in " ".join(note.lines).lower() else ""
    metadata["published"] = metadata["published"] or next(filter(None, dates), "")
    return (settle_voices(draft.finish(format=NAME, **metadata), evidence),)


def _add_paragraph(
    draft: DocumentBuilder, line: TextLine, section: tuple[str, ...], voice: Voice, *, in_head: bool
) -> None:
    """Add a line as a paragraph, unless it holds no words or is the date in the note's head."""
    time = LEADING_TIME.match(line.text)
    text = clean_text(line.text[time.end() :] if time else line.text)
    if re.search(r"[^\W_]", text) and not (in_head and DATE_LINE.match(text)):
        draft.add_paragraph(
            Paragraph(
                text=text,
                line_start=line.start,
                line_end=line.end,
                section=section,
                voice=voice,
                location=time["time"] if time else "",
            )
        )


def has_title(lines: list[TextLine], headings: set[int]) -> bool:
    """Whether the first line is the note's title rather than its first section's heading.

    It is where a section follows at once, or after a short lead (`PS: a draft`, `by me, in May`): a remark, or far
    fewer lines than the sections below have.
    """
    if not lines or not can_be_heading(lines[0].text):
        return False
    if 0 not in headings:
        return 1 in headings
    following = sorted(at for at in headings if at > 0)
    if not following or following[0] > MAX_LEAD_LINES + 1:
        return False
    lead = lines[1 : following[0]]
    if sum(len(line.text.split()) for line in lead) > MAX_LEAD_WORDS:
        return False
    body = (len(lines) - following[0]) / len(following)
    return bool(REMARK.match(lead[0].text)) or body > 3 * len(lead)
