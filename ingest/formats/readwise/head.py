"""What stands above the highlights of a page that Readwise wrote: title, metadata fields, summary.

Fields come in many dresses (`- Author: …`, `key:: value`, tables), because the template is the reader's to edit.
"""

from __future__ import annotations

import re

from ingest.document import Paragraph
from ingest.formats.readwise.sections import METADATA, Part
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BULLET, DIVIDER, RULE, indent_of
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.locations import strip_location
from ingest.note import DocumentBuilder
from ingest.text.clean import clean_text, is_image_only

COVER = re.compile(r"^\s*(?:[-*>]\s+)?!\[[^\]]*\]\([^)]*\)\s*$|^\s*<img\b.*>\s*$|^\s*!\[\[[^\]]*\]\]\s*$")
BARE_URL = re.compile(r"^\s*<?(https?://\S+?)>?\s*$")
ADDRESS = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S*$")
"""A note that is but an address has no words to find."""
BARE_DATE = re.compile(r"^\s*\d{4}-\d\d-\d\d\s*$")
PROPERTY = re.compile(r"^\s*(?:[-*]\s+)?[\w][\w /-]{0,30}::(?:\s|$)")
TABLE_HEAD = re.compile(r"^\s*\|(?:[\s:|-]+\||\s*(?:Field|Key|Property)\s*\|\s*Value\s*\|)\s*$", re.I)
TAG_LINE = re.compile(r"^\s*(?:#(?:\[\[[^\[\]]+\]\]|[^\s#]\S*)\s*)+$")
LONGEST_VALUE = 300
"""Lines. The field after a value is looked for so far: Reader gives a long thread's own text as its summary."""


def read_head(draft: DocumentBuilder, fields: MetadataFields, part: Part, level: int = 1) -> tuple[int, str]:
    """Take title, cover and fields of a head or metadata part.

    `level` is that of titles in this file, 1 or 2.
    Gives the number of the first line that is none of these (the part's last + 1 where all are), and the title.
    """
    note, number, title, seen_field = draft.note, part.first, "", False
    blank = False
    while number <= part.last:
        line = note.line(number)
        heading = heading_of(line)
        pair = known_field(line)
        if not line.strip():
            blank = True
            number += 1
            continue
        if heading and heading[0] <= level and not title and part.kind == "head":
            number, title = _read_title(draft, number, part.last, heading[1])
        elif (PROPERTY.match(line) and not pair) or (part.kind == "metadata" and not blank and _other_field(line)):
            draft.mark_meta(number)
            number += 1
        elif pair and not (blank and seen_field and strip_location(line).found):
            number = _read_value(draft, fields, number, part.last, *pair)
            seen_field = True
        elif _is_ornament(line) or _bare_fact(_unlisted(draft, number), fields) or TABLE_HEAD.match(line):
            draft.mark_meta(number)
            number += 1
        else:
            break
        blank = False
    return number, title


def _unlisted(draft: DocumentBuilder, number: int) -> str:
    """The line, without the bullet of one that stands right above the highlights' divider."""
    line = draft.note.line(number)
    above = number < draft.end and DIVIDER.match(draft.note.line(number + 1))
    return re.sub(r"^[-*] +(?=#)", "", line) if above else line


def _other_field(line: str) -> bool:
    """A field that somebody's template adds: below the metadata heading, nothing else has this shape."""
    pair = split_field(line)
    return pair is not None and not field_name(pair[0]) and len(pair[0].split()) <= 4 and not strip_location(line).found


def known_field(line: str) -> tuple[str, str] | None:
    """Key and value of a line that is a field we know, or None."""
    pair = split_field(line)
    return pair if pair and field_name(pair[0]) else None


def _read_title(draft: DocumentBuilder, number: int, last: int, words: str) -> tuple[int, str]:
    """A title may go on over the next lines, when its work's does; a blank line ends it."""
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
    """A cover, a rule, the metadata heading, a link to Readwise: nothing to keep."""
    return bool(
        COVER.match(line)
        or METADATA.match(line)
        or RULE.match(line)
        or is_image_only(clean_text(re.sub(r"^\s*[-*>]\s+", "", line)))
        or re.match(r"^\s*(?:<br\s*/?>|\\|\[Open in (?:Readwise|Reader)\]\(.*\)|>\s*)\s*$", line)
    )


