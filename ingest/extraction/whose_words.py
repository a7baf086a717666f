"""Whose words a note's unmarked text is: the reader's, unless the note or the text itself hints at a source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Document, Paragraph, Voice
from ingest.extraction.furniture import reader_of_label
from ingest.markdown.blocks import heading_of
from ingest.metadata.fields import field_name
from ingest.metadata.labels import begins_with_any, is_heading_of, label_kind
from ingest.metadata.record_heads import read_head
from ingest.metadata.title_author import is_name, work_in
from ingest.metadata.titles import title_from_path
from ingest.metadata.trailing_metadata import OPENING_QUOTES, strip_trailing_metadata
from ingest.note import Note
from ingest.text.dates import date_of_name
from ingest.text.first_person import PRONOUNS, speaks_of_oneself

TASK = re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s")
MIN_NAME_WORDS = 2
SENTENCE_ENDS = '.!?…。！？।"”»)」'
MIN_QUOTED_WORDS = 4
ATTRIBUTED = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\"[^\"]{12,}\"|“[^”]{12,}”|„[^“”]{12,}[“”]|«[^»]{12,}»|「[^」]{6,}」)\s*[—–~-]{1,2}\s*[^\n]{2,80}$"
)
"""A quotation with who said it behind: `“…” — Maren Voss, *Salt and Tide*`."""
PLACE_START = re.compile(r"^[^\n:：]{0,30}\d[^\n:：]{0,20}[:：]")
SIGNATURE = re.compile(r"^[—–~-]{1,2}\s*(?P<name>[^\W\d_][^\n,:]{3,60})$")
CITED = re.compile(r"\([^()\n]*\b(?:1[5-9]|20)\d\d[a-z]?[,:]\s*(?:pp?\.|S\.|s\.)?\s*\d+(?:[-–]\d+)?\)\.?$")
"""`(Voss, 2019, p. 12)` at the end."""
ADDRESS_LAST = re.compile(r"^[^\n]{0,80}?<?(?P<url>https?://[^\s<>]+?)[>.]?\s*$")
NOTICE = re.compile(r"^\W*(?:©|\(c\)\s*\d{4}|copyright\b|all rights reserved)", re.I)
MAX_HEAD_LINES = 3
SPEAKER = re.compile(
    r"^(?:[\[(]?\d{1,2}(?::\d\d){1,2}[\])]?\s*)?[*_]{0,2}(?P<name>[^\W\d_][^:*_\n]{2,40})[*_]{0,2}\s*[:：][*_]{0,2}\s+\S"
)
OWN_LABEL = re.compile(rf"^[\W\d]*(?:{'|'.join(PRONOUNS)})\s*[:：]\s", re.I)
CELLS = re.compile(r"^\|?\s*[*_]*(?P<key>[^|*_]+?)[*_]*\s*\|")
MIN_LABELLED_ROWS = 2
ITEM_SIGN = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
PASTED_FROM = re.compile(r"^[^\W\d_]+\s*:?\s*<?(?P<url>https?://[^\s<>]+)>?\s*$")
"""What a notebook writes below text that was pasted: `From <https://…>`."""


def default_voice(note: Note, author: str) -> Voice:
    """The voice of text that nothing marks in a note without an address."""
    is_on_work = names_work(note) and _is_in_sentences(note) and not is_own_page(note)
    return "unknown" if author or is_on_work else "reader"


def _is_in_sentences(note: Note) -> bool:
    """Whether most lines end as a work's sentences do, and the notes of a list do not."""
    lines = [line.rstrip() for line in note.lines[note.body - 1 :] if line.strip() and not heading_of(line)]
    return 2 * sum(line[-1] in SENTENCE_ENDS for line in lines) > len(lines)


def is_own_page(note: Note) -> bool:
    """Whether something shows that the reader wrote a note: a day as its name, tasks, the first person."""
    if date_of_name(note.path):
        return True
    lines = note.lines[note.body - 1 :]
    return any(TASK.match(line) or (not _is_quoted(line) and speaks_of_oneself(line)) for line in lines)


def names_work(note: Note) -> bool:
    """Whether a note's name, title or first line is a work's title with its author."""
    filled = [line for line in note.lines[note.body - 1 :] if line.strip()][:1]
    heads = [heading[1] if (heading := heading_of(line)) else line for line in filled]
    return any(bool(work_in(line)[1]) for line in (title_from_path(note.path), *heads))


def settle_voices(document: Document) -> Document:
    """The document, with what is a source's by its own look no longer the reader's."""
    kept = list[Paragraph]()
    speakers = _speakers(document.paragraphs)
    has_source = any(map(_is_source_key, dict(document.fields))) or any(
        NOTICE.match(paragraph.text) for paragraph in document.paragraphs
    )
    for paragraph in document.paragraphs:
        address = _pasted_from(paragraph.text)
        if address or _is_signature(paragraph.text):
            _give_to_source(kept, paragraph.section, address)
            has_source = has_source or not kept
            if address and kept and PASTED_FROM.match(paragraph.text):
                continue
            paragraph = _unless_own(paragraph)
        kept.append(replace(paragraph, voice=_voice(paragraph, document, speakers, has_source=has_source)))
    dropped = len(document.paragraphs) - len(kept)
    return replace(document, paragraphs=tuple(kept), meta=document.meta + dropped)


