"""The days and spans that a question names, in eight languages. Pure.

The names of months, days and relative times (`date_names.json`) are from Unicode's CLDR.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.text.content_words import fold_text
from assistant.text.date_spans import DateSpan, join_ranges, join_years, with_direction
from assistant.text.word_lists import phrases, words
from ingest.text.scripts import CJK_LETTER

RECENT_DAYS = 30
"""The meaning of "recently"."""
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
SEASON_MONTHS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}


def find_dates(text: str, today: date) -> list[DateSpan]:
    """The times that a question names, in order; two joined by "to" or "and" after "between" are one span."""
    folded = fold_text(text)
    if len(folded) != len(text):  # a letter that folds to two would shift the places
        folded = text.lower() if len(text.lower()) == len(text) else text
    found: list[DateSpan] = []
    for span in sorted(_read_all(folded, today), key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return [with_direction(folded, span) for span in join_ranges(folded, join_years(folded, found))]


@cache
def _names(kind: str) -> dict[str, str]:
    """Each folded name of months, weekdays, units or relative times, the longest first, with its English key."""
    listed = json.loads(files("assistant.text").joinpath("date_names.json").read_text("utf-8"))[kind]
    names = {fold_text(name): key for key, written in listed.items() for name in written.split(" | ")}
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def date_units(text: str) -> set[str]:
    """The units of time that a text names, in English: day, week, month, year."""
    return {unit for name, unit in _names("units").items() if re.search(rf"\b{re.escape(name)}\b", fold_text(text))}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def any_of(names: Iterable[str]) -> str:
        return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))

    months, days, units = (any_of(_names(kind)) for kind in ("months", "weekdays", "units"))
    spaced = any_of(name for name in _names("relative") if not CJK_LETTER.search(name))
    unspaced = any_of(name for name in _names("relative") if CJK_LETTER.search(name))
    numbers = any_of(word for (word,) in phrases("numbers"))
    before = any_of(word.replace("_", " ") for word in words("dates", "ago_before"))
    after, coming = any_of(words("dates", "ago_after")), any_of(words("dates", "next"))
    past, recent = any_of(words("dates", "past")), any_of(words("dates", "recent"))
    joints, nth = any_of(words("dates", "to")), any_of("".join(word) for word in phrases("ordinals"))
    seasons = any_of(word for (word,) in phrases("seasons"))
    year, any_year, day = (
        r"(?P<year>(?:19|20)\d\d)",
        r"(?P<year>(?:1\d|20)\d\d)",
        r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|°)?",
    )
    of = rf"(?:\s+(?:{any_of(words('dates', 'of'))}))?"
    month = rf"(?P<month>{months})\.?"
    spelled = (
        ("date", r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>[01]?\d)(?:[-/.](?P<day>[0-3]?\d))?"),
        ("date", r"(?P<day>[0-3]?\d)[-/.](?P<month>[01]?\d)[-/.](?P<year>(?:19|20)\d\d)"),
        ("days", rf"(?P<from>[0-3]?\d)\s*(?:{joints}|-|–)\s*{day}{of}\s+{month}(?:(?:,|{of})\s*{any_year})?"),
        ("part", rf"(?P<nth>{nth})\s+(?P<unit>{units})(?:\s+[^\W\d]{{1,3}})?\s+{month}(?:(?:,|{of})\s*{any_year})?"),
        ("date", rf"{day}{of}\s+{month}(?:(?:,|{of})\s*{any_year})?"),
        ("date", rf"{month}\s+(?:the\s+)?{day}(?:,?\s+{any_year})?"),
        ("date", rf"{month}{of},?\s+{any_year}"),
        ("near", rf"(?P<near>{spaced})"),
        ("ago", rf"(?P<count>\d+|{numbers}|a)\s+(?P<unit>{units})\s+(?:{after})"),
        ("ago", rf"(?:{before})\s+(?P<count>\d+|{numbers})\s+(?P<unit>{units})"),
        ("past", rf"(?:{past})\s+(?P<count>\d+|{numbers})\s+(?P<unit>{units})"),
        ("past", rf"(?P<count>\d+|{numbers})\s+(?:{past})\s+(?P<unit>{units})"),
        ("past", r"past\s+(?P<unit>week|month|year)"),
        ("recent", rf"(?:{recent}|these days)"),
        ("season", rf"(?:(?P<how>{past}|this)\s+)?(?P<season>{seasons})(?:{of}\s+{year})?"),
        ("next", rf"(?:{coming})\s+(?P<weekday>{days})"),
        ("weekday", rf"(?:on|am|el|le|{past})\s+(?P<weekday>{days})"),
        ("month", rf"(?P<month>{months})"),
        ("year", year),
    )
    together = (
        ("date", r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>[01]?\d)月(?:(?P<day>[0-3]?\d)[日号])?)?"),
        ("near", rf"(?P<near>{unspaced})"),
    )
    return tuple(
        (kind, re.compile(pattern))
        for kind, pattern in (*together, *((kind, rf"(?<![\w.]){pattern}(?!\w)") for kind, pattern in spelled))
    )


def _read_all(folded: str, today: date) -> Iterator[DateSpan]:
    for kind, pattern in _patterns():
        for match in pattern.finditer(folded):
            if span := _read_match(kind, match, today):
                sure = kind not in ("year", "month")
                yield DateSpan(start=match.start(), end=match.end(), since=span[0], until=span[1], sure=sure)


def _read_match(kind: str, match: re.Match[str], today: date) -> tuple[str, str] | None:
    groups = match.groupdict()
    if kind in ("date", "days"):
        last = _read_day(groups, today)
        return (f"{last[0][:8]}{int(groups['from']):02}", last[1]) if last and kind == "days" else last
    if kind == "part":
        return _read_week(groups, today)
    if kind == "year":
        return groups["year"], groups["year"]
    if kind == "month":
        number = MONTHS.index(_names("months")[groups["month"]]) + 1
        written = f"{today.year - (number > today.month):04}-{number:02}"
        return (written, written) if _is_after_in(match.string[: match.start()]) else None
    if kind == "near":
        return _read_near(groups["near"], today)
    if kind in ("past", "ago"):
        written = groups.get("count") or "1"
        count = int(written) if written.isdigit() else int(phrases("numbers").get((written,), "1"))
        unit = _names("units")[groups["unit"]]
        days = min(count * UNIT_DAYS[unit], today.toordinal() - 1)
        before = (today - timedelta(days=days)).isoformat()
        if kind == "past":
            return before, ""
        written = before[: {"month": 7, "year": 4}.get(unit, len(before))]
        return written, written
    if kind == "recent":
        return (today - timedelta(days=RECENT_DAYS)).isoformat(), ""
    if kind == "season":
        return _read_season(groups, today)
    number = WEEKDAYS.index(_names("weekdays")[groups["weekday"]])
    if kind == "next":
        coming = (today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)).isoformat()
        return coming, coming
    day = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    return day.isoformat(), day.isoformat()


def _read_day(groups: dict[str, Any], today: date) -> tuple[str, str] | None:
    month = groups["month"]
    number = 0
    if month:
        number = int(month) if month.isdigit() else MONTHS.index(_names("months")[month]) + 1
        if not 1 <= number <= 12:
            return None
    day = int(groups.get("day") or 0)
    year = int(groups["year"] or 0)
    if not year:
        year = today.year - ((number, day) > (today.month, today.day))
    if day > (monthrange(year, number)[1] if number else 0):
        return None
    written = f"{year:04}" + (f"-{number:02}" if number else "") + (f"-{day:02}" if day else "")
    return written, written


def _read_week(groups: dict[str, Any], today: date) -> tuple[str, str] | None:
    """As "the first week of May": its first seven days; the last one ends with the month."""
    month, place = _read_day(groups, today), int(phrases("ordinals").get((groups["nth"],), "5"))
    if month is None or _names("units")[groups["unit"]] != "week" or place > 4:
        return None
    last = monthrange(int(month[0][:4]), int(month[0][5:]))[1]
    first = 7 * place - 6 if place > 0 else last - 6
    return f"{month[0]}-{first:02}", f"{month[0]}-{first + 6:02}"


def _read_near(name: str, today: date) -> tuple[str, str]:
    """As "yesterday", "last week", "this month"."""
    key = _names("relative")[name]
    count, unit = int(key.split()[0]), key.split()[1]
    if unit == "day":
        day = (today - timedelta(days=count)).isoformat()
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * count)
        return monday.isoformat(), "" if not count else (monday + timedelta(days=6)).isoformat()
    months = today.year * 12 + today.month - 1 - count
    written = f"{today.year - count:04}" if unit == "year" else f"{months // 12:04}-{months % 12 + 1:02}"
    return written, written


def _read_season(groups: dict[str, Any], today: date) -> tuple[str, str] | None:
    """The season of a year, or the last one that has begun; a season alone is part of the matter."""
    if not groups["year"] and not groups["how"]:
        return None
    first, last = SEASON_MONTHS[phrases("seasons")[(groups["season"],)]]
    year = int(groups["year"] or today.year - (first > today.month))
    return f"{year:04}-{first:02}", f"{year + (last < first):04}-{last:02}"


def _is_after_in(head: str) -> bool:
    """Whether a word before it makes a month's name a date: "in March", "since May"."""
    before = re.findall(r"[^\W\d_]+", head)
    known = frozenset.union(*(words("dates", name) for name in ("in", "since", "until", "before", "after", "from")))
    return bool(before) and before[-1] in known | words("dates", "to")
