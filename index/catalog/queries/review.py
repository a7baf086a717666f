"""What the daily review chooses from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED, as_list

SHOWN_AT = "JOIN occurrences ON occurrences.passage = passages.id AND occurrences.rank = 0"
"""Joins each passage to the place that it is shown at."""


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
    return int(catalog.connection.execute("SELECT coalesce(max(n), 0) FROM passages").fetchone()[0])


def count_newer(catalog: Catalog, number: int) -> tuple[int, int]:
    """How many passages are newer than a number, and of how many works."""
    row = catalog.connection.execute(
        f"SELECT count(DISTINCT passages.id), count(DISTINCT work) FROM passages CROSS {SHOWN_AT}"
        " JOIN documents ON documents.id = occurrences.document WHERE passages.n > ?",
        (number,),
    ).fetchone()
    return int(row[0]), int(row[1])


def read_review_candidates(
    catalog: Catalog, lengths: tuple[int, int], *, newer_than: int | None = None, ids: Collection[str] = ()
) -> list[ReviewCandidate]:
    """The author's highlights and the reader's own passages of these lengths in characters, no full text.

    newer_than: only passages newer than this number, and those of `ids`; None for all.
    """
    # CROSS JOIN keeps SQLite from beginning with the places of all passages where few passages are wanted.
    narrowed, values = "", []
    if newer_than is not None:
        narrowed, values = f" AND (passages.n > ? OR passages.id IN {LISTED})", [newer_than, as_list(ids)]
    rows = catalog.connection.execute(
        "SELECT passages.id, passages.n, passages.favorite, passages.note <> '' OR passages.voice = 'reader' AS own,"
        f" passages.highlighted_at, documents.work FROM passages CROSS {SHOWN_AT}"
        " JOIN documents ON documents.id = occurrences.document"
        " WHERE (passages.kind = 'highlight' OR passages.voice = 'reader') AND passages.voice <> 'machine'"
        f" AND passages.full_text = 0 AND length(passages.text) BETWEEN ? AND ?{narrowed}",
        (*lengths, *values),
    )
    return [
        ReviewCandidate(
            id=row["id"],
            n=row["n"],
            work=row["work"],
            favorite=bool(row["favorite"]),
            own=bool(row["own"]),
            highlighted_at=row["highlighted_at"],
        )
        for row in rows
    ]


def passage_numbers(catalog: Catalog, ids: Collection[str]) -> dict[str, tuple[int, str]]:
    """By passage id, the number of each of these passages and the work that it is shown from."""
    rows = catalog.connection.execute(
        f"SELECT passages.id, passages.n, work FROM passages {SHOWN_AT}"
        f" JOIN documents ON documents.id = occurrences.document WHERE passages.id IN {LISTED}",
        (as_list(ids),),
    )
    return {row[0]: (row[1], row[2]) for row in rows}
