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

Known by its `Read on Omnivore` link. Quotes below `Highlights` are highlights, what stands below one is the
reader's note; all else is the page's own text, in which Omnivore writes even code fences as entities.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from ingest.document import Document, Highlight
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import link_targets
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.tags import tag_list
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.transcripts.timestamps import VIDEO_URL

NAME = "omnivore"

READ_ON = re.compile(r"\[(?:Read|View|Open) (?:on|in) Omnivore\]\((https?://omnivore\.app/[^\s()]*)\)", re.I)
ORIGINAL = re.compile(r"\[(?:Read|View|Open) Original\]\((https?://(?:[^\s()]|\([^\s()]*\))*)\)", re.I)
TAGS = re.compile(r"^\s*(?:#[^\s#]+|\[\[[^\[\]]+\]\])(?:\s+(?:#[^\s#]+|\[\[[^\[\]]+\]\]))*\s*$")
CONTENT = re.compile(r"^(?:full )?(?:content|text|article(?: text)?)\s*:?\s*$", re.I)
HIGHLIGHTS = re.compile(r"^\W*highlights?(?: (?:&|and) notes)?\W*$", re.I)
BY = re.compile(r"^\s*By \[([^\[\]]+)\]\(https?://(?:www\.)?youtube\.com/[^\s()]*\)\s*$")
"""What stands for a video's text: its title as a link, and the channel."""
ESCAPED_QUOTE = re.compile(r"^(\s{0,3})&gt; ")
QUOTE = re.compile(r"^\s{0,3}>[ \t]?")
TAIL = re.compile(
    r"\s*\[[^\[\]\n]{0,12}\]\((?P<url>https?://omnivore\.app/[^\s()]+)\)(?P<tags>(?:\s*#[^\s#^]+)*)\s*(?:\^[\w-]+)?\s*$"
)
SAFE = re.compile(r"&(?:quot|apos|#39|#x27|#x2F|#x3D|#x60|#96);")
"""Entities for signs that a link, an image's title or a fence is made of; others could make markup of text."""
HEAD = 60
"""Lines in which the `Read on Omnivore` link stands; below them it may be the page's own."""


def recognises(note: Note) -> bool:
    return any(READ_ON.search(line) for line in note.lines[note.body - 1 : note.body - 1 + HEAD])


def read(note: Note) -> tuple[Document, ...]:
    plain = replace(note, lines=tuple(map(_plain, note.lines)))
    draft = DocumentBuilder(plain)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    title, body, url = _read_head(draft, fields)
    channels = [(n, found[1]) for n in range(body, note.end + 1) if (found := BY.match(plain.line(n)))]
    for number, channel in channels:
        fields.add("author", channel)
        draft.mark_meta(number)
        _read_parts(draft, body, number - 1)
        body = number + 1
    _read_parts(draft, body, note.end)
    extract_marked_text(draft)
    known = fields.document_arguments(title or title_from_path(note.path))
    if url or "omnivore.app/" in known["url"]:
        known["url"] = url
    known["category"] = known["category"] or ("videos" if VIDEO_URL.match(known["url"]) else "articles")
    return (draft.finish(format=NAME, **known, full_text=bool(draft.paragraphs)),)


def _plain(line: str) -> str:
    """The line with its signs as signs, and a quotation as one."""
    return ESCAPED_QUOTE.sub(r"\1> ", SAFE.sub(lambda sign: html.unescape(sign[0]), line))


def _read_head(draft: DocumentBuilder, fields: MetadataFields) -> tuple[str, int, str]:
    """Title, the line below the two links and the fields beside them, and the page's address."""
    note, title, url, last = draft.note, "", "", _head_end(draft.note)
    for number in range(note.body, last + 1):
        line = note.line(number)
        heading = heading_of(line)
        original = ORIGINAL.search(line)
        if heading and not title:
            title = clean_text(heading[1])
        elif original:
            url = original[1]
        elif TAGS.match(line):
            fields.add_tags(line)
        elif (pair := split_field(line)) and not READ_ON.search(line):
            fields.add(*pair)
        draft.mark_meta(number)
    return title, last + 1, url


def _head_end(note: Note) -> int:
    """The last line of the block of links, fields and tags at the note's head."""
    head = range(note.body, min(note.end, note.body + HEAD) + 1)
    last = max(n for n in head if READ_ON.search(note.line(n)) or ORIGINAL.search(note.line(n)))
    for number in range(last + 1, note.end + 1):
        line = note.line(number)
        pair = split_field(line)
        if TAGS.match(line) or (pair and re.match(r"(?:date|saved|published|author|site|tags|notes)", pair[0], re.I)):
            last = number
        elif line.strip():
            break
    return last


def _read_parts(draft: DocumentBuilder, first: int, last: int) -> None:
    note, start = draft.note, first
    number = first
    while number <= last:
        heading = heading_of(note.line(number))
        if heading and HIGHLIGHTS.match(heading[1]) and _has_quotes(note, number + 1):
            _read_text(draft, start, number - 1)
            draft.mark_meta(number)
            end = min(last, _section_end(note, number, heading[0]))
            _read_highlights(draft, number + 1, end)
            start = number = end + 1
        else:
            if heading and CONTENT.match(heading[1]):
                _read_text(draft, start, number - 1)
                draft.mark_meta(number)
                start = number + 1
            number += 1
    _read_text(draft, start, last)


def _has_quotes(note: Note, first: int) -> bool:
    below = next((line for line in note.lines[first - 1 :] if line.strip()), "")
    return bool(QUOTE.match(below) or re.match(r"\s*[-*]\s", below))


def _section_end(note: Note, start: int, level: int) -> int:
    for number in range(start + 1, note.end + 1):
        heading = heading_of(note.line(number))
        if heading and heading[0] <= level:
            return number - 1
    return note.end


def _read_text(draft: DocumentBuilder, first: int, last: int) -> None:
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
        _take_highlight(draft, start, following - 1)


def _take_highlight(draft: DocumentBuilder, first: int, last: int) -> None:
    """A quote, and below it the reader's note."""
    note, end = draft.note, first
    while end < last and QUOTE.match(note.line(end + 1)):
        end += 1
    raw = "\n".join(QUOTE.sub("", note.line(n)) for n in range(first, end + 1)).rstrip()
    tail = TAIL.search(raw)
    text = clean_text(raw[: tail.start()] if tail else raw)
    told = [
        n for n in range(end + 1, last + 1) if note.line(n).strip() and not re.match(r"^\s*-{3,}\s*$", note.line(n))
    ]
    draft.mark_meta(first, last)
    if not text:
        return
    draft.add_highlight(
        Highlight(
            text=text,
            line_start=first,
            line_end=told[-1] if told else end,
            note=clean_text("\n".join(note.lines[told[0] - 1 : told[-1]])) if told else "",
            tags=tag_list(tail["tags"]) if tail and tail["tags"].strip() else (),
            url=next(iter(link_targets(tail["url"])), "") if tail else "",
        )
    )
