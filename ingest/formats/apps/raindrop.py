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

Templates differ, and some write highlights below each other without separators. The front matter holds the MD5 of
each highlight's `color,text,note`, so lines with such a sum are certainly a highlight. Of the shared vaults' 1,173 sums
1,093 match; the others belong to notes that were edited by hand.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Mapping

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.note_start import start_draft
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.quotes import CALLOUT_HEAD
from ingest.metadata.fields import split_field
from ingest.metadata.labels import field_name
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "raindrop"

COLORS = (
    "yellow", "blue", "red", "green", "orange", "purple", "pink", "cyan", "teal", "indigo", "brown", "gray",
    "",
)  # fmt: skip
MAX_HIGHLIGHT_LINES = 120
"""Tried as one highlight; the longest in the shared vaults has 61."""

QUOTE = re.compile(r"^\s{0,3}(?:>|&gt;)[ \t]?")
INNER_QUOTE = re.compile(r"^\s{0,3}(?:>|&gt;)[ \t]?(?:>|&gt;)[ \t]?")
CALLOUT_LINE = re.compile(rf"^\s{{0,3}}>\s*{CALLOUT_HEAD}(?P<words>.*)$")
EXCERPT_CALLOUTS = ("summary", "abstract", "excerpt")
METADATA_HEADING = re.compile(r"^#{1,6}\s+Metadata\s*$", re.I)
HIGHLIGHTS_HEADING = re.compile(r"^(?:highlights|annotations)\b", re.I)
BULLET = re.compile(r"^\s*[-*]\s+\S")


def recognises(note: Note) -> bool:
    return "raindrop_id" in note.front or "raindrop_highlights" in note.front


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    for number in _metadata_lines(note):
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
    metadata = fields.document_arguments(title or title_from_path(note.path))
    return (draft.finish(format=NAME, **(metadata | {"category": metadata["category"] or "articles"})),)


def _metadata_lines(note: Note) -> range:
    """The lines of a `Metadata` heading and the fields below it; empty where a template has none."""
    heads = (n for n in range(note.body, note.end + 1) if METADATA_HEADING.match(note.line(n)))
    end = first = next(heads, 0)
    for number in range(first + 1, note.end + 1) if first else ():
        pair = split_field(note.line(number))
        if pair and field_name(pair[0]):
            end = number
        elif note.line(number).strip():
            break
    return range(first, end + 1) if end > first else range(0)


def _read_body(draft: DocumentBuilder) -> None:
    """Add the highlights: below `Highlights` headings, or, in notes without such a heading, by their sums."""
    note = draft.note
    heads = [number for number in range(note.body, note.end + 1) if _is_highlights_heading(note.line(number))]
    if heads:
        metadata = _metadata_lines(note)
        if metadata:
            draft.mark_meta(metadata[0])
            _read_rest(draft, note.body, metadata[0] - 1)
        _read_rest(draft, metadata[-1] + 1 if metadata else note.body, heads[0] - 1)
        for head, following in zip(heads, [*heads[1:], note.end + 1], strict=True):
            draft.mark_meta(head)
            _read_highlights(draft, head + 1, following - 1)
        return
    start = note.body
    for highlight in _find_highlights(note, note.body, note.end):
        _read_rest(draft, start, highlight.line_start - 1)
        draft.add_highlight(highlight)
        start = highlight.line_end + 1
    _read_rest(draft, start, note.end)


def _is_highlights_heading(line: str) -> bool:
    heading = heading_of(line)
    return bool(heading and HIGHLIGHTS_HEADING.match(heading[1]))


def _read_highlights(draft: DocumentBuilder, first: int, last: int) -> None:
    """Add the quotes below a heading, or the bullets where there are none; other text is the page's."""
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
        _add_quote(draft, number, end)
        number = end + 1
    for start, end in _unquoted_spans(note, first, last):
        if BULLET.match(note.line(start)):
            BulletHighlightReader(draft).read(start, end)
        else:
            extract_blocks(draft, start, end, voice="author")


