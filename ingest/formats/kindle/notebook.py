"""The notebook of one book as the Kindle app exports it, turned into markdown or plain text.

Known by two or more lines that say of which kind the next words are and where they stand, or by one below a
`Notes and highlights for` title. The app writes them in the reader's language.

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
from ingest.markdown.blocks import HeadingPath, heading_of
from ingest.markdown.list_lines import RULE
from ingest.markdown.plain_text import is_candidate
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.titles import tidy_title, title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text

NAME = "kindle-notebook"

KINDS = {
    "highlight": "highlight markierung subrayado resaltado surlignement surlignage evidenziazione destaque "
    "ハイライト 标注 标记",
    "note": "note notiz nota メモ 笔记",
    "bookmark": "bookmark lesezeichen marcador signet segnalibro ブックマーク 书签",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
COLORS = {
    "yellow": "yellow gelb amarillo jaune giallo amarelo 黄色 黄",
    "blue": "blue blau azul bleu blu 青 青色 蓝色 蓝",
    "pink": "pink rosa rose ピンク 粉红色 粉色",
    "orange": "orange naranja arancione laranja オレンジ 橙色",
}
COLOR_OF = {word: color for color, words in COLORS.items() for word in words.split()}
PAGES = r"page|seite|página|pagina|ページ|页"
LOCATIONS = r"location|loc\.?|position|posición|posizione|posição|ubicación|emplacement|位置"
MARKER = re.compile(
    rf"^\s*(?:#{{1,6}}\s*|[-*]\s+)?[*_]{{0,3}}(?P<kind>{'|'.join(KIND_OF)})\s*(?:[(（](?P<color>[^()（）]{{1,12}})[)）])?"
    rf"\s*[-–—|:]\s*(?:(?P<chapter>[^|]{{1,200}}?)\s*>\s*)?"
    rf"(?P<place>(?:{PAGES}|{LOCATIONS}|第)\s*[\d][\d,.–-]*.{{0,40}}?)[*_]{{0,3}}\s*$",
    re.I,
)
PAGE = re.compile(rf"(?:{PAGES}|第)\s*(\d[\d–-]*)", re.I)
LOCATION = re.compile(rf"(?:{LOCATIONS})\s*(\d[\d–-]*)", re.I)
TITLE = re.compile(
    r"^(?:(?:your )?(?:kindle )?notebook exports?$|notebook (?:for|from)\b:?|(?:your )?(?:kindle )?(?:notes|highlights)"
    r"(?: (?:and|&) (?:notes|highlights))? (?:for|from|in)\b:?)\s*",
    re.I,
)
OVER = re.compile(r"^(?:my )?(?:highlights|notes|annotations|notebook)(?: (?:and|&) (?:notes|highlights))?$", re.I)
CITATION = re.compile(r"^citation\b", re.I)
AUTHOR_WORDS = 12
BELOW_HEADINGS = 7


@dataclass(slots=True)
class Entry:
    """One highlight or note being read."""

    kind: str
    start: int
    end: int
    color: str
    location: str
    section: tuple[str, ...]
    lines: list[tuple[int, str]] = field(default_factory=list)


def recognises(note: Note) -> bool:
    marked = sum(bool(MARKER.match(line)) for line in note.lines[note.body - 1 :])
    titled = any(TITLE.match(line.lstrip("# ")) for line in note.lines[note.body - 1 : note.body + 5])
    return marked > 1 or (marked == 1 and titled)


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front(note.front)
    trail = HeadingPath()
    title, below = _read_head(draft, fields, trail)
    _read_entries(draft, below, trail)
    known = fields.document(title)
    known["title"] = tidy_title(known["title"]) or title_from_path(note.path)
    return (draft.finish(format=NAME, **(known | {"category": known["category"] or "books"})),)


def _read_head(draft: DocumentBuilder, fields: MetadataFields, trail: HeadingPath) -> tuple[str, int]:
    """The title, and the line at which chapters and markers begin.

    In plain text the third line is a chapter: title and author stand above it.
    """
    note, names = draft.note, list[str]()
    first = next((n for n in range(note.body, note.end + 1) if MARKER.match(note.line(n))), note.end + 1)
    last = first
    while last > note.body and (not note.line(last - 1).strip() or heading_of(note.line(last - 1))):
        last -= 1
    titled = any(note.line(number).strip() for number in range(note.body, last))
    last = last if titled else next((n for n in range(last, first) if note.line(n).strip()), first - 1) + 1
    for number in range(note.body, last):
        line = note.line(number).strip()
        heading, pair = heading_of(line), split_field(line)
        draft.mark_meta(number)
        words = clean_text(TITLE.sub("", heading[1] if heading else line)).strip("*_ ")
        if pair and field_name(pair[0]) and not heading:
            fields.add(*pair)
        elif words and not CITATION.match(words) and not RULE.match(line):
            names.append(words)
    if len(names) > 1 and len(names[1].split()) <= AUTHOR_WORDS:
        fields.add("author", re.sub(r"^by\s+", "", names[1], flags=re.I))
    if len(names) > 2 and is_candidate(names[-1]):
        trail.enter(BELOW_HEADINGS, names[-1])
    return (names[0] if names else ""), last


def _read_entries(draft: DocumentBuilder, first: int, trail: HeadingPath) -> None:
    entry: Entry | None = None
    for number in range(first, draft.end + 1):
        line = draft.note.line(number)
        marker, heading = MARKER.match(line), heading_of(line)
        if marker:
            if entry:
                _close(draft, entry, trail)
            draft.mark_meta(number)
            entry = _open(marker, number, trail)
        elif heading or RULE.match(line):
            if entry:
                _close(draft, entry, trail)
            entry = None
            draft.mark_meta(number)
            if heading and not OVER.match(heading[1]):
                trail.enter(heading[0], clean_text(heading[1]))
        elif entry:
            entry.lines.append((number, line.strip()))
            entry.end = number if line.strip() else entry.end
        elif line.strip() and is_candidate(line.strip()):
            draft.mark_meta(number)
            trail.enter(BELOW_HEADINGS, clean_text(line))
    if entry:
        _close(draft, entry, trail)


def _open(marker: re.Match[str], number: int, trail: HeadingPath) -> Entry:
    chapter = clean_text(marker["chapter"] or "")
    if chapter:
        trail.enter(BELOW_HEADINGS + 1, chapter)
    page, location = PAGE.search(marker["place"]), LOCATION.search(marker["place"])
    place = f"Location {location[1]}" if location else f"Page {page[1]}" if page else ""
    color = (marker["color"] or "").strip().lower()
    return Entry(
        kind=KIND_OF[marker["kind"].lower()],
        start=number,
        end=number,
        color=COLOR_OF.get(color, color),
        location=place,
        section=trail.section,
    )


def _close(draft: DocumentBuilder, entry: Entry, trail: HeadingPath) -> None:
    """Give the draft what an entry holds; a chapter's name that stands last in it, in plain text, is the trail's."""
    blocks = re.split(r"\n\s*\n", "\n".join(line for _, line in entry.lines).strip())
    if len(blocks) > 1 and "\n" not in blocks[-1] and is_candidate(blocks[-1]):
        number = max(number for number, line in entry.lines if line)
        draft.mark_meta(number)
        entry.lines = [one for one in entry.lines if one[0] < number]
        entry.end = max((number for number, line in entry.lines if line), default=entry.start)
        trail.enter(BELOW_HEADINGS, clean_text(blocks[-1]))
    text = clean_text("\n".join(line for _, line in entry.lines))
    if not text or entry.kind == "bookmark":
        draft.mark_meta(entry.start, entry.end)
        return
    above = draft.highlights[-1] if draft.highlights else None
    if entry.kind == "note" and above and not above.note and above.location == entry.location:
        draft.highlights[-1] = replace(above, note=text, line_end=entry.end)
        draft.mark_meta(entry.start, entry.end)
    elif entry.kind == "note":
        words = Paragraph(text=text, line_start=entry.start, line_end=entry.end, section=entry.section, voice="reader")
        draft.add_paragraph(words)
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
