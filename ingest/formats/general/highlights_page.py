"""A page of highlights in a template that no other reader knows, or that somebody made by hand.

Known by a heading such as `Highlights` or `Quotes` over at least half of it, and by naming the work: an author, an
address, a `by` line, or quotations below that heading.

    # Salt and Tide
    **Author:** Maren Voss

    ## My quotes
    ### 1. Clocks
    > The harbour keeps its own clock.

    Whose? Ask the harbour master.

Below that heading quotations are highlights, and what stands below one is the reader's note on it; where there
are none, bullets are, or paragraphs. All else is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.document import Document, Highlight
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import Block, HeadingPath, heading_of, read_blocks
from ingest.markdown.links import bare_link, link_targets
from ingest.markdown.list_lines import BULLET
from ingest.metadata.annotations import Annotation, Annotations, parse_annotation
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.locations import strip_location
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "highlights-page"

OVER = re.compile(
    r"^\W*(?:(?:my|key|best|favou?rite|kindle|book|all)\s+)*(?:highlights?|quotes?|quotations?|passages|excerpts?|"
    r"annotations?|destacados|destaques|subrayados|citas|citações|markierungen|zitate|surlignages|citations|"
    r"evidenziazioni|citazioni|цитаты|выделения|ハイライト|引用|摘录|标注|高亮划线|划线|劃線|高亮|划线评论|读书笔记|하이라이트)"
    r"(?:\s*(?:&|and|und|et|e|y|и|\+)\s*(?:notes?|quotes?|comments?|thoughts|notizen|notas|заметки))?\W*(?:\(\d+\))?\W*$",
    re.I,
)
SHARE = 0.5
"""Of the lines that are no heading, field or lone link; an article with a part of this name has less."""
BY = re.compile(r"^\s*\**(?:by|von|par|por|di|autor)\s+(?P<name>[^\W\d_][^.:!?]{2,60})$", re.I)
QUOTE = re.compile(r"^\s{0,3}>[ \t]?")
CALLOUT = re.compile(r"^\s*\[![\w-]+\][+-]?[ \t]*(?P<words>.*)(?:\n|$)")
PAGE = re.compile(r"^(?:pp?|s|seite|page|página)\.?\s*(?P<number>\d+(?:\s*[-–]\s*\d+)?)$", re.I)
PIN = re.compile(r"^\s*📌\s*")
CLOCK = re.compile(r"^\s*⏱\ufe0f?\s*")
REMARK = re.compile(r"^\s*(?:💭|📝)\s*")
"""Signs that WeRead and Hypothes.is put before words, their time, and the reader's."""
LONE_LINK = re.compile(r"^\W*\[[^\[\]]*\]\((?P<url>(?:[^()\s]|\([^()\s]*\))+)\)\W*$")


@dataclass(slots=True)
class Quoted:
    """A highlight with what has been said of it so far."""

    highlight: Highlight
    said: Annotations = field(default_factory=Annotations)


def recognises(note: Note) -> bool:
    sections = list(_sections(note))
    if not sections:
        return False
    fields, lines = _read_fields(note, sections[0][0] - 1)
    within = {number for first, last in sections for number in range(first, last + 1)}
    texts = [n for n in range(note.body, note.end + 1) if n not in lines and _is_text(note.line(n))]
    inside = [number for number in texts if number in within]
    if not inside or len(inside) < SHARE * len(texts):
        return False
    told = fields.document_arguments()
    return bool(told["author"] or told["url"]) or any(QUOTE.match(note.line(number)) for number in inside)


def has_sections(note: Note) -> bool:
    """Whether a note has a heading of highlights at all."""
    return next(_sections(note), None) is not None


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not heading_of(line) and not LONE_LINK.match(line)


def _sections(note: Note) -> Iterator[tuple[int, int]]:
    """The spans below the headings, to the next that is as high."""
    start = level = 0
    for number in range(note.body, note.end + 2):
        heading = heading_of(note.line(number)) if number <= note.end else (0, "")
        if start and heading and heading[0] <= level:
            yield start, number - 1
            start = 0
        if heading and heading[0] and not start and OVER.match(heading[1]):
            start, level = number + 1, heading[0]


def _read_fields(note: Note, last: int) -> tuple[MetadataFields, list[int]]:
    """The fields above the highlights, and their lines."""
    fields, lines = MetadataFields(), list[int]()
    fields.add_front_matter(note.front)
    for number in range(note.body, last + 1):
        line = note.line(number)
        pair = split_field(line)
        by = BY.match(line)
        if pair and field_name(pair[0]):
            fields.add(*pair)
            lines.append(number)
        elif by:
            fields.add("author", by["name"].strip("*_ "))
            lines.append(number)
    return fields, lines


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    sections = list(_sections(note))
    fields, lines = _read_fields(note, sections[0][0] - 2)
    title, at = "", note.body
    for first, last in sections:
        title = _read_rest(draft, at, first - 2, lines) or title
        draft.mark_meta(first - 1)
        _read_section(draft, first, last)
        at = last + 1
    _read_rest(draft, at, note.end, lines)
    return (draft.finish(format=NAME, **fields.document_arguments(title or title_from_path(note.path))),)


