"""What the index says, told in the page's nouns. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.library.protocol import Repeat, WorkCard
from assistant.library.state import FileTrouble, ModelState, Reading, SourceState, State
from index.browse.works import WorkSummary
from index.maintenance.status import Status
from index.search.evidence import Evidence
from index.search.reranking import lower_later, work_of

if TYPE_CHECKING:
    from index.linkage.duplicates import Duplicate
    from index.sync.report import IngestReport


def spread_works(near: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The same with the later passages of each work further down: all of a work is near to any of its passages."""
    found = {one.passage.id: one for one in near}
    works = {id: work_of(one.passage) for id, one in found.items()}
    order = lower_later(list(found), {id: one.cosine for id, one in found.items()}, works)
    return tuple(replace(found[id], rank=rank) for rank, id in enumerate(order, 1))


def retell_state(status: Status, model: ModelState, busy: str) -> State:
    """The store, open. busy: who else holds it; "" for nobody."""
    return State(
        store="ready" if status.passages else "busy" if busy else "empty",
        trouble=busy,
        notes=status.notes,
        passages=status.passages,
        works=status.works,
        sources=tuple(
            SourceState(
                path=source.path,
                notes=source.notes,
                last_ingest=source.last_ingest,
                pending=source.pending,
                missing=source.missing,
            )
            for source in status.sources
        ),
        model=model,
        failures=tuple(retell_trouble(one.path, one.line, one.why) for one in status.failures),
        skipped=tuple(retell_trouble(one.path, one.line, one.why) for one in status.skipped),
        unparsed_lines=status.unparsed_lines,
        embedder=status.embedder,
        looked=status.looks.last,
        news=status.looks.news,
    )


def retell_broken(trouble: str) -> State:
    """A store that cannot be opened, or read. trouble: why, ending in the repair."""
    model = ModelState(name="")
    return State(store="broken", notes=0, passages=0, works=0, sources=(), model=model, trouble=trouble)


def retell_work(work: WorkSummary) -> WorkCard:
    """A work as the shelf shows it."""
    return WorkCard(**{name: getattr(work, name) for name in WorkCard.__dataclass_fields__})


def retell_trouble(path: str, line: int | None, why: str) -> FileTrouble:
    """What could not be read, or be understood. line: None where the whole file is meant."""
    return FileTrouble(path=path, line=line or 0, why=why)


def retell_report(report: IngestReport) -> Reading:
    """What a reading changed, and what it asks."""
    notes = report.notes
    return Reading(
        seen=notes.seen,
        new=notes.new,
        changed=notes.changed,
        removed=notes.removed,
        failed=notes.failed,
        added=report.passages.added,
        seconds=report.seconds,
        stopped=report.stopped,
        trouble="; ".join(f"{asked.source}: {asked.why}" for asked in report.asked),
        asks_removal=any(asked.gone for asked in report.asked),
    )


def tell_unread(trouble: str) -> Reading:
    """A reading that did not take place. trouble: why, ending in the repair; "" where none was wanted."""
    return Reading(seen=0, new=0, changed=0, removed=0, failed=0, added=0, seconds=0.0, trouble=trouble)


def retell_repeat(found: Duplicate) -> Repeat:
    """Two passages that were folded, or are alike."""
    return Repeat(
        id=found.id,
        kind=found.kind,
        why=found.why,
        similarity=found.similarity,
        kept_text=found.kept.text,
        kept_where=f"{found.kept.path}:{found.kept.line_start}",
        other_text=found.duplicate.text,
        other_where=f"{found.duplicate.path}:{found.duplicate.line_start}",
    )
