"""index.browse.facets: TODO."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.catalog.catalog import Catalog

FACETS = {
    "category": "occurrences.category",
    "author": "occurrences.author",
    "voice": "passages.voice",
    "year": "substr(CASE passages.highlighted_at WHEN '' THEN occurrences.published ELSE passages.highlighted_at END, 1, 4)",
}
"""What passages are counted by, each an expression over a passage and the place it is shown at."""


def count_facets(catalog: Catalog) -> dict[str, dict[str, int]]:
    """For each of FACETS and `tag`: value to number of passages, largest first."""
    # Once over all passages for every facet: finding each one's place is what takes long.
    facets = ", ".join(FACETS.values())
    rows = catalog.connection.execute(
        f"SELECT {facets}, count(*) FROM passages"
        f" JOIN occurrences ON occurrences.passage = passages.id AND occurrences.rank = 0 GROUP BY {facets}"
    ).fetchall()
    counts = {name: _largest_first((row[at], row[-1]) for row in rows) for at, name in enumerate(FACETS)}
    counts["tag"] = _counted(
        catalog, "SELECT value, count(*) FROM passages, json_each(passages.tags) GROUP BY value ORDER BY 2 DESC, 1"
    )
    return counts


def count_months(catalog: Catalog) -> dict[str, int]:
    """Highlights made in each month, `2023-04` to a count, oldest first; empty months left out."""
    return _counted(
        catalog,
        "SELECT substr(highlighted_at, 1, 7) AS value, count(*) FROM passages WHERE kind = 'highlight'"
        " AND length(highlighted_at) >= 7 GROUP BY value ORDER BY 1",
    )


def _largest_first(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for value, count in counted:
        sums[value] += count
    return {value: sums[value] for value in sorted(sums, key=lambda value: (-sums[value], value)) if value}


def _counted(catalog: Catalog, sql: str) -> dict[str, int]:
    return {str(value): count for value, count in catalog.connection.execute(sql) if value}


LATELY = 10_000
"""Passages that are looked at, the last that came: some 80 ms, where all of 100,000 took 1.8 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """Of the last `LATELY` passages."""

    titles: tuple[str, ...] = ()
    """Of their works, the most marked first; works without a title left out."""
    tags: tuple[str, ...] = ()
    """The most used first."""


def read_recent(catalog: Catalog) -> Recent:
    """What came last; nothing where nothing was read yet."""
    titles = catalog.connection.execute(
        f"""
        SELECT works.title FROM (SELECT id, kind FROM passages ORDER BY n DESC LIMIT {LATELY}) AS recent
        JOIN occurrences ON occurrences.passage = recent.id AND occurrences.rank = 0
        JOIN documents ON documents.id = occurrences.document JOIN works ON works.id = documents.work
        WHERE works.title <> '' GROUP BY works.id
        ORDER BY sum(recent.kind = 'highlight') DESC, count(*) DESC, works.title COLLATE NOCASE
        """
    )
    tags = catalog.connection.execute(
        f"""
        SELECT value FROM (SELECT tags FROM passages ORDER BY n DESC LIMIT {LATELY}) AS recent, json_each(recent.tags)
        GROUP BY value ORDER BY count(*) DESC, value
        """
    )
    return Recent(titles=tuple(row[0] for row in titles), tags=tuple(str(row[0]) for row in tags))
