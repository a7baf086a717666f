"""Values of properties, as written, compared as dates, numbers or text. Pure."""

from __future__ import annotations

import re

from index.catalog.queries.condition import Operator
from ingest.text.dates import iso_date

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_STARS = re.compile(r"[★⭐]+")


def meets(value: str, operator: Operator, wanted: str) -> bool:
    """Whether a property's value meets a condition: is equal, or lies before, after, over or under `wanted`.

    A value of several, as written in one line, is equal where one of them is. Dates are compared as far as the shorter
    of both says.
    """
    if operator == "has" or not wanted:
        return True
    if operator in ("before", "after"):
        date = as_date(value)
        near = date[: len(wanted)]
        return bool(date) and (near < wanted if operator == "before" else near > wanted)
    if operator in ("over", "under"):
        number, limit = as_number(value), as_number(wanted)
        if number is None or limit is None:
            return False
        return number > limit if operator == "over" else number < limit
    if _is_date(wanted) and (date := as_date(value)):
        return date.startswith(wanted)
    parts = [_fold(value), *map(_fold, re.split(r"[,;\n]", value))]
    number = as_number(wanted) if _NUMBER.fullmatch(wanted.strip()) else None
    return _fold(wanted) in parts or (number is not None and number == as_number(value))


def as_date(value: str) -> str:
    """A value's date, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; "" where it has none."""
    plain = value.strip().strip("[]\"'")
    return plain if _is_date(plain) else iso_date(value)[: len("2024-01-31")]


def as_number(value: str) -> float | None:
    """A value's first number, or its count of stars; None without one."""
    if stars := _STARS.search(value):
        return float(len(stars.group()))
    number = _NUMBER.search(value)
    return float(number.group().replace(",", ".")) if number else None


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?", text))


def _fold(text: str) -> str:
    return text.casefold().strip().strip("[]#\"'").strip()
