"""A talk's transcript with the times at its lines, as YouTube shows it and tools copy it.

    0:00
    the harbour keeps its own clock
    0:04
    and nobody has set it for years

or `0:04 and nobody …`, `[0:04](https://youtu.be/…?t=4) and nobody …`, `**0:04** · and nobody …`, or the words
below a line `Maren Voss 0:04`.

Known by times at the heads of most of its lines, in order. Lines are joined into paragraphs, each with the time
of its first words; a heading among them is a chapter. Prose above or below the transcript is the reader's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Document
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import link_targets
from ingest.markdown.plain_text import MIN_PROSE_WORDS
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.transcripts.cues import Cue, count_words, cues_to_paragraphs
from ingest.transcripts.timestamps import VIDEO_URL, parse_seconds, video_url

NAME = "youtube-transcript"

TIME = re.compile(
    r"^\s*(?:[-*>]\s+)?(?:\*\*|\(|\[)*(?P<time>\d{1,2}(?::\d\d){1,2})(?:[.,]\d{1,3})?(?:\*\*|\)|\])*"
    r"(?:\(https?://[^\s()]*\))?(?:\*\*)?(?!\d)\s*(?:[·•|:–—-]+\s+)?(?P<words>.*)$"
)
NAMED = re.compile(
    r"^\s*(?:[-*>]\s+)?\**(?P<name>[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|\d{1,2})){0,3})\**:?\s+"
    r"[(\[]?(?P<time>\d{1,2}(?::\d\d){1,2})[)\]]?\**:?\s*$"
)
"""Speaker and time on a line of their own, the words below: `Speaker 1 00:12`, `Maren Voss (0:12)`."""
TOLD = re.compile(r"^\s*\d+ (?:hour|minute|second)s?(?:, \d+ (?:minute|second)s?)*\s*$")
"""The time once more in words, as YouTube's page gives it to who copies it."""
SPEAKER = re.compile(r"^(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}|Speaker \d+):\s+(?P<words>\S.*)$")
TRANSCRIPT = re.compile(r"^\W*(?:full |video |auto-?generated )*(?:transcript(?:ion)?|timestamps)\W*$", re.I)
FEWEST = 6
"""Times below which a list of times is somebody's chapter marks, not a transcript."""
SHARE = 0.35
"""Of the lines below the head, those that begin with a time: half where time and words stand on lines of their own."""
SPEECH = 0.8
"""Words a second between the first time and the last. People speak two or three; chapter marks and set lists
have under 0.3."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a line with a time says."""

    seconds: int
    words: str
    speaker: str = ""


def _stamp(line: str) -> Stamp | None:
    time = TIME.match(line)
    if time:
        return Stamp(parse_seconds(time["time"]), time["words"])
    named = NAMED.match(line) if line.rstrip()[-1:] in "0123456789)]*:" else None
    return Stamp(parse_seconds(named["time"]), "", named["name"]) if named else None


def recognises(note: Note) -> bool:
    stamped = [(number, stamp) for number, line in enumerate(note.lines, 1) if (stamp := _stamp(line))]
    if len(stamped) < FEWEST:
        return False
    first = stamped[0][0]
    below = [line for line in note.lines[first - 1 :] if line.strip() and not TOLD.match(line)]
    times = [stamp.seconds for _, stamp in stamped]
    ordered = sum(a <= b for a, b in pairwise(times))
    if len(stamped) < SHARE * len(below) or ordered < 0.9 * (len(times) - 1):
        return False
    said = [stamp.words if (stamp := _stamp(line)) else line for line in below]
    return sum(map(count_words, said)) >= SPEECH * (max(times) - times[0])


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    stamped = [number for number in range(1, note.end + 1) if _stamp(note.line(number))]
    first = _chapter_above(note, stamped[0])
    end = next((n for n in range(stamped[-1], note.end + 1) if heading_of(note.line(n))), note.end + 1)
    title = _read_head(draft, fields, first - 1)
    draft.mark_meta(first, end - 1)
    extract_blocks(draft, end, note.end, voice="reader")
    known = fields.document_arguments(title or title_from_path(note.path))
    link = next((found[0] for line in note.lines if (found := VIDEO_URL.search(line))), "")
    known["url"] = known["url"] or video_url(link)
    for paragraph in cues_to_paragraphs(_read_cues(note, first, end - 1), link or known["url"]):
        draft.add_paragraph(paragraph)
    draft.paragraphs.sort(key=lambda paragraph: paragraph.line_start)
    known["category"] = known["category"] if known["category"] == "podcasts" else "videos"
    return (draft.finish(format=NAME, **known, full_text=True),)


def _chapter_above(note: Note, first: int) -> int:
    """Where the transcript begins: at the heading right above its first time, if that names a chapter."""
    above = next((n for n in range(first - 1, note.body - 1, -1) if note.line(n).strip()), 0)
    heading = heading_of(note.line(above)) if above else None
    return above if heading and heading[0] > 1 and not TRANSCRIPT.match(heading[1]) else first


def _read_head(draft: DocumentBuilder, fields: MetadataFields, last: int) -> str:
    """The title of what stands above the transcript, where also fields and links may; what is more is prose."""
    title = fields.get("title")
    draft.mark_meta(1, last)
    for number in range(draft.note.body, last + 1):
        line = draft.note.line(number)
        heading = heading_of(line)
        pair = split_field(line)
        if not line.strip() or (heading and TRANSCRIPT.match(heading[1])):
            continue
        if heading and (heading[0] == 1 or not title):
            title = title or clean_text(heading[1])
        elif heading or count_words(line) >= MIN_PROSE_WORDS:
            extract_blocks(draft, number, last, voice="reader")
            break
        elif pair and fields.add(*pair):
            continue
        elif not title and not link_targets(line) and "transcript" not in line.lower():
            title = clean_text(line)
    return title


def _read_cues(note: Note, first: int, last: int) -> list[Cue]:
    cues: list[Cue] = []
    section: tuple[str, ...] = ()
    start, end, words, stamp = 0, 0, list[str](), None
    for number in range(first, last + 2):
        line = note.line(number) if number <= last else ""
        heading = heading_of(line)
        here = _stamp(line)
        if start and (here or heading or number > last):
            cues.append(_cue(words, start, end, section, stamp))
            start, words, stamp = 0, [], None
        if heading:
            section = (clean_text(heading[1]),)
        elif here:
            start, words, stamp = number, [here.words], here
        elif line.strip() and not TOLD.match(line):
            start = start or number
            words.append(line.strip())
        end = number if line.strip() else end
    return [cue for cue in cues if cue.text]


def _cue(words: list[str], start: int, end: int, section: tuple[str, ...], stamp: Stamp | None) -> Cue:
    text = clean_text("\n".join(word for word in words if word.strip()))
    told = SPEAKER.match(text)
    return Cue(
        text=told["words"] if told else text,
        start=start,
        end=end,
        section=section,
        speaker=told["name"] if told else stamp.speaker if stamp else "",
        time=stamp.seconds if stamp else None,
    )
