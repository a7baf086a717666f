"""Omnivore's export: a saved page with its highlights, its full text, or both.

    ---
    id: 1445f443-eb7c-43f5-9fa0-ddb7dc10c487
    ---
    # The clock in the harbour
    #Omnivore

    [Read on Omnivore](https://omnivore.app/me/the-clock-1852b397db4)
    [Read Original](https://tides.example/clock)

    ## Highlights

    > The harbour keeps its own clock. [⤴️](https://omnivore.app/me/the-clock-1852b397db4#eb45ebe7-…)  ^eb45ebe7

    Ask the harbour master.

Known by its `Read on Omnivore` link. Quotes below `Highlights` are highlights, text below one is the reader's note;
everything else is the page's own text, in which Omnivore escapes even code fences as entities.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from ingest.document import Document, Highlight
from ingest.document_builder import DocumentBuilder
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.note_start import start_draft
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import link_targets
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.tags import tag_list
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.timestamps import VIDEO_URL

NAME = "omnivore"

READ_LINK = re.compile(r"\[(?:Read|View|Open) (?:on|in) Omnivore\]\((https?://omnivore\.app/[^\s()]*)\)", re.I)
ORIGINAL_LINK = re.compile(r"\[(?:Read|View|Open) Original\]\((https?://(?:[^\s()]|\([^\s()]*\))*)\)", re.I)
TAG_LINE = re.compile(r"^\s*(?:#[^\s#]+|\[\[[^\[\]]+\]\])(?:\s+(?:#[^\s#]+|\[\[[^\[\]]+\]\]))*\s*$")
CONTENT_HEADING = re.compile(r"^(?:full )?(?:content|text|article(?: text)?)\s*:?\s*$", re.I)
HIGHLIGHTS_HEADING = re.compile(r"^\W*highlights?(?: (?:&|and) notes)?\W*$", re.I)
CHANNEL_LINE = re.compile(r"^\s*By \[([^\[\]]+)\]\(https?://(?:www\.)?youtube\.com/[^\s()]*\)\s*$")
"""Stands in place of a video's text, below the title as a link."""
ESCAPED_QUOTE = re.compile(r"^(\s{0,3})&gt; ")
QUOTE = re.compile(r"^\s{0,3}>[ \t]?")
HIGHLIGHT_LINK = re.compile(
    r"\s*\[[^\[\]\n]{0,12}\]\((?P<url>https?://omnivore\.app/[^\s()]+)\)(?P<tags>(?:\s*#[^\s#^]+)*)\s*(?:\^[\w-]+)?\s*$"
)
SAFE_ENTITY = re.compile(r"&(?:quot|apos|#39|#x27|#x2F|#x3D|#x60|#96);")
"""Entities for characters of links, image titles and fences; others could turn text into markup."""
MAX_HEAD_LINES = 60
"""Searched for the `Read on Omnivore` link; below them it may be part of the page."""


def recognises(note: Note) -> bool:
    return any(READ_LINK.search(line) for line in note.lines[note.body - 1 : note.body - 1 + MAX_HEAD_LINES])


def read(note: Note) -> tuple[Document, ...]:
    unescaped = replace(note, lines=tuple(map(_unescape, note.lines)))
    draft, fields = start_draft(unescaped)
    title, body, url = _read_head(draft, fields)
    channels = [(n, match[1]) for n in range(body, note.end + 1) if (match := CHANNEL_LINE.match(unescaped.line(n)))]
    for number, channel in channels:
        fields.add("author", channel)
        draft.mark_meta(number)
        _read_parts(draft, body, number - 1)
        body = number + 1
    _read_parts(draft, body, note.end)
    extract_marked_text(draft)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    if url or "omnivore.app/" in metadata["url"]:
        metadata["url"] = url
    metadata["category"] = metadata["category"] or ("videos" if VIDEO_URL.match(metadata["url"]) else "articles")
    return (draft.finish(format=NAME, **metadata, full_text=bool(draft.paragraphs)),)


def _unescape(line: str) -> str:
    """The line with its safe entities decoded, and the `>` of a quote."""
    return ESCAPED_QUOTE.sub(r"\1> ", SAFE_ENTITY.sub(lambda sign: html.unescape(sign[0]), line))


