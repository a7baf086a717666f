"""The head of a page that Readwise wrote: title, metadata fields, summary.

Readers edit the template, so fields come as `- Author: …`, `key:: value`, table rows or bare values.
"""

from __future__ import annotations

import re

from ingest.document import Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.formats.readwise.sections import METADATA_LINE, Section
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BULLET, DIVIDER, RULE, indent_of
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import field_name, is_heading_of
from ingest.metadata.locations import strip_location
from ingest.metadata.title_author import byline
from ingest.text.clean import clean_text, is_image_only

COVER_LINE = re.compile(r"^\s*(?:[-*>]\s+)?!\[[^\]]*\]\([^)]*\)\s*$|^\s*<img\b.*>\s*$|^\s*!\[\[[^\]]*\]\]\s*$")
BARE_URL = re.compile(r"^\s*<?(https?://\S+?)>?\s*$")
LONE_ADDRESS = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S*$")
"""A note that is only an address holds nothing to search for."""
BARE_DATE = re.compile(r"^\s*\d{4}-\d\d-\d\d\s*$")
PROPERTY_LINE = re.compile(r"^\s*(?:[-*]\s+)?[\w][\w /-]{0,30}::(?:\s|$)")
TABLE_HEADER = re.compile(r"^\s*\|(?:[\s:|-]+\||\s*(?:Field|Key|Property)\s*\|\s*Value\s*\|)\s*$", re.I)
TAG_LINE = re.compile(r"^\s*(?:#(?:\[\[[^\[\]]+\]\]|[^\s#]\S*)\s*)+$")
MAX_VALUE_LINES = 300
"""Searched for the field after a value: Reader gives the text of a long thread as its summary."""


def read_head(draft: DocumentBuilder, fields: MetadataFields, section: Section, level: int = 1) -> tuple[int, str]:
    """Read title, cover and fields of a head or metadata section. level: of titles in this file, 1 or 2.

    Returns the number of the first line that is none of these (the section's last + 1 where all are), and the title.
    """
    number, title, has_field, blank_above = section.first, "", False, False
    while number <= section.last:
        line = draft.note.line(number)
        if not line.strip():
            blank_above = True
            number += 1
            continue
        heading, pair = heading_of(line), known_field(line)
        if heading and heading[0] <= level and not title and section.kind == "head":
            number, title = _read_title(draft, number, section.last, heading[1])
        elif (PROPERTY_LINE.match(line) and not pair) or (
            section.kind == "metadata" and not blank_above and _is_template_field(line)
        ):
            draft.mark_meta(number)
            number += 1
        elif pair and not (blank_above and has_field and strip_location(line).has_tail):
            number = _read_value(draft, fields, number, section.last, *pair)
            has_field = True
        elif _is_ornament(line) or _add_bare_value(_without_bullet(draft, number), fields) or TABLE_HEADER.match(line):
            draft.mark_meta(number)
            number += 1
        else:
            break
        blank_above = False
    return number, title


def _without_bullet(draft: DocumentBuilder, number: int) -> str:
    """The line, without the bullet of a tag list right above the highlights' divider."""
    line = draft.note.line(number)
    above = number < draft.end and DIVIDER.match(draft.note.line(number + 1))
    return re.sub(r"^[-*] +(?=#)", "", line) if above else line


def _is_template_field(line: str) -> bool:
    """Whether a line is a field that a reader's template adds; below the metadata heading only fields look so."""
    pair = split_field(line)
    return (
        pair is not None and not field_name(pair[0]) and len(pair[0].split()) <= 4 and not strip_location(line).has_tail
    )


def known_field(line: str) -> tuple[str, str] | None:
    """Key and value of a line that is a known field, or None."""
    pair = split_field(line)
    return pair if pair and field_name(pair[0]) else None


def _read_title(draft: DocumentBuilder, number: int, last: int, words: str) -> tuple[int, str]:
    """Mark a title's lines, up to a blank line or another element; the line below and the title."""
    draft.mark_meta(number)
    lines = [words]
    below = number + 1
    while below <= last and below - number < 4:
        line = draft.note.line(below)
        if not line.strip() or heading_of(line) or known_field(line) or _is_ornament(line) or BULLET.match(line):
            break
        if (
            BARE_URL.match(line)
            or BARE_DATE.match(line)
            or TAG_LINE.match(line)
            or len(line) > 120
            or line[0] in "[>|`"
        ):
            break
        lines.append(line.strip())
        below += 1
    if below <= last and draft.note.line(below).strip() and len(lines) > 1 and not _is_ornament(draft.note.line(below)):
        below, lines = number + 1, lines[:1]
    draft.mark_meta(number, below - 1)
    return below, clean_text(bare_link(" ".join(lines)))


