"""When the sources were last looked at, and what came of it: the same for the page, a timer and the command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index.errors import IndexFailure

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.sync.report import IngestReport

LAST, NEWS = "look", "look_with_news"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRun:
    """One run over the sources."""

    at: str
    """ISO 8601, UTC: when it ended."""
    new: int = 0
    """Files."""
    changed: int = 0
    removed: int = 0
    failed: int = 0
    """Files from which no text can be had at present."""
    added: int = 0
    """Passages."""
    trouble: str = ""
    """Why it could not be done, or what it asks; "" where it went well."""

    @property
    def seconds(self) -> float:
        """When it ended, in seconds since 1970."""
        return datetime.fromisoformat(self.at).timestamp()

    @property
    def has_news(self) -> bool:
        return bool(self.new or self.changed or self.removed or self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncHistory:
    """The last run, and the last that found anything new, changed or gone; None where there was none yet."""

    last: SyncRun | None
    news: SyncRun | None


def read_looks(catalog: Catalog) -> SyncHistory:
    """What is known of the runs so far."""
    return SyncHistory(last=_read(catalog, LAST), news=_read(catalog, NEWS))


def note_report(catalog: Catalog, report: IngestReport) -> None:
    """Remember a run that came to its end, or was stopped."""
    asked = "; ".join(f"{one.source}: {one.why}" for one in report.asked)
    notes = report.notes
    look = SyncRun(
        at=_now(),
        new=notes.new,
        changed=notes.changed,
        removed=notes.removed,
        failed=notes.failed,
        added=report.passages.added,
        trouble=f"{asked}; `notes ingest --allow-removals` takes out what is gone" if asked else "",
    )
    _write(catalog, look)


def note_failure(catalog: Catalog, failure: Exception) -> None:
    """Remember a run that failed; where even that cannot be written, who ran it still says so."""
    try:
        _write(catalog, SyncRun(at=_now(), trouble=str(failure)))
    except IndexFailure:
        return


def _read(catalog: Catalog, name: str) -> SyncRun | None:
    told = catalog.setting(name)
    return SyncRun(**json.loads(told)) if told else None


def _write(catalog: Catalog, look: SyncRun) -> None:
    told = json.dumps(asdict(look), ensure_ascii=False)
    with catalog.transaction():
        catalog.set_setting(LAST, told)
        if look.has_news:
            catalog.set_setting(NEWS, told)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
