"""The blocks of a markdown note as paragraphs, and as highlights where they end in an exporter's link."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ingest.document import Highlight, Paragraph, Voice
from ingest.markdown.blocks import Block, HeadingPath, heading_of, read_blocks
from ingest.markdown.boilerplate import is_furniture
from ingest.markdown.html_blocks import is_layout, is_player, shown_pieces
from ingest.markdown.links import bare_link
from ingest.metadata.fields import field_name, split_field
from ingest.metadata.locations import strip_location
from ingest.metadata.tags import unescape
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import CODE, IMAGE_MARK, clean_text, is_image_only
from ingest.transcripts.timed_list import take_timed

LIST_WORDS = 160
"""A list of more words is taken item by item."""
QUERY = re.compile(r"^(?:dataview|dataviewjs|tasks|query|button|ccard|toc|folder-index|tracker|kanban)\b")
COMMENT = re.compile(r"^\s*(?:%%.*%%|<!--.*-->|<[^<>]+>\s*)\s*$", re.S)
ITEM = re.compile(r"^(?:[-*+]|\d+[.)])\s+")
ASIDE = re.compile(r"^\s{0,3}>>+[ \t]?", re.M)
QUOTE_MARK = re.compile(r"^\s{0,3}>[ \t]?", re.M)
CALLOUT = re.compile(r"^\s*\[!(?P<kind>[\w-]+)\][+-]?[ \t]*(?P<words>.*)(?:\n|$)")
MACHINE_CALLOUTS = frozenset(["summary", "abstract", "tldr", "ai", "ai-summary", "ai-notes", "chatgpt"])
"""Callouts that clippers fill with what a model made of a page."""
MACHINE_HEADING = re.compile(
    r"^\W*(?:(?:ai|chatgpt|gpt-?\d?|ghostreader|claude|gemini|llm|copilot)\b[\s:-]*(?:generated\s*)?"
    r"(?:summar|notes?\b|overview|takeaways?|abstract|outline|tl;?dr|questions|answers?)|"
    r"(?:summary|notes|takeaways)\s*\(?(?:by|from|via)?\s*(?:ai|chatgpt|gpt|claude|gemini)\b)",
    re.I,
)
"""Headings under which people keep what a model wrote."""
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*\S+")
BOLD = re.compile(r"^\s{0,3}(?:\*\*|__)([^*_].{0,120}?)(?:\*\*|__):?\s*$")
BELOW_HEADINGS = 7
SENTENCE_WORDS = 8
"""A heading of so many words that ends a sentence and has nothing below it is text that a page shows large."""
PERMALINK = re.compile(
    r"\s*\[(?:[^\w\[\]]{0,3}|Permalink|Anchor|Link to .{1,60})\]\([^()\s]*#[^()\s]*(?:\s+\"[^\"]*\")?\)"
)
"""The sign beside a heading that links to it: `[¶](#tides)`."""
FIELD_WORDS = 12
"""A field's value has no more: an author's or a page's name, an address, tags."""
PROPERTY = re.compile(r"^\s*[\w-]+::")


def take_blocks(draft: DocumentBuilder, first: int, last: int, *, voice: Voice, section: tuple[str, ...] = ()) -> str:
    """Take the blocks between two lines; the words of a level-1 heading that names the note, or "".

    `voice` is that of what is not quoted; quotes are the author's.
    """
    lines = [
        line.replace("\t", "    ") if line.startswith("\t") else line for line in draft.note.lines[first - 1 : last]
    ]
    title, trail, taken = "", HeadingPath(), False
    for level, words in enumerate(section, -len(section)):
        trail.enter(level, words)
    for block, below in pairwise([*read_blocks(lines, first), None]):
        assert block is not None
        if block.kind == "heading":
            words = _heading_words(draft.note, block)
            draft.mark_meta(block.start, block.end)
            if block.level == 1 and not title and not taken:
                title = words
            elif voice == "author" and _is_sentence(words) and (below is None or _is_above(block, below)):
                draft.add_paragraph(
                    Paragraph(text=words, line_start=block.start, line_end=block.end, section=trail.section)
                )
            else:
                trail.enter(block.level, words)
        elif block.kind == "rule" or _is_furniture(draft.note, block, voice, trail.section, above=not taken):
            draft.mark_meta(block.start, block.end)
        elif block.kind == "paragraph" and (bold := _bold_heading(draft.note, block, last)):
            draft.mark_meta(block.start, block.end)
            trail.enter(BELOW_HEADINGS, bold)
        else:
            _take_block(draft, block, trail.section, voice)
            taken = True
    for number in range(first, last + 1):
        if DEFINITION.match(draft.note.line(number)):
            draft.mark_meta(number)
    return title


