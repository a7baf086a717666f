"""What was folded into what and why, what is alike, and the reader's decisions against it."""

from __future__ import annotations

from datetime import UTC, datetime

from index.catalog.catalog import Catalog
from index.catalog.links import Duplicate, add_kept_apart, list_alike, list_folded
from index.catalog.occurrences import read_occurrences
from index.catalog.rows import occurrence_row
from index.errors import IndexFailure
from index.linkage.pipeline import regroup


class NoSuchDuplicate(IndexFailure):
    """There is no pair of this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no duplicate {id}; `notes duplicates` lists them with their ids")
        self.id = id


def list_duplicates(catalog: Catalog, *, work: str = "") -> list[Duplicate]:
    """Every fold and every alike pair, folds first; two alike passages once, whatever their copies.

    work: a part of a work's title, of either side; "" for all.
    """
    part = work.casefold()
    return [
        pair
        for pair in (*list_folded(catalog), *list_alike(catalog))
        if part in pair.kept.title.casefold() or part in pair.duplicate.title.casefold()
    ]


def keep_apart(catalog: Catalog, id: str) -> Duplicate:
    """Undo one fold, or dismiss one alike pair, and remember it; returns the pair.

    Remembered by the texts, so that it outlives renames and re-exports. Raises NoSuchDuplicate.
    """
    duplicate = next((item for item in list_duplicates(catalog) if item.id == id), None)
    if duplicate is None:
        raise NoSuchDuplicate(id)
    pair = (duplicate.kept.occurrence, duplicate.duplicate.occurrence)
    rows = {occurrence_row(occurrence) for occurrence in pair}
    with catalog.transaction():
        occurrences = read_occurrences(catalog, rows)
        texts = {item.own for item in occurrences}
        first, second = texts if len(texts) == 2 else pair  # the same words are told apart by their places
        add_kept_apart(catalog, first, second, datetime.now(UTC).isoformat(timespec="seconds"))
        regroup(catalog, occurrences)
    return duplicate
