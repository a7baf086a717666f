"""A talk's transcript with times at its lines, as YouTube shows it and tools copy it.

    0:00
    the harbour keeps its own clock
    0:04
    and nobody has set it for years

Also `0:04 and nobody …`, `[0:04](https://youtu.be/…?t=4) and nobody …`, `**0:04** · and nobody …`, or the words below a
line `Maren Voss 0:04`.

Known by times at the beginning of most lines, in order. Lines are joined into paragraphs, each with the time of its
first words; a heading among them is a chapter. Prose above or below the transcript is the reader's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Document
from ingest.document_builder import DocumentBuilder
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import link_targets
from ingest.markdown.plain_text import MIN_PROSE_WORDS, can_be_heading
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import begins_with_any
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.cues import Cue, count_words, cues_to_paragraphs
from ingest.transcripts.timestamps import VIDEO_URL, parse_seconds, video_url

NAME = "youtube-transcript"

TIME_LINE = re.compile(
    r"^\s*(?:[-*>]\s+)?(?:\*\*|\(|\[)*(?P<time>\d{1,2}(?::\d\d){1,2})(?:[.,]\d{1,3})?"
    r"(?:\s*(?:-->|–|-)\s*\d{1,2}(?::\d\d){1,2}(?:[.,]\d{1,3})?)?(?:\*\*|\)|\])*"
    r"(?:\(https?://[^\s()]*\))?(?:\*\*)?(?!\d)\s*(?:[·•|:–—-]+\s+)?(?P<words>.*)$"
)
SPEAKER_LINE = re.compile(
    r"^\s*(?:[-*>]\s+)?\**(?P<name>[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|\d{1,2})){0,3})\**:?\s+"
    r"[(\[]?(?P<time>\d{1,2}(?::\d\d){1,2})[)\]]?\**:?\s*$"
)
"""Speaker and time on a line of their own, the words below: `Speaker 1 00:12`, `Maren Voss (0:12)`."""
SPELLED_TIME = re.compile(r"^\s*\d+ (?:hour|minute|second)s?(?:, \d+ (?:minute|second)s?)*\s*$")
"""The time spelled out, which comes along when YouTube's page is copied."""
SPEAKER_PREFIX = re.compile(
    r"^[\[(*]*(?P<name>[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}|\w+[ _]\d{1,2})"
    r"[\])*]*:[*]*\s+(?P<words>\S.*)$",
    re.S,
)
TRANSCRIPT_HEADING = re.compile(r"^\W*(?:full |video |auto-?generated )*(?:transcript(?:ion)?|timestamps)\W*$", re.I)
MIN_TIMES = 6
"""A list of fewer times is chapter marks, not a transcript."""
MIN_LONE_TIMES = 3
"""Times with nothing but a speaker on their lines, or with the end of the cue, are no chapter marks."""
SOUND = re.compile(r"^(?:[\[(][^\[\]()]{1,30}[\])]|[♪♫\s]+)$")
"""What is heard and not said: `[music]`, `[BLANK_AUDIO]`."""
MIN_TIMES_SHARE = 0.35
"""Of the lines below the head, those that begin with a time; it is half where times have lines of their own."""
MIN_WORDS_PER_SECOND = 0.8
"""Between the first time and the last. People speak two or three words a second; chapter marks and set lists have
under 0.3."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line with a time."""

    seconds: int
    words: str
    speaker: str = ""


def _read_timed_line(line: str) -> TimedLine | None:
    match = TIME_LINE.match(line)
    if match:
        return TimedLine(parse_seconds(match["time"]), match["words"])
    speaker = SPEAKER_LINE.match(line) if line.rstrip()[-1:] in "0123456789)]*:" else None
    return TimedLine(parse_seconds(speaker["time"]), "", speaker["name"]) if speaker else None