def _read_head(draft: DocumentBuilder, fields: MetadataFields) -> tuple[str, int, str]:
    """The title, the first line below the links, fields and tags, and the page's address."""
    note, title, url, last = draft.note, "", "", _head_end(draft.note)
    for number in range(note.body, last + 1):
        line = note.line(number)
        heading = heading_of(line)
        original = ORIGINAL_LINK.search(line)
        if heading and not title:
            title = clean_text(heading[1])
        elif original:
            url = original[1]
        elif TAG_LINE.match(line):
            fields.add_tags(line)
        elif (pair := split_field(line)) and not READ_LINK.search(line):
            fields.add(*pair)
        draft.mark_meta(number)
    return title, last + 1, url


def _head_end(note: Note) -> int:
    """The last line of the links, fields and tags at the note's head."""
    head = range(note.body, min(note.end, note.body + MAX_HEAD_LINES) + 1)
    last = max(n for n in head if READ_LINK.search(note.line(n)) or ORIGINAL_LINK.search(note.line(n)))
    for number in range(last + 1, note.end + 1):
        line = note.line(number)
        pair = split_field(line)
        if TAG_LINE.match(line) or (
            pair and re.match(r"(?:date|saved|published|author|site|tags|notes)", pair[0], re.I)
        ):
            last = number
        elif line.strip():
            break
    return last


def _read_parts(draft: DocumentBuilder, first: int, last: int) -> None:
    """Add the sections of highlights as such, and the text between them as the page's."""
    note, start, number = draft.note, first, first
    while number <= last:
        heading = heading_of(note.line(number))
        below = number + 1
        if heading and HIGHLIGHTS_HEADING.match(heading[1]) and _has_quotes(note, below):
            _add_text(draft, start, number - 1)
            draft.mark_meta(number)
            end = min(last, _section_end(note, number, heading[0]))
            _read_highlights(draft, below, end)
            start = below = end + 1
        elif heading and CONTENT_HEADING.match(heading[1]):
            _add_text(draft, start, number - 1)
            draft.mark_meta(number)
            start = below
        number = below
    _add_text(draft, start, last)


def _has_quotes(note: Note, first: int) -> bool:
    below = next((line for line in note.lines[first - 1 :] if line.strip()), "")
    return bool(QUOTE.match(below) or re.match(r"\s*[-*]\s", below))


def _section_end(note: Note, start: int, level: int) -> int:
    for number in range(start + 1, note.end + 1):
        heading = heading_of(note.line(number))
        if heading and heading[0] <= level:
            return number - 1
    return note.end


def _add_text(draft: DocumentBuilder, first: int, last: int) -> None:
    if first <= last:
        extract_blocks(draft, first, last, voice="author")


def _read_highlights(draft: DocumentBuilder, first: int, last: int) -> None:
    note = draft.note
    if not any(QUOTE.match(note.line(n)) for n in range(first, last + 1)):
        BulletHighlightReader(draft).read(first, last)
        return
    starts = [
        n
        for n in range(first, last + 1)
        if QUOTE.match(note.line(n)) and (n == first or not QUOTE.match(note.line(n - 1)))
    ]
    for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
        _add_highlight(draft, start, following - 1)


def _add_highlight(draft: DocumentBuilder, first: int, last: int) -> None:
    """Add the quote at line `first`, with the lines below it as the reader's note."""
    note, end = draft.note, first
    while end < last and QUOTE.match(note.line(end + 1)):
        end += 1
    quote = "\n".join(QUOTE.sub("", note.line(n)) for n in range(first, end + 1)).rstrip()
    link = HIGHLIGHT_LINK.search(quote)
    text = clean_text(quote[: link.start()] if link else quote)
    below = ((number, note.line(number)) for number in range(end + 1, last + 1))
    note_lines = [number for number, line in below if line.strip() and not re.match(r"^\s*-{3,}\s*$", line)]
    draft.mark_meta(first, last)
    if not text:
        return
    draft.add_highlight(
        Highlight(
            text=text,
            line_start=first,
            line_end=note_lines[-1] if note_lines else end,
            note=clean_text("\n".join(note.lines[note_lines[0] - 1 : note_lines[-1]])) if note_lines else "",
            tags=tag_list(link["tags"]) if link and link["tags"].strip() else (),
            url=next(iter(link_targets(link["url"])), "") if link else "",
        )
    )
