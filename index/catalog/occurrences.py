"""Places as read: a file's occurrences, the passage each was folded into, the keys by which duplicates meet."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.catalog.catalog import Catalog
from index.catalog.rows import (
    LISTED,
    insert,
    occurrence_id,
    passage_values,
    place_values,
    read_passage,
    read_place,
    storable,
    update,
)

if TYPE_CHECKING:
    from ingest.dedup.occurrence import Link, Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOccurrence:
    """An occurrence with what the catalog knows of it."""

    n: int
    """Its row: the id as a signed number."""
    occurrence: Occurrence
    own: str
    """Id of the passage that its own text makes."""
    document: int
    titled: str
    """The title that it is embedded under; a rename does not change it."""
    passage: str
    """Id of the passage that it was folded into; "" for none yet, or a section."""


def read_occurrences(catalog: Catalog, rows: Collection[int]) -> list[StoredOccurrence]:
    query = f"SELECT * FROM occurrences WHERE n IN {LISTED}"
    return _read_all(catalog.execute(query, rows))


def read_file_occurrences(catalog: Catalog, file: int) -> list[StoredOccurrence]:
    """The occurrences of a file, in the order of its lines."""
    query = "SELECT * FROM occurrences WHERE file = ? ORDER BY line_start, n"
    return _read_all(catalog.execute(query, file))


def write_occurrence(catalog: Catalog, new: StoredOccurrence, *, file: int, ordinal: int, known: bool) -> bool:
    """Write an occurrence of a file, in place of its row where it is `known`; whether it reads back the same.

    What does not are texts with halves of surrogate pairs. ordinal: from 0, in the file. `new.passage` is not written.
    """
    occurrence = new.occurrence
    values: dict[str, Any] = {
        "id": occurrence.id,
        "own": new.own,
        "unit": occurrence.unit,
        "titled": new.titled,
        **passage_values(occurrence.passage),
        **place_values(occurrence.passage.places[0]),
        "file": file,
        "document": new.document,
        "ordinal": ordinal,
    }
    if known:
        update(catalog.connection, "occurrences", new.n, values)
    else:
        insert(catalog.connection, "occurrences", {"n": new.n, **values}, "n")
    return all(storable(value) is value for value in values.values())


def move_occurrence(catalog: Catalog, n: int, *, document: int, ordinal: int) -> None:
    """Put an occurrence that did not change under a new row of its document."""
    update(catalog.connection, "occurrences", n, {"document": document, "ordinal": ordinal})


def delete_occurrences(catalog: Catalog, rows: Iterable[int]) -> None:
    catalog.execute(f"DELETE FROM occurrences WHERE n IN {LISTED}", rows)


def file_rows(catalog: Catalog, file: int) -> set[int]:
    """The rows of a file's occurrences."""
    return set(catalog.column("SELECT n FROM occurrences WHERE file = ?", file))


def all_rows(catalog: Catalog) -> set[int]:
    return set(catalog.column("SELECT n FROM occurrences"))


def rows_of_texts(catalog: Catalog, ids: Collection[str]) -> set[int]:
    """The rows of the occurrences with these ids, or whose own text makes a passage with one of them."""
    return set(catalog.column(f"SELECT n FROM occurrences WHERE own IN {LISTED} OR id IN {LISTED}", ids, ids))


def passages_of_rows(catalog: Catalog, rows: Collection[int]) -> set[str]:
    """The passages that these occurrences are folded into."""
    query = f"SELECT DISTINCT passage FROM occurrences WHERE passage <> '' AND n IN {LISTED}"
    return set(catalog.column(query, rows))


def rows_of_passages(catalog: Catalog, passages: Collection[str]) -> set[int]:
    """The rows of the occurrences that are folded into these passages."""
    return set(catalog.column(f"SELECT n FROM occurrences WHERE passage IN {LISTED}", passages))


def place_occurrence(catalog: Catalog, n: int, passage: str, rank: int, reason: Link | None) -> None:
    """Write which passage an occurrence is folded into, which of its places it is, and why.

    rank: 0 for the place that is shown. reason: how it was folded into that one; None for that one itself.
    """
    folded, why, similarity = (reason.kind, reason.why, reason.similarity) if reason else ("", "", 0.0)
    query = "UPDATE occurrences SET passage = ?, rank = ?, folded = ?, why = ?, similarity = ? WHERE n = ?"
    catalog.execute(query, passage, rank, folded, why, similarity, n)


def count_occurrences(catalog: Catalog) -> int:
    return catalog.number("SELECT count(*) FROM occurrences")


def count_folds(catalog: Catalog) -> dict[tuple[str, str], int]:
    """How many occurrences were folded, by kind (`exact`, `near`) and rule, most first."""
    rows = catalog.execute(
        "SELECT folded, why, count(*) FROM occurrences WHERE folded <> '' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    )
    return {(kind, why): count for kind, why, count in rows}


def delete_keys(catalog: Catalog, rows: Iterable[int]) -> None:
    catalog.execute(f"DELETE FROM occurrence_keys WHERE occurrence IN {LISTED}", rows)


def write_keys(catalog: Catalog, keys: Mapping[int, Collection[int]]) -> None:
    """Write the keys of occurrences, by row."""
    catalog.connection.executemany(
        "INSERT INTO occurrence_keys (key, occurrence) VALUES (?, ?) ON CONFLICT DO NOTHING",
        sorted((key, n) for n, of_row in keys.items() for key in of_row),
    )


def find_holders(catalog: Catalog, keys: Collection[int]) -> dict[int, list[str]]:
    """The ids of the occurrences that have each key; keys that none has are left out."""
    holders: dict[int, list[str]] = defaultdict(list)
    query = f"SELECT key, occurrence FROM occurrence_keys WHERE key IN {LISTED} ORDER BY key, occurrence"
    for key, n in catalog.execute(query, keys):
        holders[key].append(occurrence_id(n))
    return holders


def find_dangling(catalog: Catalog) -> tuple[int, int, int]:
    """Rows of any table that point nowhere, occurrences without their passage, passages without an occurrence."""
    dangling = len(catalog.column("PRAGMA foreign_key_check"))
    homeless = catalog.number(
        "SELECT count(*) FROM occurrences WHERE unit = 'passage'"
        " AND NOT EXISTS (SELECT 1 FROM passages WHERE passages.id = occurrences.passage)"
    )
    empty = catalog.number(
        "SELECT count(*) FROM passages"
        " WHERE NOT EXISTS (SELECT 1 FROM occurrences WHERE occurrences.passage = passages.id)"
    )
    return dangling, homeless, empty


def delete_dangling(catalog: Catalog) -> None:
    """Delete occurrences, documents and keys that point to rows that are gone."""
    for table in ("occurrences", "documents"):
        if rows := [row["rowid"] for row in catalog.execute(f"PRAGMA foreign_key_check({table})")]:
            catalog.execute(f"DELETE FROM {table} WHERE rowid IN {LISTED}", rows)
    catalog.execute("DELETE FROM occurrence_keys WHERE occurrence NOT IN (SELECT n FROM occurrences)")


def _read_all(rows: Iterable[sqlite3.Row]) -> list[StoredOccurrence]:
    from ingest.dedup.occurrence import Occurrence  # 30 ms that an unchanged sync and a status do without

    return [
        StoredOccurrence(
            n=row["n"],
            occurrence=Occurrence(id=row["id"], passage=read_passage(row, (read_place(row),)), unit=row["unit"]),
            own=row["own"],
            document=row["document"],
            titled=row["titled"],
            passage=row["passage"],
        )
        for row in rows
    ]
