"""Notes that hold nothing to read: logs of syncs, indexes, queries, template leftovers."""

from __future__ import annotations

import re

from ingest.note import Note

SYNC = re.compile(r"^\s*[-*]\s*\d+ (?:new )?highlights? from \S|^\s*[-*].*:\s*synced? \d+ highlight", re.I)
SYNC_HEADING = re.compile(r"^#+\s*\[?\[?.{0,40}\d{4}.{0,40}$")


def reason_to_skip(note: Note) -> str:
    """Why nothing is to be taken from a note, or ""."""
    filled = [line for line in note.lines[note.body - 1 :] if line.strip()]
    if not filled:
        return "nothing but front matter" if note.body > 1 else "empty file"
    syncs = sum(bool(SYNC.match(line)) for line in filled)
    if syncs and syncs >= 0.4 * len(filled):
        return "a log of syncs"
    return ""
