"""A Snipd or Airr clip inside a Readwise highlight, taken apart: whose words are which.

Readwise holds a whole clip in one highlight:

    The Clock in the Harbour
    Key takeaways:
    (* Tides keep their own time., * Sailors learned it by ear.)
    Transcript:
    Speaker 1
    You could set your watch by it.

Title and takeaways are the machine's words, the transcript and quotes the speakers'. The title becomes the
last heading of the parts' section. This is no reader of its own: the Readwise readers hand it what they find.
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
"""Readwise cuts off some clips here; what is left is the machine's title."""
LISTED = re.compile(r"^\s*\(\* \S")
"""Takeaways as Snipd writes them for Readwise, and nobody else."""
AI_NOTES = re.compile(r"^\W*(?:episode )?ai[ -]notes?\W*$", re.I)
ITEM = re.compile(r"^\s*(?:[-*•+]|\d{1,2}[.)])\s+\S")
SNIP_URL = re.compile(r"share\.snipd\.com/", re.I)
PLACEHOLDER = re.compile(
    r"^\W*(?:airr\s?quote|highlighted image|untitled (?:snip|quote|clip)|\d+ ?(?:sec|min)\w* snip)\W*$", re.I
)


@dataclass(slots=True)
class Part:
    """Lines under one label."""

    voice: Voice
    lines: list[tuple[int, str]]


def is_placeholder(text: str) -> bool:
    """Whether a highlight's text stands for none: Airr's where it has no transcript, an export's for a picture."""
    return bool(PLACEHOLDER.match(text))


def read_label(line: str) -> tuple[Voice, str] | None:
    """Whose words follow a line such as `Key takeaways:` or `#### 📚 Transcript`, and what stands behind the
    label on the same line; None where the line is no label."""
    match = LABEL.match(line)
    if not match:
        return None
    rest = match["rest"].strip()
    if rest and not match["colon"]:
        return None
    return ("machine" if match["machine"] else "author"), rest


def take_snip_apart(highlight: Highlight, lines: Sequence[tuple[int, str]]) -> tuple[Highlight, ...]:
    """The highlights that one clip holds, in their order; the highlight itself where it is no such clip.

    `lines` are the numbered lines of its text, without bullet, indentation and closing link. Each part keeps
    the clip's link, place, id, date and tags; the reader's note goes to the first part that is the speakers'.
    """
    filled = [(number, line) for number, line in lines if line.strip()]
    if len(filled) < 2:
        return (highlight,)
    parts = _split(lines, filled, is_snip=bool(SNIP_URL.search(highlight.url)))
    if not parts:
        return (highlight,)
    title, title_line = filled[0][1].strip(), filled[0][0]
    titled = bool(read_label(title) is None and parts[0].lines[0][0] != title_line)
    section = (*highlight.section, bare_link(clean_text(title)).strip("*_# ")) if titled else highlight.section
    owner = next((part for part in parts if part.voice == "author"), parts[0])
    return keep_identity(
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


def keep_identity(parts: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """A clip's parts with its link and id on the longest of each voice only.

    A link to a clip names one text of a voice: two with the same link are two versions of one, of which folding
    keeps the newer (`ingest.dedup.blocking_keys`), and a quote is no version of the transcript it stands beside.
    """
    parts = tuple(parts)
    longest = {part.voice: part for part in sorted(parts, key=lambda part: len(part.text))}
    return tuple(part if part is longest[part.voice] else replace(part, url="", readwise_id="") for part in parts)


def _split(lines: Sequence[tuple[int, str]], filled: Sequence[tuple[int, str]], *, is_snip: bool) -> list[Part]:
    labels = [(place, label) for place, (_, line) in enumerate(filled) if (label := read_label(line))]
    has_transcript = any(label[0] == "author" and place > 0 for place, label in labels)
    early = any(label[0] == "machine" and place < 3 for place, label in labels)
    is_snip = is_snip or (early and any(LISTED.match(line) for _, line in filled[1:4]))
    if len(filled) == 2 and early and LABEL_ALONE.match(filled[1][1]):
        return [Part(voice="machine", lines=[filled[0]])]
    if AI_NOTES.match(filled[0][1]):
        return _tidy([Part(voice="machine", lines=list(lines[1:]))])
    if not (has_transcript and (is_snip or early)) and not (early and is_snip):
        listed = is_snip and len(filled) > 2 and all(ITEM.match(line) for _, line in filled[1:])
        if not listed:
            return []
    parts = [Part(voice="machine", lines=[])]
    for number, line in lines:
        label = read_label(line)
        if label and number != filled[0][0]:
            parts.append(Part(voice=label[0], lines=[(number, label[1])] if label[1] else []))
        elif number != filled[0][0]:
            parts[-1].lines.append((number, line))
    return _tidy(parts)


def _tidy(parts: list[Part]) -> list[Part]:
    """Without blank lines at either end and without parts that hold nothing."""
    for part in parts:
        while part.lines and not part.lines[0][1].strip():
            part.lines.pop(0)
        while part.lines and not part.lines[-1][1].strip():
            part.lines.pop()
    return [part for part in parts if part.lines]