def _give_to_source(kept: list[Paragraph], section: tuple[str, ...], address: str) -> None:
    """Takes the paragraphs of a section, up to the last source named in it, from the reader."""
    for at in range(len(kept) - 1, -1, -1):
        if kept[at].section != section or kept[at].url:
            break
        kept[at] = replace(_unless_own(kept[at]), url=address)


def _unless_own(paragraph: Paragraph) -> Paragraph:
    is_own = reader_of_label(paragraph.text, "unknown") == "reader" or _is_below_own(paragraph)
    return replace(paragraph, voice="unknown") if paragraph.voice == "reader" and not is_own else paragraph


def _is_below_own(paragraph: Paragraph) -> bool:
    return any(is_heading_of(heading, "own_headings") for heading in paragraph.section)


def _is_of_quotations(heading: str) -> bool:
    """Whether a heading names quotations; the highlights of a week are the reader's."""
    return is_heading_of(heading, "highlight_headings") and "highlight" not in heading.casefold()


def _is_source_key(key: str) -> bool:
    """Whether a field says that a note is on a work: `ISBN`, `Source`, `Publisher`."""
    return any(is_heading_of(key, name) for name in ("source_keys", "source_words")) or key.casefold() == "publisher"


def _is_signature(text: str) -> bool:
    """Whether a paragraph is only a name behind a dash, as below a poem."""
    match = SIGNATURE.match(text)
    return bool(match and is_name(match["name"]) and " " in match["name"])


def _voice(paragraph: Paragraph, document: Document, speakers: set[str], *, has_source: bool) -> Voice:
    """A paragraph's voice: what was the reader's or nobody's for want of a mark, told by its look."""
    if paragraph.voice not in ("reader", "unknown"):
        return paragraph.voice
    if reader_of_label(paragraph.text, "unknown") == "reader" or OWN_LABEL.match(paragraph.text):
        return "reader"
    if _is_below_own(paragraph):
        return "reader"
    lines = [ITEM_SIGN.sub("", line) for line in paragraph.text.split("\n") if line.strip()]
    may_quote = all(line[:1] in OPENING_QUOTES for line in lines)
    stripped = [strip_trailing_metadata(line) for line in lines] if may_quote else []
    if ATTRIBUTED.match(paragraph.text):
        return "author"
    if stripped and all(each.quoted and len(each.text.split()) >= MIN_QUOTED_WORDS for each in stripped):
        is_sourced = bool(document.author) or all(each.location for each in stripped)
        return "author" if is_sourced else "unknown"
    if has_source or any(map(_is_of_quotations, paragraph.section)) or CITED.search(paragraph.text):
        return "unknown"
    if any(map(_begins_with_place, lines)) or _is_work_table(lines):
        return "unknown"
    spoken = SPEAKER.match(lines[0]) if lines and speakers else None
    return "unknown" if spoken and spoken["name"].strip() in speakers else paragraph.voice


def _is_quoted(line: str) -> bool:
    text = ITEM_SIGN.sub("", line).lstrip()
    return text[:1] in OPENING_QUOTES or text.startswith(">")


def _begins_with_place(line: str) -> bool:
    head = read_head(line) if PLACE_START.match(line) else None
    return bool(head and head.location and head.value and not head.type)


def _is_work_table(lines: Sequence[str]) -> bool:
    """Whether a table tells a work's fields, one in each row."""
    keys = [match["key"] for line in lines if line.startswith("|") and (match := CELLS.match(line))]
    known = sum(
        field_name(key) in ("author", "summary", "published", "url") or label_kind(key) == "author" for key in keys
    )
    return known >= MIN_LABELLED_ROWS


def _speakers(paragraphs: Sequence[Paragraph]) -> set[str]:
    """The names before colons at the beginnings of paragraphs."""
    lines = [line for paragraph in paragraphs if ":" in paragraph.text for line in paragraph.text.split("\n")]
    matches = map(SPEAKER.match, lines)
    names = {match["name"].strip() for match in matches if match}
    spoken = {name for name in names if is_name(name) and len(name.split()) >= MIN_NAME_WORDS}
    has_reader = any(map(OWN_LABEL.match, lines))
    return spoken if len(spoken) + has_reader > 1 else set()


def _pasted_from(text: str) -> str:
    """The address in a line `From <https://…>`, or ""."""
    match = ADDRESS_LAST.match(text)
    if not match:
        return ""
    is_alone = PASTED_FROM.match(text) and is_heading_of(text.split()[0], "pasted_from")
    return match["url"] if is_alone or begins_with_any("source_words").match(text) else ""
