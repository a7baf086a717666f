"""The store's health: what is wrong with it, and its repair. Nothing is embedded again but what was never embedded.

The findings are listed in the order in which they are looked for; each says what, and what `repair_store` does.
"""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.catalog.catalog import Catalog
from index.catalog.passages import count_to_embed
from index.errors import VectorsFailure
from index.vectors.exact import from_blob
from index.vectors.store import WAITING
from index.vectors.vector_rows import STORED, count_waiting

if TYPE_CHECKING:
    from index.vectors.store import Vectors

ROOM = 200 * 1024 * 1024
"""Bytes that should be free beside the store: a fresh collection of 100,000 vectors takes 193 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One thing that was looked at."""

    what: str
    """`catalog`, `folds`, `words`, `vectors`, `collection`, `disk`."""
    healthy: bool
    why: str
    """What is wrong; where nothing is, what was looked at."""
    repair: str = ""
    """What mends it; "" where nothing has to, or nothing can."""

    def to_json(self) -> dict[str, Any]:
        return {"what": self.what, "healthy": self.healthy, "why": self.why, "repair": self.repair}


def check_store(catalog: Catalog, vectors: Vectors | None = None) -> list[CheckResult]:
    """Look at everything. vectors: of a process that holds the store; None leaves Chroma's collection out."""
    whole = check_file(catalog)
    if not whole.healthy:  # what else it says cannot be trusted
        return [whole, check_disk(catalog)]
    findings = [whole, check_references(catalog), check_words(catalog), check_vectors(catalog)]
    if vectors is not None:
        findings.append(check_collection(catalog, vectors))
    return [*findings, check_disk(catalog)]


def check_file(catalog: Catalog) -> CheckResult:
    """SQLite's own check of the file."""
    try:
        said = [row[0] for row in catalog.connection.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as trouble:
        said = [str(trouble)]
    if said == ["ok"]:
        return CheckResult(what="catalog", healthy=True, why="the file is whole")
    rebuild = "move the catalog away and run `notes ingest` on your folders"
    return CheckResult(what="catalog", healthy=False, why="; ".join(said), repair=rebuild)


def check_references(catalog: Catalog) -> CheckResult:
    """Every find in a passage, every passage with a find, no row that points nowhere."""
    lost = len(catalog.connection.execute("PRAGMA foreign_key_check").fetchall())
    homeless = catalog.count(
        "occurrences WHERE unit = 'passage' AND NOT EXISTS (SELECT 1 FROM passages WHERE passages.id = occurrences.passage)"
    )
    empty = catalog.count("passages WHERE NOT EXISTS (SELECT 1 FROM occurrences WHERE occurrences.passage = passages.id)")
    if lost or homeless or empty:
        why = f"{lost} rows point nowhere, {homeless} places have no passage, {empty} passages have no place"
        return CheckResult(what="folds", healthy=False, why=why, repair="fold everything anew")
    return CheckResult(what="folds", healthy=True, why=f"{catalog.count('occurrences'):,} places stand in their passages")


def check_words(catalog: Catalog) -> CheckResult:
    """The full-text index has each passage, and nothing else."""
    missing = catalog.count("passages WHERE id NOT IN (SELECT passage_id FROM lexical_rows)")
    strange = catalog.count("lexical_rows WHERE passage_id NOT IN (SELECT id FROM passages)")
    try:
        catalog.connection.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
        said = ""
    except sqlite3.DatabaseError as trouble:
        said = f"; {trouble}" if "readonly" not in str(trouble) else ""
    if missing or strange or said:
        why = f"{missing} passages are missing in the full-text index, {strange} of it are gone{said}"
        return CheckResult(what="words", healthy=False, why=why, repair="index all words anew")
    return CheckResult(
        what="words", healthy=True, why=f"{catalog.count('lexical_rows'):,} passages can be found by words"
    )


def check_vectors(catalog: Catalog) -> CheckResult:
    """Each passage has a vector in the catalog, of the right size and length, and the marks are true."""
    import numpy as np

    unmarked = catalog.count(
        "passages WHERE embedded <> EXISTS"
        " (SELECT 1 FROM vectors WHERE key = passages.vector AND embedder = (SELECT coalesce("
        "nullif((SELECT value FROM settings WHERE name = 'embedder_next'), ''),"
        " (SELECT value FROM settings WHERE name = 'embedder'), '')))"
    )
    dead = catalog.count("vectors WHERE dead <> NOT EXISTS (SELECT 1 FROM passages WHERE passages.vector = key)")
    sizes: set[int] = set()
    bent = 0
    rows = catalog.connection.execute("SELECT vector FROM vectors WHERE embedder = ?", (catalog.setting("embedder"),))
    while blobs := rows.fetchmany(5000):
        sizes |= {len(blob[0]) for blob in blobs}
        if len(sizes) == 1:
            lengths = np.linalg.norm(from_blob([blob[0] for blob in blobs]), axis=1)
            bent += int((np.abs(lengths - 1.0) > 0.01).sum())
    if unmarked or dead or bent or len(sizes) > 1:
        why = f"{unmarked + dead} marks are wrong, {bent} vectors have no length of 1, {len(sizes)} sizes"
        return CheckResult(what="vectors", healthy=False, why=why, repair="set the marks anew, drop the broken vectors")
    waiting = count_to_embed(catalog)
    if waiting:
        why = f"{waiting:,} passages have no vector yet"
        return CheckResult(what="vectors", healthy=False, why=why, repair="embed them: run `notes ingest`")
    return CheckResult(what="vectors", healthy=True, why=f"{catalog.count('vectors WHERE dead = 0'):,} vectors")


def check_collection(catalog: Catalog, vectors: Vectors) -> CheckResult:
    """Chroma has every living vector, and finds each by itself."""
    embedder, repair = catalog.setting("embedder"), "build a fresh collection from the catalog"
    wanted = catalog.count("vectors WHERE embedder = ? AND dead = 0", embedder)
    if not wanted:
        return CheckResult(what="collection", healthy=True, why="nothing is embedded yet")
    lost = 0
    try:
        if vectors.is_stale(embedder):
            why = "it is missing, short, a fifth dead or too much unreachable"
            return CheckResult(what="collection", healthy=False, why=why, repair=repair)
        if (waiting := count_waiting(catalog)) > WAITING:
            why = f"{waiting:,} vectors are not in it yet"
            return CheckResult(what="collection", healthy=False, why=why, repair=repair)
        if why := catalog.setting("vectors_why"):
            return CheckResult(what="collection", healthy=False, why=why, repair=repair)
        lost = len(vectors.find_unreachable(embedder))
    except VectorsFailure as trouble:
        return CheckResult(what="collection", healthy=False, why=trouble.why, repair=repair)
    if lost:
        why = f"{lost:,} of {wanted:,} vectors do not find themselves"
        return CheckResult(what="collection", healthy=False, why=why, repair=repair)
    beside = catalog.count("vectors WHERE embedder = ? AND dead = 0 AND stored <> ?", embedder, STORED)
    but = f" but {beside:,}, which are scored exactly" if beside else ""
    return CheckResult(what="collection", healthy=True, why=f"each of {wanted:,} vectors finds itself{but}")


def check_disk(catalog: Catalog) -> CheckResult:
    """Room beside the store."""
    free = shutil.disk_usage(catalog.data if catalog.data.is_dir() else "/").free
    why = f"{free / 1e9:.1f} GB free"
    return CheckResult(what="disk", healthy=free > ROOM, why=why, repair="" if free > ROOM else "free some room")
