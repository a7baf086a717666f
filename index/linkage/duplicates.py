"""What was folded into what and why, what is alike, and the reader's word against it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from index.catalog.catalog import Catalog, mark_changed
from index.errors import IndexFailure
from index.linkage.clusters import regroup
from ingest.dedup.occurrence import Link

DuplicateType = Literal["exact", "near", "similar"]


class NoSuchDuplicate(IndexFailure):
    """There is no pair of this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no duplicate {id}; `notes duplicates` lists them with their ids")
        self.id = id


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place of a pair."""

    find: str
    """The find's id."""
    source: str
    path: str
    line_start: int
    line_end: int
    text: str
    title: str

    def to_json(self) -> dict[str, Any]:
        names = ("path", "line_start", "line_end", "text", "source", "title")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A pair of places: folded (exact, near), or alike and both kept (similar)."""

    id: str
    kind: DuplicateType
    why: str
    similarity: float
    """0 to 1."""
    kept: Spot
    duplicate: Spot

    def to_json(self) -> dict[str, Any]:
        """As `notes duplicates --json` prints it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "why": self.why,
            "similarity": self.similarity,
            "kept": self.kept.to_json(),
            "duplicate": self.duplicate.to_json(),
        }


_SPOT = ("id", "source", "path", "line_start", "line_end", "text", "title")
_COLUMNS = ", ".join(f"{side}.{name} AS {side}_{name}" for side in ("kept", "other") for name in _SPOT)


def list_duplicates(catalog: Catalog, *, work: str = "") -> list[Duplicate]:
    """Every fold and every alike pair, folds first; two alike passages once, whatever their copies.

    work: a part of a work's title, of either side; "" for all.
    """
    folded = catalog.connection.execute(
        f"SELECT other.folded AS kind, other.why, other.similarity, {_COLUMNS} FROM occurrences AS other"
        " JOIN occurrences AS kept ON kept.passage = other.passage AND kept.folded = ''"
        " WHERE other.folded <> '' GROUP BY other.n ORDER BY kept.path, kept.line_start, other.path, other.line_start"
    )
    alike = catalog.connection.execute(
        f"SELECT links.kind, links.why, links.similarity, kept.unit, kept.passage AS one, other.passage AS two,"
        f" {_COLUMNS} FROM links"
        " JOIN occurrences AS kept ON kept.n = links.first JOIN occurrences AS other ON other.n = links.second"
        " WHERE links.kind = 'similar' AND NOT EXISTS (SELECT 1 FROM keep_apart"
        " WHERE keep_apart.first = min(kept.own, other.own) AND keep_apart.second = max(kept.own, other.own))"
        " ORDER BY kept.path, kept.line_start, other.path, other.line_start"
    )
    asked = work.casefold()
    return [
        found
        for found in map(_read, (*folded, *_once(alike)))
        if asked in found.kept.title.casefold() or asked in found.duplicate.title.casefold()
    ]


def keep_apart(catalog: Catalog, id: str) -> Duplicate:
    """Undo one fold, or dismiss one alike pair, and remember it; returns the pair.

    Remembered by the texts, so that it outlives renames and re-exports. Raises NoSuchDuplicate.
    """
    found = next((one for one in list_duplicates(catalog) if one.id == id), None)
    if found is None:
        raise NoSuchDuplicate(id)
    asked = json.dumps([found.kept.find, found.duplicate.find])
    with catalog.transaction() as connection:
        rows = connection.execute(
            "SELECT n, own FROM occurrences WHERE id IN (SELECT value FROM json_each(?))", (asked,)
        ).fetchall()
        names = sorted(row["own"] for row in rows)
        if len(set(names)) < 2:  # the very same words: told apart by their places
            names = sorted((found.kept.find, found.duplicate.find))
        connection.execute(
            "INSERT OR REPLACE INTO keep_apart (first, second, decided_at) VALUES (?, ?, ?)",
            (*names, datetime.now(UTC).isoformat(timespec="seconds")),
        )
        regroup(connection, [row["n"] for row in rows], ())
        catalog.set_setting("works_stale", "1")
        mark_changed(catalog)
    return found


def _once(alike: Iterable[sqlite3.Row]) -> Iterator[sqlite3.Row]:
    """Of the links between copies of two passages the first; none between places of one passage.

    Sections are in no passage; their pairs are told apart by the words.
    """
    seen: set[frozenset[str]] = set()
    for row in alike:
        names = ("kept_text", "other_text") if row["unit"] == "section" else ("one", "two")
        pair = frozenset(row[name] for name in names)
        if len(pair) == 2 and pair not in seen:
            seen.add(pair)
            yield row


def _read(row: sqlite3.Row) -> Duplicate:
    kept, other = (
        Spot(find=row[f"{side}_id"], **{name: row[f"{side}_{name}"] for name in _SPOT[1:]})
        for side in ("kept", "other")
    )
    if row["kind"] == "similar" and len(other.text) > len(kept.text):
        kept, other = other, kept
    first, second = sorted((kept.find, other.find))
    link = Link(first=first, second=second, kind=row["kind"], why=row["why"], similarity=row["similarity"])
    return Duplicate(id=link.id, kind=link.kind, why=link.why, similarity=link.similarity, kept=kept, duplicate=other)
