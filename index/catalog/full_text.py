"""The full-text index: FTS5 tables of stems, written with the passages, and what matches an FTS5 expression.

Words are stemmed by `index.lexical.tokenize` before FTS5 gets them, so that one index serves every language.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Collection, Sequence
from typing import Any

from index.catalog.catalog import FULL_TEXT_SCHEMA, Catalog, create_tables
from index.catalog.rows import LISTED
from index.lexical.tokenize import index_terms
from ingest.passage import Passage
from ingest.text.language import guess_language


def index_passages(catalog: Catalog, passages: Sequence[Passage]) -> None:
    """Index passages, in place of what is indexed under their ids."""
    unindex_passages(catalog, [passage.id for passage in passages])
    for passage in passages:
        language = guess_language(passage.text)
        query = "INSERT INTO lexical_rows (passage_id, language) VALUES (?, ?) RETURNING row"
        catalog.execute(
            "INSERT INTO lexical (rowid, body, note, head) VALUES (?, ?, ?, ?)",
            catalog.number(query, passage.id, language),
            " ".join(index_terms(passage.text, language)),
            " ".join(index_terms(passage.note, guess_language(passage.note) or language)),
            " ".join(index_terms(_head(passage), language)),
        )


def unindex_passages(catalog: Catalog, ids: Collection[str]) -> None:
    """Take passages out of the index; ids that are not in it are ignored."""
    if not _has_index(catalog):
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
    if _has_index(catalog):
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
    if not _has_index(catalog):
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


def count_matches(catalog: Catalog, phrases: Sequence[str], limit: int = sys.maxsize) -> list[int]:
    """How many passages match each of these FTS5 phrases; counted up to `limit`. Empty for an empty index."""
    count = "(SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT ?) AS found)"
    values = [value for phrase in phrases for value in (phrase, limit)]
    rows = _select(catalog, f"SELECT {', '.join([count] * len(phrases))}", *values) if phrases else []
    return [int(each) for row in rows for each in row]


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
    rows, values = "", list[object]()
    if among is not None:
        rows = f"SELECT row FROM lexical_rows WHERE passage_id IN {LISTED}"
        values = [among]
    if containing:
        condition = f" AND +rowid IN ({rows})" if rows else ""
        order = f" ORDER BY rowid DESC LIMIT {newest}" if newest >= 0 else ""
        rows = f"SELECT rowid FROM lexical WHERE lexical MATCH ?{condition}{order}"
        values = [containing, *values]
    if not _has_index(catalog):
        return []
    ranked = catalog.rank_words(expression, k, rows, *values)
    query = f"SELECT row, passage_id FROM lexical_rows WHERE row IN {LISTED}"
    ids = dict(_select(catalog, query, [row for row, _ in ranked]))
    return [(ids[row], -score) for row, score in ranked if row in ids]


def _has_index(catalog: Catalog) -> bool:
    return bool(catalog.column("SELECT 1 FROM sqlite_master WHERE name = 'lexical'"))


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
