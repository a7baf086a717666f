"""Dates and ranges in words. Pure."""

from __future__ import annotations

from datetime import datetime


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
