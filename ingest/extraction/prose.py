"""The blocks of a markdown note as paragraphs, or as highlights where they end in an exporter's link."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.document import Highlight, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.furniture import hide_comments, without_furniture
from ingest.extraction.html_layout import extract_layout
from ingest.extraction.quoted_blocks import LIST_MARK, join_aside, strip_callout_mark, unquote
from ingest.markdown.blocks import Block, HeadingPath, heading_of, read_blocks
from ingest.markdown.boilerplate import is_boilerplate
from ingest.markdown.html_blocks import is_layout, is_player
from ingest.markdown.links import bare_link
from ingest.metadata.fields import read_field_block, split_field
from ingest.metadata.labels import field_name, is_heading_of, read_label
from ingest.metadata.locations import strip_location
from ingest.metadata.tags import unescape
from ingest.metadata.title_author import byline
from ingest.note import Note
from ingest.text.clean import CODE_SPAN, IMAGE_MARK, clean_text, is_image_only
from ingest.text.dates import date_of_name
from ingest.transcripts.timed_list import extract_timed_list
from ingest.voices.own_labels import POSSESSIVES, reader_of_label

MAX_LIST_WORDS = 160
"""A list with more words is added item by item."""
HEADING_SIGN = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.M)
HTML_QUOTE = re.compile(r"^\s*<blockquote\b.*</blockquote>\s*$", re.I | re.S)
QUERY = re.compile(r"^(?:dataview|dataviewjs|tasks|query|button|ccard|toc|folder-index|tracker|kanban)\b")
COMMENT = re.compile(r"^\s*(?:%%.*%%|<!--.*-->|<[^<>]+>\s*)\s*$", re.S)
MACHINE_HEADING = re.compile(
    r"^\W*(?:(?:ai|chatgpt|gpt-?\d?|ghostreader|claude|gemini|llm|copilot)\b[\s:-]*(?:generated\s*)?"
    r"(?:summar|notes?\b|overview|takeaways?|abstract|outline|tl;?dr|questions|answers?)|"
    r"(?:summary|notes|takeaways)\s*\(?(?:by|from|via)?\s*(?:ai|chatgpt|gpt|claude|gemini)\b)",
    re.I,
)
"""Headings under which people keep a model's words."""
MACHINE_LABEL = re.compile(rf"{MACHINE_HEADING.pattern}[^\n:：]{{0,12}}[:：]", re.I)
"""`AI summary: ` before such words."""
DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]]+)\]:\s*(?P<target><?(?:\w+:|[./#]|[\w-]+[./])\S*(?:\s+[\"'(].*)?)$"
)
"""The address behind `[label]`, which a browser does not show."""
BOLD_LINE = re.compile(r"^\s{0,3}(?:\*\*|__)([^*_].{0,120}?)(?:\*\*|__):?\s*$")
BOLD_LEVEL = 7
MIN_SENTENCE_WORDS = 8
"""A heading of at least so many words that ends a sentence and has nothing below it is text shown large."""
HEADING_PERMALINK = re.compile(
    r"\s*\[(?:[^\w\[\]]{0,3}|Permalink|Anchor|Link to .{1,60})\]\([^()\s]*#[^()\s]*(?:\s+\"[^\"]*\")?\)"
)
"""The sign beside a heading that links to it: `[¶](#tides)`."""
MAX_FIELD_WORDS = 12
"""Of a field's value: an author's or a page's name, an address, tags."""
PROPERTY = re.compile(r"^\s*[\w-]+::")


def extract_blocks(
    draft: DocumentBuilder, first: int, last: int, *, voice: Voice, section: tuple[str, ...] = ()
) -> str:
    """Adds the blocks between two lines; returns the level-1 heading that names the note, or "".

    `voice` is that of unquoted text; quotes are the author's.
    """
    lines = hide_comments(draft, first, last)
    blocks = read_blocks([line.replace("\t", "    ") if line.startswith("\t") else line for line in lines], first)
    title, headings, has_text = "", HeadingPath(), False
    first_text = next((number for number in range(first, last + 1) if draft.note.line(number).strip()), first)
    for level, words in enumerate(section, -len(section)):
        headings.enter(level, words)
    for block, below in pairwise([*blocks, None]):
        assert block is not None
        if block.kind == "heading":
            words = _heading_words(draft.note, block)
            draft.mark_meta(block.start, block.end)
            is_only = block.level < 4 and block.start == first_text and _is_only_heading(draft.note, first, last)
            if (block.level == 1 or is_only) and not title and not has_text:
                title = words
            elif voice == "author" and _is_sentence(words) and (below is None or _is_heading_above(block, below)):
                draft.add_paragraph(
                    Paragraph(text=words, line_start=block.start, line_end=block.end, section=headings.section)
                )
            else:
                headings.enter(block.level, words)
        elif block.kind == "rule":
            draft.mark_meta(block.start, block.end)
        elif is_boilerplate(
            draft.note.text(block.start, block.end), block, voice, headings.section, above=not has_text
        ):
            draft.mark_furniture(block.start, block.end)
        elif block.kind == "paragraph" and (bold := _bold_heading(draft.note, block, last)):
            draft.mark_meta(block.start, block.end)
            headings.enter(BOLD_LEVEL, bold)
        else:
            _extract_block(draft, block, headings.section, voice)
            has_text = True
    return title


def extract_lines(draft: DocumentBuilder, first: int, last: int, section: tuple[str, ...], voice: Voice) -> None:
    """Adds the blocks of a few lines, under a section."""
    for block in read_blocks(draft.note.lines[first - 1 : last], first):
        if block.kind in ("heading", "rule"):
            draft.mark_meta(block.start, block.end)
        else:
            _extract_block(draft, block, section, voice)


def _is_only_heading(note: Note, first: int, last: int) -> bool:
    """Whether a note whose name is no date has one heading only: its title, of whatever level."""
    headings = sum(heading_of(line) is not None for line in note.lines[first - 1 : last])
    return headings == 1 and first <= note.body and not date_of_name(note.path)


def _heading_words(note: Note, block: Block) -> str:
    heading = heading_of(note.line(block.start))
    words = clean_text(HEADING_PERMALINK.sub("", heading[1] if heading else note.line(block.start).strip()))
    words = clean_text(bare_link(unescape(words.replace(IMAGE_MARK, ""))))
    return words[1:] if words.startswith("[") and "]" not in words else words


def _is_sentence(words: str) -> bool:
    return len(words.split()) >= MIN_SENTENCE_WORDS and words[-1] in ".!?…"


def _is_heading_above(block: Block, below: Block) -> bool:
    """Whether a heading has no text below: another of its level or above comes next."""
    return below.kind == "heading" and below.level <= block.level


def _bold_heading(note: Note, block: Block, last: int) -> str:
    """The words of a line that is wholly bold and has text below it, a heading without a hash; else ""."""
    match = BOLD_LINE.match(note.line(block.start)) if block.start == block.end < last else None
    if not match or len(match[1]) > 80 or match[1][-1] in ".,;!?":
        return ""
    below = next((line for line in note.lines[block.end : last] if line.strip()), "#")
    return "" if heading_of(below) or BOLD_LINE.match(below) else clean_text(match[1]).rstrip(":")


def _extract_block(draft: DocumentBuilder, block: Block, section: tuple[str, ...], voice: Voice) -> None:
    if block.kind == "quote" and join_aside(draft, block, section, voice):
        return
    if block.kind == "list" and extract_timed_list(draft, block, section, voice):
        return
    if any(map(MACHINE_HEADING.match, section)):
        voice = "machine"
    elif voice == "author" and any(map(_is_somebodys_own, section)):
        voice = "unknown"
    is_long_list = block.kind == "list" and len(draft.note.text(block.start, block.end).split()) > MAX_LIST_WORDS
    for start, end in block.items if is_long_list else [(block.start, block.end)]:
        _extract_span(draft, block, start, end, section, voice)


def _is_somebodys_own(heading: str) -> bool:
    """Whether a heading such as `My thoughts` may be the reader's or the page's author's."""
    return is_heading_of(heading, "own_headings") and not POSSESSIVES.isdisjoint(heading.casefold().split())


def _extract_span(
    draft: DocumentBuilder, block: Block, start: int, end: int, section: tuple[str, ...], voice: Voice
) -> None:
    """Adds a block, or an item of a list, as highlight or paragraph."""
    raw = draft.note.text(start, end)
    if block.kind == "paragraph" and all(map(DEFINITION.match, raw.split("\n"))):
        for match in filter(None, map(DEFINITION.match, raw.split("\n"))):
            draft.keep_field(match["label"], match["target"])
        draft.mark_meta(start, end)
        return
    if _is_meta(block, raw):
        draft.mark_furniture(start, end)
        return
    is_plain = block.kind == "paragraph" or (block.kind == "code" and raw[:1].isspace())
    rows = raw.split("\n")
    if is_plain and len(rows) > 1 and (name := byline(rows[0])):
        rows[0] = f"author: {name}"
    pairs = read_field_block(rows) if is_plain else []
    is_head = bool(pairs) and (not draft.paragraphs or field_name(pairs[0][0]) == "date")
    if is_head or (block.kind in ("list", "paragraph") and all(map(_is_property, raw.split("\n")))):
        draft.mark_meta(start, end)
        return
    if block.kind == "html" and HTML_QUOTE.match(raw):
        voice = "author"
    if block.kind in ("html", "paragraph") and "<" in raw and is_layout(CODE_SPAN.sub("", raw)):
        extract_layout(draft, raw, start, end, section, voice)
        return
    if block.kind == "quote":
        raw, voice = unquote(raw, voice)
        raw = HEADING_SIGN.sub("", raw)
        start, raw = strip_callout_mark(draft, raw, start)
    if block.kind == "paragraph":
        voice = "machine" if MACHINE_LABEL.match(raw) else reader_of_label(raw, voice)
        raw = without_furniture(draft, start, raw, voice)
    located = strip_location(raw)
    text = clean_text(located.text)
    is_wordless = block.kind in ("paragraph", "table") and not re.search(r"[^\W_]", text)
    if not text or is_wordless or is_image_only(text):
        draft.mark_meta(start, end)
    elif located.has_tail and block.kind != "code":
        draft.add_highlight(
            Highlight(
                text=LIST_MARK.sub("", text) if block.kind == "list" else text,
                line_start=start,
                line_end=end,
                location=located.location,
                url=located.url,
                readwise_id=located.readwise_id,
                section=section,
            )
        )
    else:
        draft.add_paragraph(Paragraph(text=text, line_start=start, line_end=end, section=section, voice=voice))


def _is_meta(block: Block, raw: str) -> bool:
    """Whether a block holds no text: a query, a comment or only an embedded player."""
    if block.kind == "code":
        return bool(QUERY.match(block.info)) or (raw[:1].isspace() and all(map(_is_property, raw.split("\n"))))
    if block.kind == "html":
        return bool(COMMENT.match(raw)) or is_player(raw)
    if block.kind == "paragraph":
        is_player_block = raw.lstrip().startswith("<") and is_player(raw)
        return bool(COMMENT.match(raw)) or is_player_block
    return False


def _is_property(line: str) -> bool:
    """Whether a line is metadata in the middle of a note: `key:: value`, or a known field with a short value."""
    pair, label = split_field(line), read_label(line.strip())
    if label and label.kind == "tags" and "(" in label.key:
        return True
    if pair and (field_name(pair[0]) in ("note", "summary") or len(pair[1].split()) > MAX_FIELD_WORDS):
        return False
    return bool(PROPERTY.match(line) or (pair and field_name(pair[0])))
