"""The dates that a note's "yesterday" or "last Friday" stand for, by the day of the note. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.text.date_phrases import format_date
from assistant.text.dates import find_dates

_WRITTEN_DATE = re.compile(r"\d{4}|\d\s*[./-]\s*\d|年")
"""A time that says its own date."""
_WEEKDAY = re.compile(r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
"""Said of the last one or of the next, as its sentence tells. In other languages the last one is taken."""
_COMING = re.compile(
    r"\b(?:is|are|am|will|shall|can|must|should|has to|have to|need|needs|wants?|plans?|hopes?|going|begins?|starts?"
    r"|opens?|closes?|ends?|comes?|goes|leaves?|returns?|arrives?|meets?|plays?|until|till|by|let's|let us)\b"
    r"|['’](?:ll|s|re)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|been|went|came|said|told|took|got|saw|made|bought|sold|gave|left|met|ate|drank|ran|wrote"
    r"|broke|fell|lost|found|felt|kept|thought|began|sent|slept|spoke|swam|paid|won|drove|rode|flew|grew|held|heard|knew|led"
    r"|stood|taught|woke|wore|brought|caught|chose|(?!need|feed|seed|speed|exceed)\w{2,}ed)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;!?]\s")


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
            yield span.start, span.end, _coming_weekday(text, span.start, span.end, day) or span.since


def _coming_weekday(text: str, start: int, end: int, day: date) -> str:
    """The next such weekday after a day where the sentence tells of what is to come; "" for any other."""
    if not _WEEKDAY.fullmatch(text, start, end):
        return ""
    opens = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, start)), default=0)
    closes = mark.start() if (mark := _CLAUSE_END.search(text, end)) else len(text)
    clause = text[opens:closes]
    if _PAST.search(clause) or not _COMING.search(clause):
        return ""
    last = date.fromisoformat(next(found.since for found in find_dates(text[start:end], day)))
    return (last + timedelta(days=7)).isoformat()
