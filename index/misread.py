"""Which lines of the sources no rule took: the catalog keeps only their number, so the files are read again."""

from __future__ import annotations

from pathlib import Path

from index.catalog import Catalog
from index.report import Trouble
from index.sources import READWISE


def list_misread(catalog: Catalog, limit: int) -> list[Trouble]:
    """The lines, at most `limit`, by file; `why` is the line itself. Files that are gone are passed over."""
    from ingest.parse import parse_file

    rows = catalog.connection.execute(
        "SELECT sources.path AS source, files.path FROM files JOIN sources ON sources.id = files.source"
        " WHERE files.unparsed > 0 AND sources.path <> ? ORDER BY files.path",
        (READWISE,),
    ).fetchall()
    found: list[Trouble] = []
    for row in rows:
        if len(found) >= limit:
            break
        source = Path(row["source"])
        path = source if source.is_file() else source / row["path"]
        if not path.is_file():
            continue
        for document in parse_file(path, row["path"]):
            found += [Trouble(path=row["path"], line=one.line, why=one.text) for one in document.unparsed]
    return found[:limit]
