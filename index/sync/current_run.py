"""One run of the sync: what it may do, what it counts, and its report at the end."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.catalog.catalog import Catalog
from index.catalog.files import Trouble, count_kinds, count_unparsed, list_troubles
from index.catalog.occurrences import count_folds
from index.catalog.passages import count_passages, count_to_embed
from index.catalog.sources import READWISE
from index.errors import Stopped
from index.progress import Progress
from index.sync.report import DuplicateCounts, IngestReport, NoteCounts, PassageCounts, RemovalQuestion
from index.sync.workers import ThisProcess, Workers
from ingest.walk import UnreadFile, count_unread, name_unread

if TYPE_CHECKING:
    from index.linkage.pipeline import ClusterChanges
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
    unread: list[UnreadFile] = field(default_factory=list)
    """Files of kinds that are not read."""
    warnings: list[Trouble] = field(default_factory=list)
    questions: list[RemovalQuestion] = field(default_factory=list)
    account_failure: AccountFailure | None = None
    """Why the Readwise account could not be fetched whole."""
    sources: list[int] = field(default_factory=list)

    def add_passages(self, changes: ClusterChanges) -> None:
        """Count passages that came and went; what went and came back was never gone."""
        self.removed_passages |= changes.removed - self.added_passages
        self.added_passages -= changes.removed
        self.added_passages |= changes.added - self.removed_passages
        self.removed_passages -= changes.added


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncContext:
    """One run of the sync: what it writes to, what it may do, whom it tells."""

    catalog: Catalog
    counts: SyncCounts = field(default_factory=SyncCounts)
    allow_removals: bool
    progress: Progress
    stop: threading.Event | None
    dry_run: bool = False
    fetch: bool = True
    """Whether accounts are asked for what is new."""
    workers: Workers = field(default_factory=ThisProcess)

    def check_stop(self) -> None:
        """Raises Stopped where the run shall end."""
        if self.stop is not None and self.stop.is_set():
            raise Stopped


def make_report(run: SyncContext, *, seconds: float, stopped: bool) -> IngestReport:
    """The report of a run that has ended."""
    catalog, counts = run.catalog, run.counts
    failures, skipped = list_troubles(catalog, counts.sources)
    account = [Trouble(path=READWISE, line=None, why=str(counts.account_failure))] if counts.account_failure else []
    total = count_passages(catalog)
    return IngestReport(
        notes=NoteCounts(
            seen=counts.seen,
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            removed=counts.removed,
            failed=len(failures),
        ),
        passages=PassageCounts(
            total=total,
            added=len(counts.added_passages),
            kept=total - len(counts.added_passages),
            removed=len(counts.removed_passages),
        ),
        duplicates=_count_duplicates(catalog),
        failures=(*failures, *account),
        unparsed_lines=count_unparsed(catalog, counts.sources),
        seconds=seconds,
        renamed=counts.renamed,
        embedded=counts.embedded,
        to_embed=count_to_embed(catalog),
        skipped=(*counts.skipped, *skipped),
        read=count_kinds(catalog, counts.sources),
        unread=count_unread(counts.unread),
        unread_files=name_unread(counts.unread),
        warnings=tuple(counts.warnings),
        asked=tuple(counts.questions),
        dry_run=run.dry_run,
        stopped=stopped,
    )


def _count_duplicates(catalog: Catalog) -> DuplicateCounts:
    folds = count_folds(catalog)
    exact, near = (sum(count for (kind, _), count in folds.items() if kind == wanted) for wanted in ("exact", "near"))
    return DuplicateCounts(exact=exact, near=near, reasons={why: count for (_, why), count in folds.items()})