def take_lines(draft: DocumentBuilder, first: int, last: int, section: tuple[str, ...], voice: Voice) -> None:
    """Take a few lines as the blocks they are, under a section."""
    for block in read_blocks(draft.note.lines[first - 1 : last], first):
        if block.kind in ("heading", "rule"):
            draft.mark_meta(block.start, block.end)
        else:
            _take_block(draft, block, section, voice)
    for number in range(first, last + 1):
        if DEFINITION.match(draft.note.line(number)):
            draft.mark_meta(number)


def _is_furniture(note: Note, block: Block, voice: Voice, section: tuple[str, ...], *, above: bool) -> bool:
    raw = "\n".join(note.lines[block.start - 1 : block.end])
    return is_furniture(raw, block, voice, section, above=above)


def _heading_words(note: Note, block: Block) -> str:
    heading = heading_of(note.line(block.start))
    words = clean_text(PERMALINK.sub("", heading[1] if heading else note.line(block.start).strip()))
    words = clean_text(bare_link(unescape(words.replace(IMAGE_MARK, ""))))
    return words[1:] if words.startswith("[") and "]" not in words else words


def _is_sentence(words: str) -> bool:
    return len(words.split()) >= SENTENCE_WORDS and words[-1] in ".!?…"


def _is_above(block: Block, below: Block) -> bool:
    """Whether a heading has no text of its own: another of its level or above comes next."""
    return below.kind == "heading" and below.level <= block.level


def _bold_heading(note: Note, block: Block, last: int) -> str:
    """The words of a line that is bold as a whole and has text below it: a heading without a hash; else ""."""
    match = BOLD.match(note.line(block.start)) if block.start == block.end < last else None
    if not match or len(match[1]) > 80 or match[1][-1] in ".,;!?":
        return ""
    below = next((line for line in note.lines[block.end : last] if line.strip()), "#")
    return "" if heading_of(below) or BOLD.match(below) else clean_text(match[1]).rstrip(":")


def _take_block(draft: DocumentBuilder, block: Block, section: tuple[str, ...], voice: Voice) -> None:
    if block.kind == "quote" and _join_aside(draft, block, section, voice):
        return
    if block.kind == "list" and take_timed(draft, block, section, voice):
        return
    spans = [(block.start, block.end)]
    if block.kind == "list" and _words(draft.note, block.start, block.end) > LIST_WORDS:
        spans = list(block.items)
    for start, end in spans:
        _take_span(draft, block, start, end, section, voice)


def _join_aside(draft: DocumentBuilder, block: Block, section: tuple[str, ...], voice: Voice) -> bool:
    """Take words set in by `>>` together with the one line right above them, which says what they are about."""
    raw = draft.note.lines[block.start - 1 : block.end]
    above = draft.paragraphs[-1] if draft.paragraphs else None
    if above is None or (above.section, above.voice) != (section, voice) or not all(map(ASIDE.match, raw)):
        return False
    first, *others = draft.note.lines[above.line_start - 1 : above.line_end]
    joined = any(line.strip() for line in draft.note.lines[above.line_end : block.start - 1])
    if joined or not all(ASIDE.match(line) or not line.strip() for line in others) or ASIDE.match(first):
        return False
    aside = clean_text("\n".join(ASIDE.sub("", line) for line in raw))
    text = f"{ITEM.sub('', above.text)}{chr(10) * (block.start - above.line_end)}{aside}"
    draft.paragraphs.pop()
    draft.add_paragraph(replace(above, text=text, line_end=block.end))
    return True


