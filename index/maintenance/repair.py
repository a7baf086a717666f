"""Mends a store without embedding anything again but what was never embedded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.catalog.catalog import Catalog
from index.catalog.full_text import clear_index, index_passages
from index.catalog.links import delete_all_links
from index.catalog.occurrences import all_rows, delete_dangling
from index.catalog.passages import list_passage_ids, mark_all, read_passages
from index.catalog.vector_rows import delete_vectors, read_all_batches
from index.catalog.works import mark_all_stale
from index.linkage.connected_components import ChangedRows
from index.linkage.pipeline import relink
from index.maintenance.check import BATCH, MAX_LENGTH_ERROR, CheckResult, check_collection, check_store
from index.progress import Progress, no_progress
from index.vectors.exact_search import from_blobs

if TYPE_CHECKING:
    from index.vectors.store import Vectors

INDEX_BATCH = 1000
"""Passages indexed at a time."""


def repair_store(catalog: Catalog, vectors: Vectors, progress: Progress = no_progress) -> list[CheckResult]:
    """Mend what can be mended; the results of the checks afterwards. The caller holds the store's lock."""
    results = check_store(catalog, vectors)
    if not results[0].healthy:
        return results
    repairs = {"folds": _fold_again, "words": _index_again, "vectors": _mark_again}
    for result in results:
        if not result.healthy and result.what in repairs:
            repairs[result.what](catalog)
    if not check_collection(catalog, vectors).healthy:
        vectors.rebuild(catalog.state.embedder, progress)
    return check_store(catalog, vectors)


def _fold_again(catalog: Catalog) -> None:
    """Link all occurrences, and write all passages."""
    with catalog.transaction():
        delete_dangling(catalog)
        delete_all_links(catalog)
        mark_all_stale(catalog)
        relink(catalog, ChangedRows(rows=all_rows(catalog), passages=set(list_passage_ids(catalog))))


def _index_again(catalog: Catalog) -> None:
    with catalog.transaction():
        clear_index(catalog)
        ids = list_passage_ids(catalog)
        for start in range(0, len(ids), INDEX_BATCH):
            index_passages(catalog, list(read_passages(catalog, ids[start : start + INDEX_BATCH]).values()))


def _mark_again(catalog: Catalog) -> None:
    """Delete broken vectors, and set all marks."""
    with catalog.transaction():
        sizes = [len(blob) for batch in read_all_batches(catalog, BATCH) for _, blob in batch]
        usual = max(set(sizes), key=sizes.count, default=0)
        broken = [n for batch in read_all_batches(catalog, BATCH) for n in _broken_rows(batch, usual)]
        delete_vectors(catalog, broken)
        mark_all(catalog)


def _broken_rows(batch: Sequence[tuple[int, bytes]], size: int) -> list[int]:
    """The rows of vectors that are not of this size in bytes, or not of length 1."""
    import numpy as np

    return [
        n
        for n, blob in batch
        if len(blob) != size or abs(float(np.linalg.norm(from_blobs([blob]))) - 1.0) > MAX_LENGTH_ERROR
    ]
