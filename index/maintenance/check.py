"""The store's health: what is wrong with it, and what `index.maintenance.repair` does about it.

Results are listed in the order of the checks.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.catalog.catalog import Catalog
from index.catalog.catalog_file import find_damage
from index.catalog.full_text import count_indexed, find_index_faults
from index.catalog.occurrences import count_occurrences, find_dangling
from index.catalog.passages import count_to_embed, count_wrong_marks
from index.catalog.vector_rows import count_living, count_living_outside, count_waiting, read_all_batches
from index.errors import VectorsFailure
from index.vectors.exact_search import from_blobs
from index.vectors.store import MAX_WAITING

if TYPE_CHECKING:
    from index.vectors.store import Vectors

MIN_FREE_BYTES = 200 * 1024 * 1024
"""What should be free on the store's disk: a fresh collection of 100,000 vectors takes 193 MB."""
MAX_LENGTH_ERROR = 0.01
"""By how much a vector's length may differ from 1."""
BATCH = 5000
"""Vectors read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One thing that was checked."""

    what: str
    """`catalog`, `folds`, `words`, `vectors`, `collection`, `disk`."""
    healthy: bool
    why: str
    """What is wrong; where nothing is, what was checked."""
    repair: str = ""
    """What mends it; "" where nothing has to, or nothing can."""

    def to_json(self) -> dict[str, Any]:
        return {"what": self.what, "healthy": self.healthy, "why": self.why, "repair": self.repair}


def check_store(catalog: Catalog, vectors: Vectors | None = None) -> list[CheckResult]:
    """Check everything. vectors: of a process that holds the store; None leaves Chroma's collection out."""
    whole = check_file(catalog)
    if not whole.healthy:  # what else it says cannot be trusted
        return [whole, check_disk(catalog)]
    results = [whole, check_references(catalog), check_words(catalog), check_vectors(catalog)]
    if vectors is not None:
        results.append(check_collection(catalog, vectors))
    return [*results, check_disk(catalog)]


def check_file(catalog: Catalog) -> CheckResult:
    """SQLite's own check of the file."""
    rebuild = "move the catalog away and run `notes ingest` on your folders"
    return _result("catalog", "; ".join(find_damage(catalog)), rebuild, "the file is whole")


def check_references(catalog: Catalog) -> CheckResult:
    """Every occurrence is in a passage, every passage has one, and no row points nowhere."""
    trouble = ""
    if any(counts := find_dangling(catalog)):
        trouble = "{} rows point nowhere, {} places have no passage, {} passages have no place".format(*counts)
    fine = f"{count_occurrences(catalog):,} places are in their passages"
    return _result("folds", trouble, "fold everything again", fine)


def check_words(catalog: Catalog) -> CheckResult:
    """The full-text index has each passage, and nothing else."""
    missing, stray, complaint = find_index_faults(catalog)
    trouble = ""
    if missing or stray or complaint:
        trouble = f"{missing} passages are missing in the full-text index, {stray} of it are gone"
        trouble += f"; {complaint}" if complaint else ""
    fine = f"{count_indexed(catalog):,} passages can be found by words"
    return _result("words", trouble, "index all words again", fine)


def check_vectors(catalog: Catalog) -> CheckResult:
    """Each passage has a vector in the catalog, of the right size and length, and the marks are true."""
    import numpy as np

    wrong = count_wrong_marks(catalog)
    sizes: set[int] = set()
    bent = 0
    for batch in read_all_batches(catalog, BATCH, catalog.state.embedder):
        sizes |= {len(blob) for _, blob in batch}
        if len(sizes) == 1:
            lengths = np.linalg.norm(from_blobs([blob for _, blob in batch]), axis=1)
            bent += int((np.abs(lengths - 1.0) > MAX_LENGTH_ERROR).sum())
    trouble, repair = "", "set the marks again, drop the broken vectors"
    if wrong or bent or len(sizes) > 1:
        trouble = f"{wrong} marks are wrong, {bent} vectors have no length of 1, {len(sizes)} sizes"
    elif to_embed := count_to_embed(catalog):
        trouble, repair = f"{to_embed:,} passages have no vector yet", "embed them: run `notes ingest`"
    return _result("vectors", trouble, repair, f"{count_living(catalog, catalog.state.embedder):,} vectors")


def check_collection(catalog: Catalog, vectors: Vectors) -> CheckResult:
    """Chroma has every living vector, and returns each to a query for it."""
    embedder = catalog.state.embedder
    living = count_living(catalog, embedder)
    if not living:
        return _result("collection", "", "", "nothing is embedded yet")
    try:
        trouble = _collection_trouble(catalog, vectors, living)
    except VectorsFailure as failure:
        trouble = failure.why
    outside = count_living_outside(catalog, embedder)
    but = f" but {outside:,}, which are scored exactly" if outside else ""
    fine = f"each of {living:,} vectors is found by itself{but}"
    return _result("collection", trouble, "build a fresh collection from the catalog", fine)


def _collection_trouble(catalog: Catalog, vectors: Vectors, living: int) -> str:
    """What is wrong with Chroma's collection; "" where nothing is. Raises VectorsFailure."""
    if vectors.is_stale(catalog.state.embedder):
        return "it is missing, short, a fifth dead or too much unreachable"
    if (waiting := count_waiting(catalog)) > MAX_WAITING:
        return f"{waiting:,} vectors are not in it yet"
    if catalog.state.vectors_why:
        return catalog.state.vectors_why
    lost = len(vectors.find_unreachable(catalog.state.embedder))
    return f"{lost:,} of {living:,} vectors are not found by themselves" if lost else ""


def check_disk(catalog: Catalog) -> CheckResult:
    """There is room on the store's disk."""
    free = shutil.disk_usage(catalog.data if catalog.data.is_dir() else "/").free
    room = f"{free / 1e9:.1f} GB free"
    return _result("disk", room if free <= MIN_FREE_BYTES else "", "free some room", room)


def _result(what: str, trouble: str, repair: str, fine: str) -> CheckResult:
    """The result of a check that found `trouble`, which `repair` mends; where that is "", all is `fine`."""
    return CheckResult(what=what, healthy=not trouble, why=trouble or fine, repair=repair if trouble else "")