def _take_span(
    draft: DocumentBuilder, block: Block, start: int, end: int, section: tuple[str, ...], voice: Voice
) -> None:
    if any(map(MACHINE_HEADING.match, section)):
        voice = "machine"
    raw = "\n".join(draft.note.lines[start - 1 : end])
    if (block.kind == "code" and QUERY.match(block.info)) or (block.kind == "html" and COMMENT.match(raw)):
        draft.mark_meta(start, end)
        return
    fields = block.kind in ("paragraph", "list") and all(map(_is_property, raw.split("\n")))
    if fields or (block.kind == "paragraph" and COMMENT.match(raw)):
        draft.mark_meta(start, end)
        return
    if block.kind in ("html", "paragraph") and raw.lstrip().startswith("<") and is_player(raw):
        draft.mark_meta(start, end)
        return
    if block.kind in ("html", "paragraph") and "<" in raw and is_layout(CODE.sub("", raw)):
        _take_layout(draft, raw, start, end, section, voice)
        return
    if block.kind == "quote":
        raw, voice = _unquote(raw, voice)
        start, raw = _below_callout(draft, raw, start)
    placed = strip_location(raw)
    text = clean_text(placed.text if placed.found else raw)
    wordless = block.kind in ("paragraph", "table") and not re.search(r"[^\W_]", text)
    if not text or wordless or is_image_only(text):
        draft.mark_meta(start, end)
    elif placed.found and block.kind != "code":
        draft.add_highlight(
            Highlight(
                text=ITEM.sub("", text) if block.kind == "list" else text,
                line_start=start,
                line_end=end,
                location=placed.location,
                url=placed.url,
                readwise_id=placed.readwise_id,
                section=section,
            )
        )
    else:
        draft.add_paragraph(Paragraph(text=text, line_start=start, line_end=end, section=section, voice=voice))


def _take_layout(
    draft: DocumentBuilder, raw: str, start: int, end: int, section: tuple[str, ...], voice: Voice
) -> None:
    """Take what a browser would show of raw HTML, but for what the note says already."""
    draft.mark_meta(start, end)
    said = _letters(" ".join(paragraph.text for paragraph in draft.paragraphs))
    held: list[tuple[str, int, int]] = []
    for piece in shown_pieces(raw, start):
        if _letters(piece[0]) in said:
            continue
        if held and sum(len(text.split()) for text, _, _ in held) > LIST_WORDS:
            _add_shown(draft, held, section, voice)
            held = []
        held.append(piece)
    if held:
        _add_shown(draft, held, section, voice)


def _add_shown(
    draft: DocumentBuilder, pieces: list[tuple[str, int, int]], section: tuple[str, ...], voice: Voice
) -> None:
    text = "\n".join(words for words, _, _ in pieces)
    draft.add_paragraph(
        Paragraph(text=text, line_start=pieces[0][1], line_end=pieces[-1][2], section=section, voice=voice)
    )


def _letters(text: str) -> str:
    """What is compared of a text: letters and digits, without the addresses of links."""
    return re.sub(r"[\W_]+", "", re.sub(r"\]\([^()\s]*\)|https?://\S+", "", text)).casefold()


def _unquote(raw: str, voice: Voice) -> tuple[str, Voice]:
    """A quote's text and voice. A callout other than a quotation speaks as the note does, a summary as a machine.

    Below `>>` with nothing quoted once, somebody sets his own words in: nothing is quoted there.
    """
    if all(map(ASIDE.match, raw.split("\n"))):
        return ASIDE.sub("", raw), voice
    raw = QUOTE_MARK.sub("", raw)
    callout = CALLOUT.match(raw)
    kind = callout["kind"].lower() if callout else "quote"
    if callout and kind in MACHINE_CALLOUTS:
        return QUOTE_MARK.sub("", raw[callout.end() :] or callout["words"]), "machine"
    return raw, "author" if kind in ("quote", "cite") else voice


def _below_callout(draft: DocumentBuilder, raw: str, start: int) -> tuple[int, str]:
    """A callout's first line and text without its sign `[!note]`; a title that it bears stays."""
    callout = CALLOUT.match(raw)
    if not callout:
        return start, raw
    if callout["words"].strip() or callout.end() == len(raw):
        return start, raw[callout.start("words") :]
    draft.mark_meta(start)
    return start + 1, raw[callout.end() :]


def _is_property(line: str) -> bool:
    """A line of metadata in the middle of a note: `key:: value`, or a field we know; one that says more is text."""
    pair = split_field(line)
    if pair and (field_name(pair[0]) in ("note", "summary") or len(pair[1].split()) > FIELD_WORDS):
        return False
    return bool(PROPERTY.match(line) or (pair and field_name(pair[0])))


def _words(note: Note, first: int, last: int) -> int:
    return sum(len(line.split()) for line in note.lines[first - 1 : last])
