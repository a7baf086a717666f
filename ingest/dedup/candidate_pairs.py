"""Which occurrences share keys, and how many: the near-linear part of folding.

Nothing is compared here. All keys are put in one array and sorted, so that occurrences that share a key are adjacent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.dedup.blocking_keys import Keys
from ingest.dedup.occurrence import Occurrence

MAX_HOLDERS = 300
"""Occurrences of one shingle above which it is not followed. A line below 2 % of 100,000 highlights alone brings 1.3
million pairs together; at 2,000 that was four fifths of the time."""

LOOKUP_KEYS = 100_000
"""Keys in one request to the catalog."""


class OccurrenceStore(Protocol):
    """What is in the catalog already."""

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        """The ids of the occurrences that have each of these keys; a key that none has may be left out."""
        ...

    def occurrences(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        """These occurrences, by id."""
        ...


def new_candidate_pairs(keys: Mapping[str, Keys]) -> Iterator[tuple[str, str, int]]:
    """Every pair of new occurrences that share keys, once, the smaller id first, and how many keys they share.

    keys: the distinct keys of each occurrence.
    """
    ids, sorted_keys, owners = _sort_keys(keys)
    if not len(sorted_keys):
        return
    starts = np.flatnonzero(np.concatenate(([True], sorted_keys[1:] != sorted_keys[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(sorted_keys)])))
    codes = [
        _pair_codes(owners, starts[sizes == size], int(size), len(ids))
        for size in np.unique(sizes)
        if 1 < size <= MAX_HOLDERS
    ]
    if codes:
        distinct, counts = np.unique(np.concatenate(codes), return_counts=True)
        for code, shared in zip(distinct.tolist(), counts.tolist(), strict=True):
            yield ids[code // len(ids)], ids[code % len(ids)], shared


def known_candidate_pairs(keys: Mapping[str, Keys], known: OccurrenceStore) -> dict[str, Counter[str]]:
    """For each new occurrence the known ones that share keys with it, and how many.

    A known occurrence with the id of a new one counts as new.
    """
    ids, sorted_keys, owners = _sort_keys(keys)
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for start in range(0, len(sorted_keys), LOOKUP_KEYS):
        part = sorted_keys[start : start + LOOKUP_KEYS]
        for key, holders in known.holders(np.unique(part).tolist()).items():
            if len(holders) > MAX_HOLDERS:
                continue
            for at in range(int(np.searchsorted(part, key)), int(np.searchsorted(part, key, "right"))):
                shared[ids[owners[start + at]]].update(holder for holder in holders if holder not in keys)
    return shared


def _sort_keys(keys: Mapping[str, Keys]) -> tuple[list[str], Keys, NDArray[np.int64]]:
    """The ids in order, all keys in order, and for each key its owner, as an index of the ids."""
    ids = sorted(keys)
    all_keys = np.concatenate([np.zeros(0, np.int64), *(keys[id_] for id_ in ids)])
    owners = np.repeat(np.arange(len(ids)), [len(keys[id_]) for id_ in ids])
    order = np.argsort(all_keys, kind="stable")
    return ids, all_keys[order], owners[order]


def _pair_codes(owners: NDArray[np.int64], starts: NDArray[np.int64], size: int, count: int) -> NDArray[np.int64]:
    """The pairs within each run of `size` owners, as first * count + second."""
    runs = owners[starts[:, None] + np.arange(size)]
    first, second = np.triu_indices(size, 1)
    codes: NDArray[np.int64] = (runs[:, first] * count + runs[:, second]).ravel()
    return codes
