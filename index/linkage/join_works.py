"""The catalog's works: the documents that changed, and what they could be one work with, are joined anew.

Whether two documents are one work depends on the two, and on how many share a title or a passage with them
(`ingest.dedup.work_resolution`). So a document is marked `stale` where anything of that changed: when it is read, when
one that shared its work or its title goes, when a passage of it is folded into another, or comes to stand in more or
fewer documents. Joining takes the stale ones, all that share a name or a passage with them, and whatever these turn out
to be one work with: the same works as if all had been joined, at a cost that does not grow with the catalog.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from index.catalog.rows import storable
from index.linkage.full_text_context import place_highlights

if TYPE_CHECKING:
    from ingest.dedup.work_resolution import Work, WorkRecord

Ids = set[int]
"""Ids of documents."""
Works = Sequence[tuple["Work", list[int]]]
"""Works, each with the ids of its documents."""

_NAMES = ("readwise_id", "asin", "title_name", "address")
"""Columns of documents that name a work, each with an index of its own."""
_AMONG = "(SELECT value FROM json_each(?))"


def join_works(connection: sqlite3.Connection) -> None:
    """Join the stale documents into works and write these; within the caller's transaction."""
    from ingest.dedup.work_resolution import resolve_works

    joining = _name_stale(connection)
    joining |= _sharing(connection, joining, "title_name")
    while joining:
        joining |= _of_same_works(connection, joining)
        cards = _read_cards(connection, _around(connection, joining))
        ids = {card.id: id for id, card in cards.items()}
        works = [(work, [ids[one] for one in work.documents]) for work in resolve_works(list(cards.values()))]
        works = [(work, members) for work, members in works if not joining.isdisjoint(members)]
        found = {id for _, members in works for id in members} | _of_like_names(connection, joining, works)
        if found <= joining:
            _write_works(connection, works)
            place_highlights(connection, joining)
            break
        joining |= found
    connection.execute("DELETE FROM works WHERE NOT EXISTS (SELECT 1 FROM documents WHERE work = works.id)")


def leave_works(connection: sqlite3.Connection, documents: Collection[int]) -> None:
    """Mark what these documents were one work with, or could have been by their title: they are about to go."""
    left = _of_same_works(connection, documents) | _sharing(connection, documents, "title_name")
    mark_stale(connection, left)


def mark_stale(connection: sqlite3.Connection, documents: Collection[int]) -> None:
    """Have these documents joined anew by the next `join_works`."""
    connection.execute(f"UPDATE documents SET stale = 1 WHERE stale = 0 AND id IN {_AMONG}", (_listed(documents),))


def _name_stale(connection: sqlite3.Connection) -> Ids:
    """The stale documents, each given what `ingest.dedup.work_resolution` joins it by."""
    from ingest.dedup.work_names import canonical_url, title_words

    rows = connection.execute("SELECT id, title, url FROM documents WHERE stale = 1").fetchall()
    connection.executemany(
        "UPDATE documents SET title_name = ?, address = ? WHERE id = ?",
        [(storable("".join(title_words(title))), storable(canonical_url(url)), id) for id, title, url in rows],
    )
    return {row["id"] for row in rows}


def _of_same_works(connection: sqlite3.Connection, documents: Collection[int]) -> Ids:
    """These documents, and what each is one work with so far."""
    rows = connection.execute(
        f"SELECT id FROM documents WHERE work IN (SELECT work FROM documents WHERE work <> '' AND id IN {_AMONG})",
        (_listed(documents),),
    )
    return {*documents, *(row[0] for row in rows)}


def _sharing(connection: sqlite3.Connection, documents: Collection[int], name: str) -> Ids:
    """The documents that have the same `name`, one of `_NAMES`, as one of these."""
    rows = connection.execute(
        f"SELECT id FROM documents WHERE {name} <> '' AND {name} IN"
        f" (SELECT {name} FROM documents WHERE {name} <> '' AND id IN {_AMONG})",
        (_listed(documents),),
    )
    return {row[0] for row in rows}


def _around(connection: sqlite3.Connection, documents: Ids) -> Ids:
    """These documents, and all that could be one work with one of them: they share a name or a passage."""
    if len(documents) == connection.execute("SELECT count(*) FROM documents").fetchone()[0]:
        return documents
    rows = connection.execute(
        "SELECT DISTINCT document FROM occurrences WHERE passage IN"
        f" (SELECT passage FROM occurrences WHERE passage <> '' AND document IN {_AMONG})",
        (_listed(documents),),
    )
    shared = {row[0] for row in rows}
    return documents.union(shared, *(_sharing(connection, documents, name) for name in _NAMES))


def _of_like_names(connection: sqlite3.Connection, documents: Ids, works: Works) -> Ids:
    """The documents of works that are, or were, of one name with these: such are told apart by their order."""
    rows = connection.execute(f"SELECT DISTINCT work FROM documents WHERE id IN {_AMONG}", (_listed(documents),))
    names = {row[0].rstrip("+") for row in rows} | {work.id for work, _ in works}
    like = {
        row[0]
        for name in names - {""}
        for row in connection.execute("SELECT id FROM works WHERE id >= ? AND id < ?", (name, name + ","))
    }
    rows = connection.execute(f"SELECT id FROM documents WHERE work IN {_AMONG}", (json.dumps(sorted(like)),))
    return {row[0] for row in rows}


def _read_cards(connection: sqlite3.Connection, documents: Ids) -> dict[int, WorkRecord]:
    """A card for each document."""
    from ingest.dedup.work_resolution import WorkRecord

    passages: dict[int, set[str]] = defaultdict(set)
    for document, passage in connection.execute(
        f"SELECT document, passage FROM occurrences WHERE passage <> '' AND document IN {_AMONG}", (_listed(documents),)
    ):
        passages[document].add(passage)
    rows = connection.execute(
        "SELECT documents.*, files.path, sources.path AS source_path FROM documents"
        f" JOIN files ON files.id = file JOIN sources ON sources.id = files.source WHERE documents.id IN {_AMONG}",
        (_listed(documents),),
    )
    names = ("path", "title", "author", "category", "url", "published", "asin", "readwise_id")
    return {
        row["id"]: WorkRecord(
            id=f"{row['source_path']}\0{row['path']}\0{row['ordinal']:06}",
            full_text=bool(row["full_text"]),
            passages=frozenset(passages[row["id"]]),
            **{name: row[name] for name in names},
        )
        for row in rows
    }


def _write_works(connection: sqlite3.Connection, works: Works) -> None:
    """Write what differs from the works that are there."""
    old = f"SELECT id, title, author, category, url, published, why, probable FROM works WHERE id IN {_AMONG}"
    values: dict[str, tuple[Any, ...]] = {}
    moved = []
    for work, members in works:
        name = work.id
        while name in values:  # two works of one name: told apart, in the order of their documents
            name += "+"
        why = json.dumps(work.why, ensure_ascii=False)
        texts = (work.title, work.author, work.category, work.url, work.published, why)
        values[name] = (*map(storable, texts), int(work.probable))
        moved += [(name, id) for id in members]
    before = {row[0]: tuple(row[1:]) for row in connection.execute(old, (json.dumps(sorted(values)),))}
    connection.executemany(
        "INSERT OR REPLACE INTO works (id, title, author, category, url, published, why, probable)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(name, *told) for name, told in values.items() if before.get(name) != told],
    )
    connection.executemany("UPDATE documents SET work = ?1, stale = 0 WHERE id = ?2", moved)


def _listed(documents: Iterable[int]) -> str:
    return json.dumps(sorted(documents))
