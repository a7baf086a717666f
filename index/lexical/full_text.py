"""index.lexical.full_text: TODO."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from index.lexical.tokenize import index_terms
from ingest.passage import Passage
from ingest.text.language import guess_language

_TABLES = (
    """CREATE TABLE IF NOT EXISTS lexical_rows (
        row INTEGER PRIMARY KEY, passage_id TEXT NOT NULL UNIQUE, language TEXT NOT NULL)""",
    # Asked for with each question: counting a hundred thousand rows takes as long as all the rest of a search.
    """CREATE TABLE IF NOT EXISTS lexical_languages (
        language TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TRIGGER IF NOT EXISTS lexical_rows_added AFTER INSERT ON lexical_rows BEGIN
        INSERT INTO lexical_languages (language, passages) VALUES (new.language, 1)
        ON CONFLICT (language) DO UPDATE SET passages = passages + 1; END""",
    """CREATE TRIGGER IF NOT EXISTS lexical_rows_removed AFTER DELETE ON lexical_rows BEGIN
        UPDATE lexical_languages SET passages = passages - 1 WHERE language = old.language; END""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(
        body, note, head, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")""",
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables where they are missing; commits nothing."""
    for statement in _TABLES:
        connection.execute(statement)


def index_passages(connection: sqlite3.Connection, passages: Sequence[Passage]) -> None:
    """Index passages, in place of what stood under their ids; within the caller's transaction."""
    create_tables(connection)
    unindex_passages(connection, [passage.id for passage in passages])
    for passage in passages:
        language = guess_language(passage.text)
        row = connection.execute(
            "INSERT INTO lexical_rows (passage_id, language) VALUES (?, ?)", (passage.id, language)
        ).lastrowid
        connection.execute(
            "INSERT INTO lexical (rowid, body, note, head) VALUES (?, ?, ?, ?)",
            (
                row,
                " ".join(index_terms(passage.text, language)),
                " ".join(index_terms(passage.note, guess_language(passage.note) or language)),
                " ".join(index_terms(_head(passage), language)),
            ),
        )


def unindex_passages(connection: sqlite3.Connection, ids: Collection[str]) -> None:
    """Take passages out; ids that are not there are passed over."""
    create_tables(connection)
    for one in ids:
        found = connection.execute("SELECT row FROM lexical_rows WHERE passage_id = ?", (one,)).fetchone()
        if found:
            connection.execute("DELETE FROM lexical WHERE rowid = ?", (found[0],))
            connection.execute("DELETE FROM lexical_rows WHERE row = ?", (found[0],))


def count_passages(connection: sqlite3.Connection) -> int:
    """How many passages the index holds."""
    return sum(count_languages(connection).values())


def count_languages(connection: sqlite3.Connection) -> dict[str, int]:
    """How many passages are in each language, "" for those too short to tell; empty in an empty index."""
    try:
        return dict(
            connection.execute("SELECT language, passages FROM lexical_languages WHERE passages > 0").fetchall()
        )
    except sqlite3.OperationalError:  # nothing was ever ingested
        return {}


def _head(passage: Passage) -> str:
    place = passage.places[0]
    return " ".join(part for part in (place.title, place.author, *place.section, *passage.tags) if part)
