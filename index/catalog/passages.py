"""What is searched and cited: passages with their places, and the key of the vector that each shall have.

The text that is embedded decides the key. `passages.embedded` says whether the wanted embedder's vector is there,
`vectors.dead` whether no passage has a vector's key any more; both follow from what is written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED, PLACE, insert, passage_values, read_passage, read_place, update
from ingest.passage import Passage, Place

DEAD = "CASE WHEN EXISTS (SELECT 1 FROM passages WHERE passages.vector = vectors.key) THEN 0 ELSE 1 END"
"""What `dead` says of a vector."""
EMBEDDED = (
    "CASE WHEN EXISTS (SELECT 1 FROM vectors WHERE vectors.embedder = ? AND vectors.key = passages.vector)"
    " THEN 1 ELSE 0 END"
)
"""What `embedded` says of a passage; the parameter is the wanted embedder."""


def embedding_text(passage: Passage, title: str | None = None) -> str:
    """What of a passage is embedded: title, author and section in front, then text and the reader's note.

    title: in place of the one that is shown, which alone changes at a rename; None for that one.
    """
    place = passage.places[0]
    title = place.title if title is None else title
    head = ". ".join(part for part in dict.fromkeys((title, place.author, *place.section)) if part)
    return "\n".join(part for part in (head, passage.text, passage.note) if part)


def vector_key(text: str) -> str:
    """16 hex digits of an embedded text: the vector's name in the catalog and in Chroma."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def read_passages(catalog: Catalog, ids: Collection[str]) -> dict[str, Passage]:
    """The passages of these ids, in their order and with all their places; missing ids are left out."""
    places = read_places(catalog, ids)
    rows = {row["id"]: row for row in catalog.execute(f"SELECT * FROM passages WHERE id IN {LISTED}", ids)}
    return {id: read_passage(rows[id], places.get(id, ())) for id in ids if id in rows}


def read_places(catalog: Catalog, ids: Collection[str]) -> dict[str, list[Place]]:
    """The places of passages, the one shown first; each place once."""
    places: dict[str, list[Place]] = {}
    query = f"SELECT passage, {', '.join(PLACE)} FROM occurrences WHERE passage IN {LISTED} ORDER BY passage, rank, n"
    for row in catalog.execute(query, ids):
        places.setdefault(row["passage"], []).append(read_place(row))
    return {id: list(dict.fromkeys(of_passage)) for id, of_passage in places.items()}


def list_passage_ids(catalog: Catalog) -> list[str]:
    """The ids of all passages, oldest first."""
    return catalog.column("SELECT id FROM passages ORDER BY n")


def existing_passages(catalog: Catalog, ids: Collection[str]) -> set[str]:
    """Those of these ids that are passages."""
    return set(catalog.column(f"SELECT id FROM passages WHERE id IN {LISTED}", ids))


def count_passages(catalog: Catalog) -> int:
    return catalog.number("SELECT count(*) FROM passages")


def count_to_embed(catalog: Catalog) -> int:
    """Passages without a vector of the wanted embedder."""
    return catalog.number("SELECT count(*) FROM passages WHERE embedded = 0")


def read_texts_to_embed(catalog: Catalog, limit: int) -> dict[str, str]:
    """The texts of the first `limit` passages without a vector, by vector key."""
    query = (
        "SELECT id, vector, (SELECT titled FROM occurrences WHERE passage = passages.id ORDER BY rank, id LIMIT 1)"
        " FROM passages WHERE embedded = 0 ORDER BY n LIMIT ?"
    )
    rows = catalog.execute(query, limit).fetchall()
    passages = read_passages(catalog, [row[0] for row in rows])
    return {key: embedding_text(passages[id], title) for id, key, title in rows}


def write_passages(catalog: Catalog, passages: Iterable[tuple[Passage, str]]) -> None:
    """Write passages, each with the title that it is embedded under, in place of what stood under their ids."""
    keys: set[str] = set()
    for passage, title in passages:
        key = vector_key(embedding_text(passage, title))
        values = {**passage_values(passage), "vector": key}
        row = catalog.execute("SELECT n, vector FROM passages WHERE id = ?", passage.id).fetchone()
        if row is None:
            insert(catalog.connection, "passages", {"id": passage.id, **values}, "n")
        else:
            update(catalog.connection, "passages", row["n"], values)
        if row is None or row["vector"] != key:
            keys |= {key} if row is None else {key, row["vector"]}
    mark_vectors(catalog, keys)


def delete_passages(catalog: Catalog, ids: Collection[str]) -> None:
    """Delete passages, and mark the vectors that no other passage has dead."""
    keys = set(catalog.column(f"SELECT vector FROM passages WHERE id IN {LISTED}", ids))
    catalog.execute(f"DELETE FROM passages WHERE id IN {LISTED}", ids)
    mark_vectors(catalog, keys)


def mark_vectors(catalog: Catalog, keys: Collection[str]) -> None:
    """Mark the vectors of these keys dead or not, and the passages that have them embedded or not."""
    embedder = catalog.state.wanted_embedder
    connection = catalog.connection
    connection.executemany(f"UPDATE vectors SET dead = {DEAD} WHERE key = ?", [(key,) for key in keys])
    query = f"UPDATE passages SET embedded = {EMBEDDED} WHERE vector = ?"
    connection.executemany(query, [(embedder, key) for key in keys])


def mark_embedded(catalog: Catalog, embedder: str) -> None:
    """Mark each passage by whether `embedder`'s vector of it is there."""
    catalog.execute(f"UPDATE passages SET embedded = {EMBEDDED}", embedder)


def mark_all(catalog: Catalog) -> None:
    """Set the marks of all passages and vectors."""
    catalog.execute(f"UPDATE vectors SET dead = {DEAD}")
    mark_embedded(catalog, catalog.state.wanted_embedder)


def count_wrong_marks(catalog: Catalog) -> int:
    """Passages and vectors whose marks are not true."""
    query = f"SELECT count(*) FROM passages WHERE embedded <> {EMBEDDED}"
    embedded = catalog.number(query, catalog.state.wanted_embedder)
    return embedded + catalog.number(f"SELECT count(*) FROM vectors WHERE dead <> {DEAD}")
