"""Which passages a search may return: by work, tag, voice, date, source."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All of them must hold; "" is unset. Words compare without regard to case."""

    author: str = ""
    """A part of the author's name."""
    title: str = ""
    """A part of the work's title."""
    category: str = ""
    """`books`, `articles`, `tweets`, `podcasts`, `videos` or `supplementals`; the final s may be left out."""
    tag: str = ""
    """A whole tag of the passage or its document, with or without `#`."""
    source: str = ""
    """A part of the source folder's path, or of the file's path in it."""
    voice: str = ""
    """`author`, `reader` or `machine`; `reader` also takes passages with a reader's note."""
    since: str = ""
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive: of the highlight, else of publication."""
    until: str = ""
    """As `since`; a year or month counts whole."""


NO_FILTERS = Filters()
VOICES = ("author", "reader", "machine")
CATEGORIES = ("books", "articles", "tweets", "podcasts", "videos", "supplementals")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

# Of the document first: there are far fewer of them than of passages, whose rows carry their text.
_OF_DOCUMENT = {
    "author": "instr(fold_case(author), ?)",
    "title": "instr(fold_case(title), ?)",
    "category": "category = ?",
}
_DATED = "substr(CASE WHEN p.highlighted_at != '' THEN p.highlighted_at ELSE f.published END, 1, 10)"


def check_filters(filters: Filters) -> None:
    """Raise ValueError, saying what would be right, for a voice, category or date that can't be."""
    if filters.voice and filters.voice not in VOICES:
        raise ValueError(f"--voice {filters.voice}: say one of {', '.join(VOICES)}")
    if filters.category and _category(filters.category) not in CATEGORIES:
        raise ValueError(f"--category {filters.category}: say one of {', '.join(CATEGORIES)}")
    for name, date in (("since", filters.since), ("until", filters.until)):
        if date and not _DATE.fullmatch(date):
            raise ValueError(f"--{name} {date}: write the date as 2024, 2024-05 or 2024-05-31")


def filter_ids(connection: sqlite3.Connection, filters: Filters) -> frozenset[str] | None:
    """The ids of the passages that pass; None where nothing is asked, so that all do."""
    if filters == NO_FILTERS:
        return None
    connection.create_function("fold_case", 1, _fold, deterministic=True)
    conditions, given = _conditions(filters)
    rows = connection.execute(
        f"SELECT DISTINCT f.passage FROM occurrences f JOIN passages p ON p.id = f.passage WHERE {' AND '.join(conditions)}",
        given,
    )
    return frozenset(row[0] for row in rows)


def _conditions(filters: Filters) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    given: list[object] = []
    wanted = {
        "author": _fold(filters.author),
        "title": _fold(filters.title),
        "category": _category(filters.category),
    }
    asked = [name for name, value in wanted.items() if value]
    if asked:
        tests = " AND ".join(_OF_DOCUMENT[name] for name in asked)
        conditions.append(f"f.document IN (SELECT id FROM documents WHERE {tests})")
        given += [wanted[name] for name in asked]
    if filters.tag:
        tag = _fold(filters.tag.lstrip("#"))
        holds = "EXISTS (SELECT 1 FROM json_each({}) WHERE fold_case(value) = ?)"
        conditions.append(
            f"((p.tags != '[]' AND {holds.format('p.tags')}) OR f.document IN"
            f" (SELECT id FROM documents WHERE tags != '[]' AND {holds.format('tags')}))"
        )
        given += [tag, tag]
    if filters.source:
        conditions.append(
            "f.file IN (SELECT files.id FROM files JOIN sources ON sources.id = files.source"
            " WHERE instr(fold_case(sources.path || '/' || files.path), ?))"
        )
        given.append(_fold(filters.source.rstrip("/")))
    if filters.voice:
        also = " OR p.note != ''" if filters.voice == "reader" else ""
        conditions.append(f"(p.voice = ?{also})")
        given.append(filters.voice)
    if filters.since or filters.until:
        conditions.append(f"{_DATED} != ''")
    if filters.since:  # a year alone may lie on either side of a month; it is let through
        conditions.append(f"{_DATED} >= substr(?, 1, length({_DATED}))")
        given.append(filters.since)
    if filters.until:
        conditions.append(f"substr({_DATED}, 1, length(?)) <= ?")
        given += [filters.until, filters.until]
    return conditions, given


def _category(name: str) -> str:
    folded = _fold(name)
    return f"{folded}s" if folded and not folded.endswith("s") else folded


def _fold(text: str | None) -> str:
    return (text or "").casefold().strip()
