"""What stands next to a passage in its document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.catalog.queries.works import IS_PASSAGE
from index.catalog.rows import as_list

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog


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


def read_line_texts(catalog: Catalog, passages: Collection[str]) -> dict[str, list[LineText]]:
    """By passage id, the prose on the lines that each of these passages is shown at, in the order of the file."""
    rows = catalog.connection.execute(
        "SELECT own.passage, near.text, near.passage = own.passage,"
        " own.line_start - near.line_start, own.line_end - near.line_start, near.line_end - near.line_start"
        " FROM json_each(?) JOIN occurrences own ON own.passage = value AND own.rank = 0"
        " JOIN occurrences near ON near.document = own.document AND near.unit = 'passage' AND near.kind = 'prose'"
        " AND near.line_start <= own.line_end AND near.line_end >= own.line_start"
        " ORDER BY own.passage, near.ordinal",
        (as_list(passages),),
    )
    texts: dict[str, list[LineText]] = {}
    for passage, text, is_own, first, last, reach in rows:
        line_text = LineText(text=text, is_own=bool(is_own), first=first, last=last, reach=reach)
        texts.setdefault(passage, []).append(line_text)
    return texts


def list_document_passages(catalog: Catalog, passage: str) -> list[str]:
    """The ids of the passages of the document that a passage is shown from, in the order of lines."""
    rows = catalog.connection.execute(
        f"""
        SELECT passage FROM occurrences
        WHERE {IS_PASSAGE} AND document = (SELECT document FROM occurrences WHERE passage = ? ORDER BY rank, n LIMIT 1)
        GROUP BY passage ORDER BY min(line_start), min(ordinal)
        """,
        (passage,),
    )
    return [row[0] for row in rows]
