"""A page of highlights by its structure, whatever tool or hand wrote it.

Known by records of one shape, and by evidence that they come from a work: an author, an address, a reading tool's
words or addresses, places and dates of the records, a heading such as `Highlights`.

    # Salt and Tide
    **Author:** Maren Voss

    ## My quotes
    ### 1. Clocks
    > The harbour keeps its own clock. (p. 12)

    Whose? Ask the harbour master.

How records are found is told in `ingest.records.read_page`. Notes and text below a heading of the reader's own are the
reader's; where nothing tells whose the text between records is, it is nobody's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from copy import deepcopy

from ingest.document import Document, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.prose import extract_blocks
from ingest.metadata.labels import field_name, is_heading_of, label_kind, read_label
from ingest.metadata.tags import author_names
from ingest.metadata.title_author import names_an_app
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.records.line_kinds import HTML_TAG
from ingest.records.page_builder import Page, PageBuilder
from ingest.records.read_page import open_page, read_page
from ingest.records.record import Record
from ingest.text.clean import clean_text
from ingest.text.first_person import speaks_of_oneself
from ingest.voices.evidence import is_part_of_talk, without_quotations

NAME = "highlights-page"

MIN_EVIDENCE = 2
CODE_OPENING = re.compile(r"^\s*(?:(?:```|~~~)[\w-]*)?\s*")
MAX_SCANNED_LINES = 20_000
EXPORT_NAME = re.compile(
    r"highlight|annotation|clipping|quotes|(?:^|[\s_-])notes?\b|export|zitate|notizen|markierung|citas|citations|"
    r"цитаты|cytaty|划线|ハイライト",
    re.I,
)
BOOK_FILE = re.compile(r"\.(?:pdf|epub|mobi|azw3?)\b", re.I)
READING_APP = re.compile(
    r"\b(?!https?:|file:|mailto:|obsidian:|logseq:|notion:|bear:)[a-z][\w.+-]*://|"
    r"hyp\.is/|readwise\.io/|learning\.oreilly\.com/|glasp\.co/|books\.apple\.com/|weread\.qq\.com|memex\."
)
"""In lower case."""
BOOK_KEYS = frozenset(("bookid", "book id", "isbn", "asin", "书名", "book title", "book author"))
MARKED = ("head", "label", "quote", "quoted", "glyph")
"""Shapes of pages on which each highlight is marked as one, so that other text in the first person is the reader's."""
SURE_OF_READER = ("quote", "bullets", "paragraphs")
"""Shapes of pages in which what is not marked as the work's stands there by the reader's hand."""


def recognises(note: Note) -> bool:
    if note.path.lower().endswith((".csv", ".tsv", ".srt", ".vtt")) or note.end > MAX_SCANNED_LINES:
        return False
    page = _page_of(note)
    if not page:
        return False
    found = [record for record in page.records if record.type == "highlight" or record.has_text]
    if not page.shape or not found or evidence(note, page) < MIN_EVIDENCE:
        return False
    if (
        len(found) == 1
        and not {"url", "source"}.isdisjoint(map(field_name, note.front))
        and any(not prose.own for prose in page.prose)
    ):
        return False
    outside = sum(prose.end - prose.start + 1 for prose in page.prose if not prose.own)
    inside = sum(record.end - record.start + 1 for record in found)
    if page.shape in ("bullets", "paragraphs"):
        fields = page.fields.document_arguments()
        named = "\n".join(map(note.line, page.furniture))
        by_tool = fields["author"] and names_an_app(f"{named}\n{fields['tags']} {fields['fields']}")
        return bool(page.has_highlights_heading or page.has_annotated_bullets or by_tool) and inside >= outside
    return inside >= outside and (page.has_highlights_heading or page.remarks <= len(found))


def _page_of(note: Note) -> Page | None:
    """The page that a note is, where the marks of its blocks let it be one of highlights."""
    builder = open_page(note)
    return read_page(builder) if _may_hold_records(builder) else None


def _may_hold_records(builder: PageBuilder) -> bool:
    """Whether a page could be one of highlights by the marks of its blocks alone."""
    note, page = builder.note, builder.page
    codes = (note.text(block.start, block.start + 1) for block in builder.blocks if block.is_code)
    if any(CODE_OPENING.sub("", code).startswith(("[", "{")) for code in codes):
        return True
    if page.shape == "bullets":
        return page.has_highlights_heading or page.has_annotated_bullets or names_an_app("\n".join(note.lines))
    return bool(page.shape)


def evidence(note: Note, page: Page) -> int:
    """How much shows that a page's records come from a work that somebody else wrote."""
    fields = page.fields.document_arguments()
    records = page.records
    texts = "\n".join(note.lines).lower()
    points = 2 * bool(fields["author"]) + bool(fields["url"]) + page.has_highlights_heading
    points += any(is_heading_of(key, "source_keys") for key in (*note.front, *dict(fields["fields"])))
    points += any(record.contexts for record in records)
    points += 2 * any(record.title or record.author for record in records)
    points += any(record.citation for record in records)
    points += 2 * (sum(record.attribution is not None for record in records) > 1)
    points += bool(page.furniture) + bool(page.furniture and names_an_app(texts))
    points += bool(BOOK_FILE.search(f"{page.title} {note.path}"))
    points += bool(EXPORT_NAME.search(note.path)) + 2 * bool(READING_APP.search(texts))
    located = [bool(record.location) for record in records]
    points += (sum(located) > 1) + (len(located) > 1 and all(located))
    points += 2 * (sum(record.mark in ("head", "label") for record in records) > 1)
    whole = page.shape in ("quote", "quoted", "tail") and not page.prose and len(records) > 1
    points += whole and (not page.remarks or bool(fields["url"]))
    points += bool(records) and all(record.annotations.date for record in records)
    points += page.shape in ("separated", "glyph") and len(records) > 1
    points += page.has_highlights_heading and page.shape == "quote"
    return points


