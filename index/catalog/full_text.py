"""The full-text index: FTS5 tables of stems, written with the passages, and what matches an FTS5 expression.

Words are stemmed by `index.lexical.tokenize` before FTS5 gets them, so that one index serves every language.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from index.catalog.catalog import FULL_TEXT_SCHEMA, Catalog, create_tables
from index.catalog.rows import LISTED
from index.lexical.tokenize import index_terms
from ingest.passage import Passage
from ingest.text.language import guess_language

TITLE_WEIGHT = 1.0
"""Of a word in title, author or section, against 1 in the text."""
NOTE_WEIGHT = 1.0
"""Of a word in the reader's note."""


def index_passages(catalog: Catalog, passages: Sequence[Passage]) -> None:
    """Index passages, in place of what is indexed under their ids."""
    unindex_passages(catalog, [passage.id for passage in passages])
    for passage in passages:
        language = guess_language(passage.text)
        query = "INSERT INTO lexical_rows (passage_id, language) VALUES (?, ?)"
        catalog.execute(
            "INSERT INTO lexical (rowid, body, note, head) VALUES (?, ?, ?, ?)",
            catalog.execute(query, passage.id, language).lastrowid,
            " ".join(index_terms(passage.text, language)),
            " ".join(index_terms(passage.note, guess_language(passage.note) or language)),
            " ".join(index_terms(_head(passage), language)),
        )


def unindex_passages(catalog: Catalog, ids: Collection[str]) -> None:
    """Take passages out of the index; ids that are not in it are ignored."""
    create_tables(catalog.connection, FULL_TEXT_SCHEMA)
    rows = catalog.column(f"SELECT row FROM lexical_rows WHERE passage_id IN {LISTED}", ids)
    for table, key in (("lexical", "rowid"), ("lexical_rows", "row")):
        catalog.execute(f"DELETE FROM {table} WHERE {key} IN {LISTED}", rows)


def clear_index(catalog: Catalog) -> None:
    catalog.execute("DROP TABLE IF EXISTS lexical")
    catalog.execute("DELETE FROM lexical_rows")
    create_tables(catalog.connection, FULL_TEXT_SCHEMA)


def rewrite_index(catalog: Catalog) -> None:
    """Have FTS5 write its segments again, without the words of deleted passages."""
    if catalog.column("SELECT 1 FROM sqlite_master WHERE name = 'lexical'"):
        catalog.execute("INSERT INTO lexical (lexical) VALUES ('rebuild')")


def count_indexed(catalog: Catalog) -> int:
    return sum(count_languages(catalog).values())


def count_languages(catalog: Catalog) -> dict[str, int]:
    """How many passages are in each language, "" for those too short to tell; empty for an empty index."""
    return dict(_select(catalog, "SELECT language, passages FROM lexical_languages WHERE passages > 0"))


def passages_in_other_languages(catalog: Catalog, ids: Collection[str], language: str) -> list[str]:
    """Those of the passages whose language is known and another one."""
    query = f"SELECT passage_id FROM lexical_rows WHERE passage_id IN {LISTED} AND language NOT IN ('', ?)"
    return [id for (id,) in _select(catalog, query, ids, language)]


def count_terms(catalog: Catalog) -> dict[str, int]:
    """In how many passages each stem is; empty for an empty index."""
    if not catalog.column("SELECT 1 FROM sqlite_master WHERE name = 'lexical'"):
        return {}
    catalog.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.lexical_terms USING fts5vocab (main, lexical, row)")
    return dict(_select(catalog, "SELECT term, doc FROM temp.lexical_terms"))


def find_index_faults(catalog: Catalog) -> tuple[int, int, str]:
    """Passages that are not in the index, entries without a passage, and FTS5's own complaint, "" for none."""
    missing, stray = (
        catalog.number(f"SELECT count(*) FROM {faulty}")
        for faulty in (
            "passages WHERE id NOT IN (SELECT passage_id FROM lexical_rows)",
            "lexical_rows WHERE passage_id NOT IN (SELECT id FROM passages)",
        )
    )
    try:
        catalog.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        return missing, stray, "" if "readonly" in str(error) else str(error)
    return missing, stray, ""


def count_matches(catalog: Catalog, expression: str, limit: int = -1) -> int:
    """How many passages match an FTS5 expression; counted up to `limit` where that is not negative."""
    query = "SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT ?)"
    rows = _select(catalog, query, expression, limit) if expression else []
    return int(rows[0][0]) if rows else 0


def rank_matches(
    catalog: Catalog,
    expression: str,
    k: int,
    *,
    among: Collection[str] | None = None,
    containing: str = "",
    newest: int = -1,
) -> list[tuple[str, float]]:
    """The k passages that match an FTS5 expression best: id and BM25, best first.

    among: ids of the passages to choose from; None for all. containing: a second expression that they match too;
    newest: how many of those that match it are scored, the last added; -1 for all.
    """
    if not expression:
        return []
    # The + keeps SQLite from asking FTS5 again for each row; BM25 is computed only for the rows that pass.
    condition, values = "", list[object]()
    if among is not None:
        condition = f" AND +rowid IN (SELECT row FROM lexical_rows WHERE passage_id IN {LISTED})"
        values = [among]
    if containing:
        order = f" ORDER BY rowid DESC LIMIT {newest}" if newest >= 0 else ""
        condition = f" AND +rowid IN (SELECT rowid FROM lexical WHERE lexical MATCH ?{condition}{order})"
        values = [containing, *values]
    rows = _select(
        catalog,
        f"SELECT rowid, bm25(lexical, 1.0, {NOTE_WEIGHT}, {TITLE_WEIGHT}) AS score FROM lexical"
        f" WHERE lexical MATCH ?{condition} ORDER BY score, rowid LIMIT ?",
        expression,
        *values,
        k,
    )
    query = f"SELECT row, passage_id FROM lexical_rows WHERE row IN {LISTED}"
    ids = dict(_select(catalog, query, [row for row, _ in rows]))
    return [(ids[row], -score) for row, score in rows if row in ids]


def _select(catalog: Catalog, query: str, *values: object) -> list[Any]:
    """The rows of a query; none where the tables are not there yet."""
    try:
        return catalog.execute(query, *values).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise


def _head(passage: Passage) -> str:
    place = passage.places[0]
    return " ".join(part for part in (place.title, place.author, *place.section, *passage.tags) if part)
