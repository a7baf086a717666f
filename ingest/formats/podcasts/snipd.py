"""Snipd's own export of an episode, in the old template (2022, `### [02:56] …`) and the new (2025).

Known by headings that link to a snip, or by a `🎧` line below one:

    # The Clock in the Harbour
    ## Episode metadata
    - Show: Tidal Hours
    ## Snips
    ### [How tides keep time](https://share.snipd.com/snip/…)
    🎧 00:05 - 02:01 (01:56)

    - Sailors once set their clocks by the sound of the water.

    #### 💬 Quote
    > You could set your watch by it.
    > — Maren Voss

    #### 📚 Transcript
    **Maren Voss:** You could set your watch by it, and they did.

Text under a snip's heading, and around its quote, is the machine's; quote and transcript are the speakers'. A part
headed as a note is the reader's, and goes to the first part that is the speakers'. Text below a closing rule is the
reader's too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from ingest.document import Document, Highlight, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.podcast_clip import keep_link_on_longest, parse_speaker_label
from ingest.extraction.prose import extract_blocks
from ingest.formats.podcasts.snipd_episode import NOTE_WORDS, SUMMARY_LINE, WRAPPER_LINE, read_episode
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.quotes import CALLOUT_HEAD
from ingest.metadata.tags import tag_list
from ingest.note import Note
from ingest.text.clean import clean_text

NAME = "snipd"

PLAY_LINE = re.compile(r"^\s*(?:[-*]\s*)?(?:Audio link:\s*)?\[?\s*🎧", re.I)
SNIP_LINK = re.compile(r"\((https?://share\.snipd\.com/snip/[^\s()]+)\)")
TIME_LABEL = re.compile(r"^\[(\d{1,2}(?::\d\d){1,2})\]\s*")
CLOCK_TIME = re.compile(r"(?<!\d)(\d{1,2}(?::\d\d){1,2})(?!\d)")
FOOTER_LINE = re.compile(r"^\s*Created with \[Snipd\]", re.I)
RULE_LINE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
CALLOUT_LINE = re.compile(rf"^\s*>\s*{CALLOUT_HEAD}(?P<words>.*)$")
BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*:?\s*$")
ATTRIBUTION_LINE = re.compile(r"^\s*>\s*[—–-]\s*\S")
SPEAKER_TURN = re.compile(r"<blockquote>(?:<b>(.*?)</b>)?(?:<br\s*/?>)*(.*?)</blockquote>", re.I)
TRANSCRIPT_WORDS = re.compile(r"^\W*(?:full )?(?:episode )?transcript\W*$", re.I)
FAVORITE_SIGN = re.compile("[⭐★🌟]")


@dataclass(slots=True)
class Part:
    """Lines of one voice inside a snip."""

    voice: Voice
    lines: list[tuple[int, str]] = field(default_factory=list)
    """With their numbers."""
    is_note: bool = False
    """Whether it is the reader's note on the snip."""


@dataclass(slots=True)
class Snip:
    """What the parts of a snip share; gathered from its heading and its `🎧` line."""

    title: str
    url: str = ""
    time: str = ""
    tags: tuple[str, ...] = ()
    favorite: bool = False


def recognises(note: Note) -> bool:
    snips = sum(1 for number in range(note.body, note.end + 1) if _begins_snip(note, number))
    if snips == 0:
        return False
    return "from_snipd" in note.front or any(PLAY_LINE.match(line) or FOOTER_LINE.match(line) for line in note.lines)


def _begins_snip(note: Note, number: int) -> bool:
    line = note.line(number)
    heading = heading_of(line) if line.startswith("##") else None
    if not heading:
        return False
    if SNIP_LINK.search(line) or TIME_LABEL.match(heading[1]):
        return True
    below = next((note.line(n) for n in range(number + 1, min(number + 4, note.end + 1)) if note.line(n).strip()), "")
    return bool(PLAY_LINE.match(below))


