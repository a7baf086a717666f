"""Recognises a talk's transcript in an outline by the number of words between its times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET, indent_of
from ingest.note import Note
from ingest.transcripts.timestamps import parse_seconds

MIN_MEDIAN_RATE = 1.8
"""Words a second between the times of a page: the 22 transcripts in the shared outlines have 2.0 to 3.8, the 15 pages
of notes under times 0 to 1.6."""
MIN_SPANS = 3
MIN_SPAN_RATE = 1.2
"""Words a second in one span of a transcript; a slower one was cut or rewritten by the reader."""

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
    """The lines of a page that are a transcript: between its times are as many words as are spoken in that time."""
    spans = _read_spans(note)
    rates = [(span, span.rate(following.begin)) for span, following in pairwise(spans)]
    if len(rates) < MIN_SPANS or median(rate for _, rate in rates) < MIN_MEDIAN_RATE:
        return frozenset()
    spoken = [span for span, rate in rates if rate >= MIN_SPAN_RATE]
    if spoken and spoken[-1] is rates[-1][0]:
        spoken.append(spans[-1])
    return frozenset(number for span in spoken for number in span.numbers)


def _read_spans(note: Note) -> list[Span]:
    """The spans with their lines; a heading without a time, further out than the time above it, ends one."""
    spans: list[Span] = []
    is_open = False
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        bullet = BULLET.match(line)
        text = bullet["text"] or "" if bullet else line.strip()
        stamp = TIMESTAMP.search(text) if bullet else None
        heading = heading_of(text)
        if stamp:
            spans.append(Span(begin=parse_seconds(stamp[1]), depth=indent_of(line)))
            is_open = True
        elif heading and bullet and spans and indent_of(line) < spans[-1].depth:
            is_open = False
        if is_open and not heading and not PAGE_PROPERTY.match(line):
            spans[-1].numbers.append(number)
            spans[-1].words += len(TIMESTAMP.sub("", text).split())
    return spans
