"""Passages counted by facet and month, and recent titles and tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.queries.review import SHOWN_AT, SHOWN_IN

FACETS = {
    "category": "occurrences.category",
    "author": "occurrences.author",
    "voice": "passages.voice",
    "year": "substr(coalesce(nullif(passages.highlighted_at, ''), nullif(occurrences.published, ''),"
    " occurrences.date), 1, 4)",
}
"""What passages are counted by: expressions over a passage and the place it is shown at."""
MAX_RECENT = 10_000
"""Newest passages that recent titles and tags are read from: some 80 ms, where all of 100,000 took 1.8 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What the last `MAX_RECENT` passages have most of."""

    titles: tuple[str, ...] = ()
    """Of their works, those with most highlights first; works without a title left out."""
    tags: tuple[str, ...] = ()
    """The most used first."""


def count_facets(catalog: Catalog) -> dict[str, dict[str, int]]:
    """For each of FACETS and `tag`: value to number of passages, largest first."""
    # One pass over all passages for every facet: finding the place of each is what takes long.
    facets = ", ".join(FACETS.values())
    query = f"SELECT {facets}, count(*) FROM passages {SHOWN_AT} GROUP BY {facets}"
    rows = catalog.execute(query).fetchall()
    counts = {name: _largest_first((row[at], row[-1]) for row in rows) for at, name in enumerate(FACETS)}
    tags = "SELECT value, count(*) FROM passages, json_each(passages.tags) GROUP BY value ORDER BY 2 DESC, 1"
    counts["tag"] = _read_counts(catalog, tags)
    counts["category"] |= _count_marked(catalog)
    return counts


def _count_marked(catalog: Catalog) -> dict[str, int]:
    """The highlights, where there are full texts beside them."""
    if not catalog.column("SELECT 1 FROM documents WHERE full_text = 1 LIMIT 1"):
        return {}
    marked = catalog.number("SELECT count(*) FROM passages WHERE kind = 'highlight'")
    return {"highlights": marked} if marked else {}


def count_months(catalog: Catalog) -> dict[str, int]:
    """Highlights made in each month, `2023-04` to a count, oldest first; empty months left out."""
    return _read_counts(
        catalog,
        "SELECT substr(highlighted_at, 1, 7) AS value, count(*) FROM passages WHERE kind = 'highlight'"
        " AND length(highlighted_at) >= 7 GROUP BY value ORDER BY 1",
    )


def _largest_first(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for value, count in counts:
        sums[value] += count
    return {value: sums[value] for value in sorted(sums, key=lambda value: (-sums[value], value)) if value}


def _read_counts(catalog: Catalog, query: str) -> dict[str, int]:
    return {str(value): count for value, count in catalog.execute(query) if value}


def read_recent(catalog: Catalog) -> Recent:
    """Titles and tags of the newest passages; none where nothing was read yet."""
    titles = catalog.column(
        f"""
        SELECT works.title FROM (SELECT id, kind FROM passages ORDER BY n DESC LIMIT {MAX_RECENT}) AS passages
        {SHOWN_IN} JOIN works ON works.id = documents.work
        WHERE works.title <> '' GROUP BY works.id, works.title
        ORDER BY count(CASE passages.kind WHEN 'highlight' THEN 1 END) DESC, count(*) DESC, lower(works.title)
        """
    )
    tags = catalog.column(
        f"""
        SELECT value FROM (SELECT tags FROM passages ORDER BY n DESC LIMIT {MAX_RECENT}) AS recent,
            json_each(recent.tags) GROUP BY value ORDER BY count(*) DESC, value
        """
    )
    return Recent(titles=tuple(titles), tags=tuple(map(str, tags)))
