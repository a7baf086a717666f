"""A page of highlights in a template that no other reader knows, or made by hand.

Known by a heading such as `Highlights` or `Quotes` over at least half of it, and by a named work: an author, an
address, a `by` line, or quotations below that heading.

    # Salt and Tide
    **Author:** Maren Voss

    ## My quotes
    ### 1. Clocks
    > The harbour keeps its own clock.

    Whose? Ask the harbour master.

Below that heading quotations are highlights, and text below one is the reader's note on it; without quotations bullets
are highlights, else paragraphs. Everything else is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.document import Document, Highlight
from ingest.document_builder import DocumentBuilder
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import Block, HeadingPath, heading_of, read_blocks
from ingest.markdown.links import bare_link, link_targets
from ingest.markdown.list_lines import BULLET
from ingest.metadata.annotations import Annotation, Annotations, parse_annotation
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.locations import strip_location
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

NAME = "highlights-page"

HIGHLIGHTS_HEADING = re.compile(
    r"^\W*(?:(?:my|key|best|favou?rite|kindle|book|all)\s+)*(?:highlights?|quotes?|quotations?|passages|excerpts?|"
    r"annotations?|destacados|destaques|subrayados|citas|citações|markierungen|zitate|surlignages|citations|"
    r"evidenziazioni|citazioni|цитаты|выделения|ハイライト|引用|摘录|标注|高亮划线|划线|劃線|高亮|划线评论|读书笔记|하이라이트)"
    r"(?:\s*(?:&|and|und|et|e|y|и|\+)\s*(?:notes?|quotes?|comments?|thoughts|notizen|notas|заметки))?\W*(?:\(\d+\))?\W*$",
    re.I,
)
MIN_HIGHLIGHTS_SHARE = 0.5
"""Of the lines that are no heading, field or lone link; an article with such a section has less."""
BYLINE = re.compile(r"^\s*\**(?:by|von|par|por|di|autor)\s+(?P<name>[^\W\d_][^.:!?]{2,60})$", re.I)
QUOTE = re.compile(r"^\s{0,3}>[ \t]?")
INNER_QUOTE = re.compile(r"^\s{0,3}>\s?>[ \t]?")
BULLET_MARK = re.compile(r"^\s*[-*+]\s+")
CALLOUT = re.compile(r"^\s*\[![\w-]+\][+-]?[ \t]*(?P<words>.*)(?:\n|$)")
PAGE_LABEL = re.compile(r"^(?:pp?|s|seite|page|página)\.?\s*(?P<number>\d+(?:\s*[-–]\s*\d+)?)$", re.I)
PIN_SIGN = re.compile(r"^\s*📌\s*")
CLOCK_SIGN = re.compile(r"^\s*⏱\ufe0f?\s*")
REMARK_SIGN = re.compile(r"^\s*(?:💭|📝)\s*")
"""Signs of WeRead and Hypothes.is before a highlight, its time and the reader's remark."""
LONE_LINK = re.compile(r"^\W*\[[^\[\]]*\]\((?P<url>(?:[^()\s]|\([^()\s]*\))+)\)\W*$")


@dataclass(slots=True)
class QuotedHighlight:
    """A highlight with its annotations so far."""

    highlight: Highlight
    annotations: Annotations = field(default_factory=Annotations)


def recognises(note: Note) -> bool:
    sections = list(_sections(note))
    if not sections:
        return False
    fields, lines = _read_fields(note, sections[0][0] - 1)
    within = {number for first, last in sections for number in range(first, last + 1)}
    texts = [n for n in range(note.body, note.end + 1) if n not in lines and _is_text(note.line(n))]
    inside = [number for number in texts if number in within]
    if not inside or len(inside) < MIN_HIGHLIGHTS_SHARE * len(texts):
        return False
    metadata = fields.document_arguments()
    return bool(metadata["author"] or metadata["url"]) or any(QUOTE.match(note.line(number)) for number in inside)


def has_sections(note: Note) -> bool:
    """Whether a note has a heading of highlights at all."""
    return next(_sections(note), None) is not None


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not heading_of(line) and not LONE_LINK.match(line)


def _sections(note: Note) -> Iterator[tuple[int, int]]:
    """First and last lines below the headings of highlights, each up to the next heading of its level or above."""
    start = level = 0
    for number in range(note.body, note.end + 2):
        heading = heading_of(note.line(number)) if number <= note.end else (0, "")
        if start and heading and heading[0] <= level:
            yield start, number - 1
            start = 0
        if heading and heading[0] and not start and HIGHLIGHTS_HEADING.match(heading[1]):
            start, level = number + 1, heading[0]


def _read_fields(note: Note, last: int) -> tuple[MetadataFields, list[int]]:
    """The fields above the highlights, and their lines."""
    fields, lines = MetadataFields(), list[int]()
    fields.add_front_matter(note.front)
    for number in range(note.body, last + 1):
        line = note.line(number)
        pair = split_field(line)
        by = BYLINE.match(line)
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
    """Add text outside the sections as the reader's, `fields` (line numbers) as metadata; the title in it, or ""."""
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
    """Add the highlights below a heading: its quotations, else its bullets, else its paragraphs."""
    lines = draft.note.lines[first - 1 : last]
    if any(map(QUOTE.match, lines)) or not any(map(BULLET.match, lines)):
        _read_blocks(draft, first, last, quoting=any(map(QUOTE.match, lines)))
        return
    while last > first and (not draft.note.line(last).strip() or LONE_LINK.match(draft.note.line(last))):
        draft.mark_meta(last)
        last -= 1
    BulletHighlightReader(draft).read(first, last)


