"""Raindrop's highlights, as its Obsidian plugin writes them.

Known by `raindrop_id` or `raindrop_highlights` in the front matter:

    ---
    raindrop_id: 1407462175
    raindrop_highlights:
      68ff234893bb31dbfd2b9c26: fa7b00f8e89871b3cca15eba22b12aa8
    source: https://tides.example/clock
    ---
    # The clock in the harbour

    ## Highlights

    > [!quote]+ Updated on Thu Feb 29 2024 12:43:17 GMT-0700
    >
    > The harbour keeps its own clock.
    > > Ask the harbour master.

Templates differ, and some write the highlights below each other with nothing between them. The front matter
has the MD5 of each one's `color,text,note`, so the lines that give one of those sums are a highlight, surely;
of the shared vaults' 1,173 sums 1,093 are found so, the others stand in notes that were edited by hand.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Mapping

from ingest.document import Document, Highlight, Paragraph
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "raindrop"

COLORS = (
    "yellow", "blue", "red", "green", "orange", "purple", "pink", "cyan", "teal", "indigo", "brown", "gray",
    "",
)  # fmt: skip
LONGEST = 120
"""Lines tried as one highlight; the longest of the shared vaults has 61."""

QUOTE = re.compile(r"^\s{0,3}(?:>|&gt;)[ \t]?")
NESTED = re.compile(r"^\s{0,3}(?:>|&gt;)[ \t]?(?:>|&gt;)[ \t]?")
CALLOUT = re.compile(r"^\s{0,3}>\s*\[!([\w-]+)\][-+]?\s*(.*)$")
EXCERPT = ("summary", "abstract", "excerpt")
METADATA = re.compile(r"^#{1,6}\s+Metadata\s*$", re.I)
HIGHLIGHTS = re.compile(r"^(?:highlights|annotations)\b", re.I)
BULLET = re.compile(r"^\s*[-*]\s+\S")


def recognises(note: Note) -> bool:
    return "raindrop_id" in note.front or "raindrop_highlights" in note.front


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    for number in _metadata(note):
        pair = split_field(note.line(number))
        if pair and field_name(pair[0]):
            fields.add(*pair)
            draft.mark_meta(number)
    for line in note.lines[note.body - 1 :]:
        pair = split_field(line) if "::" in line else None
        if pair:
            fields.add(*pair)
    _read_body(draft)
    headings = (heading_of(line) for line in note.lines[note.body - 1 :])
    title = next((clean_text(h[1]) for h in headings if h and h[0] == 1 and h[1] != "Metadata"), "")
    known = fields.document_arguments(title or title_from_path(note.path))
    return (draft.finish(format=NAME, **(known | {"category": known["category"] or "articles"})),)


def _metadata(note: Note) -> range:
    """The lines of a `Metadata` heading and of the fields below it; none where a template writes no such."""
    heads = (n for n in range(note.body, note.end + 1) if METADATA.match(note.line(n)))
    end = first = next(heads, 0)
    for number in range(first + 1, note.end + 1) if first else ():
        pair = split_field(note.line(number))
        if pair and field_name(pair[0]):
            end = number
        elif note.line(number).strip():
            break
    return range(first, end + 1) if end > first else range(0)


def _read_body(draft: DocumentBuilder) -> None:
    """What stands below a `Highlights` heading is marked up as highlights; without one the sums tell."""
    note = draft.note
    heads = [number for number in range(note.body, note.end + 1) if _is_highlights(note.line(number))]
    if heads:
        told = _metadata(note)
        if told:
            draft.mark_meta(told[0])
            _read_rest(draft, note.body, told[0] - 1)
        _read_rest(draft, told[-1] + 1 if told else note.body, heads[0] - 1)
        for head, following in zip(heads, [*heads[1:], note.end + 1], strict=True):
            draft.mark_meta(head)
            _read_marked(draft, head + 1, following - 1)
        return
    start = note.body
    for highlight in _proved(note, note.body, note.end):
        _read_rest(draft, start, highlight.line_start - 1)
        draft.add_highlight(highlight)
        start = highlight.line_end + 1
    _read_rest(draft, start, note.end)


def _is_highlights(line: str) -> bool:
    heading = heading_of(line)
    return bool(heading and HIGHLIGHTS.match(heading[1]))


def _read_marked(draft: DocumentBuilder, first: int, last: int) -> None:
    note = draft.note
    if not any(QUOTE.match(note.line(n)) for n in range(first, last + 1)):
        BulletHighlightReader(draft).read(first, last)
        return
    number = first
    while number <= last:
        if not QUOTE.match(note.line(number)):
            number += 1
            continue
        end = number
        while end < last and QUOTE.match(note.line(end + 1)):
            end += 1
        _take_quote(draft, number, end)
        number = end + 1
    for start, end in _unquoted(note, first, last):
        if BULLET.match(note.line(start)):
            BulletHighlightReader(draft).read(start, end)
        else:
            extract_blocks(draft, start, end, voice="author")


def _unquoted(note: Note, first: int, last: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in range(first, last + 1):
        if not note.line(number).strip() or QUOTE.match(note.line(number)):
            continue
        if spans and spans[-1][1] == number - 1:
            spans[-1] = spans[-1][0], number
        else:
            spans.append((number, number))
    return spans


def _take_quote(draft: DocumentBuilder, first: int, last: int) -> None:
    note, date = draft.note, ""
    callout = CALLOUT.match(note.line(first))
    if callout:
        date = iso_date(callout[2])
    lines = range(first + bool(callout), last + 1)
    told = [NESTED.sub("", note.line(n)) for n in lines if NESTED.match(note.line(n))]
    filled = [n for n in lines if not NESTED.match(note.line(n)) and QUOTE.sub("", note.line(n)).strip()]
    text = clean_text("\n".join(QUOTE.sub("", note.line(n)) for n in lines if not NESTED.match(note.line(n))))
    draft.mark_meta(first, last)
    if text and filled:
        draft.add_highlight(
            Highlight(
                text=text,
                line_start=filled[0],
                line_end=last,
                note=clean_text("\n".join(told)),
                highlighted_at=date,
            )
        )


def _proved(note: Note, first: int, last: int) -> list[Highlight]:
    """The spans of lines whose sum stands in the front matter. Nearly all are yellow, the plugin's first colour:
    the others are tried on what yellow leaves."""
    sums = note.front.get("raindrop_highlights")
    wanted = Counter(str(value) for value in sums.values()) if isinstance(sums, Mapping) else Counter[str]()
    found: list[Highlight] = []
    for colors in (COLORS[:1], COLORS[1:]):
        number = first
        while number <= last and wanted.total():
            known = next((one for one in found if one.line_start <= number <= one.line_end), None)
            if known or not note.line(number).strip():
                number = known.line_end + 1 if known else number + 1
                continue
            stop = min([last, number + LONGEST, *(one.line_start - 1 for one in found if one.line_start > number)])
            span = _span_of(note, number, stop, wanted, colors)
            text = clean_text("\n".join(note.lines[number - 1 : span[0]])) if span else ""
            if span and text:
                found.append(Highlight(text=text, line_start=number, line_end=span[0], color=span[1]))
            number = span[0] + 1 if span else number + 1
    return sorted(found, key=lambda one: one.line_start)


def _span_of(
    note: Note, first: int, last: int, wanted: Counter[str], colors: tuple[str, ...]
) -> tuple[int, str] | None:
    """Last line and colour of the highlight that begins at a line, or None; takes its sum off `wanted`."""
    encoded = any("&" in line for line in note.lines[first - 1 : last])
    sums = [
        (color, hashlib.md5(f"{color},".encode(), usedforsecurity=False), decoded)
        for color in colors
        for decoded in ((False, True) if encoded else (False,))
    ]
    for number in range(first, last + 1):
        raw = ("\n" if number > first else "") + note.line(number)
        for color, known, decoded in sums:
            known.update((html.unescape(raw) if decoded else raw).encode("utf-8", "replace"))
            whole = known.copy()
            whole.update(b",")
            if wanted[whole.hexdigest()] > 0:
                wanted[whole.hexdigest()] -= 1
                return number, color
    return None


def _read_rest(draft: DocumentBuilder, first: int, last: int) -> None:
    """Lines that no sum proves: the page's title and excerpt, and prose of whoever edited the note."""
    start = first
    for number in range(first, last + 1):
        callout = CALLOUT.match(draft.note.line(number))
        if callout and callout[1].lower() in EXCERPT and number >= start:
            extract_blocks(draft, start, number - 1, voice="author")
            start = _take_excerpt(draft, number, last) + 1
    extract_blocks(draft, start, last, voice="author")


def _take_excerpt(draft: DocumentBuilder, first: int, last: int) -> int:
    end = first
    while end < last and QUOTE.match(draft.note.line(end + 1)):
        end += 1
    text = clean_text("\n".join(QUOTE.sub("", line) for line in draft.note.lines[first:end]))
    draft.mark_meta(first, end)
    if text and text != "null":
        draft.add_paragraph(
            Paragraph(text=text, line_start=first + 1, line_end=end, section=("Excerpt",), voice="machine")
        )
    return end
