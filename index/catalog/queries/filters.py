"""Which passages pass a search's filters."""

from __future__ import annotations

from index.catalog.catalog import Catalog

_DATED = "substr(CASE WHEN p.highlighted_at != '' THEN p.highlighted_at ELSE o.published END, 1, 10)"
"""The day of a highlight, else of publication."""


def filter_passages(
    catalog: Catalog,
    *,
    author: str = "",
    title: str = "",
    category: str = "",
    tag: str = "",
    source: str = "",
    voice: str = "",
    since: str = "",
    until: str = "",
) -> frozenset[str]:
    """The ids of the passages that pass every filter that is not "".

    author, title, source: case-folded parts of these. tag: a whole tag, case-folded. voice: "reader" also takes
    passages with a reader's note. since, until: a year, month or day.
    """
    catalog.connection.create_function("fold_case", 1, _fold_case, deterministic=True)
    conditions: list[str] = []
    values: list[str] = []

    def add(condition: str, *parameters: str) -> None:
        conditions.append(condition)
        values.extend(parameters)

    for test, value in (
        ("instr(fold_case(author), ?)", author),
        ("instr(fold_case(title), ?)", title),
        ("category = ?", category),
    ):
        if value:  # by document: there are far fewer of them than of passages, whose rows have their text
            add(f"o.document IN (SELECT id FROM documents WHERE {test})", value)
    if tag:
        has_tag = "EXISTS (SELECT 1 FROM json_each({}) WHERE fold_case(value) = ?)"
        of_document = f"SELECT id FROM documents WHERE tags != '[]' AND {has_tag.format('tags')}"
        add(f"((p.tags != '[]' AND {has_tag.format('p.tags')}) OR o.document IN ({of_document}))", tag, tag)
    if source:
        path = "fold_case(sources.path || '/' || files.path)"
        files = f"SELECT files.id FROM files JOIN sources ON sources.id = files.source WHERE instr({path}, ?)"
        add(f"o.file IN ({files})", source)
    if voice:
        add("(p.voice = ? OR p.note != '')" if voice == "reader" else "p.voice = ?", voice)
    if since or until:
        add(f"{_DATED} != ''")
    if since:  # a year alone may lie on either side of a month; it passes
        add(f"{_DATED} >= substr(?, 1, length({_DATED}))", since)
    if until:
        add(f"substr({_DATED}, 1, length(?)) <= ?", until, until)
    rows = catalog.connection.execute(
        "SELECT DISTINCT o.passage FROM occurrences o JOIN passages p ON p.id = o.passage"
        f" WHERE {' AND '.join(conditions) or 'TRUE'}",
        values,
    )
    return frozenset(row[0] for row in rows)


def _fold_case(text: str | None) -> str:
    return (text or "").casefold().strip()
