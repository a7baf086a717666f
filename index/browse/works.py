"""The collection as a reader looks through it: works, a work's passages, neighbours, what can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.linkage.full_text_context import find_paragraph
from ingest.passage import Passage

UNITS = "unit = 'passage'"
"""Finds that are compared by section only are no passages."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """A passage of a file with what stands around it there."""

    passage: Passage
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    work: str
    """The id of its work; "" where it has none."""
    paragraph: Passage | None = None
    """Of a highlight, the paragraph of the work's full text that it stands in; None where that is not known."""


def list_works(catalog: Catalog) -> list[WorkSummary]:
    """Every work that has a passage, by title."""
    return _read_works(catalog, "")


def find_work(catalog: Catalog, work: str) -> WorkSummary | None:
    """One work by its id; None where no work has it, or none of its passages is left."""
    found = _read_works(catalog, "AND documents.work = ?", work)
    return found[0] if found else None


def _read_works(catalog: Catalog, narrowed: str, *given: str) -> list[WorkSummary]:
    # Document by document as they stand by work, so that nothing is sorted, and out of the index `finds_shelved`
    # alone: the texts of 100,000 passages are passed over.
    rows = catalog.connection.execute(
        f"""
        SELECT works.*, passages, highlights, noted, full_text, last_highlighted FROM (
            SELECT documents.work AS work, count(DISTINCT passage) AS passages,
                   count(DISTINCT CASE kind WHEN 'highlight' THEN passage END) AS highlights,
                   count(DISTINCT CASE WHEN occurrences.note <> '' OR voice = 'reader' THEN passage END) AS noted,
                   max(occurrences.full_text) AS full_text, max(highlighted_at) AS last_highlighted
            FROM documents CROSS JOIN occurrences ON occurrences.document = documents.id
            WHERE {UNITS} {narrowed} GROUP BY documents.work
        ) JOIN works ON works.id = work ORDER BY works.title COLLATE NOCASE, works.id
        """,
        given,
    )
    return [
        WorkSummary(
            **{name: row[name] for name in ("id", "title", "author", "category", "url", "published")},
            probable=bool(row["probable"]),
            passages=row["passages"],
            highlights=row["highlights"],
            notes=row["noted"],
            full_text=bool(row["full_text"]),
            last_highlighted=row["last_highlighted"],
        )
        for row in rows
    ]


def list_passages(catalog: Catalog, work: str) -> list[Passage]:
    """A work's passages, each once: those of its fullest document in the order of its lines, then what others add.

    Its full text, where there is one, comes last.
    """
    rows = catalog.connection.execute(
        f"""
        WITH spots AS (
            SELECT passage, document, line_start, occurrences.ordinal AS ordinal,
                   documents.full_text AS full_text, occurrences.source || occurrences.path AS file,
                   count(*) OVER (PARTITION BY document) AS held
            FROM occurrences JOIN documents ON documents.id = occurrences.document
            WHERE documents.work = ? AND {UNITS} AND passage <> ''
        )
        SELECT passage FROM (
            SELECT *, row_number() OVER (
                PARTITION BY passage ORDER BY full_text, held DESC, file, document, line_start, ordinal
            ) AS nth FROM spots
        )
        WHERE nth = 1 ORDER BY full_text, held DESC, file, document, line_start, ordinal
        """,
        (work,),
    )
    return _in_order(catalog, [row[0] for row in rows])


def find_neighbours(catalog: Catalog, passage: str, around: int = 2) -> Neighbours | None:
    """A passage with up to `around` passages before and after it in the document that it is shown from.

    None where there is no such passage.
    """
    found = catalog.passages([passage]).get(passage)
    if found is None:
        return None
    rows = catalog.connection.execute(
        f"""
        SELECT passage FROM occurrences
        WHERE {UNITS} AND document = (SELECT document FROM occurrences WHERE passage = ? ORDER BY rank, n LIMIT 1)
        GROUP BY passage ORDER BY min(line_start), min(ordinal)
        """,
        (passage,),
    ).fetchall()
    order = [row[0] for row in rows]
    at = order.index(passage)
    row = catalog.connection.execute(
        "SELECT work FROM documents JOIN occurrences ON occurrences.document = documents.id"
        " WHERE passage = ? ORDER BY rank LIMIT 1",
        (passage,),
    ).fetchone()
    return Neighbours(
        passage=found,
        before=tuple(_in_order(catalog, order[max(0, at - around) : at])),
        after=tuple(_in_order(catalog, order[at + 1 : at + 1 + around])),
        work=row["work"] if row else "",
        paragraph=find_paragraph(catalog, passage),
    )


def _in_order(catalog: Catalog, ids: Sequence[str]) -> list[Passage]:
    known: Mapping[str, Passage] = catalog.passages(ids)
    return [known[id] for id in ids if id in known]
