"""The dates that a note's "yesterday" or "last Friday" stand for, by the day of the note. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.text.date_phrases import format_date
from assistant.text.dates import find_dates

_WRITTEN_DATE = re.compile(r"\d{4}|\d\s*[./-]\s*\d|年")
"""A time that says its own date."""


def resolve_dates(text: str, note_day: str) -> str:
    """The text with each relative date followed by the day it stands for: "yesterday (13 August 2025)".

    note_day: of the note, ISO 8601; the text stays as it is where that is no day.
    """
    resolved, end = "", 0
    for start, stop, day in _relative_dates(text, note_day):
        resolved += f"{text[end:stop]} ({format_date(day)})" if start >= end else ""
        end = stop
    return resolved + text[end:]


def first_relative_date(text: str, note_day: str) -> tuple[str, str]:
    """The first relative date as it is written and the day, month or year it stands for; "" twice without one."""
    for start, stop, day in _relative_dates(text, note_day):
        return text[start:stop], format_date(day)
    return "", ""


def _relative_dates(text: str, note_day: str) -> Iterator[tuple[int, int, str]]:
    try:
        day = date.fromisoformat(note_day[:10])
    except ValueError:
        return
    for span in find_dates(text, day):
        if span.sure and span.since == span.until and not _WRITTEN_DATE.search(text[span.start : span.end]):
            yield span.start, span.end, span.since