def read(note: Note) -> tuple[Document, ...]:
    """A document an episode; a file may hold several, each below a heading of level 1."""
    starts = [number for number in range(note.body, note.end + 1) if _begins_snip(note, number)]
    titles = [number for number in range(note.body, note.end + 1) if note.line(number).startswith("# ")]
    firsts = [
        title
        for title, following in zip(titles, [*titles[1:], note.end + 1], strict=False)
        if any(title < start < following for start in starts)
    ]
    firsts = [1, *firsts[1:]]
    return tuple(
        _read_episode(note, first, following - 1, [start for start in starts if first <= start < following])
        for first, following in zip(firsts, [*firsts[1:], note.end + 1], strict=True)
    )


def _read_episode(note: Note, first: int, last: int, starts: list[int]) -> Document:
    draft = DocumentBuilder(note, first, last)
    draft.mark_meta(first, min(note.body - 1, last))
    metadata = read_episode(draft, max(first, note.body), (starts[0] if starts else last + 1) - 1)
    for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
        _read_snip(draft, start, following - 1)
    return draft.finish(format=NAME, **metadata)


class LineType(Enum):
    BLANK = auto()
    OPENING = auto()
    """Opens a part: a heading, a bold label, a `<summary>` or a callout's first line."""
    PLAY = auto()
    """`🎧 00:05 - 02:01 (01:56)`, with the snip's time and link."""
    RULE = auto()
    ORNAMENT = auto()
    """An HTML wrapper or Snipd's footer."""
    BELOW_RULE = auto()
    ATTRIBUTION = auto()
    """`> — Maren Voss`, the last line of a quote."""
    TEXT = auto()


def _line_type(line: str, part: Part, *, below_rule: bool) -> LineType:
    """The type of a line that follows on `part`."""
    if not line.strip():
        return LineType.BLANK
    if _opening_words(line):
        return LineType.OPENING
    if PLAY_LINE.match(line):
        return LineType.PLAY
    if RULE_LINE.match(line):
        return LineType.RULE
    if WRAPPER_LINE.match(line) or FOOTER_LINE.match(line):
        return LineType.ORNAMENT
    if below_rule:
        return LineType.BELOW_RULE
    return LineType.ATTRIBUTION if part.voice == "author" and ATTRIBUTION_LINE.match(line) else LineType.TEXT


def _read_snip(draft: DocumentBuilder, start: int, last: int) -> None:
    """Add the highlights of the snip whose heading is line `start`, and the reader's text below its rule."""
    snip = _read_heading(draft.note.line(start))
    draft.mark_meta(start)
    parts = [Part(voice="machine")]
    if TRANSCRIPT_WORDS.match(snip.title):
        parts, snip.title = [Part(voice="author")], ""
    rule, last_below_rule = _read_parts(draft, snip, parts, start + 1, last)
    _add_parts(draft, snip, parts)
    if last_below_rule:
        extract_blocks(draft, rule, last_below_rule, voice="reader")


def _read_parts(draft: DocumentBuilder, snip: Snip, parts: list[Part], first: int, last: int) -> tuple[int, int]:
    """Read a snip's lines into `parts`; its rule, and the last line below that, each 0 where there is none.

    A line of text belongs to the part that the last opening line began; text below a quote's attribution is the
    machine's again.
    """
    rule = last_below_rule = 0
    for number in range(first, last + 1):
        line, part = draft.note.line(number), parts[-1]
        line_type = _line_type(line, part, below_rule=rule > 0)
        match line_type:
            case LineType.BLANK | LineType.TEXT:
                part.lines.append((number, line if line.strip() else ""))
            case LineType.OPENING:
                parts.append(_open_part(line, part))
                rule = 0
            case LineType.PLAY:
                snip.time = snip.time or next(iter(CLOCK_TIME.findall(line)), "")
                snip.url = snip.url or next(iter(SNIP_LINK.findall(line)), "")
            case LineType.RULE:
                rule = rule or number
            case LineType.BELOW_RULE:
                last_below_rule = number
            case LineType.ATTRIBUTION:
                parts.append(Part(voice="machine"))
        if line_type not in (LineType.BLANK, LineType.TEXT, LineType.BELOW_RULE):
            draft.mark_meta(number)
    return rule, last_below_rule


