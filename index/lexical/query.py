"""The lexical leg: stems, and pairs of characters of scripts without spaces, in the catalog's FTS5 index.

Words are stemmed here and given to FTS5 as they shall be found, so that one index holds every language.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any

from index.lexical.full_text import count_languages, count_passages
from index.lexical.stop_words import stop_words
from index.lexical.tokenize import index_terms, surfaces
from ingest.text.scripts import UNSPACED

TITLE_WEIGHT = 1.0
"""Of a word in title, author or section, against 1 in the text."""
NOTE_WEIGHT = 1.0
"""Of a word in the reader's note."""

MOST_SCORED = 6_000
"""Passages that BM25 is reckoned for; each costs 3 to 4 microseconds, twenty times what it costs to know of it."""
COMMON = 0.2
"""Share of the passages from which a word tells nothing beside rarer ones."""

LEAST_SHARE = 0.02
"""Of the passages, from which a language is stemmed in: of 9,051 English abstracts 9 were taken for others."""
MOST_LANGUAGES = 4


_Within = tuple[str, tuple[object, ...]]
"""Which rows are let through: a condition to add to a query, and its parameters."""


def search_words(
    connection: sqlite3.Connection, text: str, k: int, *, among: Collection[str] | None = None
) -> list[tuple[str, float]]:
    """The k passages (of `among`, where given) that share most with a text: id and BM25, best first.

    Where more than `MOST_SCORED` passages share a word with it, those are scored that share one of its rarest, and of
    a single word that stands in more the newest. Elasticsearch's common terms query (`cutoff_frequency`) did so too.
    """
    passages = count_passages(connection)
    if k < 1 or not passages:
        return []
    terms = query_terms(text, languages(connection))
    within = _among(among)
    if (passages if among is None else len(among)) > MOST_SCORED:
        most = max(MOST_SCORED, int(COMMON * passages))  # more need not be known of a word
        counts = {term: _count(connection, _any([term]), most) for term in terms}
        if sum(counts.values()) > MOST_SCORED:
            terms = sorted((term for term in terms if counts[term]), key=lambda term: counts[term])
            within = _with_rarest(terms, counts, within)
            terms = [term for at, term in enumerate(terms) if not at or counts[term] <= COMMON * passages]
    return _name(connection, _score(connection, _any(terms), k, within))


def _with_rarest(terms: Sequence[str], counts: Mapping[str, int], within: _Within) -> _Within:
    """Of the rows let through, at most `MOST_SCORED`: those with one of the first terms, which are the rarest."""
    sums = accumulate(counts[term] for term in terms)
    rarest = [term for term, so_far in zip(terms, sums, strict=True) if so_far <= MOST_SCORED]
    condition, given = within
    newest = "" if rarest else f" ORDER BY rowid DESC LIMIT {MOST_SCORED}"
    matching = f"SELECT rowid FROM lexical WHERE lexical MATCH ?{condition}{newest}"
    return f" AND +rowid IN ({matching})", (_any(rarest or terms[:1]), *given)


def query_phrase(
    connection: sqlite3.Connection, text: str, k: int, *, among: Collection[str] | None = None
) -> list[tuple[str, float]]:
    """The passages in which the words of a text stand one after the other, stemmed; as `search_words`."""
    phrases = {_phrase(list(index_terms(text, language))) for language in languages(connection)}
    return _name(connection, _score(connection, " OR ".join(sorted(p for p in phrases if p)), k, _among(among)))


def count_term(connection: sqlite3.Connection, term: str) -> int:
    """How many passages hold a stemmed word in text, note or title; 0 in an empty index."""
    escaped = term.replace('"', '""')
    return _count(connection, f'"{escaped}"')


def languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The languages that a question is stemmed in: those of `LEAST_SHARE` of the passages, commonest first."""
    counts: dict[str, int] = {}
    for language, count in count_languages(connection).items():
        if language != "unspaced":
            counts[language or "english"] = counts.get(language or "english", 0) + count
    most = sorted(counts, key=lambda language: -counts[language])
    least = LEAST_SHARE * sum(counts.values())
    return tuple(language for language in most if counts[language] >= least)[:MOST_LANGUAGES] or ("english",)


def query_terms(text: str, stemmed_in: Sequence[str]) -> list[str]:
    """What a text's telling words are indexed under, each once; all of its words where none tells anything."""
    said = list(dict.fromkeys(surfaces(text)))
    telling = [word for word in said if word not in stop_words()] or said
    return list(
        dict.fromkeys(term for word in telling for language in stemmed_in for term in index_terms(word, language))
    )


def _any(terms: Sequence[str]) -> str:
    """An FTS5 expression for passages with any of these terms; "" of none."""
    single = len(terms) == 1 and re.fullmatch(f"[{UNSPACED}]", terms[0])
    return " OR ".join(f'"{term}"{"*" if single else ""}' for term in terms)


def _phrase(terms: Sequence[str]) -> str:
    return f'"{" ".join(terms)}"' if terms else ""


def _name(connection: sqlite3.Connection, scored: Sequence[tuple[int, float]]) -> list[tuple[str, float]]:
    """The passages of rows, with their scores and in their order; of an index that was never filled none."""
    if not scored:
        return []
    found = connection.execute(
        "SELECT row, passage_id FROM json_each(?) JOIN lexical_rows ON row = value",
        (json.dumps([row for row, _ in scored]),),
    )
    names = {row: name for row, name in found}
    return [(names[row], score) for row, score in scored if row in names]


def _score(connection: sqlite3.Connection, expression: str, k: int, within: _Within) -> list[tuple[int, float]]:
    """The k best rows let through that match: row and BM25, best first."""
    condition, given = within
    sql = (
        f"SELECT rowid, bm25(lexical, 1.0, {NOTE_WEIGHT}, {TITLE_WEIGHT}) AS score FROM lexical"
        f" WHERE lexical MATCH ?{condition} ORDER BY score, rowid LIMIT ?"
    )
    return [(row, -score) for row, score in _match(connection, expression, sql, *given, k)]


def _count(connection: sqlite3.Connection, expression: str, most: int | None = None) -> int:
    """How many rows match; counted up to one more than `most`, where given."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT ?)"
    found = _match(connection, expression, sql, -1 if most is None else most + 1)
    return int(found[0][0]) if found else 0


def _among(ids: Collection[str] | None) -> _Within:
    """Lets these passages through; all where None."""
    # The + keeps SQLite from asking FTS5 anew for each row; BM25 is reckoned only for those let through.
    if ids is None:
        return "", ()
    rows = "SELECT row FROM json_each(?) JOIN lexical_rows ON passage_id = value"
    return f" AND +rowid IN ({rows})", (json.dumps(list(ids)),)


def _match(connection: sqlite3.Connection, expression: str, sql: str, *given: object) -> list[Any]:
    """What a query finds whose first parameter is a MATCH expression; nothing by "", nor in an empty index."""
    if not expression:
        return []
    try:
        return connection.execute(sql, (expression, *given)).fetchall()
    except sqlite3.OperationalError as trouble:
        if "no such table" in str(trouble):
            return []
        raise
