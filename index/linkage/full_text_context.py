"""A highlight and the paragraph of its work's full text that it stands in; kept in the catalog beside the works."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from ingest.passage import Passage

_FINDS = (
    "SELECT n, occurrences.text, work, occurrences.kind = 'highlight' AS marked"
    " FROM occurrences JOIN documents ON documents.id = document"
    " WHERE unit = 'passage' AND voice = 'author' AND (occurrences.kind = 'highlight' OR occurrences.full_text = 1)"
    " AND work IN (SELECT work FROM documents WHERE full_text = 1 AND id IN (SELECT value FROM json_each(?)))"
    " ORDER BY occurrences.source, occurrences.path, line_start, occurrences.ordinal, n"
)


def place_highlights(connection: sqlite3.Connection, documents: Collection[int]) -> None:
    """Find the paragraphs of the highlights of whole works anew; within the caller's transaction."""
    from ingest.dedup.locate_highlight import locate_highlights

    asked = json.dumps(sorted(documents))
    connection.execute(
        "DELETE FROM paragraphs WHERE highlight IN"
        " (SELECT n FROM occurrences WHERE document IN (SELECT value FROM json_each(?)))",
        (asked,),
    )
    highlights: dict[str, list[sqlite3.Row]] = defaultdict(list)
    prose: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in connection.execute(_FINDS, (asked,)):
        (highlights if row["marked"] else prose)[row["work"]].append(row)
    for work, marked in highlights.items():
        found = locate_highlights([row["text"] for row in marked], [row["text"] for row in prose[work]])
        connection.executemany(
            "INSERT OR REPLACE INTO paragraphs (highlight, prose) VALUES (?, ?)",
            [(row["n"], prose[work][at]["n"]) for row, at in zip(marked, found, strict=True) if at is not None],
        )


def find_paragraph(catalog: Catalog, passage: str) -> Passage | None:
    """The paragraph of the full text that a highlight stands in.

    None where its work's full text is not in the notes, or the passage is that paragraph itself.
    """
    row = catalog.connection.execute(
        "SELECT prose.passage FROM occurrences AS marked JOIN paragraphs ON paragraphs.highlight = marked.n"
        " JOIN occurrences AS prose ON prose.n = paragraphs.prose"
        " WHERE marked.passage = ?1 AND prose.passage NOT IN ('', ?1) ORDER BY marked.rank, marked.n LIMIT 1",
        (passage,),
    ).fetchone()
    return catalog.passages([row[0]]).get(row[0]) if row else None