def _read_heading(line: str) -> Snip:
    """`### [02:56] ⭐ [Title](https://share.snipd.com/snip/…) #tag`, each part but the title optional."""
    words = (heading_of(line) or (3, line))[1]
    url = next(iter(SNIP_LINK.findall(words)), "")
    timed = TIME_LABEL.match(words)
    if timed:
        words = words[timed.end() :]
    tail = re.sub(r"^.*\]\([^()]*\)", "", words) if url else ""
    title = words.removesuffix(tail)
    return Snip(
        title=clean_text(bare_link(FAVORITE_SIGN.sub("", title).strip(" \ufe0f"))),
        url=url,
        time=timed[1] if timed else "",
        tags=tag_list(tail) if "#" in tail or "[[" in tail else (),
        favorite=bool(FAVORITE_SIGN.search(line)),
    )


def _opening_words(line: str) -> str | None:
    """The words of a heading, a bold label, a `<summary>` or a callout's first line; None for other lines."""
    bold, heading = BOLD_LINE.match(line), heading_of(line)
    if bold and parse_speaker_label(bold[1]):
        return bold[1]
    if summary := SUMMARY_LINE.match(line):
        return summary[1]
    callout = CALLOUT_LINE.match(line)
    return heading[1] if heading else callout["words"] if callout else None


def _open_part(line: str, part: Part) -> Part:
    """The part that an opening line begins; a `<summary>` or callout with other words continues `part`."""
    words = _opening_words(line) or ""
    if NOTE_WORDS.match(words):
        return Part(voice="reader", is_note=True)
    if TRANSCRIPT_WORDS.match(words):
        return Part(voice="author")
    label = parse_speaker_label(words)
    if label:
        return Part(voice=label[0])
    return Part(voice="machine") if heading_of(line) else Part(voice=part.voice, is_note=part.is_note)


def _add_parts(draft: DocumentBuilder, snip: Snip, parts: list[Part]) -> None:
    """Add the parts' highlights; the reader's note goes to the first of the speakers', else stands alone."""
    highlights: list[Highlight] = []
    notes: list[str] = []
    for part in parts:
        for number, _ in part.lines:
            draft.mark_meta(number)
        while part.lines and not part.lines[0][1]:
            part.lines.pop(0)
        while part.lines and not part.lines[-1][1]:
            part.lines.pop()
        if part.is_note and part.lines:
            notes.append(_part_text(part))
        elif part.lines:
            highlights += _highlights(snip, part)
    note = "\n".join(notes)
    if note and highlights:
        owner = next((index for index, item in enumerate(highlights) if item.voice == "author"), 0)
        highlights[owner] = replace(highlights[owner], note=note)
    elif note:
        lines = [number for part in parts if part.is_note for number, _ in part.lines]
        highlights.append(_highlight(snip, "reader", note, lines[0], lines[-1]))
    for highlight in keep_link_on_longest(item for item in highlights if item.text):
        draft.add_highlight(highlight)


def _highlights(snip: Snip, part: Part) -> list[Highlight]:
    """A part's one highlight; of a transcript in HTML one for each speaker's turn."""
    if not any(SPEAKER_TURN.search(line) for _, line in part.lines):
        return [_highlight(snip, part.voice, _part_text(part), part.lines[0][0], part.lines[-1][0])]
    highlights = []
    for number, line in part.lines:
        for turn in SPEAKER_TURN.finditer(line):
            text = clean_text(re.sub(r"</?\w+[^<>]*>", " ", turn[2]))
            highlight = _highlight(snip, part.voice, text, number, number)
            speaker = (turn[1].strip(),) if turn[1] else ()
            highlights.append(replace(highlight, section=(*highlight.section, *speaker)))
    return highlights


def _highlight(snip: Snip, voice: Voice, text: str, first: int, last: int) -> Highlight:
    return Highlight(
        text=text,
        line_start=first,
        line_end=last,
        location=snip.time,
        url=snip.url,
        tags=snip.tags,
        favorite=snip.favorite,
        section=(snip.title,) if snip.title else (),
        voice=voice,
    )


def _part_text(part: Part) -> str:
    return clean_text("\n".join(re.sub(r"^\s*>\s?", "", line).rstrip() for _, line in part.lines))
