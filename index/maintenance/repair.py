"""index.maintenance.repair: TODO."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from index.catalog.catalog import Catalog
from index.maintenance.check import CheckResult, check_collection, check_store
from index.vectors.exact import from_blob

if TYPE_CHECKING:
    from index.vectors.store import Vectors


def repair_store(
    catalog: Catalog, vectors: Vectors, progress: Callable[[str, int, int], None] = lambda stage, done, total: None
) -> list[CheckResult]:
    """Mend what can be mended without embedding anything again; the findings afterwards.

    The caller holds the store's lock.
    """
    found = check_store(catalog, vectors)
    if not found[0].healthy:
        return found
    for finding in found:
        if finding.healthy:
            continue
        if finding.what == "folds":
            _fold_anew(catalog)
        elif finding.what == "words":
            _index_anew(catalog)
        elif finding.what == "vectors":
            _mark_anew(catalog)
    if not check_collection(catalog, vectors).healthy:
        vectors.rebuild(catalog.setting("embedder"), lambda done, total: progress("storing", done, total))
    return check_store(catalog, vectors)


def _fold_anew(catalog: Catalog) -> None:
    from index.linkage.clusters import fold_finds, regroup

    with catalog.transaction() as connection:
        for table in ("occurrences", "documents", "occurrence_keys", "links"):
            lost = [row[1] for row in connection.execute(f"PRAGMA foreign_key_check({table})")]
            if table in ("occurrences", "documents"):
                connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(one,) for one in lost])
        connection.execute("DELETE FROM occurrence_keys WHERE occurrence NOT IN (SELECT n FROM occurrences)")
        connection.execute("DELETE FROM links")
        connection.execute("DELETE FROM paragraphs")
        connection.execute("UPDATE documents SET stale = 1")
        ns = [row[0] for row in connection.execute("SELECT n FROM occurrences")]
        passages = [row[0] for row in connection.execute("SELECT id FROM passages")]
        fold_finds(connection, ns)
        regroup(connection, ns, passages)
        catalog.set_setting("works_stale", "1")


def _index_anew(catalog: Catalog) -> None:
    from index.lexical import full_text

    with catalog.transaction() as connection:
        connection.execute("DROP TABLE IF EXISTS lexical")
        connection.execute("DELETE FROM lexical_rows")
        ids = [row[0] for row in connection.execute("SELECT id FROM passages ORDER BY n")]
        for start in range(0, len(ids), 1000):
            full_text.index_passages(connection, list(catalog.passages(ids[start : start + 1000]).values()))


def _mark_anew(catalog: Catalog) -> None:
    import numpy as np

    from index.catalog.passages import settle_vectors

    with catalog.transaction() as connection:
        rows = connection.execute("SELECT n, vector FROM vectors").fetchall()
        sizes = [len(row["vector"]) for row in rows]
        usual = max(set(sizes), key=sizes.count) if sizes else 0
        for row in rows:
            right = len(row["vector"]) == usual
            if not right or abs(float(np.linalg.norm(from_blob([row["vector"]]))) - 1.0) > 0.01:
                connection.execute("DELETE FROM vectors WHERE n = ?", (row["n"],))
        connection.execute("UPDATE passages SET embedded = 0")
        keys = {row[0] for row in connection.execute("SELECT vector FROM passages UNION SELECT key FROM vectors")}
        settle_vectors(connection, keys)
