"""When the reader last had a daily review and what it showed again: a small file next to the catalog.

It is no part of the catalog, as a review holds no lock and changes nothing of what was read. It holds ids and days, no
words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from index.atomic_write import write_atomically
from index.catalog.catalog import Catalog
from index.catalog.passages import existing_passages
from index.errors import store_errors

REVIEW_FILE = "visits.json"
MAX_AGE = timedelta(days=400)
"""For how long it is remembered that a passage was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLog:
    """The reader's daily reviews so far. The field names are those of the file."""

    day: str = ""
    """ISO date of the last review; "" before the first."""
    since: str = ""
    """ISO date of the last review on an earlier day; "" where there was none."""
    before: int = -1
    """Number of the newest passage at `since`'s end; -1 where there was none."""
    newest: int = -1
    """Number of the newest passage at the last review; -1 before the first."""
    again: tuple[str, ...] = ()
    """Passages picked to be seen again on `day`."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """Passages that were shown again, to the ISO date when they last were."""


def read_review_log(data: Path) -> ReviewLog:
    """The reviews of a data folder; none where it has no file, or one that cannot be read."""
    try:
        values = json.loads((data / REVIEW_FILE).read_text("utf-8"))
        return ReviewLog(**{**values, "again": tuple(values["again"])})
    except (OSError, ValueError, TypeError, KeyError):
        return ReviewLog()


def begin_review(log: ReviewLog, today: date, newest: int) -> ReviewLog:
    """A review on a day: what was new until the end of the last day with a review is not new on a later one."""
    if log.day == today.isoformat():
        return replace(log, before=min(log.before, newest), newest=newest)
    return replace(
        log,
        day=today.isoformat(),
        since=log.day,
        before=min(log.newest, newest) if log.day else newest,
        newest=newest,
        again=(),
    )


def write_review_log(data: Path, log: ReviewLog) -> None:
    """Write the reviews down. Raises StoreReadOnly, StoreFull."""
    oldest = (date.fromisoformat(log.day) - MAX_AGE).isoformat() if log.day else ""
    recent = replace(log, shown={id: day for id, day in log.shown.items() if day >= oldest})
    with store_errors(data):
        write_atomically(data / REVIEW_FILE, json.dumps(asdict(recent)) + "\n")


def drop_missing(catalog: Catalog) -> None:
    """Drop the ids of passages that are gone: words can be guessed from an id."""
    log = read_review_log(catalog.data)
    present = existing_passages(catalog, [*log.again, *log.shown])
    again = tuple(id for id in log.again if id in present)
    shown = {id: day for id, day in log.shown.items() if id in present}
    if len(again) < len(log.again) or len(shown) < len(log.shown):
        write_review_log(catalog.data, replace(log, again=again, shown=shown))
