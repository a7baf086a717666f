"""Hand-written notes in plain text, as people keep them of podcasts and talks: bare lines, some of them headings.

Known by having no markup and at least one bare-line heading over lines that follow without blank ones.

    Notes on some talks
    PS: a draft
    What the guest said on sleep
    It settles what was learnt by day.
    Naps help, but less than a night.
"""

from __future__ import annotations

import re

from ingest.document import Document, Paragraph
from ingest.markdown.plain_text import (
    TextLine,
    can_be_heading,
    has_reading_time,
    heading_positions,
    is_plain_text,
    is_prose,
    read_text_lines,
)
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "podcast-notes"


TIME = re.compile(r"^[\[(]?(?P<time>\d{1,2}(?::\d\d){1,2})[\])]?\s*(?:[-–—|:]\s*)?(?=\S)")
"""Of the talk, before what was noted at it."""
DAY = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$")

LEAD_UNITS = 2
LEAD_WORDS = 25
"""A lead between a note's title and its first section is no longer than this; a section's body mostly is."""
REMARK = re.compile(
    r"^(?:p\.?s\b|n\.?b\b|note\b|draft\b|by\b|with\b|guests?\b|hosts?\b|feat\b|date\b|source\b|link\b|https?:|\(|\[|\d{4}-|tl;?dr)",
    re.I,
)


def recognises(note: Note) -> bool:
    """Bare headings over lines; where blank lines part everything, prose makes it an article instead."""
    if not is_plain_text(note, bullets=True):
        return False
    units = read_text_lines(note.lines)
    if has_reading_time(units):
        return False
    headings = _headings(units)
    parted = sum(unit.blank_above for unit in units)
    return bool(headings) and (parted <= 0.5 * len(units) or not any(map(is_prose, units)))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    units = read_text_lines(note.lines)
    headings = _headings(units)
    title, section = "", tuple[str, ...]()
    for at, unit in enumerate(units):
        if at == 0 and is_title(units, headings):
            title = clean_text(unit.text)
            draft.mark_meta(unit.start, unit.end)
        elif at in headings:
            section = (clean_text(unit.text).rstrip(":"),)
            draft.mark_meta(unit.start, unit.end)
        else:
            time = TIME.match(unit.text)
            text = clean_text(unit.text[time.end() :] if time else unit.text)
            if not re.search(r"[^\W_]", text) or (at < 3 and DAY.match(text)):
                draft.mark_meta(unit.start, unit.end)
            else:
                draft.add_paragraph(
                    Paragraph(
                        text=text,
                        line_start=unit.start,
                        line_end=unit.end,
                        section=section,
                        voice="reader",
                        location=time["time"] if time else "",
                    )
                )
    published = next((iso_date(unit.text) for unit in units[:3] if len(unit.text) < 60 and iso_date(unit.text)), "")
    document = draft.finish(
        format=NAME,
        title=title or title_from_path(note.path),
        category="podcasts" if "podcast" in " ".join(note.lines).lower() else "",
        published=published,
    )
    return (document,)


def is_title(units: list[TextLine], headings: set[int]) -> bool:
    """Whether the first line names the whole note rather than its first section.

    It does where a section follows at once, or after a few words of lead (`PS: a draft`, `by me, in May`): a
    remark, or much less than the sections below have.
    """
    if not units or not can_be_heading(units[0].text):
        return False
    if 0 not in headings:
        return 1 in headings
    following = sorted(at for at in headings if at > 0)
    if not following or following[0] > LEAD_UNITS + 1:
        return False
    lead = units[1 : following[0]]
    if sum(len(unit.text.split()) for unit in lead) > LEAD_WORDS:
        return False
    body = (len(units) - following[0]) / len(following)
    return bool(REMARK.match(lead[0].text)) or body > 3 * len(lead)


def _headings(units: list[TextLine]) -> set[int]:
    return heading_positions(units)
