"""Which occurrences are duplicates or alike and why, and which the reader keeps apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED, occurrence_id, occurrence_row
from ingest.dedup.occurrence import Link, LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place of a pair."""

    occurrence: str
    """The occurrence's id."""
    path: str
    line_start: int
    line_end: int
    text: str
    source: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A pair of places: folded (exact, near), or alike and both kept (similar)."""

    id: str
    kind: LinkKind
    why: str
    similarity: float
    """0 to 1."""
    kept: Spot
    duplicate: Spot

    def to_json(self) -> dict[str, Any]:
        """As `notes duplicates --json` prints it."""
        values = asdict(self)
        for side in ("kept", "duplicate"):
            del values[side]["occurrence"]
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptApart:
    """The reader's decision that two texts are two passages."""

    first: str
    """Id of a passage as read; of an occurrence where both are of the same words. first < second."""
    second: str
    decided_at: str
    """ISO 8601, UTC."""


_SPOT = ("source", "path", "line_start", "line_end", "text", "title")
_PAIR = ", ".join(f"{side}.{name} AS {side}_{name}" for side in ("kept", "other") for name in ("id", *_SPOT))


def write_links(catalog: Catalog, links: Iterable[Link]) -> None:
    catalog.connection.executemany(
        "INSERT INTO links (first, second, kind, why, similarity) VALUES (?, ?, ?, ?, ?) ON CONFLICT (first, second)"
        " DO UPDATE SET kind = excluded.kind, why = excluded.why, similarity = excluded.similarity",
        [
            (occurrence_row(link.first), occurrence_row(link.second), link.kind, link.why, link.similarity)
            for link in links
        ],
    )


def delete_links(catalog: Catalog, rows: Iterable[int]) -> None:
    catalog.connection.executemany("DELETE FROM links WHERE first = ? OR second = ?", [(n, n) for n in rows])


def delete_all_links(catalog: Catalog) -> None:
    catalog.execute("DELETE FROM links")


def duplicates_of(catalog: Catalog, rows: Collection[int]) -> set[int]:
    """The rows of the occurrences that a link makes duplicates of one of these."""
    seconds = catalog.column(f"SELECT second FROM links WHERE kind <> 'similar' AND first IN {LISTED}", rows)
    firsts = catalog.column(f"SELECT first FROM links WHERE kind <> 'similar' AND second IN {LISTED}", rows)
    return {*seconds, *firsts}


def read_links(catalog: Catalog, rows: Collection[int]) -> list[Link]:
    """The links that make two of these occurrences duplicates."""
    among = set(rows)
    query = f"SELECT * FROM links WHERE kind <> 'similar' AND first IN {LISTED}"
    return [
        Link(
            first=occurrence_id(row["first"]),
            second=occurrence_id(row["second"]),
            kind=row["kind"],
            why=row["why"],
            similarity=row["similarity"],
        )
        for row in catalog.execute(query, rows)
        if row["second"] in among
    ]


def list_folded(catalog: Catalog) -> list[Duplicate]:
    """Every folded occurrence with the one that is kept, by place."""
    rows = catalog.connection.execute(
        f"SELECT other.folded AS kind, other.why, other.similarity, {_PAIR} FROM occurrences AS other"
        " JOIN occurrences AS kept ON kept.passage = other.passage AND kept.rank = 0"
        " WHERE other.folded <> '' ORDER BY kept.path, kept.line_start, other.path, other.line_start"
    )
    return [_read_pair(row) for row in rows]


def list_alike(catalog: Catalog) -> list[Duplicate]:
    """Every pair of passages or sections that are alike and not dismissed, by place: once, whatever their copies."""
    rows = catalog.connection.execute(
        f"SELECT links.kind, links.why, links.similarity, kept.unit,"
        f" kept.passage AS kept_passage, other.passage AS other_passage, {_PAIR} FROM links"
        " JOIN occurrences AS kept ON kept.n = links.first JOIN occurrences AS other ON other.n = links.second"
        " WHERE links.kind = 'similar' AND NOT EXISTS (SELECT 1 FROM keep_apart"
        " WHERE keep_apart.first IN (kept.own, other.own) AND keep_apart.second IN (kept.own, other.own))"
        " ORDER BY kept.path, kept.line_start, other.path, other.line_start"
    )
    return [_read_pair(row) for row in _first_of_each(rows)]


def list_kept_apart(catalog: Catalog) -> list[KeptApart]:
    """The reader's decisions, by the two texts."""
    rows = catalog.execute("SELECT first, second, decided_at FROM keep_apart ORDER BY first, second")
    return [KeptApart(**row) for row in rows]


def add_kept_apart(catalog: Catalog, first: str, second: str, decided_at: str, *, keep_earlier: bool = False) -> None:
    """Add a decision, in place of an earlier one on the same two texts unless `keep_earlier`."""
    conflict = "NOTHING" if keep_earlier else "UPDATE SET decided_at = excluded.decided_at"
    query = "INSERT INTO keep_apart (first, second, decided_at) VALUES (?, ?, ?) ON CONFLICT (first, second) DO "
    catalog.execute(query + conflict, *sorted((first, second)), decided_at)


def delete_unused_decisions(catalog: Catalog) -> None:
    """Delete the decisions on texts that are gone."""
    catalog.execute(
        "DELETE FROM keep_apart WHERE first IN (SELECT first FROM keep_apart"
        " WHERE NOT EXISTS (SELECT 1 FROM occurrences WHERE own = first OR id = first)"
        " OR NOT EXISTS (SELECT 1 FROM occurrences WHERE own = second OR id = second))"
    )


def _first_of_each(alike: Iterable[sqlite3.Row]) -> Iterator[sqlite3.Row]:
    """Of the links between copies of two passages the first; none between places of one passage.

    Sections are in no passage; their pairs are told apart by the words.
    """
    seen: set[frozenset[str]] = set()
    for row in alike:
        column = "text" if row["unit"] == "section" else "passage"
        pair = frozenset((row[f"kept_{column}"], row[f"other_{column}"]))
        if len(pair) == 2 and pair not in seen:
            seen.add(pair)
            yield row


def _read_pair(row: sqlite3.Row) -> Duplicate:
    kept, other = (
        Spot(occurrence=row[f"{side}_id"], **{name: row[f"{side}_{name}"] for name in _SPOT})
        for side in ("kept", "other")
    )
    if row["kind"] == "similar" and len(other.text) > len(kept.text):
        kept, other = other, kept
    first, second = sorted((kept.occurrence, other.occurrence))
    link = Link(first=first, second=second, kind=row["kind"], why=row["why"], similarity=row["similarity"])
    return Duplicate(id=link.id, kind=link.kind, why=link.why, similarity=link.similarity, kept=kept, duplicate=other)
