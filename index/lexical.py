"""The lexical leg: stems, and pairs of characters of scripts without spaces, in the catalog's FTS5 index.

Words are stemmed here and given to FTS5 as they shall be found, so that one index holds every language.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from index.idle_words import idle_words
from ingest.language import UNSPACED, guess_language
from ingest.passage import Passage

TITLE_WEIGHT = 1.0
"""Of a word in title, author or section, against 1 in the text."""
NOTE_WEIGHT = 1.0
"""Of a word in the reader's note."""

LEAST_SHARE = 0.02
"""Of the passages, from which a language is stemmed in: of 9,051 English abstracts 9 were taken for others."""
MOST_LANGUAGES = 4

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
_TOKEN = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|(?P<word>(?:(?![{UNSPACED}_])[\w\u0300-\u036f\u0900-\u0dff])+)")
_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
"""The same for ASCII, where it takes a third of the time."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables where they are missing; commits nothing."""
    for statement in _TABLES:
        connection.execute(statement)


def add(connection: sqlite3.Connection, passages: Sequence[Passage]) -> None:
    """Index passages, in place of what stood under their ids; within the caller's transaction."""
    create_tables(connection)
    remove(connection, [passage.id for passage in passages])
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


def remove(connection: sqlite3.Connection, ids: Collection[str]) -> None:
    """Take passages out; ids that are not there are passed over."""
    create_tables(connection)
    for one in ids:
        found = connection.execute("SELECT row FROM lexical_rows WHERE passage_id = ?", (one,)).fetchone()
        if found:
            connection.execute("DELETE FROM lexical WHERE rowid = ?", (found[0],))
            connection.execute("DELETE FROM lexical_rows WHERE row = ?", (found[0],))


def query(
    connection: sqlite3.Connection, text: str, k: int, *, among: Collection[str] | None = None
) -> list[tuple[str, float]]:
    """The k passages (of `among`, where given) that share most with a text: id and BM25, best first."""
    return _run(connection, any_term(text, languages(connection)), k, among)


def query_phrase(
    connection: sqlite3.Connection, text: str, k: int, *, among: Collection[str] | None = None
) -> list[tuple[str, float]]:
    """The passages in which the words of a text stand one after the other, stemmed; as `query`."""
    phrases = {_phrase(list(index_terms(text, language))) for language in languages(connection)}
    return _run(connection, " OR ".join(sorted(p for p in phrases if p)), k, among)


def count_term(connection: sqlite3.Connection, term: str) -> int:
    """How many passages hold a stemmed word in text, note or title; 0 in an empty index."""
    try:
        escaped = term.replace('"', '""')
        found = connection.execute("SELECT count(*) FROM lexical WHERE lexical MATCH ?", (f'"{escaped}"',))
        return int(found.fetchone()[0])
    except sqlite3.OperationalError:  # nothing was ever ingested
        return 0


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


def languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The languages that a question is stemmed in: those of `LEAST_SHARE` of the passages, commonest first."""
    counts: dict[str, int] = {}
    for language, count in count_languages(connection).items():
        if language != "unspaced":
            counts[language or "english"] = counts.get(language or "english", 0) + count
    most = sorted(counts, key=lambda language: -counts[language])
    least = LEAST_SHARE * sum(counts.values())
    return tuple(language for language in most if counts[language] >= least)[:MOST_LANGUAGES] or ("english",)


def any_term(text: str, stemmed_in: Sequence[str]) -> str:
    """An FTS5 expression that matches any telling word of a text; "" where it has none."""
    surfaces = list(dict.fromkeys(_surfaces(text)))
    telling = [s for s in surfaces if s not in idle_words()] or surfaces
    terms = dict.fromkeys(
        term for surface in telling for language in stemmed_in for term in index_terms(surface, language)
    )
    single = len(terms) == 1 and re.fullmatch(f"[{UNSPACED}]", next(iter(terms)))
    return " OR ".join(f'"{term}"{"*" if single else ""}' for term in terms)


def index_terms(text: str, language: str) -> Iterator[str]:
    """What a text is indexed under, in its order: stems, and overlapping pairs of unspaced characters."""
    if text.isascii():
        yield from (stem(word, language) for word in _ASCII_TOKEN.findall(text.lower()))
        return
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        run = match["unspaced"]
        if run is None:
            yield stem(match["word"], language)
        elif len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """A folded word's stem; the word itself where the language has no stemmer."""
    stemmer = _stemmer(language or "english")
    return str(stemmer.stemWord(word)) if stemmer else word


class _Stemmers(threading.local):
    """Each thread's own: one of them must not be used by two at once."""

    def __init__(self) -> None:
        self.by_language: dict[str, Any] = {}


_STEMMERS = _Stemmers()


def _stemmer(language: str) -> Any:
    import Stemmer

    mine = _STEMMERS.by_language
    if language not in mine:
        mine[language] = Stemmer.Stemmer(language) if language in Stemmer.algorithms() else None
    return mine[language]


def _surfaces(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield match[0]


def _phrase(terms: Sequence[str]) -> str:
    return f'"{" ".join(terms)}"' if terms else ""


def _head(passage: Passage) -> str:
    place = passage.places[0]
    return " ".join(part for part in (place.title, place.author, *place.section, *passage.tags) if part)


def _run(
    connection: sqlite3.Connection, expression: str, k: int, among: Collection[str] | None
) -> list[tuple[str, float]]:
    if not expression or k < 1:
        return []
    within = (
        ""
        if among is None
        else (" AND +lexical.rowid IN (SELECT row FROM json_each(?) JOIN lexical_rows ON passage_id = value)")
    )
    sql = (
        "SELECT passage_id, score FROM (SELECT lexical.rowid AS row, bm25(lexical, 1.0, ?, ?) AS score"
        f" FROM lexical WHERE lexical MATCH ?{within} ORDER BY score LIMIT ?) JOIN lexical_rows USING (row)"
        " ORDER BY score"
    )
    given: list[object] = [NOTE_WEIGHT, TITLE_WEIGHT, expression]
    given += [] if among is None else [json.dumps(list(among))]
    try:
        return [(one, -score) for one, score in connection.execute(sql, (*given, k))]
    except sqlite3.OperationalError as trouble:
        if "no such table" in str(trouble):
            return []
        raise
