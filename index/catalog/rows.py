"""Columns of the catalog as the nouns of ingest, and back; inserts and updates by column name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ingest.passage import Passage, Place

PLACE = (
    "source", "path", "line_start", "line_end", "section", "title", "author", "category",
    "published", "date", "document_url", "url", "location", "asin", "book_id", "page", "locator",
)  # fmt: skip
"""Columns of a place, named as the fields of Place."""
PASSAGE = (
    "text", "kind", "voice", "note", "tags", "color", "readwise_id", "highlighted_at",
    "favorite", "parts", "full_text", "apart",
)  # fmt: skip
"""Columns of a passage but its places, named as the fields of Passage."""
LISTED = "(SELECT value FROM json_each(?))"
"""The values of one parameter, `as_list(...)`: `WHERE id IN {LISTED}`."""


def as_list(values: Collection[str] | Collection[int]) -> str:
    """The parameter of `LISTED`: any number of values in one."""
    return json.dumps(list(values))


def occurrence_row(id: str) -> int:
    """The row of an occurrence: its id as a signed number."""
    return int.from_bytes(bytes.fromhex(id), "big", signed=True)


def occurrence_id(n: int) -> str:
    """The id of the occurrence in a row."""
    return n.to_bytes(8, "big", signed=True).hex()


def place_values(place: Place) -> dict[str, Any]:
    """A place's columns."""
    values = {name: getattr(place, name) for name in PLACE}
    values["section"] = json.dumps(place.section, ensure_ascii=False)
    return values


def passage_values(passage: Passage) -> dict[str, Any]:
    """A passage's columns without its places."""
    values = {name: getattr(passage, name) for name in PASSAGE}
    values["tags"] = json.dumps(passage.tags, ensure_ascii=False)
    for flag in ("favorite", "full_text"):
        values[flag] = int(values[flag])
    return values


def read_place(row: sqlite3.Row) -> Place:
    """The place in a row that has its columns."""
    values = _pick(row, PLACE)
    values["section"] = tuple(json.loads(values["section"]))
    return Place(**values)


def read_passage(row: sqlite3.Row, places: Iterable[Place]) -> Passage:
    """The passage in a row that has its columns, with these places."""
    values = _pick(row, PASSAGE)
    values["tags"] = tuple(json.loads(values["tags"]))
    for flag in ("favorite", "full_text"):
        values[flag] = bool(values[flag])
    return Passage(places=tuple(places), **values)


def _pick(row: sqlite3.Row, names: Iterable[str]) -> dict[str, Any]:
    values = dict(zip(row.keys(), row, strict=True))  # row[name] searches all columns each time
    return {name: values[name] for name in names}


def storable(value: Any) -> Any:
    """A value that SQLite takes: halves of surrogate pairs are joined, or become U+FFFD."""
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def insert(connection: sqlite3.Connection, table: str, values: Mapping[str, Any], key: str = "id") -> int:
    """Insert one row; its `key`. `table` and the names are this program's own, never a reader's words."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    query = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {key}"
    return int(connection.execute(query, tuple(map(storable, values.values()))).fetchone()[0])


def update(connection: sqlite3.Connection, table: str, n: int, values: Mapping[str, Any]) -> None:
    """Set columns of the row whose key `n` is given; names as in `insert`."""
    names = ", ".join(f"{name} = ?" for name in values)
    connection.execute(f"UPDATE {table} SET {names} WHERE n = ?", (*map(storable, values.values()), n))
