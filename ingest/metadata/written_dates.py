"""Dates as reading devices and people write them, in the languages of the vocabulary, in ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from ingest.metadata.labels import VOCABULARY
from ingest.text.dates import EUROPEAN_MONTHS, iso_date

EASTERN_DATE = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
CLOCK_TIME = re.compile(
    r"(?<![\d:])(\d{1,2})\s*(?::|h|時|时|시)\s*(\d{2})(?:\s*(?::|min|m|分|분)\s*(\d{2}))?(?![\d:])", re.I
)
MORNING = re.compile(r"(?<![^\W\d])A\.?M\b|上午|午前|凌晨|早上|오전", re.I)
AFTERNOON = re.compile(r"(?<![^\W\d])P\.?M\b|下午|午後|晚上|오후", re.I)


def read_date(text: str) -> str:
    """The date in a text, with its time of day where it has one; "" without one.

    `Added on Monday, July 31, 2017 11:11:20 PM`, `Hinzugefügt am 5. März 2024 21:12`, `2015年11月21日 上午12:24:43`.
    """
    text = text.replace("\u202f", " ").replace("\u00a0", " ")
    day, end = iso_date(text), 0
    if not day and (eastern := EASTERN_DATE.search(text)):
        day, end = _date(int(eastern[1]), int(eastern[2]), int(eastern[3])), eastern.end()
    if not day and (western := _western_date().search(text)):
        year, month = int(western["year"]), _months()[western["month"].casefold()]
        number = western["before"] or western["behind"]
        day = _date(year + 2000 if year < 100 else year, month, int(number)) if number else ""
    clock = CLOCK_TIME.search(text, end) if day and "T" not in day else None
    return day + (_time(clock, text) if clock else "")


@cache
def _months() -> dict[str, int]:
    """The number of a month by its name in any language."""
    return EUROPEAN_MONTHS | {name: int(number) for number, names in VOCABULARY["months"].items() for name in names}


@cache
def _western_date() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        r"(?:(?<!\d)(?P<before>\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?)?\b(?P<month>" + names + r")\b\.?,?\s+"
        r"(?:de\s+|del\s+)?(?:(?P<behind>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d\d|\d\d)(?![\d:])",
        re.I,
    )


def _date(year: int, month: int, day: int) -> str:
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return ""


def _time(clock: re.Match[str], text: str) -> str:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif MORNING.search(text) and hour == 12:
        hour = 0
    return f"T{hour:02}:{minute:02}:{second:02}" if hour < 24 and minute < 60 and second < 60 else ""
