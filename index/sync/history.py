"""The last runs over the sources and what came of them: the same for the page, a timer and the command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from index.catalog.catalog import Catalog
from index.errors import IndexFailure
from index.sync.report import IngestReport


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
    """Files from which no text can be read at present."""
    added: int = 0
    """Passages."""
    trouble: str = ""
    """Why it failed, or what it asks; "" where it went well."""

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

    last: SyncRun | None = None
    news: SyncRun | None = None


def read_history(catalog: Catalog) -> SyncHistory:
    """The runs so far."""
    return SyncHistory(last=_read(catalog.state.last_run), news=_read(catalog.state.last_run_with_news))


def record_report(catalog: Catalog, report: IngestReport) -> None:
    """Remember a run that came to its end, or was stopped."""
    notes = report.notes
    questions = "; ".join(f"{question.source}: {question.why}" for question in report.asked)
    run = SyncRun(
        at=_now(),
        new=notes.new,
        changed=notes.changed,
        removed=notes.removed,
        failed=notes.failed,
        added=report.passages.added,
        trouble=f"{questions}; `notes ingest --allow-removals` takes out what is gone" if questions else "",
    )
    _write(catalog, run)


def record_failure(catalog: Catalog, failure: Exception) -> None:
    """Remember a run that failed; where even that cannot be written, its caller still reports the failure."""
    try:
        _write(catalog, SyncRun(at=_now(), trouble=str(failure)))
    except IndexFailure:
        return


def clear_history(catalog: Catalog) -> None:
    """Forget the runs, whose messages can name files; within the caller's transaction."""
    catalog.state.last_run = catalog.state.last_run_with_news = ""


def _read(text: str) -> SyncRun | None:
    return SyncRun(**json.loads(text)) if text else None


def _write(catalog: Catalog, run: SyncRun) -> None:
    text = json.dumps(asdict(run), ensure_ascii=False)
    with catalog.transaction():
        catalog.state.last_run = text
        if run.has_news:
            catalog.state.last_run_with_news = text


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
