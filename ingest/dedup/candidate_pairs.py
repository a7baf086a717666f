"""Which finds share keys, and how many: the near-linear part of folding.

Nothing is compared here. All keys are laid in one array and sorted; finds that share a key come to lie together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.dedup.blocking_keys import Keys
from ingest.dedup.occurrence import Occurrence

MOST_HOLDERS = 300
"""Finds that may have one shingle before it says nothing and is not followed. A line that stands below 2 % of 100,000
highlights alone brings 1.3 million pairs together; at 2,000 that was four fifths of the time."""

ASKED_AT_ONCE = 100_000
"""Keys in one question to the catalog."""


class OccurrenceStore(Protocol):
    """What is in the catalog already."""

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        """The ids of the finds that have each of these keys; a key that nobody has may be left out."""
        ...

    def finds(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        """These finds, by id."""
        ...


def new_candidate_pairs(keys: Mapping[str, Keys]) -> Iterator[tuple[str, str, int]]:
    """Every pair of new finds that share keys, the smaller id first, and how many they share. Pairs are distinct.

    keys: of each find its distinct keys.
    """
    ids, every, owners = _lay(keys)
    if not len(every):
        return
    starts = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(every)])))
    codes = [
        _pair_up(owners, starts[sizes == size], int(size), len(ids))
        for size in np.unique(sizes)
        if 1 < size <= MOST_HOLDERS
    ]
    if codes:
        for code, shared in zip(*map(np.ndarray.tolist, _count(codes)), strict=True):
            yield ids[code // len(ids)], ids[code % len(ids)], shared


def known_candidate_pairs(keys: Mapping[str, Keys], known: OccurrenceStore) -> dict[str, Counter[str]]:
    """With which known finds each new one shares how many keys; a known find of a new one's id counts as new."""
    ids, every, owners = _lay(keys)
    met: dict[str, Counter[str]] = defaultdict(Counter)
    for start in range(0, len(every), ASKED_AT_ONCE):
        part = every[start : start + ASKED_AT_ONCE]
        for key, others in known.holders(np.unique(part).tolist()).items():
            if len(others) > MOST_HOLDERS:
                continue
            for at in range(int(np.searchsorted(part, key)), int(np.searchsorted(part, key, "right"))):
                met[ids[owners[start + at]]].update(other for other in others if other not in keys)
    return met


def _lay(keys: Mapping[str, Keys]) -> tuple[list[str], Keys, NDArray[np.int64]]:
    """The ids in order, every key in order, and beside each key whose it is, as an index of the ids."""
    ids = sorted(keys)
    every = np.concatenate([np.zeros(0, np.int64), *(keys[one] for one in ids)])
    owners = np.repeat(np.arange(len(ids)), [len(keys[one]) for one in ids])
    order = np.argsort(every, kind="stable")
    return ids, every[order], owners[order]


def _pair_up(owners: NDArray[np.int64], starts: NDArray[np.int64], size: int, count: int) -> NDArray[np.int64]:
    """The pairs within each run of `size` owners, as first * count + second."""
    runs = owners[starts[:, None] + np.arange(size)]
    first, second = np.triu_indices(size, 1)
    codes: NDArray[np.int64] = (runs[:, first] * count + runs[:, second]).ravel()
    return codes


def _count(codes: list[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.unique(np.concatenate(codes), return_counts=True)
