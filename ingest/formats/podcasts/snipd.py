"""Snipd's own export of an episode, the old template (2022, `### [02:56] …`) and the new (2025).

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

What stands under a snip's heading, and beside its quote, is the machine's; quote and transcript are the
speakers'; a part headed as a note is the reader's, and goes with the first part that is the speakers'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.document import Document, Highlight, Voice
from ingest.extraction.podcast_clip import keep_identity, read_label
from ingest.extraction.prose import take_blocks
from ingest.formats.podcasts.snipd_episode import NOTE, SUMMARY, WRAPPER, read_episode
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.metadata.tags import tag_list
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text

NAME = "snipd"

PLAY = re.compile(r"^\s*(?:[-*]\s*)?(?:Audio link:\s*)?\[?\s*🎧", re.I)
SNIP_LINK = re.compile(r"\((https?://share\.snipd\.com/snip/[^\s()]+)\)")
TIMED = re.compile(r"^\[(\d{1,2}(?::\d\d){1,2})\]\s*")
CLOCK = re.compile(r"(?<!\d)(\d{1,2}(?::\d\d){1,2})(?!\d)")
FOOTER = re.compile(r"^\s*Created with \[Snipd\]", re.I)
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
CALLOUT = re.compile(r"^\s*>\s*\[!\w+\][-+]?\s*(.*)$")
BOLD = re.compile(r"^\s*(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*:?\s*$")
ATTRIBUTION = re.compile(r"^\s*>\s*[—–-]\s*\S")
TURN = re.compile(r"<blockquote>(?:<b>(.*?)</b>)?(?:<br\s*/?>)*(.*?)</blockquote>", re.I)
TRANSCRIPT = re.compile(r"^\W*(?:full )?(?:episode )?transcript\W*$", re.I)
STAR = re.compile("[⭐★🌟]")


@dataclass(slots=True)
class Part:
    """Lines of one voice inside a snip; `note` marks the reader's note."""

    voice: Voice
    lines: list[tuple[int, str]] = field(default_factory=list)
    note: bool = False


@dataclass(slots=True)
class Snip:
    """A snip's heading as far as it has been read; what its parts share."""

    title: str
    url: str = ""
    time: str = ""
    tags: tuple[str, ...] = ()
    favorite: bool = False


def recognises(note: Note) -> bool:
    snips = sum(1 for number in range(note.body, note.end + 1) if _begins_snip(note, number))
    if snips == 0:
        return False
    return "from_snipd" in note.front or any(PLAY.match(line) or FOOTER.match(line) for line in note.lines)


def _begins_snip(note: Note, number: int) -> bool:
    line = note.line(number)
    heading = heading_of(line) if line.startswith("##") else None
    if not heading:
        return False
    if SNIP_LINK.search(line) or TIMED.match(heading[1]):
        return True
    below = next((note.line(n) for n in range(number + 1, min(number + 4, note.end + 1)) if note.line(n).strip()), "")
    return bool(PLAY.match(below))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.mark_meta(1, note.body - 1)
    starts = [number for number in range(note.body, note.end + 1) if _begins_snip(note, number)]
    known = read_episode(draft, note.body, (starts[0] if starts else note.end + 1) - 1)
    for start, following in zip(starts, [*starts[1:], note.end + 1], strict=True):
        _read_snip(draft, start, following - 1)
    return (draft.finish(format=NAME, **known),)


def _read_snip(draft: DocumentBuilder, start: int, last: int) -> None:
    note = draft.note
    snip = _read_heading(note.line(start))
    parts = [Part(voice="machine")]
    if TRANSCRIPT.match(snip.title):
        parts, snip.title = [Part(voice="author")], ""
    draft.mark_meta(start)
    ended = below = 0
    for number in range(start + 1, last + 1):
        line = note.line(number)
        if not line.strip():
            parts[-1].lines.append((number, ""))
            continue
        if PLAY.match(line):
            snip.time = snip.time or _first(CLOCK.findall(line))
            snip.url = snip.url or _first(SNIP_LINK.findall(line))
        opened = _opens_part(line, parts[-1])
        if opened:
            parts.append(opened)
            ended = 0
        if opened or PLAY.match(line) or WRAPPER.match(line) or FOOTER.match(line) or RULE.match(line):
            draft.mark_meta(number)
            ended = ended or number * bool(RULE.match(line))
        elif ended:
            below = max(below, number)
        elif parts[-1].voice == "author" and ATTRIBUTION.match(line):
            draft.mark_meta(number)
            parts.append(Part(voice="machine"))
        else:
            parts[-1].lines.append((number, line))
    _take_parts(draft, snip, parts)
    if below:
        take_blocks(draft, ended, below, voice="reader")