def _is_ornament(line: str) -> bool:
    """Whether a line is a cover, a rule, a heading over metadata or a link to Readwise."""
    heading = heading_of(line)
    return bool(
        COVER_LINE.match(line)
        or (heading and (not heading[1] or is_heading_of(heading[1], "generic_headings")))
        or METADATA_LINE.match(line)
        or RULE.match(line)
        or is_image_only(clean_text(re.sub(r"^\s*[-*>]\s+", "", line)))
        or re.match(r"^\s*(?:<br\s*/?>|\\|\[Open in (?:Readwise|Reader)\]\(.*\)|>\s*)\s*$", line)
    )


def _add_bare_value(line: str, fields: MetadataFields) -> bool:
    """Add an address, a date or tags that a template prints without a key; whether the line is such a value."""
    url, day = BARE_URL.match(line), BARE_DATE.match(line)
    if name := byline(line):
        return fields.add("author", name)
    if url:
        return fields.add("url", url[1])
    if day:
        return fields.add("published", line.strip())
    if TAG_LINE.match(line):
        fields.add_tags(line)
        return True
    return line.strip() in ("None", "null")


def _read_value(draft: DocumentBuilder, fields: MetadataFields, number: int, last: int, key: str, value: str) -> int:
    """Add a field, whose value may span lines; the number of the line after it."""
    end = _value_end(draft, number, last)
    lines = [value, *(draft.note.line(below).strip().rstrip("\\") for below in range(number + 1, end + 1))]
    value = "\n".join(lines).strip()
    fields.add(key, value)
    draft.mark_meta(number, end)
    voices: dict[str, Voice] = {"summary": "machine", "note": "reader"}
    name, text = field_name(key), clean_text(value)
    if name in voices and text and not LONE_ADDRESS.match(value):
        section = (name.capitalize(),)
        draft.add_paragraph(Paragraph(text=text, line_start=number, line_end=end, section=section, voice=voices[name]))
    return end + 1


def _value_end(draft: DocumentBuilder, number: int, last: int) -> int:
    """The last line of a field's value: lines below belong to it up to the next field, bullet or blank line.

    A value may hold blank lines where another field follows before any heading, and a rule where that field
    describes the work.
    """
    here = draft.note.line(number)
    listed = bool(BULLET.match(here))
    following = _following_field(draft, number, last)
    if following:
        return following - 1 if listed else number
    end = number
    for below in range(number + 1, last + 1):
        line = draft.note.line(below)
        if not listed or not line.strip() or heading_of(line) or (BULLET.match(line) and indent_of(line) == 0):
            break
        if COVER_LINE.match(line) or RULE.match(line):
            break
        end = below
    return end


def _following_field(draft: DocumentBuilder, number: int, last: int) -> int:
    """The line of the field that ends the value at `number`; 0 where something else ends it."""
    here = draft.note.line(number)
    listed = bool(BULLET.match(here))
    ruled = False
    for below in range(number + 1, min(last, number + MAX_VALUE_LINES) + 1):
        line = draft.note.line(below)
        if known_field(line) and bool(BULLET.match(line)) == listed:
            return below if not ruled or _describes_work(line) else 0
        if heading_of(line) or METADATA_LINE.match(line) or COVER_LINE.match(line) or "::" in here.split(" ", 1)[0]:
            return 0
        if BULLET.match(line) and indent_of(line) <= indent_of(here):
            return 0
        if not listed and not line[:1].isspace():
            return 0
        ruled = ruled or bool(RULE.match(line))
    return 0


def _describes_work(line: str) -> bool:
    pair = known_field(line)
    return pair is not None and field_name(pair[0]) in ("url", "author", "category", "full title", "published")


def read_summary(draft: DocumentBuilder, fields: MetadataFields, section: Section) -> int:
    """Add a summary section as a machine's paragraphs; the number of the first line below the summary.

    A summary in a callout ends with its last quoted line. A line with a highlight's link ends any summary.
    """
    draft.mark_meta(section.first)
    number, block = section.first + 1, list[int]()
    quoted = draft.note.line(section.first).startswith(">")
    while number <= section.last + 1:
        line = draft.note.line(number) if number <= section.last else ""
        ends = number > section.last or bool(BULLET.match(line) and indent_of(line) == 0)
        ends = ends or bool(quoted and line.strip() and not line.startswith(">"))
        if "](" in line and strip_location(line).url:
            return block[0] if block else number
        is_value = not ends and (bool(BARE_URL.match(line)) or bool(BARE_DATE.match(line)))
        if block and (ends or is_value or not line.strip()):
            _add_summary(draft, block)
            block = []
        if ends:
            break
        if is_value:
            _add_bare_value(line, fields)
            draft.mark_meta(number)
        elif RULE.match(line):
            draft.mark_meta(number)
        elif line.strip():
            block.append(number)
        number += 1
    return number


def _add_summary(draft: DocumentBuilder, block: list[int]) -> None:
    text = clean_text("\n".join(re.sub(r"^>\s?", "", draft.note.line(number)) for number in block))
    if text:
        draft.add_paragraph(
            Paragraph(text=text, line_start=block[0], line_end=block[-1], section=("Summary",), voice="machine")
        )
