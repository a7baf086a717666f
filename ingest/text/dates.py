"""Dates as people and exporters write them, in ISO 8601; and the names of months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cached_property

MONTH_NAMES = tuple("january february march april may june july august september october november december".split())
MONTHS = {name: number for number, full in enumerate(MONTH_NAMES, 1) for name in (full, full[:3])} | {"sept": 9}
"""English names and their abbreviations, in lower case, with the month's number."""
EUROPEAN_MONTHS = MONTHS | {
    name: number
    for number, names in enumerate(
        (
            "enero janeiro janvier januar gennaio januari января январь ene janv gen",
            "febrero fevereiro février fevrier februar febbraio februari февраля февраль fev",
            "marzo março marco mars märz maerz maart марта март mrz",
            "abril avril aprile апреля апрель abr avr",
            "mayo maio mai maggio mei мая май mag",
            "junio junho juin juni giugno июня июнь giu",
            "julio julho juillet juli luglio июля июль juil lug",
            "agosto août aout augustus августа август ago",
            "septiembre setiembre setembro septembre settembre сентября сентябрь set",
            "octubre outubro octobre oktober ottobre октября октябрь okt out ott",
            "noviembre novembro novembre ноября ноябрь",
            "diciembre dezembro décembre decembre dezember dicembre декабря декабрь dez dic déc",
        ),
        1,
    )
    for name in names.split()
}
"""The same with the Spanish, Portuguese, French, German, Italian, Dutch and Russian names that Kindles write."""

ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.]([01]?\d)[-/.]([0-3]?\d)(?!\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?"
)
MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
CLOCK_BEFORE_YEAR = re.compile(r"\b([A-Za-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d:\d\d)\s+((?:19|20)\d\d)\b")
"""`Mon Mar  4 21:10:05 2024`, as C's asctime writes it."""
DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?([A-Za-z]{3,9})\.?,?\s+((?:19|20)\d\d)\b")
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?!\d)")
MONTH_ALONE = re.compile(r"^(?:1[4-9]|20)\d\d(?:-(?P<month>\d\d))?$")
DAY_NAME = re.compile(r"((?:19|20)\d\d)([-_.]?)([01]\d)\2([0-3]\d)(?![\d])")
WRITTEN_DAY = re.compile(
    r"^(?:[^\W\d_]+,? )?(?:[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}(?:st|nd|rd|th)?\.? [A-Za-z]{3,9}\.?,?) "
    r"(?:19|20)\d\d$"
)
CLOCK = re.compile(r"\b(\d{1,2}):(\d{1,2})(?::(\d\d))?\s*([AaPp])\.?[Mm]\b")
EPOCH_MILLISECONDS = re.compile(r"^\d{13}$")


def iso_date(text: str) -> str:
    """The first date in `text` as `YYYY-MM-DD`, with `THH:MM[:SS]` where it has a time of day; "" without one.

    Reads `2024-03-24`, `[[March 24th, 2024]]`, `24 March 2024`, `Sunday, 24-03-2024` (day first unless it
    cannot be, or other dates of the file say otherwise), `August 12, 2023 at 4:37 PM`, and milliseconds since 1970.
    """
    text = CLOCK_BEFORE_YEAR.sub(_year_before_clock, text.replace("\\", "").strip())
    if EPOCH_MILLISECONDS.match(text):
        return datetime.fromtimestamp(int(text) / 1000, tz=UTC).isoformat(timespec="seconds")
    iso = ISO.search(text)
    if iso:
        day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
        if day and iso[4] and _is_clock(int(iso[4]), int(iso[5])):
            zone = "" if not iso[7] else iso[7].replace("Z", "+00:00")
            return f"{day}T{iso[4]}:{iso[5]}:{iso[6] or '00'}{zone}"
        return day + (_clock(text) if day else "")
    for pattern, order in ((MONTH_FIRST, (3, 1, 2)), (DAY_FIRST, (3, 2, 1))):
        for match in pattern.finditer(text):
            month = MONTHS.get(match[order[1]].lower())
            if month:
                day = _day(int(match[order[0]]), month, int(match[order[2]]))
                if day:
                    return day + _clock(text)
    numeric = NUMERIC.search(text)
    if numeric:
        first, second, year = int(numeric[1]), int(numeric[2]), int(numeric[3])
        day_first = _day_comes_first(numeric[0]) if is_ambiguous(numeric) else True
        if day_first is None:
            return ""
        day = (_day(year, second, first) if day_first else "") or _day(year, first, second)
        return day + (_clock(text) if day else "")
    return ""


def _year_before_clock(match: re.Match[str]) -> str:
    month = MONTHS.get(match[1].lower())
    return f"{match[4]}-{month:02}-{match[2]:0>2} {match[3]}" if month else match[0]


def iso_month(text: str) -> str:
    """The month or year that a text is, `2019-06` or `1931`; "" for any other."""
    match = MONTH_ALONE.match(text.strip())
    return match[0] if match and int(match["month"] or 1) in range(1, 13) else ""


class FileDates:
    """The dates in numbers of one file, such as `03/04/2024`: which of their numbers is the day."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.unclear: list[str] = []
        """Dates that were left out, because nothing in the file says which number is the day."""

    @cached_property
    def day_comes_first(self) -> bool | None:
        """What the file's clear dates say; None where they say nothing, or both."""
        firsts = [int(match[1]) > 12 for line in self._lines for match in NUMERIC.finditer(line) if _is_clear(match)]
        return firsts[0] if len(set(firsts)) == 1 else None


FILE_DATES: ContextVar[FileDates | None] = ContextVar("FILE_DATES", default=None)


@contextmanager
def dates_of_file(lines: Sequence[str]) -> Iterator[FileDates]:
    """Within it, a date that may be two days is read as the other dates of these lines say, or not at all."""
    dates = FileDates(lines)
    token = FILE_DATES.set(dates)
    try:
        yield dates
    finally:
        FILE_DATES.reset(token)


def is_ambiguous(numeric: re.Match[str]) -> bool:
    """Whether either number may be the day; one with full stops is a day first."""
    first, second = int(numeric[1]), int(numeric[2])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12 and "." not in numeric[0]


def _is_clear(numeric: re.Match[str]) -> bool:
    return (int(numeric[1]) > 12) != (int(numeric[2]) > 12) and "." not in numeric[0]


def _day_comes_first(written: str) -> bool | None:
    dates = FILE_DATES.get()
    if dates is None:
        return True
    if dates.day_comes_first is None and written not in dates.unclear:
        dates.unclear.append(written)
    return dates.day_comes_first


def date_of_name(path: str) -> str:
    """The date that a daily note's file name begins with (`2022-05-14`, `2022_05_14`, `20220514 Walk`) or that is all
    of it (`May 14th, 2022`); "" where it has none."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    match = DAY_NAME.match(stem)
    if match:
        return _day(int(match[1]), int(match[3]), int(match[4]))
    return iso_date(stem) if WRITTEN_DAY.match(stem) else ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return ""


def _is_clock(hour: int, minute: int) -> bool:
    return hour < 24 and minute < 60


def _clock(text: str) -> str:
    clock = CLOCK.search(text)
    if not clock or not 1 <= int(clock[1]) <= 12 or int(clock[2]) > 59:
        return ""
    hour = int(clock[1]) % 12 + (12 if clock[4] in "Pp" else 0)
    return f"T{hour:02}:{int(clock[2]):02}:{clock[3] or '00'}"
