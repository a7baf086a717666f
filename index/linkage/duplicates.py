"""What was folded into what and why, what is alike, and the reader's decisions against it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from index.catalog.catalog import Catalog
from index.catalog.links import LinkedPair, Spot, add_kept_apart, list_alike, list_folded
from index.catalog.occurrences import read_occurrences
from index.catalog.rows import occurrence_row
from index.errors import IndexFailure
from index.linkage.pipeline import regroup
from ingest.dedup.occurrence import Link

DuplicateType = Literal["exact", "near", "similar"]


class NoSuchDuplicate(IndexFailure):
    """There is no pair of this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no duplicate {id}; `notes duplicates` lists them with their ids")
        self.id = id


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
        values = asdict(self)
        for side in ("kept", "duplicate"):
            del values[side]["occurrence"]
        return values


def list_duplicates(catalog: Catalog, *, work: str = "") -> list[Duplicate]:
    """Every fold and every alike pair, folds first; two alike passages once, whatever their copies.

    work: a part of a work's title, of either side; "" for all.
    """
    part = work.casefold()
    return [
        _describe(pair)
        for pair in (*list_folded(catalog), *list_alike(catalog))
        if part in pair.kept.title.casefold() or part in pair.other.title.casefold()
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


def _describe(pair: LinkedPair) -> Duplicate:
    kept, other = pair.kept, pair.other
    if pair.kind == "similar" and len(other.text) > len(kept.text):
        kept, other = other, kept
    first, second = sorted((kept.occurrence, other.occurrence))
    link = Link(first=first, second=second, kind=pair.kind, why=pair.why, similarity=pair.similarity)
    return Duplicate(id=link.id, kind=pair.kind, why=pair.why, similarity=pair.similarity, kept=kept, duplicate=other)
