"""The reader's notes as the page sees them: the real parts behind `assistant.page.library.Library`.

The store is opened at the first use, and tried again after a failure, so that a page can say what is wrong with it
and be there when it is mended.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantFailure
from assistant.keeper import Keeper
from assistant.nothing import tell_nothing
from assistant.page.library import (
    AccountState,
    Facets,
    FileTrouble,
    Manner,
    ModelChoice,
    ModelState,
    Opened,
    Progress,
    Reading,
    Repeat,
    SourceState,
    State,
    WorkCard,
    WorkPage,
)
from assistant.settings import change_settings, load_settings
from assistant.writer import Writer
from index.duplicates import keep_apart, list_duplicates
from index.errors import IndexFailure
from index.looks import read_looks
from index.misread import list_misread
from index.near import find_alike
from index.rank import lower_later, work_of
from index.recent import Recent, read_recent
from index.search import Evidence, Finding, Question
from index.shelf import ShelvedWork, count_facets, count_months, find_neighbours, find_work, list_passages, list_works
from index.sources import READWISE, is_account, mirror_folder
from index.status import Status, read_sources, read_status
from ingest.errors import IngestFailure

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.assemble import Index
    from assistant.telling import Answer, Citation, Sentence
    from index.catalog import Catalog
    from index.report import IngestReport
    from index.today import Today
    from index.vectors import Vectors


LOOKED_AT = 4
"""Passages like one that are looked at for each that is shown, so that other works come in."""


class NotesLibrary:
    """The index and the assistant of one data folder, for a process that stays. Safe to share between threads."""

    def __init__(self, data: Path, *, writes: bool = True) -> None:
        """Opens nothing yet. writes: whether this process wants to be the one that reads the sources again."""
        self._data = data
        self._writes = writes
        self._guard = threading.Lock()
        self._joining = threading.Lock()
        self._keeper: Keeper | None = None
        self._writer: Writer | None = None
        self._watching = False
        self._joined: tuple[Index, Assistant] | None = None
        self._joined_of: tuple[object, ...] = ()

    def close(self) -> None:
        """Stop watching and let go of the store."""
        with self._guard:
            if self._keeper is not None:
                self._keeper.close()
            self._keeper = None

    def start_watching(self) -> None:
        """From now on, read the sources again when they change, and on the interval of the settings."""
        self._watching = True
        if not self._try_open():
            self._open()[0].start_watching()

    def warm_up(self) -> None:
        """Load, once the page is up, what the first question would otherwise wait for."""
        threading.Thread(target=self._ask_nothing, name="warm-up", daemon=True).start()

    def state(self) -> State:
        trouble = self._try_open()
        if trouble:
            return State(store="broken", notes=0, passages=0, works=0, sources=(), model=_no_model(), trouble=trouble)
        keeper, writer = self._open()
        busy = keeper.told_busy() if self._writes else ""
        try:
            told = _tell_state(read_status(keeper.catalog), writer.state(), busy)
            looks = read_looks(keeper.catalog)
            return replace(
                told,
                looked=looks.last,
                news=looks.news,
                interval_minutes=keeper.interval_minutes,
            )
        except IndexFailure as failure:
            return State(
                store="broken", notes=0, passages=0, works=0, sources=(), model=_no_model(), trouble=str(failure)
            )

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        stop: threading.Event,
        manner: Manner | None = None,
    ) -> Answer:
        manner = manner or Manner()
        return self._parts()[1].ask(
            question,
            on_sentence=on_sentence,
            on_citation=on_citation,
            stop=stop,
            way=manner.way or None,
            strictness=manner.strictness,
        )

    def search(self, question: Question) -> Finding:
        return self._parts()[0].searcher.search(question)

    def more_like(self, passage_id: str, top: int) -> Finding:
        catalog = self._catalog
        near = find_alike(catalog, self._vectors, catalog.setting("embedder"), passage_id, LOOKED_AT * top)
        return Finding(standalone_question="", evidence=_spread(near)[:top])

    def open_passage(self, passage_id: str) -> Opened | None:
        found = find_neighbours(self._catalog, passage_id)
        if found is None:
            return None
        return Opened(
            passage=found.passage,
            before=found.before,
            after=found.after,
            work_id=found.work,
            paragraph=found.paragraph,
        )

    def facets(self) -> Facets:
        counts = count_facets(self._catalog)
        return Facets(
            categories=counts["category"],
            authors=counts["author"],
            tags=counts["tag"],
            voices=counts["voice"],
            years=counts["year"],
        )

    def recent(self) -> Recent:
        return read_recent(self._catalog)

    def works(self) -> Sequence[WorkCard]:
        return [_card_of(work) for work in list_works(self._catalog)]

    def open_work(self, work_id: str) -> WorkPage | None:
        work = find_work(self._catalog, work_id)
        return WorkPage(card=_card_of(work), passages=tuple(list_passages(self._catalog, work_id))) if work else None

    def months(self) -> Mapping[str, int]:
        return count_months(self._catalog)

    def repeats(self, limit: int) -> Sequence[Repeat]:
        return [
            Repeat(
                id=found.id,
                kind=found.kind,
                why=found.why,
                similarity=found.similarity,
                kept_text=found.kept.text,
                kept_where=f"{found.kept.path}:{found.kept.line_start}",
                other_text=found.duplicate.text,
                other_where=f"{found.duplicate.path}:{found.duplicate.line_start}",
            )
            for found in list_duplicates(self._catalog)[:limit]
        ]

    def keep_apart(self, repeat_id: str) -> None:
        keep_apart(self._catalog, repeat_id)

    def misread(self, limit: int) -> Sequence[FileTrouble]:
        return [_trouble_of(one.path, one.line, one.why) for one in list_misread(self._catalog, limit)]

    def read_sources(
        self, *, add: str, allow_removals: bool, progress: Callable[[Progress], None], stop: threading.Event
    ) -> Reading:
        return self._read(Path(add).expanduser() if add else None, allow_removals, progress, stop)

    def remove_source(self, path: str) -> Reading:
        try:
            gone = self._open()[0].obey(
                "remove",
                {"path": path},
                progress=lambda stage, done, total: None,
                stop=threading.Event(),
                on_wait=lambda what: None,
            )
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            return _nothing(str(failure))
        told = f"{path} is not read any more, and its {gone['passages']:,} passages were taken out."
        return replace(_nothing(""), remark=f"{told} Its files are as they were.")

    def set_interval(self, minutes: int) -> None:
        self._open()[0].set_interval(minutes)

    def account(self) -> AccountState:
        from index.account import read_account
        from ingest.readwise_token import find_token

        account, token = read_account(mirror_folder(self._data)), find_token()
        books = [one.notes for one in read_sources(self._catalog, look=False) if one.path == READWISE]
        return AccountState(
            token=token.origin if token else "",
            known=bool(books),
            books=sum(books),
            last_fetch=account.fetched_at,
            added=account.added,
            changed=account.changed,
            removed=account.removed,
            trouble=account.trouble,
            unfinished=account.unfinished,
        )

    def fetch_account(self, *, progress: Callable[[Progress], None], stop: threading.Event) -> Reading:
        return self._read(Path(READWISE), False, progress, stop, alone=True)

    def today(self) -> Today | None:
        from datetime import date

        from index.today import visit

        if not load_settings(self._data).today:
            return None
        return visit(self._catalog, self._vectors, date.today())

    def turn_today(self, on: bool) -> None:
        change_settings(self._data, today=on)

    def models(self) -> Sequence[ModelChoice]:
        return self._open()[1].choices()

    def take_model(self, name: str, *, progress: Callable[[Progress], None], stop: threading.Event) -> None:
        self._open()[1].take(name, progress=progress, stop=stop)

    def _read(
        self,
        path: Path | None,
        allow_removals: bool,
        progress: Callable[[Progress], None],
        stop: threading.Event,
        alone: bool = False,
    ) -> Reading:
        """Read a path and all known sources; `alone`: that path only."""
        try:
            keeper = self._open()[0]
            known = keeper.folders() if path and not alone else []
            report = keeper.ingest(
                [*known, path] if path else (),
                allow_removals=allow_removals,
                progress=lambda stage, done, total: progress(Progress(done=done, total=total, doing=stage)),
                stop=stop,
                wait=False,
            )
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            return _nothing(str(failure))
        told = _told(report)
        return replace(told, remark=tell_nothing(path)) if path and not is_account(path) and not told.trouble else told

    @property
    def _catalog(self) -> Catalog:
        return self._open()[0].catalog

    @property
    def _vectors(self) -> Vectors:
        return self._open()[0].vectors

    def _open(self) -> tuple[Keeper, Writer]:
        """The store and the model, opened where they are not yet. Raises IndexFailure, SettingsUnreadable."""
        with self._guard:
            if self._keeper is None:
                self._keeper = Keeper(self._data, writes=self._writes)
                if self._watching:
                    self._keeper.start_watching()
            if self._writer is None:
                self._writer = Writer(self._data)
            return self._keeper, self._writer

    def _try_open(self) -> str:
        """Why the store cannot be opened; "" where it is open."""
        try:
            self._open()
        except (IndexFailure, AssistantFailure) as failure:
            return str(failure)
        return ""

    def _parts(self) -> tuple[Index, Assistant]:
        """The searcher and the assistant, joined at first use and after a change of encoder, model or lock."""
        from assistant.assemble import join_assistant, join_index

        keeper, writer = self._open()
        with self._joining:
            wanted = (keeper.vectors, keeper.catalog.setting("embedder"), writer.model)
            if self._joined is None or self._joined_of != wanted:
                index = join_index(keeper.catalog, keeper.vectors, writer.settings)
                self._joined = index, join_assistant(index, writer.model, writer.settings)
                self._joined_of = wanted
            return self._joined

    def _ask_nothing(self) -> None:
        try:
            self._parts()[0].searcher.search(Question(text="warm up"))
        except (IndexFailure, AssistantFailure):
            return  # the first question will say what is wrong


def _spread(near: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The same with the later passages of each work further down: all of a work is near to any of its passages."""
    found = {one.passage.id: one for one in near}
    works = {id: work_of(one.passage) for id, one in found.items()}
    order = lower_later(list(found), {id: one.cosine for id, one in found.items()}, works)
    return tuple(replace(found[id], rank=rank) for rank, id in enumerate(order, 1))


def _tell_state(status: Status, model: ModelState, busy: str) -> State:
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
        failures=tuple(_trouble_of(one.path, one.line, one.why) for one in status.failures),
        skipped=tuple(_trouble_of(one.path, one.line, one.why) for one in status.skipped),
        unparsed_lines=status.unparsed_lines,
        embedder=status.embedder,
    )


def _card_of(work: ShelvedWork) -> WorkCard:
    return WorkCard(**{name: getattr(work, name) for name in WorkCard.__dataclass_fields__})


def _trouble_of(path: str, line: int | None, why: str) -> FileTrouble:
    return FileTrouble(path=path, line=line or 0, why=why)


def _no_model() -> ModelState:
    return ModelState(name="")


def _told(report: IngestReport) -> Reading:
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


def _nothing(trouble: str) -> Reading:
    return Reading(seen=0, new=0, changed=0, removed=0, failed=0, added=0, seconds=0.0, trouble=trouble)
