"""Subtitles, SRT and WebVTT: cues of a few words under the times they are spoken.

    1
    00:00:01,000 --> 00:00:04,000
    The harbour keeps
    its own clock.

Known by lines of two times with `-->` between. Cues are joined into paragraphs, each with the time of its first
words, and with its link where a line or the file's name (`Talk [dQw4w9WgXcQ].en.srt`) tells the video.
"""

from __future__ import annotations

import re

from ingest.document import Document
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.transcripts.cues import Cue, cues_to_paragraphs
from ingest.transcripts.timestamps import VIDEO_URL, parse_seconds, video_url

NAME = "subtitles"

TIMES = re.compile(
    r"^\s*(?P<begin>(?:\d{1,3}:)?\d{1,2}:\d\d)[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}\b"
)
NUMBER = re.compile(r"^\s*\d+\s*$")
HEADER = re.compile(r"^\s*WEBVTT\b")
VOICE = re.compile(r"^<v(?:\.[\w.]+)?\s+([^<>]+)>")
TAG = re.compile(
    r"</?(?:[bisu]|c(?:\.[\w.]+)?|v(?:\.[\w.]+)?(?:\s[^<>]*)?|ruby|rt|lang[^<>]*|font[^<>]*|\d\d:[\d:.]+)>|\{\\an?\d\}"
)
SOUND = re.compile(r"^(?:[\[(][^\[\]()]{1,30}[\])]|[♪♫\s]+)$")
"""What is heard and not said: `[music]`, `(applause)`."""
LANGUAGE = re.compile(r"\.[a-z]{2,3}(?:-[A-Za-z]{2,8})*(?=\.\w+$)")
"""Before a file's extension: `.en`, `.zh-Hans`, `.en-orig`."""
VIDEO_ID = re.compile(r"\s*\[(?P<id>[\w-]{11})\](?=\.\w+$)")
"""As downloaders put YouTube's id into a file's name."""
SHARE = 0.1
"""Of a file's lines, those with times; cues of three lines each make 0.3, very long ones 0.15."""


def recognises(note: Note) -> bool:
    filled = [line for line in note.lines if line.strip()]
    times = sum(bool(TIMES.match(line)) for line in filled)
    return times > 0 and (times >= SHARE * len(filled) or bool(HEADER.match(filled[0])))


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.end)
    name, video = _name_and_video(note)
    for paragraph in cues_to_paragraphs(_read_cues(note), video):
        draft.add_paragraph(paragraph)
    known = draft.finish(format=NAME, title=title_from_path(name), category="videos", url=video, full_text=True)
    return (known,)


def _name_and_video(note: Note) -> tuple[str, str]:
    """The path without language and video id, and the video's address, or ""."""
    name = LANGUAGE.sub("", note.path)
    told = VIDEO_ID.search(name)
    links = (VIDEO_URL.search(line) for line in note.lines if not TIMES.match(line))
    link = next((found[0] for found in links if found), "") if not told else ""
    if told:
        return VIDEO_ID.sub("", name), f"https://www.youtube.com/watch?v={told['id']}"
    return name, video_url(link) if link else ""


def _read_cues(note: Note) -> list[Cue]:
    """The cues; a number above a time and `NOTE` blocks are no words."""
    cues: list[Cue] = []
    start, lines, speaker, time = 0, list[str](), "", 0
    for number in range(1, note.end + 2):
        line = note.line(number) if number <= note.end else ""
        times = TIMES.match(line)
        if times or not line or (lines and not line.strip()):
            if start:
                text = clean_text("\n".join(lines))
                cues.append(Cue(text=text, start=start, end=number - 1, speaker=speaker, time=time))
            start, lines, speaker = (number, [], "") if times else (0, [], "")
            time = parse_seconds(times["begin"]) if times else 0
        elif start and line.strip():
            below = note.line(number + 1) if number < note.end else ""
            if NUMBER.match(line) and TIMES.match(below):
                continue
            voice = VOICE.match(line.strip())
            speaker = voice[1].strip() if voice else speaker
            lines.append(TAG.sub("", line.strip()).strip())
    return [cue for cue in cues if cue.text and not SOUND.match(cue.text)]
