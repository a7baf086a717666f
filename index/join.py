"""The catalog's works: documents joined anew whenever documents changed."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

from index.rows import insert


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
    connection.execute("DELETE FROM works")
    taken: set[str] = set()
    for work in join_cards(cards):
        one = work.id
        while one in taken:  # two works of one name: told apart, in the order of their documents
            one = f"{one}+"
        taken.add(one)
        names = ("title", "author", "category", "url", "published")
        values = {name: getattr(work, name) for name in names}
        why = json.dumps(work.why, ensure_ascii=False)
        insert(connection, "works", {"id": one, **values, "why": why, "probable": int(work.probable)})
        connection.executemany(
            "UPDATE documents SET work = ? WHERE id = ?", [(one, rows[id]["id"]) for id in work.documents]
        )
