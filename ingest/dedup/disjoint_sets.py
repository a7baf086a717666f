"""Union-find over ids."""

from __future__ import annotations

from collections.abc import Iterable


class DisjointSets:
    """Ids in sets that are joined pair by pair; at first each id is a set of its own."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {id_: id_ for id_ in ids}

    def root(self, id_: str) -> str:
        """The id that stands for the set of `id_`, until that set is joined to another."""
        while self._parent[id_] != id_:
            self._parent[id_] = self._parent[self._parent[id_]]
            id_ = self._parent[id_]
        return id_

    def join(self, first: str, second: str) -> bool:
        """Put the two ids' sets together, under the root of the first; False where they were one set."""
        kept, joined = self.root(first), self.root(second)
        self._parent[joined] = kept
        return kept != joined
