"""A list of what was noted at the times of a talk: each item stands alone, and leads to its time."""

from __future__ import annotations

import re

from ingest.document import Paragraph, Voice
from ingest.markdown.blocks import Block
from ingest.note import DocumentBuilder
from ingest.text.clean import clean_text
from ingest.transcripts.timestamps import VIDEO_URL, timestamp_url, parse_seconds

TIMED = re.compile(
    r"^\s*(?:[-*+]|\d+[.)])\s+[\[(*_]*(?P<time>\d{1,2}(?::\d\d){1,2})[\])*_]*(?:\((?P<url>https?://[^\s()]+)\))?"
    r"\s*[-–—:|]*\s+(?=\S)"
)
FEWEST_WORDS = 5
"""Words an item, on average: a list of chapter marks has three, and stays one list."""


def extract_timed_list(draft: DocumentBuilder, block: Block, section: tuple[str, ...], voice: Voice) -> bool:
    """Take a list if all its items begin with a time; whether it was one."""
    items = [(start, end, TIMED.match(draft.note.line(start))) for start, end in block.items]
    words = sum(len(line.split()) for line in draft.note.lines[block.start - 1 : block.end])
    if len(items) < 2 or not all(time for _, _, time in items) or words < (FEWEST_WORDS + 2) * len(items):
        return False
    video = next((found[0] for line in draft.note.lines if (found := VIDEO_URL.search(line))), "")
    for start, end, time in items:
        assert time is not None
        raw = "\n".join(draft.note.lines[start - 1 : end])
        text = clean_text(raw[time.end() :])
        if not text:
            draft.mark_meta(start, end)
            continue
        draft.add_paragraph(
            Paragraph(
                text=text,
                line_start=start,
                line_end=end,
                section=section,
                voice=voice,
                location=time["time"],
                url=time["url"] or timestamp_url(video, parse_seconds(time["time"])),
            )
        )
    return True
