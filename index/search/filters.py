"""Which passages a search may return: by work, tag, voice, date, source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import filter_passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All of them must hold; "" is unset. Words compare without regard to case."""

    author: str = ""
    """A part of the author's name."""
    title: str = ""
    """A part of the work's title."""
    category: str = ""
    """`books`, `articles`, `tweets`, `podcasts`, `videos` or `supplementals`, or `highlights` for only what the reader
    marked; the final s may be left out."""
    tag: str = ""
    """A whole tag of the passage or its document, with or without `#`."""
    source: str = ""
    """A part of the source folder's path, or of the file's path in it."""
    voice: str = ""
    """`author`, `reader` or `machine`; `reader` also takes passages with a reader's note."""
    since: str = ""
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive: of the highlight, else of publication."""
    until: str = ""
    """As `since`; a year or month counts whole."""
    conditions: tuple[Condition, ...] = ()
    """What a question sets beside these."""


NO_FILTERS = Filters()
VOICES = ("author", "reader", "machine", "unknown")
CATEGORIES = ("books", "articles", "tweets", "podcasts", "videos", "supplementals", "highlights")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def check_filters(filters: Filters) -> None:
    """Raise ValueError, with what would be right, for a voice, category or date that is not possible."""
    if filters.voice and filters.voice not in VOICES:
        raise ValueError(f"--voice {filters.voice}: say one of {', '.join(VOICES)}")
    if filters.category and _category(filters.category) not in CATEGORIES:
        raise ValueError(f"--category {filters.category}: say one of {', '.join(CATEGORIES)}")
    for name, date in (("since", filters.since), ("until", filters.until)):
        if date and not _DATE.fullmatch(date):
            raise ValueError(f"--{name} {date}: write the date as 2024, 2024-05 or 2024-05-31")


def filter_ids(catalog: Catalog, filters: Filters) -> frozenset[str] | None:
    """The ids of the passages that pass; None without filters, when all pass."""
    if filters == NO_FILTERS:
        return None
    return filter_passages(catalog, as_conditions(filters))


def as_conditions(filters: Filters) -> tuple[Condition, ...]:
    """The filters as conditions."""
    flags = (
        Condition(field="author", value=filters.author, operator="has"),
        Condition(field="work", value=filters.title, operator="has"),
        Condition(field="kind", value=_category(filters.category)),
        Condition(field="tag", value=filters.tag.strip()),
        Condition(field="path", value=filters.source.rstrip("/")),
        Condition(field="voice", value=filters.voice),
        Condition(field="since", value=filters.since),
        Condition(field="until", value=filters.until),
    )
    return (*(flag for flag in flags if flag.value), *filters.conditions)


def _category(name: str) -> str:
    folded = name.casefold().strip()
    return f"{folded}s" if folded and not folded.endswith("s") else folded
