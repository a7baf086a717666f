"""What a transaction touched is folded and grouped anew before it ends, so that no catalog is ever half said."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from index.fill import mark_changed
from index.group import Regrouped, fold_finds, regroup

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.record import Touched


def settle_touched(catalog: Catalog, connection: sqlite3.Connection, touched: Touched) -> Regrouped:
    """Fold and group what was touched, within the caller's transaction; works are joined later, once for all."""
    fold_finds(connection, touched.finds)
    done = regroup(connection, touched.finds, touched.passages)
    catalog.set_setting("works_stale", "1")
    mark_changed(catalog)
    return done


def join_stale_works(catalog: Catalog) -> None:
    """Join works anew where anything was settled since they were."""
    if catalog.setting("works_stale") != "1":
        return
    from index.join import join_works

    with catalog.transaction() as connection:
        join_works(connection)
        catalog.set_setting("works_stale", "0")
