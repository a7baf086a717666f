"""What the daily review chooses from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED

SHOWN_AT = "JOIN occurrences ON occurrences.passage = passages.id AND occurrences.rank = 0"
"""Joins each passage to the place that it is shown at."""
SHOWN_IN = f"{SHOWN_AT} JOIN documents ON documents.id = occurrences.document"
"""And to the document of that place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCandidate:
    """A passage that can be shown by itself."""

    id: str
    n: int
    """Greater for each newer passage."""
    work: str
    favorite: bool
    own: bool
    """Whether it has the reader's own words."""
    highlighted_at: str


def newest_passage_number(catalog: Catalog) -> int:
    """The number of the newest passage; 0 where there is none."""
    return catalog.number("SELECT coalesce(max(n), 0) FROM passages")


def count_newer(catalog: Catalog, number: int) -> tuple[int, int]:
    """How many passages are newer than a number, and of how many works."""
    query = (
        f"SELECT count(DISTINCT passages.id), count(DISTINCT work) FROM passages CROSS {SHOWN_IN} WHERE passages.n > ?"
    )
    passages, works = catalog.execute(query, number).fetchone()
    return passages, works


def read_review_candidates(
    catalog: Catalog, lengths: tuple[int, int], *, newer_than: int | None = None, ids: Collection[str] = ()
) -> list[ReviewCandidate]:
    """The author's highlights and the reader's own passages of these lengths in characters, no full text.

    newer_than: only passages newer than this number, and those of `ids`; None for all.
    """
    # CROSS JOIN keeps SQLite from beginning with the places of all passages where few passages are wanted.
    narrowed, values = "", []
    if newer_than is not None:
        narrowed, values = f" AND (passages.n > ? OR passages.id IN {LISTED})", [newer_than, ids]
    query = (
        "SELECT passages.id, passages.n, passages.favorite, passages.note <> '' OR passages.voice = 'reader' AS own,"
        f" passages.highlighted_at, documents.work FROM passages CROSS {SHOWN_IN}"
        " WHERE (passages.kind = 'highlight' OR passages.voice = 'reader') AND passages.voice <> 'machine'"
        f" AND passages.full_text = 0 AND length(passages.text) BETWEEN ? AND ?{narrowed}"
    )
    rows = catalog.execute(query, *lengths, *values)
    return [ReviewCandidate(**{**row, "favorite": bool(row["favorite"]), "own": bool(row["own"])}) for row in rows]


def passage_numbers(catalog: Catalog, ids: Collection[str]) -> dict[str, tuple[int, str]]:
    """By passage id, the number of each of these passages and the work that it is shown from."""
    query = f"SELECT passages.id, passages.n, work FROM passages {SHOWN_IN} WHERE passages.id IN {LISTED}"
    return {id: (number, work) for id, number, work in catalog.execute(query, ids)}
