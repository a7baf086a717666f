"""Splits a Snipd or Airr clip inside a Readwise highlight by whose words they are.

Readwise holds a whole clip in one highlight:

    The Clock in the Harbour
    Key takeaways:
    (* Tides keep their own time., * Sailors learned it by ear.)
    Transcript:
    Speaker 1
    You could set your watch by it.

Title and takeaways are the machine's words, the transcript and quotes the speakers'. The title becomes the
last heading of the parts' section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.document import Highlight, Voice
from ingest.markdown.links import bare_link
from ingest.text.clean import clean_text

MACHINE_WORDS = (
    r"(?:ai[ -]?)?summar(?:y|ies)|(?:key |main )?take-?aways?|key (?:points?|ideas?|insights?)|main points?|"
    r"(?:episode )?ai[ -](?:notes?|description|takeaways?)|show summary|tl;?dr"
)
AUTHOR_WORDS = r"(?:full |episode )*transcript(?: excerpt)?|quotes?"
LABEL = re.compile(
    rf"^[^\w(]*(?:(?P<machine>{MACHINE_WORDS})|(?P<author>{AUTHOR_WORDS}))(?:[ \t]*\([^()]*\))?[*_ \t]*"
    r"(?P<colon>[:：])?[*_ \t]*(?P<rest>.*)$",
    re.I,
)
LABEL_ALONE = re.compile(r"^\W*(?:Key takeaways|Summary):\W*$")
"""Readwise cuts some clips off here; only the machine's title is left."""
SNIPD_TAKEAWAYS = re.compile(r"^\s*\(\* \S")
"""Takeaways in the form that only Snipd writes for Readwise."""
AI_NOTES = re.compile(r"^\W*(?:episode )?ai[ -]notes?\W*$", re.I)
LIST_ITEM = re.compile(r"^\s*(?:[-*•+]|\d{1,2}[.)])\s+\S")
SNIP_URL = re.compile(r"share\.snipd\.com/", re.I)
PLACEHOLDER = re.compile(
    r"^\W*(?:airr\s?quote|highlighted image|untitled (?:snip|quote|clip)|\d+ ?(?:sec|min)\w* snip)\W*$", re.I
)


@dataclass(slots=True)
class ClipPart:
    """Lines under one label."""

    voice: Voice
    lines: list[tuple[int, str]]


def is_placeholder(text: str) -> bool:
    """Whether a highlight's text is a placeholder: Airr's without a transcript, an export's for a picture."""
    return bool(PLACEHOLDER.match(text))


def parse_speaker_label(line: str) -> tuple[Voice, str] | None:
    """Whose words follow a line such as `Key takeaways:` or `#### 📚 Transcript`, and the rest of that line; None
    where the line is no label."""
    match = LABEL.match(line)
    if not match:
        return None
    rest = match["rest"].strip()
    if rest and not match["colon"]:
        return None
    return ("machine" if match["machine"] else "author"), rest


def split_clip(highlight: Highlight, lines: Sequence[tuple[int, str]]) -> tuple[Highlight, ...]:
    """The highlights in one clip, in order; the highlight itself where it is no such clip.

    `lines` are the numbered lines of its text, without bullet, indentation and final link. Each part keeps the
    clip's location, date and tags; the reader's note goes to the first part that is the speakers'.
    """
    filled = [(number, line) for number, line in lines if line.strip()]
    if len(filled) < 2:
        return (highlight,)
    parts = _split_parts(lines, filled, is_snip=bool(SNIP_URL.search(highlight.url)))
    if not parts:
        return (highlight,)
    title, title_line = filled[0][1].strip(), filled[0][0]
    has_title = parse_speaker_label(title) is None and parts[0].lines[0][0] != title_line
    section = (*highlight.section, bare_link(clean_text(title)).strip("*_# ")) if has_title else highlight.section
    owner = next((part for part in parts if part.voice == "author"), parts[0])
    return keep_link_on_longest(
        replace(
            highlight,
            text=clean_text("\n".join(line.strip() for _, line in part.lines)),
            line_start=part.lines[0][0],
            line_end=part.lines[-1][0],
            note=highlight.note if part is owner else "",
            section=section,
            voice=part.voice,
        )
        for part in parts
    )


def keep_link_on_longest(parts: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """A clip's parts with its link and id on the longest of each voice only.

    Deduplication takes two texts of a voice with the same link as versions of one and keeps the newer
    (`ingest.dedup.blocking_keys`), but a quote is no version of the transcript of its clip.
    """
    parts = tuple(parts)
    longest = {part.voice: part for part in sorted(parts, key=lambda part: len(part.text))}
    return tuple(part if part is longest[part.voice] else replace(part, url="", readwise_id="") for part in parts)


def _split_parts(
    lines: Sequence[tuple[int, str]], filled: Sequence[tuple[int, str]], *, is_snip: bool
) -> list[ClipPart]:
    """The parts below a clip's title; none where it is no clip. `filled` are the lines that are not blank."""
    title = filled[0]
    labels = [(at, label[0]) for at, (_, line) in enumerate(filled) if (label := parse_speaker_label(line))]
    has_transcript = any(voice == "author" and at > 0 for at, voice in labels)
    has_summary = any(voice == "machine" and at < 3 for at, voice in labels)
    is_snip = is_snip or (has_summary and any(SNIPD_TAKEAWAYS.match(line) for _, line in filled[1:4]))
    if len(filled) == 2 and has_summary and LABEL_ALONE.match(filled[1][1]):
        return [ClipPart(voice="machine", lines=[title])]
    if AI_NOTES.match(title[1]):
        return _without_blanks([ClipPart(voice="machine", lines=list(lines[1:]))])
    if has_transcript + has_summary + is_snip < 2:
        is_list = is_snip and len(filled) > 2 and all(LIST_ITEM.match(line) for _, line in filled[1:])
        if not is_list:
            return []
    parts = [ClipPart(voice="machine", lines=[])]
    for number, line in lines:
        label = parse_speaker_label(line)
        if number == title[0]:
            continue
        if label:
            parts.append(ClipPart(voice=label[0], lines=[(number, label[1])] if label[1] else []))
        else:
            parts[-1].lines.append((number, line))
    return _without_blanks(parts)


def _without_blanks(parts: list[ClipPart]) -> list[ClipPart]:
    """The parts without blank lines at either end; empty parts are left out."""
    for part in parts:
        while part.lines and not part.lines[0][1].strip():
            part.lines.pop(0)
        while part.lines and not part.lines[-1][1].strip():
            part.lines.pop()
    return [part for part in parts if part.lines]
