"""Subtitles, SRT, WebVTT or a table: cues of a few words with the times at which they are spoken.

    1
    00:00:01,000 --> 00:00:04,000
    The harbour keeps
    its own clock.

Known by lines of two times with `-->` between, or by a first row `start,end,text`. Cues are joined into paragraphs,
each with the time of its first words, and with its link where a line or the file's name
(`Talk [dQw4w9WgXcQ].en.srt`) names the video.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Document
from ingest.document_builder import DocumentBuilder
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.cues import SENTENCE_END, Cue, cues_to_paragraphs
from ingest.transcripts.notices import SOUND
from ingest.transcripts.timed_table import read_timed_table
from ingest.transcripts.timestamps import VIDEO_URL, parse_seconds, video_url

NAME = "subtitles"

TIMES_LINE = re.compile(
    r"^\s*(?P<begin>(?:\d{1,3}:)?\d{1,2}:\d{1,2})[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\b"
)
NUMBER_LINE = re.compile(r"^\s*\d+\s*$")
VTT_HEADER = re.compile(r"^\s*WEBVTT\b")
VOICE_TAG = re.compile(r"^<v(?:\.[\w.]+)?\s+([^<>]+)>")
STYLE_TAG = re.compile(
    r"</?(?:[bisu]|c(?:\.[\w.]+)?|v(?:\.[\w.]+)?(?:\s[^<>]*)?|ruby|rt|lang[^<>]*|font[^<>]*|\d\d:[\d:.]+)>|\{\\an?\d\}"
)
LANGUAGE_SUFFIX = re.compile(r"\.[a-z]{2,3}(?:-[A-Za-z]{2,8})*(?=\.\w+$)")
"""Before a file's extension: `.en`, `.zh-Hans`, `.en-orig`."""
VIDEO_ID = re.compile(r"\s*\[(?P<id>[\w-]{11})\](?=\.\w+$)")
"""YouTube's id in the file names of downloaders."""
MAX_NAME_WORDS = 4
"""Of a speaker's line above the words."""
MIN_TIMES_SHARE = 0.1
"""Of a file's lines, those with times; cues of three lines each make 0.3, very long ones 0.15."""


def recognises(note: Note) -> bool:
    if note.path.lower().endswith((".csv", ".tsv", ".txt")) and read_timed_table(note.lines):
        return True
    filled = [line for line in note.lines if line.strip()]
    times = sum(bool(TIMES_LINE.match(line)) for line in filled)
    return times > 0 and (times >= MIN_TIMES_SHARE * len(filled) or bool(VTT_HEADER.match(filled[0])))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_rest_as_furniture()
    name, video = _name_and_video(note)
    for paragraph in cues_to_paragraphs(read_timed_table(note.lines) or _read_cues(note), video):
        draft.add_paragraph(paragraph)
    title = title_from_path(name)
    return (draft.finish(format=NAME, title=title, category="videos", url=video, full_text=True),)


def _name_and_video(note: Note) -> tuple[str, str]:
    """The path without language and video id, and the video's address, or ""."""
    name = LANGUAGE_SUFFIX.sub("", note.path)
    video_id = VIDEO_ID.search(name)
    if video_id:
        return VIDEO_ID.sub("", name), f"https://www.youtube.com/watch?v={video_id['id']}"
    links = (VIDEO_URL.search(line) for line in note.lines if not TIMES_LINE.match(line))
    link = next(filter(None, links), None)
    return name, video_url(link[0]) if link else ""


def _read_cues(note: Note) -> list[Cue]:
    """The cues with words; numbers above times and `NOTE` blocks have none.

    A cue's words stand from the line of its times to the next times or blank line.
    """
    cues: list[Cue] = []
    start, lines, speaker, time = 0, list[str](), "", 0
    for number in range(1, note.end + 2):
        line = note.line(number) if number <= note.end else ""
        times = TIMES_LINE.match(line)
        if times or not line or (lines and not line.strip()):
            if start:
                text = clean_text("\n".join(lines))
                cues.append(Cue(text=text, start=start, end=number - 1, speaker=speaker, time=time))
            start, lines, speaker = (number, [], "") if times else (0, [], "")
            time = parse_seconds(times["begin"]) if times else 0
        elif start and line.strip():
            below = note.line(number + 1) if number < note.end else ""
            if NUMBER_LINE.match(line) and TIMES_LINE.match(below):
                continue
            voice = VOICE_TAG.match(line.strip())
            speaker = voice[1].strip() if voice else speaker
            lines.append(STYLE_TAG.sub("", line.strip()).strip())
    cues = [cue for cue in cues if cue.text and not SOUND.match(cue.text)]
    return [_with_speaker(cue) for cue in cues] if _begin_with_speakers(cues) else cues


def _begin_with_speakers(cues: Sequence[Cue]) -> bool:
    """Whether each cue has a name above its words: names come again, and end no sentence."""
    heads = [cue.text.partition("\n") for cue in cues]
    names = {head for head, _, _ in heads}
    return (
        all(words and len(head.split()) <= MAX_NAME_WORDS for head, _, words in heads)
        and 2 * len(names) <= len(cues)
        and not any(SENTENCE_END.search(name) for name in names)
    )


def _with_speaker(cue: Cue) -> Cue:
    speaker, _, words = cue.text.partition("\n")
    return replace(cue, speaker=speaker, text=words)
