"""The units that passages belong to: notes, works, authors, tags, days and they themselves; listed and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.catalog.catalog import Catalog
from index.catalog.passages import count_passages
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import IS_PASSAGE, Where, choose_places, join_tests, write_where
from index.catalog.queries.property_values import as_date, as_number
from index.catalog.queries.task_lines import read_tasks
from index.catalog.rows import LISTED

UnitType = Literal["passages", "notes", "works", "authors", "tags", "days", "months", "years"]
Measure = Literal["characters", "tags", "tasks"]
_DAY = "substr(coalesce(nullif(o.highlighted_at, ''), d.date), 1, {})"
KEYS: dict[UnitType, str] = {
    "passages": "o.passage",
    "notes": "d.id",
    "works": "d.work",
    "authors": "d.author",
    "tags": "tag.value",
    "days": _DAY.format(10),
    "months": _DAY.format(7),
    "years": _DAY.format(4),
}
"""What tells one unit from another, over `PLACES`."""
_NAMES: dict[UnitType, str] = {"passages": "''", "notes": "d.title", "works": "d.title"}
_TAGGED = (
    "passages AS p CROSS JOIN json_each(p.tags) AS tag ON TRUE CROSS JOIN occurrences AS o"
    f" ON p.tags <> '[]' AND o.passage = p.id AND {IS_PASSAGE} JOIN documents AS d ON d.id = o.document",
    "documents AS d CROSS JOIN json_each(d.tags) AS tag ON d.tags <> '[]' LEFT JOIN occurrences AS o"
    f" ON o.document = d.id AND {IS_PASSAGE}",
)
"""`PLACES` with the tags of passages, and of documents."""
DAYS = {
    "": "coalesce(nullif(o.highlighted_at, ''), nullif(d.date, ''), d.published)",
    "noted": "coalesce(nullif(d.date, ''), o.highlighted_at)",
    "published": "d.published",
    "highlighted": "o.highlighted_at",
}
"""The day that units are ordered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedUnit:
    """A unit with what of it meets the conditions."""

    key: str
    name: str
    """A title, author, tag or day; "" for a passage, or an untitled note."""
    author: str
    passages: int
    works: int
    newest: str
    """The latest day of its passages, ISO 8601; "" where none has one."""
    oldest: str
    value: str = ""
    """Of the property that it is ranked by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The passage that a unit is cited by."""

    passage: str
    """Its id."""
    path: str
    """Of the file that it stands in."""


def count_units(catalog: Catalog, unit: UnitType, conditions: Sequence[Condition]) -> int:
    """How many units meet the conditions."""
    if unit == "passages" and not conditions:
        return count_passages(catalog)
    if unit == "tags":
        return len(list_units(catalog, unit, conditions))
    key, where = _key(unit, catalog, conditions, ())
    [places] = _places(unit, conditions, ())
    query = f"SELECT count(DISTINCT {key}) FROM {places} WHERE {where.sql} AND CAST({key} AS TEXT) <> ''"
    return catalog.number(query, *where.values)


def sample_passages(catalog: Catalog, conditions: Sequence[Condition], limit: int) -> list[str]:
    """The ids of some passages that meet the conditions."""
    where = write_where(catalog, conditions, "o.passage")
    query = f"SELECT o.passage FROM {choose_places(conditions)} WHERE {where.sql} LIMIT {limit}"
    return list(dict.fromkeys(catalog.column(query, *where.values)))


def list_units(
    catalog: Catalog,
    unit: UnitType,
    conditions: Sequence[Condition],
    ids: Collection[str] = (),
    day: str = "",
    limit: int = -1,
) -> list[CountedUnit]:
    """The units that meet the conditions, each once, those with the newest passage first; undated ones last, by name.

    day: which day counts, a key of `DAYS`. limit: the most to return; -1 for all.
    """
    key, where = _key(unit, catalog, conditions, ids)
    name, days = _NAMES.get(unit, key), DAYS[day]
    works = "count(DISTINCT d.work)" if unit in ("authors", "tags") else "1"
    order = "min(o.path), min(o.line_start), min(o.ordinal)" if unit == "passages" else f"lower(min({name}))"
    at_most = f"LIMIT {limit}" if limit >= 0 else ""
    found: list[CountedUnit] = []
    for places in _places(unit, conditions, ids):
        rows = catalog.execute(
            f"SELECT {key} AS key, min({name}) AS name, min(d.author) AS author,"
            f" count(DISTINCT o.passage) AS passages, {works} AS works,"
            f" coalesce(max({days}), '') AS newest, coalesce(min(nullif({days}, '')), '') AS oldest FROM {places}"
            f" WHERE {where.sql} AND CAST({key} AS TEXT) <> '' GROUP BY {key} ORDER BY newest DESC, {order} {at_most}",
            *where.values,
        )
        found += [CountedUnit(**{**row, "key": str(row["key"]), "name": str(row["name"])}) for row in rows]
    return _join_tags(found) if unit == "tags" else found


