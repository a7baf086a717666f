"""A passage's rows in the catalog, and the vector that it wants: written, removed, marked as there or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog


import hashlib
import json
import sqlite3
from collections.abc import Collection
from dataclasses import replace

from index.catalog.rows import insert, passage_values, update
from ingest.passage import Passage


def vector_key(text: str) -> str:
    """16 hex digits of what is embedded: a vector's name in the catalog and in Chroma."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def titled_passage(connection: sqlite3.Connection, passage: Passage) -> Passage:
    """The passage under the title that it is embedded with: a rename changes the title, but embeds nothing."""
    row = connection.execute(
        "SELECT titled FROM occurrences WHERE passage = ? ORDER BY rank, id LIMIT 1", (passage.id,)
    ).fetchone()
    return replace(passage, places=(replace(passage.places[0], title=row[0]), *passage.places[1:]))


def write_passage(connection: sqlite3.Connection, passage: Passage, known: bool) -> set[str]:
    """Write a passage; the keys of vectors that it now refers to, or no longer does."""

    key = vector_key(embedding_text(titled_passage(connection, passage)))
    values = {**passage_values(passage), "vector": key}
    if not known:
        insert(connection, "passages", {"id": passage.id, **values})
        return {key}
    n, before = connection.execute("SELECT n, vector FROM passages WHERE id = ?", (passage.id,)).fetchone()
    update(connection, "passages", n, values)
    return {before, key} if before != key else set()


def remove_passages(connection: sqlite3.Connection, gone: Collection[str]) -> None:
    """Remove passages, their words, and the vectors that nothing else refers to."""
    if not gone:
        return
    from index.lexical import full_text

    asked = (json.dumps(list(gone)),)
    keys = connection.execute("SELECT vector FROM passages WHERE id IN (SELECT value FROM json_each(?))", asked)
    freed = {row[0] for row in keys}
    full_text.unindex_passages(connection, list(gone))
    connection.execute("DELETE FROM passages WHERE id IN (SELECT value FROM json_each(?))", asked)
    settle_vectors(connection, freed)


def settle_vectors(connection: sqlite3.Connection, keys: Collection[str]) -> None:
    """Mark vectors dead or alive, and passages embedded or not, after what refers to these keys changed."""
    wanted = wanted_embedder(connection)
    connection.executemany(
        "UPDATE vectors SET dead = NOT EXISTS (SELECT 1 FROM passages WHERE passages.vector = vectors.key)"
        " WHERE key = ?",
        [(key,) for key in keys],
    )
    connection.executemany(
        "UPDATE passages SET embedded ="
        " EXISTS (SELECT 1 FROM vectors WHERE embedder = ? AND key = passages.vector) WHERE vector = ?",
        [(wanted, key) for key in keys],
    )


def wanted_embedder(connection: sqlite3.Connection) -> str:
    """The embedder whose vectors passages shall have: the next one while one is being changed to; "" at first."""
    rows = dict(connection.execute("SELECT name, value FROM settings WHERE name IN ('embedder', 'embedder_next')"))
    return str(rows.get("embedder_next") or rows.get("embedder") or "")


def embedding_text(passage: Passage) -> str:
    """What of a passage is embedded: title, author and section in front, then text and the reader's note."""
    place = passage.places[0]
    head = dict.fromkeys((place.title, place.author, *place.section))
    body = [passage.text, passage.note]
    return "\n".join(part for part in (". ".join(h for h in head if h), *body) if part)


def count_to_embed(catalog: Catalog) -> int:
    """Passages without a vector."""
    return catalog.count("passages WHERE embedded = 0")
