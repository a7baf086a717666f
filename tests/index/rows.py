from __future__ import annotations

from index.browse.works import find_neighbours
from index.catalog.catalog import Catalog
from ingest.passage import Passage


def count_rows(catalog: Catalog, what: str, *values: object) -> int:
    """`SELECT count(*) FROM ` what."""
    return int(catalog.connection.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0])


def paragraph_of(catalog: Catalog, highlight: str) -> Passage | None:
    """The paragraph of the full text that a highlight stands in."""
    found = find_neighbours(catalog, highlight)
    assert found is not None
    return found.paragraph