def find_examples(
    catalog: Catalog, unit: UnitType, units: Sequence[CountedUnit], conditions: Sequence[Condition],
    ids: Collection[str] = (), *, day: str = "", oldest: bool = False,
) -> dict[str, Example]:  # fmt: skip
    """For each of these units that has one, by its key, the first passage of its newest day; of its oldest where
    `oldest`."""
    keys = [each.name if unit == "tags" else each.key for each in units]
    if not keys:
        return {}
    is_listed = Where(sql=f"CAST({KEYS[unit]} AS TEXT) IN {LISTED}", values=(keys,))
    key, where = _key(unit, catalog, conditions, ids, is_listed)
    line = "printf('%07d', o.line_start)" if oldest else "printf('%07d', 9999999 - o.line_start)"
    days = f"coalesce(nullif({DAYS[day]}, ''), '~')" if oldest else DAYS[day]
    pick = f"{'min' if oldest else 'max'}({days} || ' ' || {line} || o.passage || ' ' || o.n)"
    picks: dict[str, tuple[str, int]] = {}
    for places in _places(unit, conditions, ids):
        query = f"SELECT {key} AS key, {pick} AS picked FROM {places} WHERE {where.sql} GROUP BY {key}"
        for each, picked in catalog.execute(query, *where.values):
            if picked:
                *_, passage, row = picked.split(" ")
                picks.setdefault(str(each), (passage[7:], int(row)))
    rows = catalog.execute(f"SELECT n, path FROM occurrences WHERE n IN {LISTED}", [row for _, row in picks.values()])
    paths = dict(map(tuple, rows))
    return {each: Example(passage=passage, path=paths[row]) for each, (passage, row) in picks.items()}


def measure_units(
    catalog: Catalog, unit: UnitType, conditions: Sequence[Condition], measure: Measure, state: str = ""
) -> Counter[str]:
    """How many characters, tags or tasks of a state each unit has, by its key. state: "" for any."""
    weigh: Callable[[str], int] = {
        "characters": len,
        "tags": lambda tag: 1,
        "tasks": lambda text: sum(state in ("", task.state) for task in read_tasks(text)),
    }[measure]
    key, where = _key(unit, catalog, conditions, ())
    what = "lower(tag.value)" if measure == "tags" else "o.text"
    parts: set[tuple[str, str]] = set()
    for places in _TAGGED if measure == "tags" else _places(unit, conditions, ()):
        query = f"SELECT DISTINCT CAST({key} AS TEXT), {what} FROM {places} WHERE {where.sql}"
        parts.update((each, part) for each, part in catalog.execute(query, *where.values) if part)
    counts: Counter[str] = Counter()
    for each, part in parts:
        counts[each] += weigh(part)
    return counts


def rank_by_property(
    catalog: Catalog, unit: UnitType, units: Sequence[CountedUnit], conditions: Sequence[Condition], name: str
) -> list[CountedUnit]:
    """The units that have a property, with its value, least first: as dates, as numbers, else as text."""
    key, where = _key(unit, catalog, conditions, ())
    held: dict[str, str] = {}
    for places in _places(unit, conditions, ()):
        joined = f"{places} JOIN properties ON properties.document = d.id AND properties.name = ?"
        query = f"SELECT {key}, min(properties.value) FROM {joined} WHERE {where.sql} GROUP BY {key}"
        held |= {str(each): value for each, value in catalog.execute(query, name.casefold(), *where.values)}
    valued = [replace(each, value=held[each.key]) for each in units if held.get(each.key)]
    if all(as_date(each.value) for each in valued):
        return sorted(valued, key=lambda each: as_date(each.value))
    numbers = {each.key: as_number(each.value) for each in valued}
    if any(number is not None for number in numbers.values()):
        numbered = [each for each in valued if numbers[each.key] is not None]
        return sorted(numbered, key=lambda each: numbers[each.key] or 0.0)
    return sorted(valued, key=lambda each: each.value.casefold())


def _places(unit: UnitType, conditions: Sequence[Condition], ids: Collection[str]) -> tuple[str, ...]:
    if unit == "tags":
        return _TAGGED
    return (choose_places(conditions, ids, KEYS[unit]),)


def _key(
    unit: UnitType, catalog: Catalog, conditions: Sequence[Condition], ids: Collection[str], also: Where | None = None
) -> tuple[str, Where]:
    """What tells one unit from another, and what is to hold of its places."""
    key = KEYS[unit]
    if unit == "tags":  # a tag is of passages: no passage of it meets a negated condition
        where = write_where(catalog, conditions, "o.passage", ids)
        return key, join_tests([[where], [also]]) if also else where
    return key, write_where(catalog, conditions, key, ids, also)


def _join_tags(found: Sequence[CountedUnit]) -> list[CountedUnit]:
    """Tags of passages and of documents, each once; those of most passages first."""
    joined: dict[str, CountedUnit] = {}
    for each in found:
        known = joined.get(each.name.casefold())
        most = max(known.passages, each.passages) if known else each.passages
        joined[each.name.casefold()] = replace(known or each, passages=most)
    return sorted(joined.values(), key=lambda each: (-each.passages, each.name.casefold()))


def read_properties(
    catalog: Catalog, conditions: Sequence[Condition], name: str = ""
) -> list[tuple[str, str, str, str]]:
    """Title, property, value and first passage ("" for none) of each document that meets the conditions. name: "" for
    all."""
    where = write_where(catalog, conditions, "d.id")
    places = choose_places(conditions, unit="d.id")
    rows = catalog.execute(
        "SELECT d.title, properties.name, properties.value, chosen.passage FROM ("
        "SELECT d.id AS document, coalesce(min(printf('%07d', o.line_start) || o.passage), '') AS passage"
        f" FROM {places} WHERE {where.sql} GROUP BY d.id) AS chosen JOIN documents AS d ON d.id = chosen.document"
        " JOIN properties ON properties.document = d.id WHERE ? IN ('', properties.name) ORDER BY d.title, d.id",
        *where.values,
        name.casefold(),
    )
    return [(title, key, value, passage[7:]) for title, key, value, passage in rows]
