"""The notebook of one book as the Kindle app exports it, converted to markdown or plain text.

Known by two or more lines that give an entry's type and place, or by one below a `Notes and highlights for` title. The
app writes them in the reader's language.

    # Notes and highlights for The Salt Road
    ## Part One
    ### Highlight (yellow) - Page 12 · Location 180
    words of the work
    ### Note - Page 12 · Location 180
    the reader's words on them
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.note_start import start_draft
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.list_lines import RULE
from ingest.markdown.plain_text import can_be_heading
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.titles import tidy_title, title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text

NAME = "kindle-notebook"

TYPE_WORDS = {
    "highlight": "highlight markierung subrayado resaltado surlignement surlignage evidenziazione destaque "
    "ハイライト 标注 标记",
    "note": "note notiz nota メモ 笔记",
    "bookmark": "bookmark lesezeichen marcador signet segnalibro ブックマーク 书签",
}
TYPE_OF = {word: kind for kind, words in TYPE_WORDS.items() for word in words.split()}
COLOR_WORDS = {
    "yellow": "yellow gelb amarillo jaune giallo amarelo 黄色 黄",
    "blue": "blue blau azul bleu blu 青 青色 蓝色 蓝",
    "pink": "pink rosa rose ピンク 粉红色 粉色",
    "orange": "orange naranja arancione laranja オレンジ 橙色",
}
COLOR_OF = {word: color for color, words in COLOR_WORDS.items() for word in words.split()}
PAGE_WORDS = r"page|seite|página|pagina|ページ|页"
LOCATION_WORDS = r"location|loc\.?|position|posición|posizione|posição|ubicación|emplacement|位置"
ENTRY_LINE = re.compile(
    rf"^\s*(?:#{{1,6}}\s*|[-*]\s+)?[*_]{{0,3}}(?P<type>{'|'.join(TYPE_OF)})\s*"
    r"(?:[(（](?P<color>[^()（）]{1,12})[)）])?"
    rf"\s*[-–—|:]\s*(?:(?P<chapter>[^|]{{1,200}}?)\s*>\s*)?"
    rf"(?P<place>(?:{PAGE_WORDS}|{LOCATION_WORDS}|第)\s*[\d][\d,.–-]*.{{0,40}}?)[*_]{{0,3}}\s*$",
    re.I,
)
PAGE = re.compile(rf"(?:{PAGE_WORDS}|第)\s*(\d[\d–-]*)", re.I)
LOCATION = re.compile(rf"(?:{LOCATION_WORDS})\s*(\d[\d–-]*)", re.I)
TITLE_LABEL = re.compile(
    r"^(?:(?:your )?(?:kindle )?notebook exports?$|notebook (?:for|from)\b:?|(?:your )?(?:kindle )?(?:notes|highlights)"
    r"(?: (?:and|&) (?:notes|highlights))? (?:for|from|in)\b:?)\s*",
    re.I,
)
OWN_HEADING = re.compile(
    r"^(?:my )?(?:highlights|notes|annotations|notebook)(?: (?:and|&) (?:notes|highlights))?$", re.I
)
CITATION = re.compile(r"^citation\b", re.I)
MAX_AUTHOR_WORDS = 12
CHAPTER_LEVEL = 7


@dataclass(slots=True)
class Entry:
    """A highlight, note or bookmark being read."""

    entry_type: str
    """A key of TYPE_WORDS."""
    start: int
    end: int
    color: str
    location: str
    section: tuple[str, ...]
    lines: list[tuple[int, str]] = field(default_factory=list)


def recognises(note: Note) -> bool:
    marked = sum(bool(ENTRY_LINE.match(line)) for line in note.lines[note.body - 1 :])
    titled = any(TITLE_LABEL.match(line.lstrip("# ")) for line in note.lines[note.body - 1 : note.body + 5])
    return marked > 1 or (marked == 1 and titled)


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    headings = HeadingPath()
    title, below = _read_head(draft, fields, headings)
    _read_entries(draft, below, headings)
    metadata = fields.document_arguments(title)
    metadata["title"] = tidy_title(metadata["title"]) or title_from_path(note.path)
    return (draft.finish(format=NAME, **(metadata | {"category": metadata["category"] or "books"})),)


def _read_head(draft: DocumentBuilder, fields: MetadataFields, headings: HeadingPath) -> tuple[str, int]:
    """Read title, author and fields; the title, and the line at which chapters and entries begin.

    In plain text the third line is a chapter: title and author stand above it.
    """
    note, names = draft.note, list[str]()
    end = _head_end(note)
    for number in range(note.body, end):
        line = note.line(number).strip()
        heading, pair = heading_of(line), split_field(line)
        draft.mark_furniture(number)
        words = clean_text(TITLE_LABEL.sub("", heading[1] if heading else line)).strip("*_ ")
        if pair and field_name(pair[0]) and not heading:
            fields.add(*pair)
        elif words and not CITATION.match(words) and not RULE.match(line):
            names.append(words)
    if len(names) > 1 and len(names[1].split()) <= MAX_AUTHOR_WORDS:
        fields.add("author", re.sub(r"^by\s+", "", names[1], flags=re.I))
    if len(names) > 2 and can_be_heading(names[-1]):
        headings.enter(CHAPTER_LEVEL, names[-1])
    return (names[0] if names else ""), end


def _head_end(note: Note) -> int:
    """The line after the head: of the first entry or the headings right above it, but below the first text."""
    first = next((n for n in range(note.body, note.end + 1) if ENTRY_LINE.match(note.line(n))), note.end + 1)
    end = first
    while end > note.body and (not note.line(end - 1).strip() or heading_of(note.line(end - 1))):
        end -= 1
    if any(note.line(number).strip() for number in range(note.body, end)):
        return end
    return next((n for n in range(end, first) if note.line(n).strip()), first - 1) + 1


def _read_entries(draft: DocumentBuilder, first: int, headings: HeadingPath) -> None:
    entry: Entry | None = None
    for number in range(first, draft.end + 1):
        line = draft.note.line(number)
        match, heading = ENTRY_LINE.match(line), heading_of(line)
        if entry and (match or heading or RULE.match(line)):
            _close(draft, entry, headings)
            entry = None
        if match:
            draft.mark_meta(number)
            entry = _open(match, number, headings)
        elif heading or RULE.match(line):
            draft.mark_meta(number)
            if heading and not OWN_HEADING.match(heading[1]):
                headings.enter(heading[0], clean_text(heading[1]))
        elif entry:
            entry.lines.append((number, line.strip()))
            entry.end = number if line.strip() else entry.end
        elif line.strip() and can_be_heading(line.strip()):
            draft.mark_meta(number)
            headings.enter(CHAPTER_LEVEL, clean_text(line))
    if entry:
        _close(draft, entry, headings)


def _open(match: re.Match[str], number: int, headings: HeadingPath) -> Entry:
    chapter = clean_text(match["chapter"] or "")
    if chapter:
        headings.enter(CHAPTER_LEVEL + 1, chapter)
    page, location = PAGE.search(match["place"]), LOCATION.search(match["place"])
    color = (match["color"] or "").strip().lower()
    return Entry(
        entry_type=TYPE_OF[match["type"].lower()],
        start=number,
        end=number,
        color=COLOR_OF.get(color, color),
        location=f"Location {location[1]}" if location else f"Page {page[1]}" if page else "",
        section=headings.section,
    )


def _close(draft: DocumentBuilder, entry: Entry, headings: HeadingPath) -> None:
    """Add a finished entry; a note joins the highlight above it at the same place."""
    _detach_chapter(draft, entry, headings)
    text = clean_text("\n".join(line for _, line in entry.lines))
    if not text or entry.entry_type == "bookmark":
        draft.mark_meta(entry.start, entry.end)
        return
    above = draft.highlights[-1] if draft.highlights else None
    if entry.entry_type == "note" and above and not above.note and above.location == entry.location:
        draft.highlights[-1] = replace(above, note=text, line_end=entry.end)
        draft.mark_meta(entry.start, entry.end)
    elif entry.entry_type == "note":
        draft.add_paragraph(
            Paragraph(text=text, line_start=entry.start, line_end=entry.end, section=entry.section, voice="reader")
        )
    else:
        draft.add_highlight(
            Highlight(
                text=text,
                line_start=entry.start,
                line_end=entry.end,
                color=entry.color,
                location=entry.location,
                section=entry.section,
            )
        )


def _detach_chapter(draft: DocumentBuilder, entry: Entry, headings: HeadingPath) -> None:
    """In plain text, take a chapter's name off the end of an entry: a short last line below a blank one."""
    blocks = re.split(r"\n\s*\n", "\n".join(line for _, line in entry.lines).strip())
    if len(blocks) < 2 or "\n" in blocks[-1] or not can_be_heading(blocks[-1]):
        return
    chapter_line = max(number for number, line in entry.lines if line)
    draft.mark_meta(chapter_line)
    entry.lines = [(number, line) for number, line in entry.lines if number < chapter_line]
    entry.end = max((number for number, line in entry.lines if line), default=entry.start)
    headings.enter(CHAPTER_LEVEL, clean_text(blocks[-1]))
