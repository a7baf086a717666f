"""Finds into passages: what a change touches is grouped and merged anew, and nothing else.

`ingest.dedup.deduplicate` decides which finds are one; here its decisions are kept in the catalog. A group's finds,
links and passage depend on what the files say alone, not on the order or the number of runs.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.catalog.passages import remove_passages, settle_vectors, write_passage
from index.catalog.rows import read_passage, read_place
from index.linkage.join_works import mark_stale
from ingest.passage import Passage

if TYPE_CHECKING:
    from ingest.dedup.occurrence import Link, Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterChanges:
    """What a regrouping did to the passages, by id."""

    added: frozenset[str]
    removed: frozenset[str]
    kept: frozenset[str]
    """Touched, and still there; some with other places, notes or tags."""


class KnownFinds:
    """What the catalog knows, as `ingest.dedup.deduplicate` asks for it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        """The ids of the finds that have each key; keys that none has are left out."""
        found: dict[int, list[str]] = defaultdict(list)
        rows = self._connection.execute(
            "SELECT occurrence_keys.key, occurrence FROM json_each(?) AS asked CROSS JOIN occurrence_keys ON occurrence_keys.key = asked.value",
            (json.dumps(list(keys)),),
        )
        for key, n in rows:
            found[key].append(find_id(n))
        return found

    def finds(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        """These finds, by id."""
        return {find.id: find for find in read_finds(self._connection, map(find_row, ids)).values()}


def find_row(one: str) -> int:
    """The row of a find: its id as a signed number."""
    return int.from_bytes(bytes.fromhex(one), "big", signed=True)


def find_id(n: int) -> str:
    """The id of the find in a row."""
    return n.to_bytes(8, "big", signed=True).hex()


def read_finds(connection: sqlite3.Connection, ns: Iterable[int]) -> dict[int, Occurrence]:
    """Finds as read, by their row."""
    from ingest.dedup.occurrence import Occurrence

    rows = connection.execute(
        "SELECT * FROM occurrences WHERE n IN (SELECT value FROM json_each(?))", (json.dumps(list(ns)),)
    )
    return {
        row["n"]: Occurrence(id=row["id"], passage=read_passage(row, (read_place(row),)), unit=row["unit"])
        for row in rows
    }


def fold_finds(connection: sqlite3.Connection, ns: Collection[int]) -> None:
    """Give finds their keys, and link them with each other and with all that the catalog knows."""
    from ingest.dedup.blocking_keys import fingerprint_occurrences
    from ingest.dedup.deduplicate import link_duplicates

    finds = read_finds(connection, ns)
    connection.executemany("DELETE FROM occurrence_keys WHERE occurrence = ?", [(n,) for n in ns])
    sketches = fingerprint_occurrences(list(finds.values()))
    links = link_duplicates(tuple(finds.values()), KnownFinds(connection), sketches)
    connection.executemany(
        "INSERT OR IGNORE INTO occurrence_keys (key, occurrence) VALUES (?, ?)",
        sorted((key, n) for n, sketch in zip(finds, sketches, strict=True) for key in sketch.keys),
    )
    _write_links(connection, links)


def regroup(connection: sqlite3.Connection, ns: Collection[int], passages: Collection[str]) -> ClusterChanges:
    """Group and merge anew all that hangs together with these finds and passages, and write the passages."""
    from index.lexical import full_text

    touched, old = connected_component(connection, ns, passages)
    while True:
        finds = {find.id: find for find in read_finds(connection, touched).values()}
        merged = _merge_groups(connection, finds)
        held = {row[0] for row in _select(connection, "SELECT n FROM occurrences WHERE passage IN", merged.keys())}
        if held <= touched:
            break
        touched, old = connected_component(
            connection, held | touched, old
        )  # the same words, though nothing linked them
    known = {row[0] for row in _select(connection, "SELECT id FROM passages WHERE id IN", old | merged.keys())}
    mark_stale(connection, _documents_to_join(connection, touched, merged))
    vectors: set[str] = set()
    for one, (group, passage) in merged.items():
        _place_finds(connection, group, passage)
        vectors |= write_passage(connection, passage, one in known)
    settle_vectors(connection, vectors)
    gone = frozenset((old & known) - merged.keys())
    remove_passages(connection, gone)
    full_text.index_passages(connection, [passage for _, passage in merged.values()])
    return ClusterChanges(added=frozenset(merged.keys() - known), removed=gone, kept=frozenset(merged.keys() & known))


def connected_component(
    connection: sqlite3.Connection, ns: Collection[int], passages: Collection[str]
) -> tuple[set[int], set[str]]:
    """All finds that hang together with these, over passages and folding links; and their passages so far."""
    reached: set[int] = set()
    old: set[str] = set()
    edge, fresh = set(ns), set(passages)
    while edge or fresh:
        reached |= edge
        fresh |= {row[0] for row in _select(connection, "SELECT passage FROM occurrences WHERE passage <> '' AND n IN", edge)}
        found: set[int] = set()
        for sql in (
            "SELECT second FROM links WHERE kind <> 'similar' AND first IN",
            "SELECT first FROM links WHERE kind <> 'similar' AND second IN",
        ):
            found |= {row[0] for row in _select(connection, sql, edge)}
        fresh -= old
        old |= fresh
        found |= {row[0] for row in _select(connection, "SELECT n FROM occurrences WHERE passage IN", fresh)}
        edge, fresh = found - reached, set()
    return reached, old


def _merge_groups(
    connection: sqlite3.Connection, finds: Mapping[str, Occurrence]
) -> dict[str, tuple[list[Occurrence], Passage]]:
    """Passages by id, each with the finds in it. Groups whose words came out the same are one passage."""
    from ingest.dedup.deduplicate import cluster_occurrences
    from ingest.dedup.merge import merge_occurrences

    same_words: dict[str, list[list[Occurrence]]] = defaultdict(list)
    apart = _pairs_apart(connection, finds.values())
    for group in cluster_occurrences(list(finds.values()), _links_among(connection, finds), apart):
        members = [finds[one] for one in group]
        same_words[merge_occurrences(members).id].append(members)
    merged = {}
    for groups in same_words.values():
        for number, members in enumerate(_join_unless_apart(groups, apart)):
            passage = merge_occurrences(members)
            if number:
                passage = replace(passage, apart=min(find.id for find in members))
            merged[passage.id] = (members, passage)
    return merged


def _documents_to_join(
    connection: sqlite3.Connection, touched: Collection[int], merged: Mapping[str, tuple[list[Occurrence], Passage]]
) -> set[int]:
    """The documents whose work may be another once these passages are written.

    Of a passage that many documents share only those whose own part in it changed, unless it just came to say nothing
    of their being one work.
    """
    from ingest.dedup.work_resolution import MOST_SHARING

    rows = _select(connection, "SELECT id, document, passage FROM occurrences WHERE n IN", touched).fetchall()
    document = {row["id"]: row["document"] for row in rows}
    before = {row["id"]: row["passage"] for row in rows}
    stale: set[int] = set()
    for one, (group, _) in merged.items():
        holders = {document[find.id] for find in group}
        fresh = {document[find.id] for find in group if before[find.id] != one}
        stale |= fresh if len(holders) - len(fresh) > MOST_SHARING else holders
    return stale


def _join_unless_apart(groups: Sequence[list[Occurrence]], apart: Collection[frozenset[str]]) -> list[list[Occurrence]]:
    """Groups of the very same words as one, but for those that the reader keeps apart."""
    joined: list[list[Occurrence]] = []
    for group in sorted(groups, key=lambda group: min(find.id for find in group)):
        room = next(
            (
                other
                for other in joined
                if not apart or not any(frozenset((a.id, b.id)) in apart for a in group for b in other)
            ),
            None,
        )
        if room is None:
            joined.append(list(group))
        else:
            room += group
    return joined


def _pairs_apart(connection: sqlite3.Connection, finds: Iterable[Occurrence]) -> set[frozenset[str]]:
    """The pairs of finds that the reader wants in two passages."""
    by_own: dict[str, list[str]] = defaultdict(list)
    for find in finds:
        by_own[find.passage.id].append(find.id)
        by_own[find.id].append(find.id)
    return {
        frozenset((one, other))
        for first, second in connection.execute("SELECT first, second FROM keep_apart")
        for one in by_own.get(first, ())
        for other in by_own.get(second, ())
    }


def _links_among(connection: sqlite3.Connection, ids: Collection[str]) -> list[Link]:
    from ingest.dedup.occurrence import Link

    rows = {find_row(one): one for one in ids}
    return [
        Link(
            first=rows[row["first"]],
            second=rows[row["second"]],
            kind=row["kind"],
            why=row["why"],
            similarity=row["similarity"],
        )
        for row in _select(connection, "SELECT * FROM links WHERE kind <> 'similar' AND first IN", rows.keys())
        if row["second"] in rows
    ]


def _write_links(connection: sqlite3.Connection, links: Iterable[Link]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO links (first, second, kind, why, similarity) VALUES (?, ?, ?, ?, ?)",
        [(find_row(link.first), find_row(link.second), link.kind, link.why, link.similarity) for link in links],
    )


def _place_finds(connection: sqlite3.Connection, group: Sequence[Occurrence], passage: Passage) -> None:
    """Write which passage each find is folded into, which of its places it is, and why."""
    from ingest.dedup.merge import explain_group, rank_occurrences

    kept = rank_occurrences(group)[0].id
    reasons = {(link.second if link.first == kept else link.first): link for link in explain_group(group)}
    ranks = {place: rank for rank, place in enumerate(passage.places)}
    values = []
    for find in group:
        reason = reasons.get(find.id)
        why = (reason.kind, reason.why, reason.similarity) if reason else ("", "", 0.0)
        values.append((passage.id, ranks.get(find.passage.places[0], len(ranks)), *why, find_row(find.id)))
    connection.executemany(
        "UPDATE occurrences SET passage = ?, rank = ?, folded = ?, why = ?, similarity = ? WHERE n = ?", values
    )


def _select(connection: sqlite3.Connection, sql: str, values: Collection[object]) -> sqlite3.Cursor:
    return connection.execute(f"{sql} (SELECT value FROM json_each(?))", (json.dumps(list(values)),))
