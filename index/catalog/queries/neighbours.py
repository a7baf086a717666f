"""What stands next to a passage in its document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.queries.works import IS_PASSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """Prose on the lines that a passage cites: the passage's own, or that of a neighbour."""

    text: str
    is_own: bool
    first: int
    """The passage's first line, counted from the first of the text; may be negative."""
    last: int
    """The passage's last line, likewise; may lie beyond the text."""
    reach: int
    """The last line of the text, likewise."""


def read_line_texts(catalog: Catalog, passages: Collection[str], around: int) -> dict[str, list[LineText]]:
    """By passage id, the prose on the lines that each of these passages is shown at, in the order of the file.

    around: how many neighbours on either side are read at most.
    """
    rows = catalog.execute(
        """
        WITH own AS MATERIALIZED (
            SELECT passage, document, ordinal, line_start, line_end FROM occurrences
            WHERE rank = 0 AND passage IN (SELECT value FROM json_each(?))
        ), spans AS MATERIALIZED (  -- each document's lines are read once, however many of its passages were found
            SELECT n, document, ordinal, line_start, line_end FROM occurrences
            WHERE unit = 'passage' AND kind = 'prose' AND document IN (SELECT document FROM own)
        )
        SELECT own.passage, near.passage = own.passage, near.text,
            own.line_start - near.line_start, own.line_end - near.line_start, near.line_end - near.line_start
        FROM own JOIN spans ON spans.document = own.document
            AND spans.ordinal BETWEEN own.ordinal - ? AND own.ordinal + ?
            AND spans.line_start <= own.line_end AND spans.line_end >= own.line_start
        JOIN occurrences AS near ON near.n = spans.n
        ORDER BY own.passage, spans.ordinal
        """,
        passages,
        around,
        around,
    )
    texts: dict[str, list[LineText]] = defaultdict(list)
    for passage, is_own, text, first, last, reach in rows:
        texts[passage].append(LineText(text=text, is_own=bool(is_own), first=first, last=last, reach=reach))
    return texts


def list_preceding(catalog: Catalog, passages: Collection[str]) -> dict[str, str]:
    """By passage id, the id of the passage before it in the document that it is shown from; none for the first."""
    rows = catalog.execute(
        """
        SELECT own.passage, (
            SELECT near.passage FROM occurrences AS near
            WHERE near.document = own.document AND near.ordinal < own.ordinal AND near.unit = 'passage'
            ORDER BY near.ordinal DESC LIMIT 1
        )
        FROM occurrences AS own
        WHERE own.rank = 0 AND own.passage IN (SELECT value FROM json_each(?))
        """,
        passages,
    )
    return {passage: before for passage, before in rows if before}


def list_document_passages(catalog: Catalog, passage: str) -> list[str]:
    """The ids of the passages of the document that a passage is shown from, in the order of lines."""
    return catalog.column(
        f"""
        SELECT passage FROM occurrences
        WHERE {IS_PASSAGE} AND document = (SELECT document FROM occurrences WHERE passage = ? ORDER BY rank, n LIMIT 1)
        GROUP BY passage ORDER BY min(line_start), min(ordinal)
        """,
        passage,
    )
