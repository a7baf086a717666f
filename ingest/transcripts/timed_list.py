"""Lists of notes at the times of a talk: each item becomes a paragraph with a link to its time."""

from __future__ import annotations

import re

from ingest.document import Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import Block
from ingest.text.clean import clean_text
from ingest.transcripts.timestamps import VIDEO_URL, parse_seconds, timestamp_url

TIMED_ITEM = re.compile(
    r"^\s*(?:[-*+]|\d+[.)])\s+[\[(*_]*(?P<time>\d{1,2}(?::\d\d){1,2})[\])*_]*(?:\((?P<url>[a-z][\w+.-]*://[^\s()]+)\))?"
    r"\s*[-–—:|]*\s+(?=\S)"
)
MIN_ITEM_WORDS = 5
"""On average: a list of chapter marks has three, and stays one list."""


def extract_timed_list(draft: DocumentBuilder, block: Block, section: tuple[str, ...], voice: Voice) -> bool:
    """Adds the items of a list if all of them begin with a time; returns whether they do."""
    items = [(start, end, TIMED_ITEM.match(draft.note.line(start))) for start, end in block.items]
    words = len(draft.note.text(block.start, block.end).split())
    if len(items) < 2 or not all(time for _, _, time in items) or words < (MIN_ITEM_WORDS + 2) * len(items):
        return False
    video = next((url[0] for line in draft.note.lines if (url := VIDEO_URL.search(line))), "")
    for start, end, time in items:
        assert time is not None
        text = clean_text(draft.note.text(start, end)[time.end() :])
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
