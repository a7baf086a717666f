"""Which passages meet conditions, as SQL over places.

A condition is tested at each place, so that a note is not listed for a tag that another note with the same passage has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_languages
from index.catalog.queries.condition import Condition
from index.catalog.queries.matching import fold, has_hashtag, has_tag, has_words, holds, is_at
from index.catalog.queries.property_values import meets
from index.catalog.queries.task_lines import MAY_HOLD_TASKS, read_tasks
from index.catalog.rows import LISTED
from index.lexical.query import all_terms, query_languages
from ingest.text.language import guess_language

_OF_DOCUMENT = "+d.id IN (SELECT id FROM documents WHERE {})"
"""By document: there are far fewer of them than of places. The + keeps SQLite from looking up each document with each
passage of another condition."""
_MATCHING = "SELECT passage_id FROM lexical_rows WHERE row IN (SELECT rowid FROM lexical WHERE lexical MATCH {})"
_TAGGED = "(o.passage IN (SELECT id FROM passages WHERE tags <> '[]' AND {}) OR " + _OF_DOCUMENT.format("{}") + ")"
_ANY_TAG = "tags <> '[]'"
_DATES = {
    "": "substr(coalesce(nullif(o.highlighted_at, ''), nullif(d.published, ''), d.date), 1, 10)",
    "saved": "substr(coalesce(nullif(o.highlighted_at, ''), nullif(d.date, ''), d.published), 1, 10)",
    "highlighted": "substr(o.highlighted_at, 1, 10)",
    "noted": "substr(d.date, 1, 10)",
    "published": "substr(d.published, 1, 10)",
}
"""The day that a condition on dates means."""
_BOUNDS = {  # a year alone may lie on either side of a month; it passes
    "since": "{0} <> '' AND {0} >= substr(:1, 1, length({0}))",
    "until": "{0} <> '' AND substr({0}, 1, length(:1)) <= :1",
}
_OF_PASSAGE = {"color": "color", "colour": "color", "favorite": "favorite", "favourite": "favorite"}
"""Properties that are a passage's own, by the column."""
LANGUAGES = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hi": "hindi", "hu": "hungarian", "it": "italian", "ja": "unspaced", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "th": "unspaced",
    "tr": "turkish", "zh": "unspaced",
}  # fmt: skip
"""The languages that passages are guessed to be in, by ISO 639-1."""
IS_PASSAGE = "o.unit = 'passage' AND o.passage <> ''"
_SHELVED = f"occurrences AS o INDEXED BY occurrences_shelved ON o.document = d.id AND {IS_PASSAGE}"
PLACES = f"documents AS d CROSS JOIN {_SHELVED}"
"""What the conditions are on, in the order of an index that leaves the texts out."""
PLACES_AND_EMPTY = f"documents AS d LEFT JOIN {_SHELVED}"
"""The same with documents of a heading and metadata alone, which have no passage."""
PLACES_OF_PASSAGES = f"occurrences AS o JOIN documents AS d ON d.id = o.document AND {IS_PASSAGE}"
"""The same for conditions that choose a few passages."""
_OF_PASSAGES = frozenset(("matter", "task", "place"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A part of a query's WHERE, over `PLACES`."""

    sql: str
    values: tuple[Any, ...] = ()


def filter_passages(catalog: Catalog, conditions: Sequence[Condition]) -> frozenset[str]:
    """The ids of the passages that meet the conditions."""
    where = write_where(catalog, conditions, "o.passage")
    query = f"SELECT DISTINCT o.passage FROM {choose_places(conditions)} WHERE {where.sql}"
    return frozenset(catalog.column(query, *where.values))


def choose_places(conditions: Sequence[Condition], ids: Collection[str] = (), unit: str = "") -> str:
    """`PLACES_OF_PASSAGES` where that is faster; with the empty ones for a unit of documents, a column of `d`."""
    if ids or any(each.field in _OF_PASSAGES and not each.negated for each in conditions):
        return PLACES_OF_PASSAGES
    return PLACES_AND_EMPTY if unit.startswith("d.") else PLACES


def write_where(
    catalog: Catalog, conditions: Sequence[Condition], unit: str, ids: Collection[str] = (), also: Where | None = None
) -> Where:
    """The conditions as SQL. unit: the column whose values a negated condition is on. ids: of the passages to choose
    from; () for all. also: what is to hold beside them."""
    groups: dict[tuple[str, ...], list[Where]] = {("also",): [also]} if also else {}
    if ids:
        groups["",] = [Where(sql=f"o.passage IN {LISTED}", values=(ids,))]
    chosen = None
    for number, condition in enumerate(sorted(conditions, key=lambda each: (each.field == "place", each.negated))):
        if condition.field == "place" and not condition.negated:
            if chosen is None:  # what is at a place is chosen from all that meets the other conditions
                chosen, groups = join_tests([*groups.values()]), {}
            others = [each for each in conditions if each.field != "place"]
            test = _find_places(catalog, condition, choose_places(others, ids), chosen)
        elif condition.field == "place":
            test = _find_places(catalog, condition, PLACES, Where(sql="TRUE"))
        else:
            test = _test(catalog, condition)
        if condition.negated:
            places = choose_places([replace(condition, negated=False)], unit=unit)
            inner = f"SELECT {unit} FROM {places} WHERE {test.sql}"
            groups[str(number),] = [Where(sql=f"{unit} NOT IN ({inner})", values=test.values)]
        else:
            of_passages = condition.value in ("highlights", "prose")  # beside the kind of work
            groups.setdefault((condition.field, condition.name, condition.operator, str(of_passages)), []).append(test)
    return join_tests([*groups.values()])


def join_tests(groups: Sequence[Sequence[Where]]) -> Where:
    """Places for which one test of each group holds."""
    parts = ["TRUE", *(f"({' OR '.join(test.sql for test in tests)})" for tests in groups)]
    values = [value for tests in groups for test in tests for value in test.values]
    return Where(sql=" AND ".join(parts), values=tuple(values))


def _test(catalog: Catalog, condition: Condition) -> Where:
    sql, *values = _write_test(catalog, condition)
    # each `:1`, `:2` as a `?` of its own, so that tests can be put together
    order = [int(number) - 1 for number in re.findall(r":(\d)", sql)]
    return Where(sql=re.sub(r":\d", "?", sql), values=tuple(values[at] for at in order))


def _choose(catalog: Catalog, query: str, test: Callable[..., bool], *values: Any) -> list[Any]:
    """The first columns of the rows of a query whose last column passes a test."""
    return [row[0] for row in catalog.execute(query, *values) if test(row[-1])]


def _write_test(catalog: Catalog, condition: Condition) -> tuple[Any, ...]:
    """The SQL of one condition with `:1`, `:2` for its values, and the values. What SQL cannot tell is told of the
    distinct values that the catalog has."""
    value, name = condition.value.strip(), condition.name.casefold()
    match condition.field:
        case "author":
            return _write_name(catalog, "author", condition)
        case "work":
            return _write_name(catalog, "title", condition)
        case "kind":
            if value in ("highlights", "prose"):
                return "o.kind = :1", value.removesuffix("s")
            return _OF_DOCUMENT.format("category = :1"), value
        case "tag" if value:
            tags = "SELECT tags FROM passages WHERE tags <> '[]' UNION SELECT tags FROM documents WHERE tags <> '[]'"
            tag = fold(value.lstrip("#"))
            tagged = _TAGGED.format(f"tags IN {_LISTED}", f"tags IN {_LISTED}")
            is_written = f"o.passage IN {_LISTED.replace('1', '2')}"
            return (
                f"({tagged} OR {is_written})",
                _choose(catalog, tags, partial(has_tag, tag)),
                _hashtagged(catalog, tag),
            )
        case "tag":
            texts = "SELECT id, text FROM passages WHERE instr(text, '#')"
            hashtagged = _choose(catalog, texts, partial(has_hashtag, ""))
            return f"({_TAGGED.format('TRUE', _ANY_TAG)} OR o.passage IN {_LISTED})", hashtagged
        case "property" if name in _OF_PASSAGE:
            column = _OF_PASSAGE[name]
            written = f"SELECT DISTINCT CAST({column} AS TEXT) FROM passages"
            same = _choose(catalog, written, lambda each: fold(each) == fold(value) if value else each not in ("", "0"))
            return f"o.passage IN (SELECT id FROM passages WHERE CAST({column} AS TEXT) IN {_LISTED})", same
        case "property":
            written = "SELECT DISTINCT value FROM properties WHERE name = ?"
            meeting = _choose(catalog, written, lambda each: meets(each, condition.operator, value), name)
            return f"+d.id IN (SELECT document FROM properties WHERE value IN {_LISTED} AND name = :2)", meeting, name
        case "voice":
            return "(o.voice = :1 OR (:1 = 'reader' AND o.note <> ''))", value
        case "since" | "until":
            return _BOUNDS[condition.field].format(_DATES[name]), value
        case "path":
            files = "SELECT files.id, sources.path || '/' || files.path FROM files JOIN sources ON sources.id = source"
            return f"+d.file IN {_LISTED}", _choose(catalog, files, lambda path: fold(value) in fold(path))
        case "matter":
            terms = _match(catalog, value)
            return (f"o.passage IN ({_MATCHING.format(':1')})", terms) if terms else ("FALSE",)
        case "language":
            return f"+d.id IN {_LISTED}", _documents_in(catalog, value)
        case "task":
            texts = f"SELECT id, text FROM passages WHERE {MAY_HOLD_TASKS}"
            return f"o.passage IN {_LISTED}", _choose(catalog, texts, partial(_has_task, value))
    raise ValueError(condition.field)


_LISTED = LISTED.replace("?", ":1")


def _match(catalog: Catalog, words: str) -> str:
    """The full-text query for all of these words; "" where none is searched for, or nothing is indexed."""
    languages = count_languages(catalog)
    return all_terms(words, query_languages(languages)) if languages else ""


def _hashtagged(catalog: Catalog, tag: str) -> list[str]:
    """Passages with a tag in their text: those with its words, looked through for the tag itself."""
    query = f"SELECT id, text FROM passages WHERE id IN ({_MATCHING.format('?')})"
    terms = _match(catalog, tag)
    return _choose(catalog, query, partial(has_hashtag, tag), terms) if terms else []


def _find_places(catalog: Catalog, condition: Condition, places: str, chosen: Where) -> Where:
    """Those of the chosen places that are where the condition says."""
    query = f"SELECT o.n, o.location, o.section, d.title FROM {places} WHERE {chosen.sql}"
    kind, value = condition.name.casefold(), condition.value.strip()
    rows = catalog.execute(query, *chosen.values)
    return Where(sql=f"o.n IN {LISTED}", values=([row[0] for row in rows if is_at(kind, value, *row[1:])],))


def _write_name(catalog: Catalog, column: str, condition: Condition) -> tuple[Any, ...]:
    """The documents whose author or title is a name, else those with the name in it; for a title, else those with all
    its words in title, path and tags, as people name a note by its folder. An author of several words may always be one
    of several."""
    name = fold(condition.value)
    if not name:
        return (_OF_DOCUMENT.format(f"{column} <> ''"),)
    names = catalog.column(f"SELECT DISTINCT {column} FROM documents")
    is_named = f"{column} IN {_LISTED}"
    is_whole = condition.operator != "has" and not (column == "author" and " " in name)
    if is_whole and (same := [each for each in names if fold(each) == name]):
        if column == "title":  # a work's documents can have its title in several forms
            is_named += f" OR work IN (SELECT work FROM documents WHERE {is_named} AND work <> '')"
        return _OF_DOCUMENT.format(is_named), same
    holding = [each for each in names if holds(each, name)]
    if column == "title" and not holding:
        described = "title || ' ' || files.path || ' ' || tags"
        query = f"SELECT documents.id, {described} FROM documents JOIN files ON files.id = file"
        return f"+d.id IN {_LISTED}", _choose(catalog, query, partial(has_words, wanted=condition.value))
    return _OF_DOCUMENT.format(is_named), holding


def _documents_in(catalog: Catalog, language: str) -> list[int]:
    """The documents in a language: by their whole text, as a short passage says little."""
    name = LANGUAGES.get(language, language)
    query = (
        "SELECT document, group_concat(substr(text, 1, 400), ' ') FROM occurrences WHERE document IN"
        " (SELECT document FROM occurrences JOIN lexical_rows ON passage_id = passage WHERE language = ?)"
        " AND unit = 'passage' GROUP BY document"
    )
    return _choose(catalog, query, lambda text: guess_language(text) == name, name)


def _has_task(state: str, text: str) -> bool:
    return any(state in ("", task.state) for task in read_tasks(text))