def _unquoted_spans(note: Note, first: int, last: int) -> list[tuple[int, int]]:
    """Runs of lines that are neither blank nor quoted."""
    spans: list[tuple[int, int]] = []
    for number in range(first, last + 1):
        if not note.line(number).strip() or QUOTE.match(note.line(number)):
            continue
        if spans and spans[-1][1] == number - 1:
            spans[-1] = spans[-1][0], number
        else:
            spans.append((number, number))
    return spans


def _add_quote(draft: DocumentBuilder, first: int, last: int) -> None:
    """Add a quote as a highlight; a quote inside it is the reader's note."""
    note, date = draft.note, ""
    callout = CALLOUT_LINE.match(note.line(first))
    if callout:
        date = iso_date(callout["words"])
    lines = range(first + bool(callout), last + 1)
    note_lines = [INNER_QUOTE.sub("", note.line(n)) for n in lines if INNER_QUOTE.match(note.line(n))]
    filled = [n for n in lines if not INNER_QUOTE.match(note.line(n)) and QUOTE.sub("", note.line(n)).strip()]
    text = clean_text("\n".join(QUOTE.sub("", note.line(n)) for n in lines if not INNER_QUOTE.match(note.line(n))))
    draft.mark_meta(first, last)
    if text and filled:
        draft.add_highlight(
            Highlight(
                text=text,
                line_start=filled[0],
                line_end=last,
                note=clean_text("\n".join(note_lines)),
                highlighted_at=date,
            )
        )


def _find_highlights(note: Note, first: int, last: int) -> list[Highlight]:
    """The lines whose sums are in the front matter.

    Nearly all highlights are yellow, the plugin's first colour; other colours are tried on the lines that remain.
    """
    values = note.front.get("raindrop_highlights")
    sums = Counter(str(value) for value in values.values()) if isinstance(values, Mapping) else Counter[str]()
    highlights: list[Highlight] = []
    for colors in (COLORS[:1], COLORS[1:]):
        number = first
        while number <= last and sums.total():
            here = next((item for item in highlights if item.line_start <= number <= item.line_end), None)
            if here or not note.line(number).strip():
                number = here.line_end + 1 if here else number + 1
                continue
            below = [item.line_start - 1 for item in highlights if item.line_start > number]
            match = _match_sum(note, number, min(last, number + MAX_HIGHLIGHT_LINES, *below), sums, colors)
            end, color = match or (number, "")
            text = clean_text("\n".join(note.lines[number - 1 : end])) if match else ""
            if text:
                highlights.append(Highlight(text=text, line_start=number, line_end=end, color=color))
            number = end + 1
    return sorted(highlights, key=lambda item: item.line_start)


def _match_sum(
    note: Note, first: int, last: int, sums: Counter[str], colors: tuple[str, ...]
) -> tuple[int, str] | None:
    """Last line and colour of the highlight that begins at a line, or None; removes its sum from `sums`.

    Where lines hold entities, they are tried as written and decoded.
    """
    encoded = any("&" in line for line in note.lines[first - 1 : last])
    hashes = [
        (color, hashlib.md5(f"{color},".encode(), usedforsecurity=False), decode)
        for color in colors
        for decode in ((False, True) if encoded else (False,))
    ]
    for number in range(first, last + 1):
        line = ("\n" if number > first else "") + note.line(number)
        for color, unfinished, decode in hashes:
            unfinished.update((html.unescape(line) if decode else line).encode("utf-8", "replace"))
            whole = unfinished.copy()
            whole.update(b",")
            if sums[whole.hexdigest()] > 0:
                sums[whole.hexdigest()] -= 1
                return number, color
    return None


def _read_rest(draft: DocumentBuilder, first: int, last: int) -> None:
    """Add lines that are no highlight: the page's title and excerpt, and what readers wrote into the note."""
    start = first
    for number in range(first, last + 1):
        callout = CALLOUT_LINE.match(draft.note.line(number))
        if callout and callout["kind"].lower() in EXCERPT_CALLOUTS and number >= start:
            extract_blocks(draft, start, number - 1, voice="author")
            start = _add_excerpt(draft, number, last) + 1
    extract_blocks(draft, start, last, voice="author")


def _add_excerpt(draft: DocumentBuilder, first: int, last: int) -> int:
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
