from __future__ import annotations

from index.catalog.catalog import Catalog


def count_rows(catalog: Catalog, what: str, *values: object) -> int:
    """`SELECT count(*) FROM ` what."""
    return int(catalog.connection.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0])
