"""Headings of a page of highlights: title, chapter, the reader's own part, or the head of a record."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.markdown.links import bare_link, link_targets
from ingest.metadata.head_words import read_color
from ingest.metadata.labels import is_heading_of, label_kind, read_label
from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.title_author import is_count, is_name, title_and_author, without_counts, without_lead
from ingest.metadata.trailing_metadata import strip_trailing_metadata
from ingest.records.line_kinds import CHAPTER_LEVEL, Line, is_chapter
from ingest.records.page_builder import FIELD_OF_LABEL, PageBuilder
from ingest.text.clean import clean_text
from ingest.text.first_person import speaks_of_oneself


def read_heading(builder: PageBuilder, line: Line) -> None:
    builder.mark_syntax([line])
    words = clean_text(bare_link(line.text.strip("*_ ")))
    if builder.record and _heads_note(builder, line, words):
        builder.record.slot = "note"
        return
    builder.close()
    head = read_head(words)
    is_highlights = is_heading_of(words, "highlight_headings")
    is_head = head is not None and _heads_record(head, words) and not (is_highlights and is_count(words))
    heads_text = words in builder.record_headings
    builder.record_level = line.level if is_head or heads_text else 0
    if head and is_head:
        if heads_text or not is_count(words) or builder.page.records:
            builder.pending = [line] if heads_text or head.location or head.dated else []
            builder.day = head.date if not head.location and not head.type else builder.day
        return
    if heads_text:
        builder.pending = [line]
        return
    builder.day = ""
    if builder.is_below_title and is_name(words) and not builder.page.fields.get("author"):
        builder.page.fields.add("author", words)
        return
    label = read_label(words) if builder.before_records else None
    if label and label.value and label.kind in FIELD_OF_LABEL:
        builder.add_field(replace(line, label=label), label.key, label.value)
        builder.page.title = builder.page.title or builder.page.fields.get("title")
        return
    if builder.before_records and not builder.page.title and not is_highlights:
        if is_heading_of(words, "generic_headings"):
            return
        if _may_be_title(builder, line):
            _read_title(builder, line)
            return
    builder.in_highlights = builder.in_highlights or is_highlights
    builder.color = read_color(words)
    builder.highlights_level = line.level if is_highlights else builder.highlights_level
    is_beside_highlights = line.level <= builder.highlights_level and not (is_highlights or is_chapter(words))
    is_beside_highlights = is_beside_highlights and speaks_of_oneself(words)
    is_own = is_heading_of(words, "own_headings") or is_beside_highlights
    builder.is_own = is_own or (_names_notes(words) and bool(builder.page.records))
    text = strip_trailing_metadata(line.text).text
    title, author = title_and_author(text)
    is_work = author and (builder.has_work_headings or not (is_name(title) or is_chapter(title)))
    if is_work and not builder.is_own:
        builder.work = (title, author)
        text = ""
    builder.headings.enter(line.level, "" if is_highlights else clean_text(bare_link(text)))


def _heads_note(builder: PageBuilder, line: Line, words: str) -> bool:
    """Whether a heading is the label of the note on the open record, whose own heading stands above it."""
    has_text = builder.record is not None and builder.record.has_text
    return has_text and 0 < builder.record_level < line.level and _names_notes(words)


def _may_be_title(builder: PageBuilder, line: Line) -> bool:
    """Whether a heading above all records can be the page's title, rather than a chapter's."""
    is_listed = builder.page.has_highlights_heading and builder.in_highlights
    is_below_title = line.level > 1 and bool(builder.page.fields.get("title"))
    return line.level < CHAPTER_LEVEL and not is_listed and not is_below_title and not is_chapter(line.text)


def _names_notes(words: str) -> bool:
    """Whether a heading is no more than a label for notes, perhaps with their count: below highlights they are the
    reader's."""
    head = read_head(words)
    return label_kind(words) == "note" or bool(head and head.type == "note" and not head.value and is_count(words))


def _heads_record(head: Head, words: str) -> bool:
    says_more = head.location or head.dated or (head.type and re.search(r"\d", words))
    return bool(says_more) and not head.value


def _read_title(builder: PageBuilder, line: Line) -> None:
    """Reads the page's title, perhaps with its author: `Notes from Salt and Tide - Maren Voss (12)`."""
    whole = bare_link(line.text)
    words = without_lead(whole if whole != line.text else strip_trailing_metadata(line.text).text)
    title, author = title_and_author(words)
    if builder.in_first_block and (link := next(iter(link_targets(line.text)), "")):
        builder.page.fields.add("url", link)
    builder.page.title = title if author else without_counts(clean_text(bare_link(words)))
    if author:
        builder.page.fields.add("author", author)
