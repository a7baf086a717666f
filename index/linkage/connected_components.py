"""What a transaction changed, and the components of duplicates that it belongs to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from index.catalog.catalog import Catalog
from index.catalog.links import delete_links, duplicates_of
from index.catalog.occurrences import StoredOccurrence, passages_of_rows, read_occurrences, rows_of_passages


@dataclass(slots=True, kw_only=True)
class ChangedRows:
    """What a transaction changed so far, to be linked again before it ends."""

    written: dict[int, StoredOccurrence] = field(default_factory=dict)
    """Occurrences that were just written, by row: they are not read back."""
    rows: set[int] = field(default_factory=set)
    """Other occurrences to be linked again, such as the rest of a component that lost one."""
    passages: set[str] = field(default_factory=set)
    """Ids of passages that had an occurrence that changed or went."""

    def load(self, catalog: Catalog) -> list[StoredOccurrence]:
        """All occurrences that are to be linked again."""
        return [*self.written.values(), *read_occurrences(catalog, self.rows - self.written.keys())]

    def drop(self, rows: Collection[int]) -> None:
        """Forget occurrences that are gone."""
        self.rows.difference_update(rows)
        for n in rows:
            self.written.pop(n, None)


def detach(catalog: Catalog, rows: Collection[int], changed: ChangedRows) -> None:
    """Take the components of occurrences that are about to change or go apart: all of them are linked again."""
    if not rows:
        return
    component, passages = connected_component(catalog, rows)
    delete_links(catalog, component)
    changed.rows |= component
    changed.passages |= passages


def connected_component(
    catalog: Catalog, rows: Collection[int], passages: Collection[str] = ()
) -> tuple[set[int], set[str]]:
    """All occurrences that hang together with these over passages and links, and their passages so far."""
    component: set[int] = set()
    known: set[str] = set()
    edge, fresh = set(rows), set(passages)
    while edge or fresh:
        component |= edge
        fresh = (fresh | passages_of_rows(catalog, edge)) - known
        known |= fresh
        edge = (duplicates_of(catalog, edge) | rows_of_passages(catalog, fresh)) - component
        fresh = set()
    return component, known