def read(note: Note) -> tuple[Document, ...]:
    """A document a work, in the order in which works first appear; each counts the lines of its own records."""
    page = read_page(open_page(note))
    works = _works(note, page)
    documents = []
    taken = {line for records in works.values() for record in records for line in range(record.start, record.end + 1)}
    counted = set[int]()
    for at, ((title, author), records) in enumerate(works.items()):
        lines = {line for record in records for line in range(record.start, record.end + 1)} - counted
        counted |= lines
        lines = lines | {n for n in range(1, note.end + 1) if n not in taken} if at == 0 else lines
        documents.append(_read_work(note, page, title, author, records, sorted(lines), first=at == 0))
    return tuple(documents)


def _works(note: Note, page: Page) -> dict[tuple[str, str], list[Record]]:
    """The records of each work; where a page of no author's quotes several people, of each of them."""
    works: dict[tuple[str, str], list[Record]] = defaultdict(list)
    quoted = {id(record): record.cited_author for record in page.records}
    is_of_several = len({*quoted.values()} - {""}) > 1 and not page.fields.document_arguments()["author"]
    texts = [note.text(prose.start, prose.end) for prose in page.prose]
    is_own = any(prose.own for prose in page.prose) or any(map(speaks_of_oneself, map(without_quotations, texts)))
    is_of_several = is_of_several and not is_own
    is_of_one = len(set(quoted.values())) == 1 < len(page.records)
    for record in page.records:
        author = record.author or (quoted[id(record)] if is_of_several or is_of_one else "")
        works[record.title, author].append(record)
    if len(works) > 1 and ("", "") in works:
        loose = works.pop(("", ""))
        next(iter(works.values())).extend(loose)
    return works


def _read_work(
    note: Note, page: Page, title: str, author: str, records: list[Record], lines: list[int], *, first: bool
) -> Document:
    draft = DocumentBuilder(note, lines=lines)
    if first:
        draft.warnings.extend(note.warnings)
        draft.mark_meta(1, note.body - 1)
        for number in page.syntax:
            draft.mark_meta(number)
        for number in page.furniture:
            draft.mark_furniture(number)
        _add_prose(draft, page)
    for line in lines:
        if line in page.syntax or not HTML_TAG.sub("", note.line(line)).strip(" >\t%"):
            draft.mark_meta(line)
    for record in sorted(records, key=lambda record: record.start):
        _add_record(draft, record)
    fields = deepcopy(page.fields)
    for record in records:
        if record.citation:
            fields.keep("citation", record.citation)
    metadata = fields.document_arguments(page.title or title_from_path(note.path))
    keys = {key.casefold() for key in (*note.front, *dict(metadata["fields"]))}
    in_book = not metadata["url"] and any(record.location.startswith("Location ") for record in records)
    if not metadata["category"] and (in_book or not keys.isdisjoint(BOOK_KEYS)):
        metadata["category"] = "books"
    if title or author:
        metadata |= {"title": title or metadata["title"], "author": author_names(author) or metadata["author"]}
    return draft.finish(format=NAME, **metadata)


def _add_prose(draft: DocumentBuilder, page: Page) -> None:
    is_taken_down = any(is_part_of_talk(heading) for prose in page.prose for heading in prose.section)
    is_sure = page.shape in SURE_OF_READER and not page.furniture and not is_taken_down
    voice: Voice = "reader" if is_sure else "unknown"
    for prose in page.prose:
        label = read_label(draft.note.line(prose.start))
        is_summary = any(label_kind(heading) == "summary" for heading in prose.section)
        is_summary = is_summary or bool(label and label.kind == "summary")
        is_spoken = any(map(is_part_of_talk, prose.section))
        is_remark = page.shape in MARKED and speaks_of_oneself(
            without_quotations(draft.note.text(prose.start, prose.end))
        )
        whose: Voice = (
            "reader" if prose.own else "unknown" if is_summary or is_spoken else "reader" if is_remark else voice
        )
        extract_blocks(draft, prose.start, prose.end, voice=whose, section=prose.section)


def _add_record(draft: DocumentBuilder, record: Record) -> None:
    """Adds a record as a highlight, or as a paragraph where it is a note or a bookmark."""
    draft.mark_meta(record.start, record.end)
    if record.type == "bookmark" and not record.annotations.notes:
        paragraph = record.as_paragraph("author")
        if paragraph:
            draft.add_paragraph(paragraph)
        return
    if record.type == "note" and not record.has_text:
        paragraph = record.as_paragraph("reader")
        if paragraph:
            draft.add_paragraph(paragraph)
        return
    context = clean_text(" … ".join(record.contexts))
    if context:
        draft.add_paragraph(
            Paragraph(
                text=context, line_start=record.start, line_end=record.end, section=record.section, voice="author"
            )
        )
    highlight = None if record.is_remark or record.is_own else record.as_highlight()
    if highlight:
        draft.add_highlight(highlight)
    elif paragraph := record.as_paragraph("reader"):
        draft.add_paragraph(paragraph)
