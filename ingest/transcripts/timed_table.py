"""A transcript as a table with a row for each cue: `start,end,text`, as Whisper and its kin write it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.text.clean import clean_text
from ingest.text.csv_rows import read_cell_rows
from ingest.transcripts.cues import Cue
from ingest.transcripts.timestamps import parse_seconds

COLUMNS = {
    "start": ("start", "begin", "from", "start time", "start_time"),
    "end": ("end", "to", "stop", "end time", "end_time", "duration"),
    "text": ("text", "transcript", "caption", "subtitle", "words"),
    "speaker": ("speaker", "speaker label", "speaker_label", "speaker name"),
}
"""Names of the columns that matter."""
MILLISECONDS = 1000


def read_timed_table(lines: Sequence[str]) -> list[Cue]:
    """The cues of a table's rows; none where its first line does not name a start, an end and a text."""
    header = lines[0].lower() if lines else ""
    delimiter = next((sign for sign in "\t;," if sign in header), "")
    names = [name.strip(' "') for name in header.split(delimiter)] if delimiter else []
    at = {kind: next((names.index(name) for name in known if name in names), -1) for kind, known in COLUMNS.items()}
    if min(at["start"], at["end"], at["text"]) < 0:
        return []
    rows = [row for row in read_cell_rows(lines, delimiter) if len(row.cells) > max(at.values())][1:]
    starts = [row.cells[at["start"]].strip() for row in rows]
    scale = MILLISECONDS if starts and all(map(str.isdigit, starts)) and int(starts[-1]) >= MILLISECONDS else 1
    return [
        Cue(
            text=clean_text(row.cells[at["text"]]),
            start=row.start,
            end=row.end,
            speaker=row.cells[at["speaker"]].strip() if at["speaker"] >= 0 else "",
            time=_seconds(start, scale),
        )
        for row, start in zip(rows, starts, strict=True)
    ]


def _seconds(time: str, scale: int) -> int | None:
    """The seconds of `6100` milliseconds, `6.1` or `0:06.1`; None where it is no time."""
    try:
        return parse_seconds(time) // scale
    except ValueError:
        return None
