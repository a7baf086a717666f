"""A talk's transcript with the times at its lines, as YouTube shows it and tools copy it.

    0:00
    the harbour keeps its own clock
    0:04
    and nobody has set it for years

or `0:04 and nobody …`, `[0:04](https://youtu.be/…?t=4) and nobody …`, `**0:04** · and nobody …`.

Known by times at the heads of most of its lines, in order. Lines are joined into paragraphs, each with the time
of its first words; a heading among them is a chapter.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ingest.clean import clean_text
from ingest.cues import Cue, count_words, join_cues
from ingest.document import Document
from ingest.links import link_targets
from ingest.markdown import heading_of
from ingest.metadata import Fields, split_field
from ingest.moments import VIDEO, read_seconds, video_url
from ingest.note import Draft, Note
from ingest.titles import title_from_path

NAME = "youtube-transcript"

TIME = re.compile(
    r"^\s*(?:[-*>]\s+)?(?:\*\*|\(|\[)*(?P<time>\d{1,2}(?::\d\d){1,2})(?:[.,]\d{1,3})?(?:\*\*|\)|\])*"
    r"(?:\(https?://[^\s()]*\))?(?:\*\*)?(?!\d)\s*(?:[·•|:–—-]+\s+)?(?P<words>.*)$"
)
SPEAKER = re.compile(r"^(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}|Speaker \d+):\s+(?P<words>\S.*)$")
FEWEST = 6
"""Times below which a list of times is somebody's chapter marks, not a transcript."""
SHARE = 0.35
"""Of the lines below the head, those that begin with a time: half where time and words stand on lines of their own."""
SPEECH = 0.8
"""Words a second between the first time and the last. People speak two or three; chapter marks and set lists
have under 0.3."""


def recognises(note: Note) -> bool:
    stamped = [(number, match) for number, line in enumerate(note.lines, 1) if (match := TIME.match(line))]
    if len(stamped) < FEWEST:
        return False
    first = stamped[0][0]
    below = [line for line in note.lines[first - 1 :] if line.strip()]
    times = [read_seconds(match["time"]) for _, match in stamped]
    ordered = sum(a <= b for a, b in pairwise(times))
    if len(stamped) < SHARE * len(below) or ordered < 0.9 * (len(times) - 1):
        return False
    said = [match["words"] if (match := TIME.match(line)) else line for line in below]
    return sum(map(count_words, said)) >= SPEECH * (max(times) - times[0])


def read(note: Note) -> tuple[Document, ...]:
    draft = Draft(note)
    draft.warnings.extend(note.warnings)
    fields = Fields()
    fields.add_front(note.front)
    first = next(n for n in range(1, note.end + 1) if TIME.match(note.line(n)))
    title = _read_head(draft, fields, first - 1)
    draft.mark_meta(first, note.end)
    known = fields.document(title or title_from_path(note.path))
    link = next((found[0] for line in note.lines if (found := VIDEO.search(line))), "")
    known["url"] = known["url"] or video_url(link)
    for paragraph in join_cues(_read_cues(note, first), link or known["url"]):
        draft.add_paragraph(paragraph)
    known["category"] = known["category"] if known["category"] == "podcasts" else "videos"
    return (draft.finish(format=NAME, **known, full_text=True),)


def _read_head(draft: Draft, fields: Fields, last: int) -> str:
    """What stands above the first time: a title, fields, a link."""
    title = ""
    for number in range(1, last + 1):
        line = draft.note.line(number)
        draft.mark_meta(number)
        if number < draft.note.body or not line.strip():
            continue
        heading = heading_of(line)
        pair = split_field(line)
        if heading and heading[1].strip().lower() not in ("transcript", "timestamps"):
            title = title or clean_text(heading[1])
        elif pair and not heading and fields.add(*pair):
            continue
        elif not title and not heading and not link_targets(line) and "transcript" not in line.lower():
            title = clean_text(line)
    return title


def _read_cues(note: Note, first: int) -> list[Cue]:
    cues: list[Cue] = []
    section: tuple[str, ...] = ()
    start, words, at = 0, list[str](), None
    for number in range(first, note.end + 2):
        line = note.line(number) if number <= note.end else ""
        heading = heading_of(line)
        time = TIME.match(line)
        if start and (time or heading or number > note.end):
            cues.append(replace(_cue(words, start, number - 1, section), time=at))
            start, words, at = 0, [], None
        if heading:
            section = (clean_text(heading[1]),)
        elif time:
            start, words, at = number, [time["words"]], read_seconds(time["time"])
        elif line.strip():
            start = start or number
            words.append(line.strip())
    return [cue for cue in cues if cue.text]


def _cue(words: list[str], start: int, end: int, section: tuple[str, ...]) -> Cue:
    text = clean_text("\n".join(word for word in words if word.strip()))
    speaker = SPEAKER.match(text)
    if speaker:
        return Cue(text=speaker["words"], start=start, end=end, section=section, speaker=speaker["name"])
    return Cue(text=text, start=start, end=end, section=section)
