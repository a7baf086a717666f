"""Date ranges, as questions and answers put them in words. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ingest.text.dates import MONTH_NAMES

RECENT_DAYS = 30
"""The meaning of "recently"."""

_YEAR = re.compile(r"\b(?P<how>in|during|since|from|of|for) (?:(?P<month>[a-z]+) )?(?P<year>(?:19|20)\d\d)\b")
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_AGO = re.compile(
    r"\b(?:in|over|during|within|for|from)? ?(?:the )?(?:last|past) (?P<count>\d+|few|couple of) "
    rf"(?P<unit>{'|'.join(_DAYS)})s\b"
)
_NEAR = re.compile(
    r"\b(?:(?:in|over|during|within|for|from|since) )?(?:the )?"
    r"(?P<near>today|yesterday|(?:this|last|past) (?:week|month|year)|recently|lately|these days)\b"
)


def find_date_range(folded: str, today: date) -> tuple[str, str, str]:
    """The folded question's start and end, in the form of filters, and the question without them."""
    if match := _NEAR.search(folded):
        since, until = _read_near(match["near"], today)
    elif match := _AGO.search(folded):
        count = int(match["count"]) if match["count"].isdigit() else {"few": 3}.get(match["count"], 2)
        days = min(count * _DAYS[match["unit"]], today.toordinal() - 1)
        since, until = (today - timedelta(days=days)).isoformat(), ""
    elif match := _YEAR.search(folded):
        month = match["month"] or ""
        since = f"{match['year']}-{MONTH_NAMES.index(month) + 1:02}" if month in MONTH_NAMES else match["year"]
        until = "" if match["how"] == "since" else since
    else:
        return "", "", folded
    return since, until, " ".join((folded[: match.start()] + " " + folded[match.end() :]).split())


def _read_near(near: str, today: date) -> tuple[str, str]:
    day, monday = timedelta(days=1), today - timedelta(days=today.weekday())
    if near == "this week":
        return monday.isoformat(), ""
    if near in ("last week", "past week"):
        return (monday - 7 * day).isoformat(), (monday - day).isoformat()
    whole = {
        "today": today.isoformat(),
        "yesterday": (today - day).isoformat(),
        "this month": f"{today:%Y-%m}",
        "last month": f"{today.replace(day=1) - day:%Y-%m}",
        "this year": f"{today.year:04}",
        "last year": f"{today.year - 1:04}",
    }.get(near.replace("past", "last"))
    return (whole, whole) if whole else ((today - RECENT_DAYS * day).isoformat(), "")


def format_range(since: str, until: str) -> str:
    """Two dates as a phrase: "in 2021", "from March 2021 to 5 May 2022", "since 2020"."""
    if since == until:
        return f"{'on' if since.count('-') == 2 else 'in'} {format_date(since)}"
    if since and until:
        return f"from {format_date(since)} to {format_date(until)}"
    return f"since {format_date(since)}" if since else f"until {format_date(until)}"


def format_date(date: str) -> str:
    """2021, 2021-03 or 2021-03-05 as "2021", "March 2021" or "5 March 2021"."""
    if len(date) <= len("2021"):
        return date
    day = datetime.fromisoformat(date if len(date) > len("2021-03") else f"{date}-01")
    return f"{day:%B} {day.year}" if len(date) == len("2021-03") else f"{day.day} {day:%B} {day.year}"
