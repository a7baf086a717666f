"""Joins the timed lines of subtitles and transcripts into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Paragraph
from ingest.text.scripts import CJK_LETTER
from ingest.transcripts.timestamps import format_clock, timestamp_url

MIN_PARAGRAPH_WORDS = 60
"""A paragraph has at least so many words and ends with a sentence: a cue alone (7 words on average) is too short to be
found."""
MAX_PARAGRAPH_WORDS = 120
"""At which a paragraph ends even inside a sentence: automatic captions have no full stops."""
SENTENCE_END = re.compile(r"[.!?…。！？][\"”’)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A few words and their lines, including the line of their time."""

    text: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    speaker: str = ""
    """A paragraph ends where it changes."""
    time: int | None = None
    """Seconds from the beginning; None where unknown."""


def cues_to_paragraphs(cues: Sequence[Cue], video: str = "") -> Iterator[Paragraph]:
    """Cues as paragraphs of some sentences, without the words that rolling captions repeat.

    A paragraph has the time of its first words and a link to that second of `video`, an address or "".
    """
    pending: list[Cue] = []
    words = 0
    for cue in _without_repeats(cues):
        if pending and (cue.section != pending[0].section or cue.speaker not in ("", _speaker(pending))):
            yield _paragraph(pending, video)
            pending, words = [], 0
        pending.append(cue)
        words += count_words(cue.text)
        if words >= MAX_PARAGRAPH_WORDS or (words >= MIN_PARAGRAPH_WORDS and SENTENCE_END.search(cue.text)):
            yield _paragraph(pending, video)
            pending, words = [], 0
    if any(cue.text for cue in pending):
        yield _paragraph(pending, video)


def _without_repeats(cues: Sequence[Cue]) -> Iterator[Cue]:
    """The cues without the lines that a rolling caption repeats from the cue before."""
    previous = ""
    for cue in cues:
        lines = cue.text.split("\n")
        shown = previous.split("\n")
        new = lines[1:] if len(lines) > 1 and lines[0] == shown[-1] else lines
        text = "" if new == shown[-len(new) :] and previous else "\n".join(new)
        previous = cue.text or previous
        yield replace(cue, text=text)


def count_words(text: str) -> int:
    """The number of words; two letters of a script without spaces count as one."""
    cjk_letters = len(CJK_LETTER.findall(text))
    return len(CJK_LETTER.sub(" ", text).split()) + cjk_letters // 2


def _speaker(cues: Sequence[Cue]) -> str:
    return next((cue.speaker for cue in cues if cue.speaker), "")


def _paragraph(cues: Sequence[Cue], video: str) -> Paragraph:
    time = next((cue.time for cue in cues if cue.text), None)
    spoken = " ".join(" ".join(cue.text.split()) for cue in cues if cue.text)
    speaker = _speaker(cues)
    return Paragraph(
        text=f"{speaker}: {spoken}" if speaker else spoken,
        line_start=cues[0].start,
        line_end=cues[-1].end,
        section=cues[0].section,
        location="" if time is None else format_clock(time),
        url="" if time is None else timestamp_url(video, time),
    )