def _read_heading(line: str) -> Snip:
    words = (heading_of(line) or (3, line))[1]
    url = _first(SNIP_LINK.findall(words))
    timed = TIMED.match(words)
    if timed:
        words = words[timed.end() :]
    behind = re.sub(r"^.*\]\([^()]*\)", "", words) if url else ""
    title = words[: len(words) - len(behind)] if behind else words
    return Snip(
        title=clean_text(bare_link(STAR.sub("", title).strip(" \ufe0f"))),
        url=url,
        time=timed[1] if timed else "",
        tags=tag_list(behind) if "#" in behind or "[[" in behind else (),
        favorite=bool(STAR.search(line)),
    )


def _opens_part(line: str, current: Part) -> Part | None:
    """The part that a heading, a `<summary>` or a callout's first line opens; one with other words goes on as
    the current part."""
    heading = heading_of(line)
    folded = SUMMARY.match(line) or CALLOUT.match(line)
    bold = BOLD.match(line)
    if bold and read_label(bold[1]):
        heading = 7, bold[1]
    if not heading and not folded:
        return None
    words = heading[1] if heading else folded[1] if folded else ""
    if NOTE.match(words):
        return Part(voice="reader", note=True)
    if TRANSCRIPT.match(words):
        return Part(voice="author")
    label = read_label(words)
    if label:
        return Part(voice=label[0])
    return Part(voice="machine") if heading else Part(voice=current.voice, note=current.note)


def _take_parts(draft: DocumentBuilder, snip: Snip, parts: list[Part]) -> None:
    made: list[Highlight] = []
    notes: list[str] = []
    for part in parts:
        for number, _ in part.lines:
            draft.mark_meta(number)
        while part.lines and not part.lines[0][1]:
            part.lines.pop(0)
        while part.lines and not part.lines[-1][1]:
            part.lines.pop()
        if part.note and part.lines:
            notes.append(clean_text("\n".join(_unquoted(line) for _, line in part.lines)))
        elif part.lines:
            made += _highlights(snip, part)
    told = "\n".join(notes)
    owner = next((n for n, one in enumerate(made) if one.voice == "author"), 0 if made else None)
    if told and owner is not None:
        made[owner] = replace(made[owner], note=told)
    elif told:
        lines = [number for part in parts if part.note for number, _ in part.lines]
        made.append(_highlight(snip, "reader", told, lines[0], lines[-1]))
    for highlight in keep_identity(one for one in made if one.text):
        draft.add_highlight(highlight)


def _highlights(snip: Snip, part: Part) -> list[Highlight]:
    """A part's highlights: one, but of a transcript in HTML one for each speaker's turn."""
    made = []
    if any(TURN.search(line) for _, line in part.lines):
        for number, line in part.lines:
            for turn in TURN.finditer(line):
                text = clean_text(re.sub(r"</?\w+[^<>]*>", " ", turn[2]))
                one = _highlight(snip, part.voice, text, number, number)
                made.append(replace(one, section=(*one.section, turn[1].strip())) if turn[1] else one)
        return made
    text = clean_text("\n".join(_unquoted(line) for _, line in part.lines))
    return [_highlight(snip, part.voice, text, part.lines[0][0], part.lines[-1][0])]


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


def _unquoted(line: str) -> str:
    return re.sub(r"^\s*>\s?", "", line).rstrip()


def _first(found: list[str]) -> str:
    return found[0] if found else ""