def _read_blocks(draft: DocumentBuilder, first: int, last: int, *, quoting: bool) -> None:
    """quoting: whether highlights are quotations, rather than paragraphs."""
    headings, current = HeadingPath(), None
    for block in read_blocks(draft.note.lines[first - 1 : last], first):
        raw = "\n".join(draft.note.lines[block.start - 1 : block.end])
        if block.kind == "heading":
            _close(draft, current)
            current = None
            heading = heading_of(draft.note.line(block.start))
            headings.enter(block.level, clean_text(bare_link(heading[1] if heading else raw)))
            draft.mark_meta(block.start, block.end)
        elif block.kind == "rule":
            draft.mark_meta(block.start, block.end)
        elif current and block.kind != "quote" and (quoting or _is_annotation(raw)):
            _add_annotations(current, raw, block.end)
        elif block.kind == "quote" or not quoting:
            _close(draft, current)
            current = _open(draft, block, raw, headings.section)
        else:
            extract_blocks(draft, block.start, block.end, voice="reader", section=headings.section)
    _close(draft, current)


def _open(draft: DocumentBuilder, block: Block, raw: str, section: tuple[str, ...]) -> QuotedHighlight | None:
    """The highlight that a quotation or paragraph holds, or None where it has no words.

    A quotation inside the quotation, and lines of it such as `Note: …`, are annotations.
    """
    lines, is_quote = raw.split("\n"), block.kind == "quote"
    inner = [line for line in lines if is_quote and INNER_QUOTE.match(line)]
    keyed = [line for line in lines if is_quote and not QUOTE.match(line) and _is_annotation(line)]
    bare = [QUOTE.sub("", line) for line in lines if line not in inner and line not in keyed]
    clock = next((line for line in bare if CLOCK_SIGN.match(line)), "")
    text, page, date = _without_callout(PIN_SIGN.sub("", "\n".join(line for line in bare if line != clock)))
    located = strip_location(text.strip())
    draft.mark_meta(block.start, block.end)
    if not clean_text(located.text):
        return None
    highlight = Highlight(
        text=clean_text(located.text),
        line_start=block.start,
        line_end=block.end,
        location=located.location or page,
        url=located.url,
        highlighted_at=date or iso_date(clock),
        readwise_id=located.readwise_id,
        section=section,
    )
    quoted = QuotedHighlight(highlight)
    quoted.annotations.add("note", [INNER_QUOTE.sub("", line) for line in inner])
    if keyed:
        _add_annotations(quoted, "\n".join(keyed), block.end)
    return quoted


def _without_callout(text: str) -> tuple[str, str, str]:
    """A quotation without the `[!quote] p. 12` at its head, and the page and date in it; other words there stay."""
    callout = CALLOUT.match(text)
    if not callout:
        return text, "", ""
    head, text = callout["words"].strip(), text[callout.end() :]
    page, date = PAGE_LABEL.match(head), iso_date(head)
    if head and not page and not date:
        text = f"{head}\n{text}"
    return text, f"Page {page['number']}" if page else "", date


def _is_annotation(raw: str) -> bool:
    annotation = _read_annotation(BULLET_MARK.sub("", raw.split("\n", 1)[0]))
    return annotation is not None and annotation.kind != "ignored"


def _read_annotation(text: str) -> Annotation | None:
    """The annotation that a sign or the word before a colon begins, or None."""
    if CLOCK_SIGN.match(text):
        return Annotation(kind="date", value=CLOCK_SIGN.sub("", text))
    if REMARK_SIGN.match(text):
        return Annotation(kind="note", value=REMARK_SIGN.sub("", text))
    return parse_annotation(text)


def _add_annotations(quoted: QuotedHighlight, raw: str, end: int) -> None:
    """Add the lines below a quotation: annotations, a lone link to it, else the reader's note."""
    kind, lines = "note", list[str]()
    for line in raw.split("\n"):
        bare = BULLET_MARK.sub("", line)
        annotation = _read_annotation(bare.strip())
        if annotation or LONE_LINK.match(bare):
            quoted.annotations.add(kind, lines)
            kind, lines = (annotation.kind, [annotation.value]) if annotation else ("place", [bare.strip()])
        else:
            lines.append(line)
    quoted.annotations.add(kind, lines)
    quoted.highlight = replace(quoted.highlight, line_end=end)


def _close(draft: DocumentBuilder, quoted: QuotedHighlight | None) -> None:
    """Add a finished highlight; its link and location may be in an annotation (`Link: …`)."""
    if not quoted:
        return
    highlight, place = quoted.highlight, quoted.annotations.place
    located = strip_location(place)
    link = located.url or next(iter(link_targets(place)), "")
    location = highlight.location or located.location or ("" if link else place)
    draft.add_highlight(quoted.annotations.apply_to(replace(highlight, url=highlight.url or link, location=location)))
