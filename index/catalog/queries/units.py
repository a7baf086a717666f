"""The units that passages belong to: notes, works, authors, tags, days and they themselves; listed and counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import PLACES, Where, write_where
from index.catalog.queries.property_values import as_date, as_number

UnitType = Literal["passages", "notes", "works", "authors", "tags", "days"]
_WORK = "(CASE WHEN d.work = '' THEN 'document ' || d.id ELSE d.work END)"
KEYS: dict[UnitType, str] = {
    "passages": "o.passage",
    "notes": "o.document",
    "works": _WORK,
    "authors": "d.author",
    "tags": "tag.value",
    "days": "substr(coalesce(nullif(o.highlighted_at, ''), d.date), 1, 10)",
}
"""What tells one unit from another, over `PLACES`."""
_TAG = ", json_each((SELECT tags FROM passages WHERE id = o.passage AND tags <> '[]')) AS tag"
_DOCUMENT_TAG = ", json_each(d.tags) AS tag"
DAYS = {
    "": "coalesce(nullif(o.highlighted_at, ''), d.date)",
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
    path: str
    """Of the file that its newest passage stands in."""
    passages: int
    works: int
    newest: str
    """The latest day of its passages, ISO 8601; "" where none has one."""
    oldest: str
    first: str
    """Id of its first passage on its oldest day."""
    last: str
    """Id of its first passage on its newest day."""
    value: str = ""
    """Of the property that it is ranked by."""


def count_units(catalog: Catalog, unit: UnitType, conditions: Sequence[Condition], ids: Collection[str] = ()) -> int:
    """How many units meet the conditions. ids: of the passages to choose from; () for all."""
    key, where = _key(unit, catalog, conditions, ids)
    query = f"SELECT count(DISTINCT {key}) FROM {PLACES} WHERE {where.sql} AND {key} <> ''"
    if unit == "tags":
        return len(list_units(catalog, unit, conditions, ids))
    return catalog.number(query, *where.values)


def list_units(
    catalog: Catalog, unit: UnitType, conditions: Sequence[Condition], ids: Collection[str] = (), day: str = ""
) -> list[CountedUnit]:
    """The units that meet the conditions, each once, those with the newest passage first; undated ones last, by name.

    day: which day counts, a key of `DAYS`.
    """
    if unit == "tags":
        found = [*_read_units(catalog, unit, conditions, ids, day, _TAG)]
        found += _read_units(catalog, unit, conditions, ids, day, _DOCUMENT_TAG)
        return _join_tags(found)
    return _read_units(catalog, unit, conditions, ids, day, "")


def rank_by_property(catalog: Catalog, units: Sequence[CountedUnit], name: str) -> list[CountedUnit]:
    """The units that have a property, with its value, least first: as dates, as numbers, else as text."""
    query = (
        "SELECT properties.value, o.passage FROM properties JOIN occurrences AS o ON o.document = properties.document"
        " WHERE name = ? AND o.passage IN (SELECT value FROM json_each(?)) GROUP BY o.passage"
    )
    values = dict((row[1], row[0]) for row in catalog.execute(query, name.casefold(), [each.last for each in units]))
    valued = [replace(each, value=values[each.last]) for each in units if each.last in values]
    if all(as_date(each.value) for each in valued):
        return sorted(valued, key=lambda each: as_date(each.value))
    numbers = {each.key: as_number(each.value) for each in valued}
    if any(number is not None for number in numbers.values()):
        return sorted(
            (each for each in valued if numbers[each.key] is not None), key=lambda each: numbers[each.key] or 0.0
        )
    return sorted(valued, key=lambda each: each.value.casefold())


def _key(unit: UnitType, catalog: Catalog, conditions: Sequence[Condition], ids: Collection[str]) -> tuple[str, Where]:
    key = KEYS[unit]
    # a tag is of passages: no passage of it meets a negated condition
    return key, write_where(catalog, conditions, "o.passage" if unit == "tags" else key, ids)


def _read_units(
    catalog: Catalog, unit: UnitType, conditions: Sequence[Condition], ids: Collection[str], day: str, tags: str
) -> list[CountedUnit]:
    key, where = _key(unit, catalog, conditions, ids)
    name = {"authors": "d.author", "tags": key, "days": key, "passages": "''", "notes": "d.title"}.get(unit, "d.title")
    # one day and passage in a text, so that the greatest tells both; the earliest line of a day comes out on top
    newest = f"max({DAYS[day]} || ' ' || printf('%07d', 9999999 - o.line_start) || o.passage)"
    oldest = f"min(coalesce(nullif({DAYS[day]}, ''), '~') || ' ' || printf('%07d', o.line_start) || o.passage)"
    rows = catalog.execute(
        f"SELECT {key} AS key, {name} AS name, d.author, o.path, count(DISTINCT o.passage) AS passages,"
        f" count(DISTINCT {_WORK}) AS works, {newest} AS newest, {oldest} AS oldest FROM {PLACES}{tags}"
        f" WHERE {where.sql} AND {key} <> '' GROUP BY {key}",
        *where.values,
    )
    found = [
        CountedUnit(
            key=str(row["key"]), name=str(row["name"]), author=row["author"], path=row["path"],
            passages=row["passages"], works=row["works"], newest=_split(row["newest"])[0],
            oldest=_split(row["oldest"])[0], first=_split(row["oldest"])[1], last=_split(row["newest"])[1],
        )
        for row in rows
    ]  # fmt: skip
    found.sort(key=lambda each: (each.name or each.path).casefold())
    return sorted(found, key=lambda each: each.newest, reverse=True)


def _split(text: str) -> tuple[str, str]:
    """The day and the passage's id of `newest` or `oldest`."""
    day, _, rest = text.rpartition(" ")
    return day.strip("~"), rest[7:]


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
    """Title, property, value and first passage of each document that meets the conditions. name: "" for all."""
    where = write_where(catalog, conditions, "o.document")
    rows = catalog.execute(
        "SELECT d.title, properties.name, properties.value, chosen.passage FROM ("
        f"SELECT o.document AS document, min(printf('%07d', o.line_start) || o.passage) AS passage FROM {PLACES}"
        f" WHERE {where.sql} GROUP BY o.document) AS chosen JOIN documents AS d ON d.id = chosen.document"
        " JOIN properties ON properties.document = d.id WHERE ? IN ('', properties.name) ORDER BY d.title, d.id",
        *where.values,
        name.casefold(),
    )
    return [(title, key, value, passage[7:]) for title, key, value, passage in rows]
