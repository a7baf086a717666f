"""Timed lines of speech, as subtitles and transcripts have them, joined into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Paragraph
from ingest.text.scripts import CJK_LETTER
from ingest.transcripts.timestamps import timestamp_url, format_clock

FEWEST_WORDS = 60
"""A paragraph goes on to at least so many words, then to the end of the sentence: a cue alone (7 words on
average) says nothing that could be found."""
MAX_PARAGRAPH_WORDS = 120
"""A paragraph ends here even inside a sentence: automatic captions have no full stops."""
SENTENCE_END = re.compile(r"[.!?…。！？][\"”’)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A few words with the lines they stand on, the line of their time among them."""

    text: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    speaker: str = ""
    """Where it changes, a paragraph ends."""
    time: int | None = None
    """Seconds from the beginning at which it is said; None where that is not told."""


def cues_to_paragraphs(cues: Sequence[Cue], video: str = "") -> Iterator[Paragraph]:
    """Cues as paragraphs of some sentences. Words that a rolling caption repeats from the cue before are left out.

    A paragraph has the time of its first words, and leads to that second of `video`, where its address is known.
    """
    open_cues: list[Cue] = []
    words = 0
    for cue in without_repeats(cues):
        if open_cues and (cue.section != open_cues[0].section or cue.speaker not in ("", _speaker(open_cues))):
            yield _paragraph(open_cues, video)
            open_cues, words = [], 0
        open_cues.append(cue)
        words += count_words(cue.text)
        if words >= MAX_PARAGRAPH_WORDS or (words >= FEWEST_WORDS and SENTENCE_END.search(cue.text)):
            yield _paragraph(open_cues, video)
            open_cues, words = [], 0
    if any(cue.text for cue in open_cues):
        yield _paragraph(open_cues, video)


def without_repeats(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Rolling captions show each line twice, above and below the next: only what is new is kept."""
    before = ""
    for cue in cues:
        lines = cue.text.split("\n")
        known = before.split("\n")
        new = lines[1:] if len(lines) > 1 and lines[0] == known[-1] else lines
        text = "" if new == known[-len(new) :] and before else "\n".join(new)
        before = cue.text or before
        yield replace(cue, text=text)


def count_words(text: str) -> int:
    """Words; of a script without spaces two letters are one."""
    cjk_letters = len(CJK_LETTER.findall(text))
    return len(CJK_LETTER.sub(" ", text).split()) + cjk_letters // 2


def _speaker(cues: Sequence[Cue]) -> str:
    return next((cue.speaker for cue in reversed(cues) if cue.speaker), "")


def _paragraph(cues: Sequence[Cue], video: str) -> Paragraph:
    time = next((cue.time for cue in cues if cue.text), None)
    spoken = " ".join(" ".join(cue.text.split()) for cue in cues if cue.text)
    speaker = next((cue.speaker for cue in cues if cue.speaker), "")
    return Paragraph(
        text=f"{speaker}: {spoken}" if speaker else spoken,
        line_start=cues[0].start,
        line_end=cues[-1].end,
        section=cues[0].section,
        location="" if time is None else format_clock(time),
        url="" if time is None else timestamp_url(video, time),
    )
