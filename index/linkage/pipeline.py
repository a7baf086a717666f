"""What a transaction changed is linked, clustered, merged and indexed before it ends: no catalog is half linked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.catalog.occurrences import StoredOccurrence, read_occurrences, rows_of_passages
from index.catalog.passages import delete_passages, existing_passages
from index.catalog.works import mark_stale
from index.linkage.components import ChangedRows, connected_component

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterChanges:
    """What linking again did to the passages, by id."""

    added: frozenset[str]
    removed: frozenset[str]
    kept: frozenset[str]
    """Still there; some with other places, notes or tags."""


def relink(catalog: Catalog, changed: ChangedRows) -> ClusterChanges:
    """Link what changed, within the caller's transaction; works are joined later, once for all."""
    from index.linkage.clusters import link_changed  # loads numpy, which an unchanged sync does without

    occurrences = changed.load(catalog)
    link_changed(catalog, occurrences)
    return regroup(catalog, occurrences, changed.passages)


def regroup(catalog: Catalog, changed: Sequence[StoredOccurrence], passages: Collection[str] = ()) -> ClusterChanges:
    """Cluster and merge all that hangs together with these occurrences and passages, and write the passages."""
    from index.catalog.full_text import index_passages, unindex_passages
    from index.linkage.clusters import changed_documents, merge_clusters, write_clusters

    occurrences = {item.n: item for item in changed}
    rows, old = connected_component(catalog, occurrences.keys(), passages)
    while True:
        occurrences |= {item.n: item for item in read_occurrences(catalog, rows - occurrences.keys())}
        clusters = merge_clusters(catalog, occurrences)
        holders = rows_of_passages(catalog, clusters.keys())
        if holders <= rows:
            break
        rows, old = connected_component(catalog, holders | rows, old)  # the same words, though nothing linked them
    known = existing_passages(catalog, old | clusters.keys())
    gone = frozenset((old & known) - clusters.keys())
    mark_stale(catalog, changed_documents(clusters))
    write_clusters(catalog, clusters)
    if gone:
        unindex_passages(catalog, gone)
        delete_passages(catalog, gone)
    index_passages(catalog, [cluster.passage for cluster in clusters.values()])
    catalog.state.works_stale = True
    catalog.state.mark_changed()
    return ClusterChanges(
        added=frozenset(clusters.keys() - known), removed=gone, kept=frozenset(clusters.keys() & known)
    )


def join_stale_works(catalog: Catalog) -> None:
    """Join works again where documents changed since they were joined."""
    if not catalog.state.works_stale:
        return
    from index.linkage.join_works import join_works

    with catalog.transaction():
        join_works(catalog)
        catalog.state.works_stale = False
