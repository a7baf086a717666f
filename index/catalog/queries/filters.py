"""Which passages pass a search's filters."""

from __future__ import annotations

from collections.abc import Mapping

from index.catalog.catalog import Catalog

_OF_DOCUMENT = "o.document IN (SELECT id FROM documents WHERE {})"
"""By document: there are far fewer of them than of passages, whose rows have their text."""
_HAS_TAG = "{0} != '[]' AND EXISTS (SELECT 1 FROM json_each({0}) WHERE fold_case(value) = :tag)"
_DATE = "substr(coalesce(nullif(p.highlighted_at, ''), nullif(o.published, ''), o.date), 1, 10)"
"""The day of a highlight, else of publication, else of the note."""
_CONDITIONS = {
    "author": _OF_DOCUMENT.format("instr(fold_case(author), :author)"),
    "title": _OF_DOCUMENT.format("instr(fold_case(title), :title)"),
    "category": _OF_DOCUMENT.format("category = :category"),
    "tag": f"({_HAS_TAG.format('p.tags')} OR {_OF_DOCUMENT.format(_HAS_TAG.format('tags'))})",
    "source": "o.file IN (SELECT files.id FROM files JOIN sources ON sources.id = files.source"
    " WHERE instr(fold_case(sources.path || '/' || files.path), :source))",
    "voice": "(p.voice = :voice OR (:voice = 'reader' AND p.note != ''))",
    # a year alone may lie on either side of a month; it passes
    "since": f"{_DATE} != '' AND {_DATE} >= substr(:since, 1, length({_DATE}))",
    "until": f"{_DATE} != '' AND substr({_DATE}, 1, length(:until)) <= :until",
}


def filter_passages(catalog: Catalog, filters: Mapping[str, str]) -> frozenset[str]:
    """The ids of the passages that pass every filter that is not "".

    author, title, source: case-folded parts of these. tag: a whole tag, case-folded. voice: "reader" also takes
    passages with a reader's note. since, until: a year, month or day.
    """
    catalog.connection.create_function("fold_case", 1, _fold_case, deterministic=True)
    conditions = " AND ".join(_CONDITIONS[name] for name, value in filters.items() if value) or "TRUE"
    query = f"SELECT DISTINCT o.passage FROM occurrences o JOIN passages p ON p.id = o.passage WHERE {conditions}"
    return frozenset(row[0] for row in catalog.connection.execute(query, filters))


def _fold_case(text: str | None) -> str:
    return (text or "").casefold().strip()
