"""What a transaction changed is linked, clustered, merged and indexed before it ends: no catalog is half linked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.full_text import index_passages, unindex_passages
from index.catalog.occurrences import StoredOccurrence, read_occurrences, rows_of_passages
from index.catalog.passages import delete_passages, existing_passages
from index.catalog.works import mark_stale
from index.linkage.clusters import changed_documents, link_changed, merge_clusters, write_clusters
from index.linkage.connected_components import ChangedRows, connected_component


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterChanges:
    """What linking again did to the passages, by id."""

    added: frozenset[str]
    removed: frozenset[str]


def relink(catalog: Catalog, changed: ChangedRows) -> ClusterChanges:
    """Link what changed, within the caller's transaction; works are joined later, once for all."""
    occurrences = changed.load(catalog)
    link_changed(catalog, occurrences)
    return regroup(catalog, occurrences, changed.passages)


def regroup(catalog: Catalog, changed: Sequence[StoredOccurrence], passages: Collection[str] = ()) -> ClusterChanges:
    """Cluster and merge all that hangs together with these occurrences and passages, and write the passages."""
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
    return ClusterChanges(added=frozenset(clusters.keys() - known), removed=gone)
