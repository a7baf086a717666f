"""Which lines of an outline are a talk's transcript, told by how many words stand between its times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET, indent_of
from ingest.note import Note
from ingest.transcripts.timestamps import parse_seconds

SPEECH = 1.8
"""Words a second between the times of a page, by the median: the 22 transcripts in the shared outlines have 2.0 to
3.8, the 15 pages of notes under times 0 to 1.6."""
FEWEST_SPANS = 3
SPOKEN = 1.2
"""Words a second in one stretch of a transcript; what is slower was cut or written anew by the reader."""

TIMESTAMP = re.compile(r"\{\{youtube-timestamp\s+(\d+(?::\d\d)*)\s*\}\}")
PAGE_PROPERTY = re.compile(r"^\s*[\w./-]+::(?:\s|$)")


@dataclass(slots=True)
class Span:
    """Lines from one time of a talk to the next."""

    begin: int
    """Seconds."""
    depth: int
    numbers: list[int] = field(default_factory=list)
    words: int = 0

    def rate(self, end: int) -> float:
        return self.words / (end - self.begin) if end > self.begin else 0.0


def transcript_lines(note: Note) -> frozenset[int]:
    """Lines that are a transcript: as many words stand between the page's times as are said in the time."""
    spans = _read_spans(note)
    timed = [(span, span.rate(after.begin)) for span, after in pairwise(spans)]
    if len(timed) < FEWEST_SPANS or median(rate for _, rate in timed) < SPEECH:
        return frozenset()
    spoken = [span for span, rate in timed if rate >= SPOKEN]
    if spoken and spoken[-1] is timed[-1][0]:
        spoken.append(spans[-1])
    return frozenset(number for span in spoken for number in span.numbers)


def _read_spans(note: Note) -> list[Span]:
    """Spans with the words below them; a heading without a time, further out than the time above it, ends one."""
    spans: list[Span] = []
    going = False
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        bullet = BULLET.match(line)
        text = bullet["text"] or "" if bullet else line.strip()
        stamp = TIMESTAMP.search(text) if bullet else None
        heading = heading_of(text)
        if stamp:
            spans.append(Span(begin=parse_seconds(stamp[1]), depth=indent_of(line)))
            going = True
        elif heading and bullet and spans and indent_of(line) < spans[-1].depth:
            going = False
        if going and not heading and not PAGE_PROPERTY.match(line):
            spans[-1].numbers.append(number)
            spans[-1].words += len(TIMESTAMP.sub("", text).split())
    return spans
