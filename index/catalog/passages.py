"""What is searched and cited: passages with their places, and the key of the vector that each shall have.

The text that is embedded decides the key. `passages.embedded` says whether the wanted embedder's vector is there,
`vectors.dead` whether no passage has a vector's key any more; both follow from what is written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED, PLACE, insert, passage_values, read_passage, read_place, update
from ingest.passage import Passage, Place


def embedding_text(passage: Passage) -> str:
    """What of a passage is embedded: title, author and section in front, then text and the reader's note."""
    place = passage.places[0]
    head = ". ".join(part for part in dict.fromkeys((place.title, place.author, *place.section)) if part)
    return "\n".join(part for part in (head, passage.text, passage.note) if part)


def vector_key(text: str) -> str:
    """16 hex digits of an embedded text: the vector's name in the catalog and in Chroma."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def read_passages(catalog: Catalog, ids: Collection[str]) -> dict[str, Passage]:
    """The passages of these ids with all their places; missing ids are left out."""
    places = read_places(catalog, ids)
    rows = catalog.execute(f"SELECT * FROM passages WHERE id IN {LISTED}", ids)
    return {row["id"]: read_passage(row, places.get(row["id"], ())) for row in rows}


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
    return {key: embedding_text(_with_title(passages[id], title)) for id, key, title in rows}


def write_passages(catalog: Catalog, passages: Iterable[tuple[Passage, str]]) -> None:
    """Write passages, each with the title that it is embedded under, in place of what stood under their ids."""
    keys: set[str] = set()
    for passage, title in passages:
        key = vector_key(embedding_text(_with_title(passage, title)))
        values = {**passage_values(passage), "vector": key}
        row = catalog.execute("SELECT n, vector FROM passages WHERE id = ?", passage.id).fetchone()
        if row is None:
            insert(catalog.connection, "passages", {"id": passage.id, **values})
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
    catalog.connection.executemany(
        "UPDATE vectors SET dead = NOT EXISTS (SELECT 1 FROM passages WHERE passages.vector = vectors.key)"
        " WHERE key = ?",
        [(key,) for key in keys],
    )
    wanted = catalog.state.wanted_embedder
    catalog.connection.executemany(
        "UPDATE passages SET embedded ="
        " EXISTS (SELECT 1 FROM vectors WHERE embedder = ? AND key = passages.vector) WHERE vector = ?",
        [(wanted, key) for key in keys],
    )


def mark_embedded(catalog: Catalog, embedder: str) -> None:
    """Mark each passage by whether `embedder`'s vector of it is there."""
    query = "UPDATE passages SET embedded = EXISTS (SELECT 1 FROM vectors WHERE embedder = ? AND key = passages.vector)"
    catalog.execute(query, embedder)


def mark_all(catalog: Catalog) -> None:
    """Set the marks of all passages and vectors."""
    catalog.execute("UPDATE passages SET embedded = 0")
    mark_vectors(catalog, catalog.column("SELECT vector FROM passages UNION SELECT key FROM vectors"))


def count_wrong_marks(catalog: Catalog) -> int:
    """Passages and vectors whose marks are not true."""
    return catalog.number(
        "SELECT (SELECT count(*) FROM passages WHERE embedded <>"
        " EXISTS (SELECT 1 FROM vectors WHERE key = passages.vector AND embedder = ?))"
        " + (SELECT count(*) FROM vectors WHERE dead <>"
        " NOT EXISTS (SELECT 1 FROM passages WHERE passages.vector = vectors.key))",
        catalog.state.wanted_embedder,
    )


def _with_title(passage: Passage, title: str) -> Passage:
    """The passage under the title that it is embedded with; a rename changes only the title that is shown."""
    return replace(passage, places=(replace(passage.places[0], title=title), *passage.places[1:]))
