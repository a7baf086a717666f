"""Works are joined once for many transactions, where any of them changed a document."""

from __future__ import annotations

from index.catalog.catalog import Catalog


def join_stale_works(catalog: Catalog) -> None:
    """Join works again where documents changed since they were joined."""
    if not catalog.state.works_stale:
        return
    from index.linkage.join_works import join_works  # an unchanged sync does without what joining loads

    with catalog.transaction():
        join_works(catalog)
        catalog.state.works_stale = False
