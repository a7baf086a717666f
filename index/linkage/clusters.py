"""Occurrences into passages: `ingest.dedup` decides, the catalog stores.

A cluster's occurrences, links and passage depend on what the files say alone, not on the order or number of runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.catalog.catalog import Catalog
from index.catalog.links import list_kept_apart, read_links, write_links
from index.catalog.occurrences import (
    StoredOccurrence,
    delete_keys,
    find_holders,
    place_occurrence,
    read_occurrences,
    write_keys,
)
from index.catalog.passages import write_passages
from index.catalog.rows import occurrence_row
from ingest.dedup import work_resolution
from ingest.dedup.blocking_keys import fingerprint_occurrences
from ingest.dedup.deduplicate import cluster_occurrences, link_duplicates
from ingest.dedup.merge import explain_group, merge_occurrences, rank_occurrences
from ingest.dedup.occurrence import Occurrence
from ingest.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The occurrences that are one passage."""

    passage: Passage
    occurrences: tuple[StoredOccurrence, ...]


class CatalogOccurrences:
    """What the catalog holds already: the `OccurrenceStore` of `ingest.dedup`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        return find_holders(self._catalog, keys)

    def occurrences(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        stored = read_occurrences(self._catalog, [occurrence_row(id) for id in ids])
        return {item.occurrence.id: item.occurrence for item in stored}


def link_changed(catalog: Catalog, changed: Sequence[StoredOccurrence]) -> None:
    """Give occurrences their keys, and link them with one another and with all that the catalog holds."""
    rows = [item.n for item in changed]
    occurrences = [item.occurrence for item in changed]
    delete_keys(catalog, rows)
    fingerprints = fingerprint_occurrences(occurrences)
    links = link_duplicates(occurrences, CatalogOccurrences(catalog), fingerprints)
    write_keys(catalog, {n: fingerprint.keys for n, fingerprint in zip(rows, fingerprints, strict=True)})
    write_links(catalog, links)


def merge_clusters(catalog: Catalog, component: Mapping[int, StoredOccurrence]) -> dict[str, Cluster]:
    """The passages of whole components by id, each with its occurrences; clusters of the same words are one."""
    by_id = {item.occurrence.id: item for item in component.values()}
    apart = _pairs_apart(catalog, component.values())
    links = read_links(catalog, component.keys())
    same_words: dict[str, list[list[Occurrence]]] = defaultdict(list)
    for ids in cluster_occurrences([item.occurrence for item in component.values()], links, apart):
        members = [by_id[id].occurrence for id in ids]
        same_words[merge_occurrences(members).id].append(members)
    clusters = {}
    for groups in same_words.values():
        for number, members in enumerate(_join_unless_apart(groups, apart)):
            passage = merge_occurrences(members)
            if number:
                passage = replace(passage, apart=min(occurrence.id for occurrence in members))
            stored = tuple(by_id[occurrence.id] for occurrence in members)
            clusters[passage.id] = Cluster(passage=passage, occurrences=stored)
    return clusters


def write_clusters(catalog: Catalog, clusters: Mapping[str, Cluster]) -> None:
    """Write the passages, which of its places each occurrence is, and why it was folded."""
    titles = []
    for cluster in clusters.values():
        occurrences = [item.occurrence for item in cluster.occurrences]
        kept = rank_occurrences(occurrences)[0].id
        reasons = {(link.second if link.first == kept else link.first): link for link in explain_group(occurrences)}
        ranks = {place: rank for rank, place in enumerate(cluster.passage.places)}
        ranked = []
        for item in cluster.occurrences:
            id = item.occurrence.id
            rank = ranks.get(item.occurrence.passage.places[0], len(ranks))
            place_occurrence(catalog, item.n, cluster.passage.id, rank, reasons.get(id))
            ranked.append((rank, id, item.titled))
        titles.append((cluster.passage, min(ranked)[2]))
    write_passages(catalog, titles)


def changed_documents(clusters: Mapping[str, Cluster]) -> set[int]:
    """The documents whose work may be another once these clusters are written.

    Of a passage that many documents share only those whose own part in it changed, unless the passage just came to
    say nothing of their being one work.
    """
    documents: set[int] = set()
    for id, cluster in clusters.items():
        holders = {item.document for item in cluster.occurrences}
        fresh = {item.document for item in cluster.occurrences if item.passage != id}
        is_common = len(holders) - len(fresh) > work_resolution.MAX_SHARING_DOCUMENTS
        documents |= fresh if is_common else holders
    return documents


def _join_unless_apart(groups: Sequence[list[Occurrence]], apart: Collection[frozenset[str]]) -> list[list[Occurrence]]:
    """Groups of the same words as one, except those that the reader keeps apart."""
    joined: list[list[Occurrence]] = []
    for group in sorted(groups, key=lambda group: min(occurrence.id for occurrence in group)):
        room = next((other for other in joined if not _are_apart(group, other, apart)), None)
        if room is None:
            joined.append(list(group))
        else:
            room += group
    return joined


def _are_apart(one: Iterable[Occurrence], other: Iterable[Occurrence], apart: Collection[frozenset[str]]) -> bool:
    return bool(apart) and any(frozenset((a.id, b.id)) in apart for a in one for b in other)


def _pairs_apart(catalog: Catalog, occurrences: Iterable[StoredOccurrence]) -> set[frozenset[str]]:
    """The pairs of occurrences, by id, that the reader wants in two passages."""
    decisions = list_kept_apart(catalog)
    if not decisions:
        return set()
    by_text: dict[str, list[str]] = defaultdict(list)
    for item in occurrences:
        by_text[item.occurrence.passage.id].append(item.occurrence.id)
        by_text[item.occurrence.id].append(item.occurrence.id)
    return {
        frozenset((first, second))
        for decision in decisions
        for first in by_text.get(decision.first, ())
        for second in by_text.get(decision.second, ())
    }
