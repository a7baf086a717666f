"""What a run of the sync did so far, and its report at the end."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import Stopped
from index.sources.source import READWISE
from index.sync.report import Asked, DuplicateCounts, IngestReport, NoteCounts, PassageCounts, Trouble

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.linkage.clusters import ClusterChanges
    from index.progress import Progress
    from ingest.errors import AccountFailure


@dataclass(slots=True, kw_only=True)
class SyncCounts:
    """What a run did so far."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0
    embedded: int = 0
    added_passages: set[str] = field(default_factory=set)
    removed_passages: set[str] = field(default_factory=set)
    skipped: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    account: AccountFailure | None = None
    """Why the Readwise account could not be fetched whole."""
    sources: list[int] = field(default_factory=list)

    def count_passages(self, done: ClusterChanges) -> None:
        """Take a regrouping in; what went and came back was never gone."""
        self.removed_passages |= done.removed - self.added_passages
        self.added_passages -= done.removed
        self.added_passages |= done.added - self.removed_passages
        self.removed_passages -= done.added


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncContext:
    """One run of the sync: what it writes to, what it may do, whom it tells."""

    catalog: Catalog
    tally: SyncCounts
    allow_removals: bool
    progress: Progress
    stop: threading.Event | None
    dry_run: bool = False
    fetch: bool = True
    """Whether accounts are asked for what is new."""

    def check_stop(self) -> None:
        """Raises Stopped where the run shall end."""
        if self.stop is not None and self.stop.is_set():
            raise Stopped


def tell_tally(catalog: Catalog, tally: SyncCounts, *, seconds: float, dry_run: bool, stopped: bool) -> IngestReport:
    """The report of a run that has ended."""
    marks = ", ".join("?" * len(tally.sources)) or "NULL"
    amiss = catalog.connection.execute(
        f"SELECT path, error, skipped FROM files WHERE source IN ({marks}) AND (error <> '' OR skipped <> '')"
        " ORDER BY path",
        tally.sources,
    ).fetchall()
    failures = tuple(Trouble(path=row[0], line=None, why=row[1]) for row in amiss if row[1])
    account = (Trouble(path=READWISE, line=None, why=str(tally.account)),) if tally.account else ()
    skipped = [Trouble(path=row[0], line=None, why=row[2]) for row in amiss if not row[1]]
    total = catalog.count("passages")
    unparsed = catalog.connection.execute(
        f"SELECT coalesce(sum(unparsed), 0) FROM files WHERE source IN ({marks})", tally.sources
    ).fetchone()[0]
    return IngestReport(
        notes=NoteCounts(
            seen=tally.seen,
            new=tally.new,
            changed=tally.changed,
            unchanged=tally.unchanged,
            removed=tally.removed,
            failed=len(failures),
        ),
        passages=PassageCounts(
            total=total,
            added=len(tally.added_passages),
            kept=total - len(tally.added_passages),
            removed=len(tally.removed_passages),
        ),
        duplicates=_count_folds(catalog),
        failures=(*failures, *account),
        unparsed_lines=unparsed,
        seconds=seconds,
        renamed=tally.renamed,
        embedded=tally.embedded,
        to_embed=catalog.count("passages WHERE embedded = 0"),
        skipped=(*tally.skipped, *skipped),
        warnings=tuple(tally.warnings),
        asked=tuple(tally.asked),
        dry_run=dry_run,
        stopped=stopped,
    )


def _count_folds(catalog: Catalog) -> DuplicateCounts:
    rows = catalog.connection.execute(
        "SELECT folded, why, count(*) FROM occurrences WHERE folded <> '' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    kinds: Counter[str] = Counter()
    for kind, _, count in rows:
        kinds[kind] += count
    return DuplicateCounts(exact=kinds["exact"], near=kinds["near"], reasons={why: count for _, why, count in rows})
