"""The spans of a question's dates: ranges and years joined, with the direction of the word before them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.text.word_lists import words


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """Words that name a time."""

    start: int
    """In the question, as `end`, which is behind them."""
    end: int
    since: str
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive; "" for open, as `until`."""
    until: str
    sure: bool = True
    """Whether it can mean nothing else; False for a bare year or month, which can be part of the matter."""


def join_years(folded: str, spans: list[DateSpan]) -> list[DateSpan]:
    """Days and months with a year right behind them as one: "25 April this year (2026)"."""
    joined: list[DateSpan] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and _is_year_of(folded, before, span):
            since, until = (span.since + written[len("2026") :] for written in (before.since, before.until))
            joined[-1] = replace(before, end=span.end, since=since, until=until)
        else:
            joined.append(span)
    return joined


def _is_year_of(folded: str, day: DateSpan, span: DateSpan) -> bool:
    """Whether a span is the year of the days or months right before it, which have no other one written."""
    written = folded[day.start : day.end]
    return (
        span.since == span.until
        and len(span.since) == len("2026") < min(len(day.since), len(day.until))
        and folded[day.end : span.start].strip(" ,([") in words("dates", "of") | {""}
        and (span.since == day.since[:4] or day.since[:4] not in written)
    )


def join_ranges(folded: str, spans: list[DateSpan]) -> list[DateSpan]:
    """Spans with a joining word between them, and "from" or "between" before or a dash, as one."""
    joined: list[DateSpan] = []
    for span in spans:
        before = joined[-1] if joined else None
        between = folded[before.end : span.start].strip() if before else ""
        opening = folded[: before.start].split() if before else []
        is_range = between in ("-", "–") or (
            between in words("dates", "to") and bool(opening) and opening[-1] in words("dates", "from")
        )
        if before and is_range:
            since = before.since
            if len(since) == len(span.since) > len("2022") and since > span.until:  # "between March and June 2022"
                since = span.until[:4] + since[4:]
            joined[-1] = DateSpan(start=before.start, end=span.end, since=since, until=span.until)
        else:
            joined.append(span)
    return joined


def with_direction(folded: str, span: DateSpan) -> DateSpan:
    """The span with the word before it: since, after, before, until; "in" only belongs to it."""
    head = folded[: span.start].rstrip()
    word = re.search(r"[^\W\d_]+(?:'\w?)?$", head)
    if not word or not span.since:
        return span
    start = word.start()
    if word[0] in ("de", "del", "of", "the", "el", "le"):  # "antes de 2019"
        outer = re.search(r"([^\W\d_]+)\s+$", head[:start])
        if outer and outer[1] in words("dates", "before") | words("dates", "after") | words("dates", "since"):
            word, start = re.search(r"[^\W\d_]+", head[outer.start() :]), outer.start()
            assert word
    start = min(start, span.start)
    if word[0] in words("dates", "since"):
        return DateSpan(start=start, end=span.end, since=span.since, until="")
    if word[0] in words("dates", "after"):
        return DateSpan(start=start, end=span.end, since=_step(span.until or span.since, 1), until="")
    if word[0] in words("dates", "until"):
        return DateSpan(start=start, end=span.end, since="", until=span.until)
    if word[0] in words("dates", "before"):
        return DateSpan(start=start, end=span.end, since="", until=_step(span.since, -1))
    if word[0] in words("dates", "in") | words("dates", "from"):
        return DateSpan(start=start, end=span.end, since=span.since, until=span.until, sure=span.sure)
    return span


def _step(written: str, by: int) -> str:
    """The day, month or year after or before."""
    parts = written.split("-")
    if len(parts) == 3:
        return (date.fromisoformat(written) + timedelta(days=by)).isoformat()
    if len(parts) == 2:
        months = int(parts[0]) * 12 + int(parts[1]) - 1 + by
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return f"{int(written) + by:04}"
