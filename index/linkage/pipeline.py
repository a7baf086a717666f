"""What a transaction touched is folded and grouped anew before it ends, so that no catalog is ever half said."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.catalog.catalog import mark_changed
from index.linkage.clusters import ClusterChanges, fold_finds, regroup

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog


def relink(catalog: Catalog, connection: sqlite3.Connection, touched: ChangedRows) -> ClusterChanges:
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
    from index.linkage.join_works import join_works

    with catalog.transaction() as connection:
        join_works(connection)
        catalog.set_setting("works_stale", "0")


@dataclass(slots=True, kw_only=True)
class ChangedRows:
    """What a transaction changed so far, to be folded and grouped anew before it ends."""

    finds: set[int]
    """Rows of finds that are new, or are left of a group that lost one."""
    passages: set[str]
    """Ids of passages that had a find that changed or went."""