def recognises(note: Note) -> bool:
    timed = [
        (number, timed_line) for number, line in enumerate(note.lines, 1) if (timed_line := _read_timed_line(line))
    ]
    lone = sum(not timed_line.words or "-->" in note.line(number) for number, timed_line in timed)
    is_lone = lone >= MIN_LONE_TIMES and lone >= 0.8 * len(timed)
    if len(timed) < MIN_TIMES and not is_lone:
        return False
    first = timed[0][0]
    below = [line for line in note.lines[first - 1 :] if line.strip() and not SPELLED_TIME.match(line)]
    times = [timed_line.seconds for _, timed_line in timed]
    ordered = sum(a <= b for a, b in pairwise(times))
    if len(timed) < MIN_TIMES_SHARE * len(below) or ordered < 0.9 * (len(times) - 1):
        return False
    if is_lone:
        return True
    words = [timed_line.words if (timed_line := _read_timed_line(line)) else line for line in below]
    return sum(map(count_words, words)) >= MIN_WORDS_PER_SECOND * (max(times) - times[0])


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    timed = [number for number in range(1, note.end + 1) if _read_timed_line(note.line(number))]
    first = _chapter_above(note, timed[0])
    end = next((n for n in range(timed[-1], note.end + 1) if heading_of(note.line(n))), note.end + 1)
    title = _read_head(draft, fields, first - 1)
    draft.mark_meta(first, end - 1)
    extract_blocks(draft, end, note.end, voice="reader")
    for number in range(first, end):
        line = note.line(number).strip()
        timed_line = _read_timed_line(line)
        if begins_with_any("furniture").match(line) or SOUND.match(timed_line.words if timed_line else line):
            draft.mark_furniture(number)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    link = next((match[0] for line in note.lines if (match := VIDEO_URL.search(line))), "")
    metadata["url"] = metadata["url"] or video_url(link)
    for paragraph in cues_to_paragraphs(_read_cues(note, first, end - 1), link or metadata["url"]):
        draft.add_paragraph(paragraph)
    draft.paragraphs.sort(key=lambda paragraph: paragraph.line_start)
    metadata["category"] = metadata["category"] if metadata["category"] == "podcasts" else "videos"
    return (draft.finish(format=NAME, **metadata, full_text=True),)


def _chapter_above(note: Note, first: int) -> int:
    """The transcript's first line: the heading right above its first time if that names a chapter, else that time."""
    above = next((n for n in range(first - 1, note.body - 1, -1) if note.line(n).strip()), 0)
    heading = heading_of(note.line(above)) if above else None
    if above == first - 1 and not heading and len(note.line(above)) < 80 and can_be_heading(note.line(above).strip()):
        later = sum(
            can_be_heading(note.line(n - 1).strip() or ".")
            for n in range(first + 2, note.end + 1)
            if TIME_LINE.match(note.line(n))
        )
        return above if later else first
    return above if heading and heading[0] > 1 and not TRANSCRIPT_HEADING.match(heading[1]) else first


def _read_head(draft: DocumentBuilder, fields: MetadataFields, last: int) -> str:
    """Read the title, fields and prose above the transcript; the title, or ""."""
    title = fields.get("title")
    draft.mark_meta(1, last)
    for number in range(draft.note.body, last + 1):
        line = draft.note.line(number)
        heading = heading_of(line)
        pair = split_field(line)
        if not line.strip() or (heading and TRANSCRIPT_HEADING.match(heading[1])):
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
    chapters = _bare_chapters(note, first, last)
    start, end, words, current = 0, 0, list[str](), None
    for number in range(first, last + 2):
        line = note.line(number) if number <= last else ""
        heading = (2, line) if number in chapters else heading_of(line)
        timed_line = _read_timed_line(line)
        if start and (timed_line or heading or number > last):
            cues.append(_cue(words, start, end, section, current))
            start, words, current = 0, [], None
        if heading:
            section = (clean_text(heading[1]),)
        elif timed_line:
            start, words, current = number, [timed_line.words], timed_line
        elif line.strip() and not SPELLED_TIME.match(line) and not begins_with_any("furniture").match(line):
            start = start or number
            words.append(line.strip())
        end = number if line.strip() else end
    return [cue for cue in cues if cue.text]


def _bare_chapters(note: Note, first: int, last: int) -> set[int]:
    """Lines right above a time that are chapters, where else one line of words stands between two times."""
    timed = [number for number in range(first, last + 1) if _read_timed_line(note.line(number))]
    gaps = [(above, below) for above, below in pairwise(timed) if below - above > 1]
    if sum(below - above == 2 for above, below in gaps) < 0.5 * len(gaps):
        return set()
    chapters = {
        below - 1 for above, below in gaps if below - above == 3 and can_be_heading(note.line(below - 1).strip() or ".")
    }
    return chapters | ({first} if first not in timed and not heading_of(note.line(first)) else set())


def _cue(words: list[str], start: int, end: int, section: tuple[str, ...], timed_line: TimedLine | None) -> Cue:
    text = clean_text("\n".join(word for word in words if word.strip()))
    text = "" if SOUND.match(text) else text
    prefix = SPEAKER_PREFIX.match(text)
    return Cue(
        text=prefix["words"] if prefix else text,
        start=start,
        end=end,
        section=section,
        speaker=prefix["name"] if prefix else timed_line.speaker if timed_line else "",
        time=timed_line.seconds if timed_line else None,
    )
