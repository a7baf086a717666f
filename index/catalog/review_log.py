"""When the reader last looked at what is new, and what was shown again: a small file beside the catalog.

It is no part of the catalog: whoever looks holds no lock, and a look changes nothing of what was read. It holds ids and
days, no words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from index.catalog.catalog import Catalog
from index.errors import store_errors

FILE = "visits.json"
REMEMBERED = timedelta(days=400)
"""Days for which a passage that was shown is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """What is known of the reader's looks."""

    day: str = ""
    """ISO date of the last look; "" before the first."""
    since: str = ""
    """ISO date of the last look on a day before that one; "" where there was none."""
    before: int = -1
    """Number of the newest passage at `since`'s end; -1 where there was none."""
    newest: int = -1
    """Number of the newest passage at the last look; -1 before the first."""
    again: tuple[str, ...] = ()
    """Passages picked to be seen again on `day`."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """Passages that were shown again, to the ISO date when they last were."""


def read_visits(data: Path) -> Visits:
    """What a data folder knows; nothing where it knows none, or its file cannot be read."""
    try:
        told = json.loads((data / FILE).read_text("utf-8"))
        return Visits(**{**told, "again": tuple(told["again"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Visits()


def forget_gone(catalog: Catalog) -> None:
    """Drop the ids of passages that are not there any more: an id can be told from the words."""
    visits = read_visits(catalog.data)
    asked = json.dumps([*visits.again, *visits.shown])
    rows = catalog.connection.execute("SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))", (asked,))
    there = {row[0] for row in rows}
    again = tuple(one for one in visits.again if one in there)
    shown = {one: day for one, day in visits.shown.items() if one in there}
    if len(again) < len(visits.again) or len(shown) < len(visits.shown):
        keep_visits(catalog.data, replace(visits, again=again, shown=shown))


def begin_look(visits: Visits, today: date, newest: int) -> Visits:
    """A look on a day: what was new until the end of the last day with a look is not new on a later one."""
    if visits.day == today.isoformat():
        return replace(visits, before=min(visits.before, newest), newest=newest)
    return replace(
        visits,
        day=today.isoformat(),
        since=visits.day,
        before=min(visits.newest, newest) if visits.day else newest,
        newest=newest,
        again=(),
    )


def keep_visits(data: Path, visits: Visits) -> None:
    """Write them down. Raises StoreReadOnly, StoreFull."""
    oldest = (date.fromisoformat(visits.day) - REMEMBERED).isoformat() if visits.day else ""
    kept = replace(visits, shown={one: day for one, day in visits.shown.items() if day >= oldest})
    with store_errors(data):
        part = data / f"{FILE}.part"
        part.write_text(json.dumps(asdict(kept)) + "\n", "utf-8")
        part.replace(data / FILE)
