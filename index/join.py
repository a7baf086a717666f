"""The catalog's works: documents joined anew whenever documents changed."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from index.rows import storable


def join_works(connection: sqlite3.Connection) -> None:
    """Join all documents into works and write them; within the caller's transaction."""
    from ingest.works import Card, join_cards

    passages: dict[int, set[str]] = defaultdict(set)
    for document, passage in connection.execute("SELECT document, passage FROM finds WHERE passage <> ''"):
        passages[document].add(passage)
    rows = {
        f"{row['source_path']}\0{row['path']}\0{row['ordinal']:06}": row
        for row in connection.execute(
            "SELECT documents.*, files.path, sources.path AS source_path FROM documents"
            " JOIN files ON files.id = file JOIN sources ON sources.id = files.source"
        )
    }
    cards = [
        Card(
            id=id,
            path=row["path"],
            title=row["title"],
            author=row["author"],
            category=row["category"],
            url=row["url"],
            published=row["published"],
            asin=row["asin"],
            readwise_id=row["readwise_id"],
            full_text=bool(row["full_text"]),
            passages=frozenset(passages[row["id"]]),
        )
        for id, row in rows.items()
    ]
    works: dict[str, tuple[Any, ...]] = {}
    moved = []
    for work in join_cards(cards):
        one = work.id
        while one in works:  # two works of one name: told apart, in the order of their documents
            one = f"{one}+"
        why = json.dumps(work.why, ensure_ascii=False)
        texts = (work.title, work.author, work.category, work.url, work.published, why)
        works[one] = (*map(storable, texts), int(work.probable))
        moved += [(one, rows[id]["id"]) for id in work.documents if rows[id]["work"] != one]
    _write_works(connection, works)
    connection.executemany("UPDATE documents SET work = ? WHERE id = ?", moved)


def _write_works(connection: sqlite3.Connection, works: Mapping[str, tuple[Any, ...]]) -> None:
    """Write what differs from the works that are there."""
    before = {
        row[0]: tuple(row[1:])
        for row in connection.execute("SELECT id, title, author, category, url, published, why, probable FROM works")
    }
    connection.executemany("DELETE FROM works WHERE id = ?", [(one,) for one in before.keys() - works.keys()])
    connection.executemany(
        "INSERT OR REPLACE INTO works (id, title, author, category, url, published, why, probable)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(one, *values) for one, values in works.items() if before.get(one) != values],
    )
