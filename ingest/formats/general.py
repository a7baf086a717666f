"""The reader that takes anything: paragraphs, lists, quotes, tables and code of a markdown note.

Comes last. A block that ends in an exporter's location link is a highlight even here.

    # A note
    Some prose.
    - a list
    > a quote ([View Highlight](https://read.readwise.io/read/01…))
"""

from __future__ import annotations

import re

from ingest.clean import clean_text
from ingest.document import Document, Highlight, Paragraph, Voice
from ingest.links import bare_link, take_place
from ingest.markdown import Block, Trail, heading_of, read_blocks
from ingest.metadata import Fields, field_name, split_field
from ingest.note import Draft, Note
from ingest.titles import title_from_path

NAME = "general"

LIST_WORDS = 160
"""A list of more words is taken item by item."""
QUERY = re.compile(r"^(?:dataview|dataviewjs|tasks|query|button|ccard|toc|folder-index|tracker|kanban)\b")
COMMENT = re.compile(r"^\s*(?:%%.*%%|<!--.*-->|<[^<>]+>\s*)\s*$", re.S)
QUOTE_MARK = re.compile(r"^\s{0,3}>[ \t]?", re.M)
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*\S+")
PROPERTY = re.compile(r"^\s*[\w-]+::")


def recognises(note: Note) -> bool:
    return True


def read(note: Note) -> tuple[Document, ...]:
    draft = Draft(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = Fields()
    fields.add_front(note.front)
    title = read_general(draft, note.body, note.end, fields)
    return (draft.finish(format=NAME, **fields.document(title or title_from_path(note.path))),)


def read_general(draft: Draft, first: int, last: int, fields: Fields) -> str:
    """Take the blocks between two lines; the words of a level-1 heading that names the note, or ""."""
    lines = [
        line.replace("\t", "    ") if line.startswith("\t") else line
        for line in draft.note.lines[first - 1 : last]
    ]
    title, trail = "", Trail()
    voice: Voice = "author" if fields.document()["url"] else "reader"
    for block in read_blocks(lines, first):
        if block.kind == "heading":
            words = _heading_words(draft.note, block)
            draft.mark_meta(block.start, block.end)
            if block.level == 1 and not title and not draft.paragraphs and not draft.highlights:
                title = words
            else:
                trail.enter(block.level, words)
        elif block.kind == "rule":
            draft.mark_meta(block.start, block.end)
        else:
            _take_block(draft, block, trail.section, voice)
    for number in range(first, last + 1):
        if DEFINITION.match(draft.note.line(number)):
            draft.mark_meta(number)
    return title


def _heading_words(note: Note, block: Block) -> str:
    heading = heading_of(note.line(block.start))
    return clean_text(bare_link(heading[1] if heading else note.line(block.start).strip()))


def _take_block(draft: Draft, block: Block, section: tuple[str, ...], voice: Voice) -> None:
    spans = [(block.start, block.end)]
    if block.kind == "list" and len(_words(draft.note, block.start, block.end)) > LIST_WORDS:
        spans = list(block.items)
    for start, end in spans:
        _take_span(draft, block, start, end, section, voice)


def _take_span(
    draft: Draft, block: Block, start: int, end: int, section: tuple[str, ...], voice: Voice
) -> None:
    raw = "\n".join(draft.note.lines[start - 1 : end])
    pairs = [split_field(line) for line in raw.split("\n")]
    if (block.kind == "code" and QUERY.match(block.info)) or (block.kind == "html" and COMMENT.match(raw)):
        draft.mark_meta(start, end)
        return
    if block.kind == "paragraph" and all(
        PROPERTY.match(line) or (pair and field_name(pair[0]))
        for line, pair in zip(raw.split("\n"), pairs, strict=True)
    ):
        draft.mark_meta(start, end)
        return
    if block.kind == "quote":
        raw, voice = QUOTE_MARK.sub("", raw), "author"
    placed = take_place(raw)
    text = clean_text(placed.text if placed.found else raw)
    if not text:
        draft.mark_meta(start, end)
    elif placed.found and block.kind != "code":
        draft.add_highlight(
            Highlight(
                text=re.sub(r"^[-*+]\s+", "", text),
                line_start=start,
                line_end=end,
                location=placed.location,
                url=placed.url,
                readwise_id=placed.readwise_id,
                section=section,
            )
        )
    else:
        draft.add_paragraph(
            Paragraph(text=text, line_start=start, line_end=end, section=section, voice=voice)
        )


def _words(note: Note, first: int, last: int) -> list[str]:
    return " ".join(note.lines[first - 1 : last]).split()