def _bare_fact(line: str, fields: MetadataFields) -> bool:
    """Take an address, a date or a line of tags that stands without a name, as some templates print them."""
    url, day = BARE_URL.match(line), BARE_DATE.match(line)
    if url:
        return fields.add("url", url[1])
    if day:
        return fields.add("published", line.strip())
    if TAG_LINE.match(line):
        fields.add_tags(line)
        return True
    return line.strip() in ("None", "null")


def _read_value(draft: DocumentBuilder, fields: MetadataFields, number: int, last: int, key: str, value: str) -> int:
    """Take a field, whose value may go on over lines; the number of the line after it."""
    first = number
    lines = [value]
    end = _value_end(draft, number, last)
    lines += [draft.note.line(below).strip().rstrip("\\") for below in range(number + 1, end + 1)]
    text = "\n".join(lines).strip()
    fields.add(key, text)
    draft.mark_meta(first, end)
    kept = {"summary": "machine", "note": "reader"}.get(field_name(key), "")
    if kept and clean_text(text) and not ADDRESS.match(text):
        draft.add_paragraph(
            Paragraph(
                text=clean_text(text),
                line_start=first,
                line_end=end,
                section=("Summary" if kept == "machine" else "Note",),
                voice="machine" if kept == "machine" else "reader",
            )
        )
    return end + 1


def _value_end(draft: DocumentBuilder, number: int, last: int) -> int:
    """The last line of a field's value: lines below belong to it up to the next field, bullet or blank line.

    A value with blank lines inside is one that another field follows before any heading; with a rule inside, one
    that a field follows which speaks of the work.
    """
    here = draft.note.line(number)
    listed = bool(BULLET.match(here))
    ruled = False
    for below in range(number + 1, min(last, number + LONGEST_VALUE) + 1):
        line = draft.note.line(below)
        if known_field(line) and bool(BULLET.match(line)) == listed:
            if not ruled or _is_of_the_work(line):
                return below - 1 if listed else number
            break
        if heading_of(line) or METADATA.match(line) or COVER.match(line) or "::" in here.split(" ", 1)[0]:
            break
        if BULLET.match(line) and indent_of(line) <= indent_of(here):
            break
        if not listed and not line[:1].isspace():
            break
        ruled = ruled or bool(RULE.match(line))
    contiguous = number
    for below in range(number + 1, last + 1):
        line = draft.note.line(below)
        if not listed or not line.strip() or heading_of(line) or (BULLET.match(line) and indent_of(line) == 0):
            break
        if COVER.match(line) or RULE.match(line):
            break
        contiguous = below
    return contiguous


def _is_of_the_work(line: str) -> bool:
    pair = known_field(line)
    return pair is not None and field_name(pair[0]) in ("url", "author", "category", "full title", "published")


def read_summary(draft: DocumentBuilder, fields: MetadataFields, part: Part) -> int:
    """Take a summary section, the machine's words; the number of the first line below it that is none.

    A callout ends with its last quoted line, and no summary has a highlight's link at its end.
    """
    draft.mark_meta(part.first)
    number, block = part.first + 1, list[int]()
    quoted = draft.note.line(part.first).startswith(">")
    while number <= part.last + 1:
        line = draft.note.line(number) if number <= part.last else ""
        ends = number > part.last or bool(BULLET.match(line) and indent_of(line) == 0)
        ends = ends or bool(quoted and line.strip() and not line.startswith(">"))
        if "](" in line and strip_location(line).url:
            return block[0] if block else number
        fact = not ends and (bool(BARE_URL.match(line)) or bool(BARE_DATE.match(line)))
        if block and (ends or fact or not line.strip()):
            _add_section(draft, block, "Summary")
            block = []
        if ends:
            break
        if fact:
            _bare_fact(line, fields)
            draft.mark_meta(number)
        elif RULE.match(line):
            draft.mark_meta(number)
        elif line.strip():
            block.append(number)
        number += 1
    return number


def _add_section(draft: DocumentBuilder, block: list[int], name: str) -> None:
    text = clean_text("\n".join(re.sub(r"^>\s?", "", draft.note.line(number)) for number in block))
    if text:
        draft.add_paragraph(
            Paragraph(text=text, line_start=block[0], line_end=block[-1], section=(name,), voice="machine")
        )