def _read_rest(draft: DocumentBuilder, first: int, last: int, fields: list[int]) -> str:
    """What stands outside: the fields are metadata, all else the reader's; the title among it, or ""."""
    title, start = "", first
    for number in [*(number for number in fields if first <= number <= last), last + 1]:
        if start < number:
            words = extract_blocks(draft, start, number - 1, voice="reader")
            title = title or words
        if number <= last:
            draft.mark_meta(number)
        start = number + 1
    return title


def _read_section(draft: DocumentBuilder, first: int, last: int) -> None:
    lines = draft.note.lines[first - 1 : last]
    if not any(map(QUOTE.match, lines)) and any(map(BULLET.match, lines)):
        while last > first and (not draft.note.line(last).strip() or LONE_LINK.match(draft.note.line(last))):
            draft.mark_meta(last)
            last -= 1
        BulletHighlightReader(draft).read(first, last)
        return
    quoting = any(map(QUOTE.match, lines))
    trail, open_quote = HeadingPath(), None
    for block in read_blocks(lines, first):
        raw = "\n".join(draft.note.lines[block.start - 1 : block.end])
        if block.kind == "heading":
            _close(draft, open_quote)
            open_quote = None
            heading = heading_of(draft.note.line(block.start))
            trail.enter(block.level, clean_text(bare_link(heading[1] if heading else raw)))
            draft.mark_meta(block.start, block.end)
        elif block.kind == "rule":
            draft.mark_meta(block.start, block.end)
        elif open_quote and (quoting or _is_keyed(raw)) and block.kind != "quote":
            _say(open_quote, raw, block.end)
        elif block.kind == "quote" or not quoting:
            _close(draft, open_quote)
            open_quote = _open(draft, block, raw, trail.section)
        else:
            extract_blocks(draft, block.start, block.end, voice="reader", section=trail.section)
    _close(draft, open_quote)


def _open(draft: DocumentBuilder, block: Block, raw: str, section: tuple[str, ...]) -> Quoted | None:
    """The highlight that a quotation or a paragraph is; of a nested quotation the inner part is a note on it."""
    lines = raw.split("\n")
    told = [line for line in lines if re.match(r"^\s{0,3}>\s?>", line)] if block.kind == "quote" else []
    said = [line for line in lines if not QUOTE.match(line) and _is_keyed(line)] if block.kind == "quote" else []
    bare = [QUOTE.sub("", line) for line in lines if line not in told and line not in said]
    clock = next((line for line in bare if CLOCK.match(line)), "")
    text = PIN.sub("", "\n".join(line for line in bare if line != clock))
    callout = CALLOUT.match(text)
    head = callout["words"].strip() if callout else ""
    page, date = PAGE.match(head), iso_date(head) or iso_date(clock)
    if callout:
        text = text[callout.end() :] if page or iso_date(head) or not head else f"{head}\n{text[callout.end() :]}"
    placed = strip_location(text.strip())
    words = clean_text(placed.text)
    draft.mark_meta(block.start, block.end)
    if not words:
        return None
    highlight = Highlight(
        text=words,
        line_start=block.start,
        line_end=block.end,
        location=placed.location or (f"Page {page['number']}" if page else ""),
        url=placed.url,
        highlighted_at=date,
        readwise_id=placed.readwise_id,
        section=section,
    )
    quoted = Quoted(highlight)
    if told:
        quoted.said.add("note", [re.sub(r"^\s{0,3}>\s?>[ \t]?", "", line) for line in told])
    if said:
        _say(quoted, "\n".join(said), block.end)
    return quoted


def _is_keyed(raw: str) -> bool:
    bare = re.sub(r"^\s*[-*+]\s+", "", raw.split("\n", 1)[0])
    keyed = _read_sign(bare) or parse_annotation(bare)
    return keyed is not None and keyed.kind != "ignored"


def _read_sign(text: str) -> Annotation | None:
    """A remark or a time told by a sign rather than a word."""
    if CLOCK.match(text):
        return Annotation(kind="date", value=CLOCK.sub("", text))
    return Annotation(kind="note", value=REMARK.sub("", text)) if REMARK.match(text) else None


def _say(quoted: Quoted, raw: str, end: int) -> None:
    """Lines below a quotation: keyed ones, a lone link to it, else the reader's note."""
    key, told = "note", list[str]()
    for line in raw.split("\n"):
        bare = re.sub(r"^\s*[-*+]\s+", "", line)
        keyed = _read_sign(bare.strip()) or parse_annotation(bare.strip())
        link = LONE_LINK.match(bare)
        if keyed or link:
            quoted.said.add(key, told)
            key, told = (keyed.kind, [keyed.value]) if keyed else ("place", [bare.strip()])
        else:
            told.append(line)
    quoted.said.add(key, told)
    quoted.highlight = replace(quoted.highlight, line_end=end)


def _close(draft: DocumentBuilder, quoted: Quoted | None) -> None:
    if not quoted:
        return
    place = strip_location(quoted.said.place)
    link = place.url or next(iter(link_targets(quoted.said.place)), "")
    highlight = quoted.highlight
    draft.add_highlight(
        quoted.said.apply_to(
            replace(
                highlight,
                url=highlight.url or link,
                location=highlight.location or place.location or ("" if link else quoted.said.place),
            )
        )
    )
