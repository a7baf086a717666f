"""Works and their passages."""

from __future__ import annotations

from dataclasses import dataclass

from index.catalog.catalog import Catalog

IS_PASSAGE = "occurrences.unit = 'passage'"
"""Sections are only compared; they are no passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSummary:
    """A work with what is known of its passages; "" is unset."""

    id: str
    title: str
    author: str
    category: str
    url: str
    published: str
    probable: bool
    """Whether its documents were joined on title and text alone."""
    passages: int
    highlights: int
    notes: int
    """Passages with the reader's own words."""
    full_text: bool
    last_highlighted: str
    """ISO 8601, of the newest highlight."""


def list_works(catalog: Catalog) -> list[WorkSummary]:
    """Every work that has a passage, by title."""
    return _read_works(catalog, "")


def find_work(catalog: Catalog, work: str) -> WorkSummary | None:
    """One work by its id; None where no work has it, or the work has no passage any more."""
    works = _read_works(catalog, "AND documents.work = ?", work)
    return works[0] if works else None


def _read_works(catalog: Catalog, condition: str, *values: str) -> list[WorkSummary]:
    # Document by document in the order of works, so that nothing is sorted, and from the index `occurrences_shelved`
    # alone: the texts of 100,000 passages are not read.
    query = f"""
        SELECT id, title, author, category, url, published, probable, passages, highlights, notes, full_text,
               last_highlighted FROM (
            SELECT documents.work AS work, count(DISTINCT passage) AS passages,
                   count(DISTINCT CASE kind WHEN 'highlight' THEN passage END) AS highlights,
                   count(DISTINCT CASE WHEN occurrences.note <> '' OR voice = 'reader' THEN passage END) AS notes,
                   max(occurrences.full_text) AS full_text, max(highlighted_at) AS last_highlighted
            FROM documents CROSS JOIN occurrences ON occurrences.document = documents.id
            WHERE {IS_PASSAGE} {condition} GROUP BY documents.work
        ) AS counted JOIN works ON works.id = work ORDER BY lower(works.title), works.id
    """
    return [
        WorkSummary(**{**row, "probable": bool(row["probable"]), "full_text": bool(row["full_text"])})
        for row in catalog.execute(query, *values)
    ]


def list_work_passages(catalog: Catalog, work: str) -> list[str]:
    """The ids of a work's passages, each once: those of its fullest document in the order of lines, then those that
    other documents add. Its full text, where there is one, comes last."""
    return catalog.column(
        f"""
        WITH spots AS (
            SELECT passage, document, line_start, occurrences.ordinal AS ordinal,
                   documents.full_text AS full_text, occurrences.source || occurrences.path AS file,
                   count(*) OVER (PARTITION BY document) AS held
            FROM occurrences JOIN documents ON documents.id = occurrences.document
            WHERE documents.work = ? AND {IS_PASSAGE} AND passage <> ''
        )
        SELECT passage FROM (
            SELECT *, row_number() OVER (
                PARTITION BY passage ORDER BY full_text, held DESC, file, document, line_start, ordinal
            ) AS nth FROM spots
        ) AS ordered
        WHERE nth = 1 ORDER BY full_text, held DESC, file, document, line_start, ordinal
        """,
        work,
    )


def find_work_of_passage(catalog: Catalog, passage: str) -> str:
    """The id of the work that a passage is shown from; "" for none."""
    query = (
        "SELECT work FROM documents JOIN occurrences ON occurrences.document = documents.id"
        " WHERE passage = ? ORDER BY rank LIMIT 1"
    )
    return next(iter(catalog.column(query, passage)), "")
