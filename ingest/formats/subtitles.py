"""Subtitles, SRT and WebVTT: cues of a few words under the times they are spoken.

    1
    00:00:01,000 --> 00:00:04,000
    The harbour keeps
    its own clock.

Known by lines of two times with `-->` between. Cues are joined into paragraphs; the times are metadata.
"""

from __future__ import annotations

import re

from ingest.clean import clean_text
from ingest.cues import Cue, join_cues
from ingest.document import Document
from ingest.note import Draft, Note
from ingest.titles import title_from_path

NAME = "subtitles"

TIMES = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}\b")
NUMBER = re.compile(r"^\s*\d+\s*$")
HEADER = re.compile(r"^\s*WEBVTT\b")
VOICE = re.compile(r"^<v(?:\.[\w.]+)?\s+([^<>]+)>")
TAG = re.compile(
    r"</?(?:[bisu]|c(?:\.[\w.]+)?|v(?:\.[\w.]+)?(?:\s[^<>]*)?|ruby|rt|lang[^<>]*|font[^<>]*|\d\d:[\d:.]+)>|\{\\an?\d\}"
)
SHARE = 0.1
"""Of a file's lines, those with times; cues of three lines each make 0.3, very long ones 0.15."""


def recognises(note: Note) -> bool:
    filled = [line for line in note.lines if line.strip()]
    times = sum(bool(TIMES.match(line)) for line in filled)
    return times > 0 and (times >= SHARE * len(filled) or bool(HEADER.match(filled[0])))


def read(note: Note) -> tuple[Document, ...]:
    draft = Draft(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.end)
    for paragraph in join_cues(_read_cues(note)):
        draft.add_paragraph(paragraph)
    known = draft.finish(format=NAME, title=title_from_path(note.path), category="videos", full_text=True)
    return (known,)


def _read_cues(note: Note) -> list[Cue]:
    """The cues; a number above a time and `NOTE` blocks are no words."""
    cues: list[Cue] = []
    start, lines, speaker = 0, list[str](), ""
    for number in range(1, note.end + 2):
        line = note.line(number) if number <= note.end else ""
        if TIMES.match(line) or not line.strip():
            if start:
                cues.append(Cue(text=clean_text("\n".join(lines)), start=start, end=number - 1, speaker=speaker))
            start, lines, speaker = (number, [], "") if TIMES.match(line) else (0, [], "")
        elif start:
            below = note.line(number + 1) if number < note.end else ""
            if NUMBER.match(line) and TIMES.match(below):
                continue
            voice = VOICE.match(line.strip())
            speaker = voice[1].strip() if voice else speaker
            lines.append(TAG.sub("", line.strip()).strip())
    return [cue for cue in cues if cue.text]
