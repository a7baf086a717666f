"""The reader's notes as the page sees them: the real parts behind `assistant.page.library.Library`.

Holds the store's lock while it can, so that this process is the one that opens Chroma. Where another holds it,
everything is still read (from the catalog), and only reading the sources again has to wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.door import Door
from assistant.page.library import (
    AccountState,
    Facets,
    FileTrouble,
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
from assistant.settings import Settings, load_settings
from index import fill
from index.catalog import Catalog
from index.duplicates import keep_apart, list_duplicates
from index.errors import IndexFailure, StoreBusy
from index.lock import hold_store
from index.near import find_alike
from index.search import Finding, Question
from index.shelf import count_facets, count_months, find_neighbours, list_passages, list_works
from index.sources import READWISE
from index.status import read_status
from index.vectors import Vectors
from ingest.errors import IngestFailure

if TYPE_CHECKING:
    from assistant.answer import Answer, Assistant, Citation, Sentence
    from assistant.assemble import AnyModel, Index
    from index.report import IngestReport


class NotesLibrary:
    """The index and the assistant of one data folder, for a page that stays open. Safe to share between threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._settings: Settings = load_settings(data)
        self._held = ExitStack()
        self._door = Door(self.ingest)
        self._held.callback(self._door.close)
        self._owner = self._take_lock()
        self._catalog = self._held.enter_context(Catalog.open(data))
        self._vectors = Vectors(self._catalog, owner=self._owner)
        self._held.callback(self._vectors.close)
        self._guard = threading.Lock()
        self._reading = threading.Lock()
        self._closing = threading.Event()
        self._joined: tuple[Index, Assistant] | None = None
        self._model: AnyModel | None = None

    def close(self) -> None:
        """Stop watching and let go of the store."""
        self._closing.set()
        self._held.close()

    def start_watching(self) -> None:
        """From now on, read the sources again when they change, and on the interval of the settings."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def warm_up(self) -> None:
        """Load, once the page is up, what the first question would otherwise wait for."""
        threading.Thread(target=self._ask_nothing, name="warm-up", daemon=True).start()

    def _ask_nothing(self) -> None:
        try:
            self._parts()[0].searcher.search(Question(text="warm up"))
        except IndexFailure:
            return  # the first question will say what is wrong

    def _watch(self) -> None:
        """What goes wrong is seen in the sources' state; the watch itself goes on."""
        from index.watch import watch_folders

        while not self._closing.is_set():
            folders = [Path(source.path) for source in read_status(self._catalog, look=False).sources]
            for _ in watch_folders(folders, interval=60 * self._settings.interval_minutes, stop=self._closing):
                self.read_sources(add="", allow_removals=False, progress=lambda done: None, stop=self._closing)
                if [Path(source.path) for source in read_status(self._catalog, look=False).sources] != folders:
                    break

    def state(self) -> State:
        status = read_status(self._catalog)
        return State(
            store="empty" if not status.passages else "ready",
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
            model=self._model_state(),
            failures=tuple(FileTrouble(path=t.path, line=t.line or 0, why=t.why) for t in status.failures),
            skipped=tuple(FileTrouble(path=t.path, line=t.line or 0, why=t.why) for t in status.skipped),
            unparsed_lines=status.unparsed_lines,
            embedder=status.embedder,
        )

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        stop: threading.Event,
    ) -> Answer:
        return self._parts()[1].ask(question, on_sentence=on_sentence, on_citation=on_citation, stop=stop)

    def search(self, question: Question) -> Finding:
        return self._parts()[0].searcher.search(question)

    def more_like(self, passage_id: str, top: int) -> Finding:
        return Finding(
            standalone_question="",
            evidence=find_alike(self._catalog, self._vectors, self._catalog.setting("embedder"), passage_id, top),
        )

    def open_passage(self, passage_id: str) -> Opened | None:
        found = find_neighbours(self._catalog, passage_id)
        if found is None:
            return None
        return Opened(passage=found.passage, before=found.before, after=found.after, work_id=found.work)

    def facets(self) -> Facets:
        counts = count_facets(self._catalog)
        return Facets(
            categories=counts["category"],
            authors=counts["author"],
            tags=counts["tag"],
            voices=counts["voice"],
            years=counts["year"],
        )

    def works(self) -> Sequence[WorkCard]:
        names = WorkCard.__dataclass_fields__
        return [WorkCard(**{name: getattr(work, name) for name in names}) for work in list_works(self._catalog)]

    def open_work(self, work_id: str) -> WorkPage | None:
        card = next((card for card in self.works() if card.id == work_id), None)
        return WorkPage(card=card, passages=tuple(list_passages(self._catalog, work_id))) if card else None

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

    def read_sources(
        self, *, add: str, allow_removals: bool, progress: Callable[[Progress], None], stop: threading.Event
    ) -> Reading:
        known = [Path(source.path) for source in read_status(self._catalog, look=False).sources] if add else []
        return self._read([*known, Path(add).expanduser()] if add else (), allow_removals, progress, stop)

    def _read(
        self,
        paths: Sequence[Path],
        allow_removals: bool,
        progress: Callable[[Progress], None],
        stop: threading.Event,
    ) -> Reading:
        """Read these sources, all known ones where none is named."""
        if not self._reading.acquire(blocking=False):
            return _nothing("the notes are being read already; wait for that to end")
        try:
            report = self._ingest(
                paths,
                allow_removals=allow_removals,
                progress=lambda stage, done, total: progress(Progress(done=done, total=total, doing=stage)),
                stop=stop,
            )
        except (IndexFailure, IngestFailure) as failure:
            return _nothing(str(failure))
        finally:
            self._reading.release()
        return _told(report)

    def account(self) -> AccountState:
        from index.account import count_books, mirror_folder, read_account
        from ingest.readwise_token import find_token

        account, token = read_account(mirror_folder(self._data)), find_token()
        return AccountState(
            token=token.origin if token else "",
            known=any(source.path == READWISE for source in read_status(self._catalog, look=False).sources),
            books=count_books(self._catalog),
            last_fetch=account.fetched_at,
            added=account.added,
            changed=account.changed,
            removed=account.removed,
            trouble=account.trouble,
            unfinished=account.unfinished,
        )

    def fetch_account(self, *, progress: Callable[[Progress], None], stop: threading.Event) -> Reading:
        return self._read([Path(READWISE)], False, progress, stop)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        hidden: bool | None,
        allow_removals: bool,
        progress: fill.Progress,
        stop: threading.Event,
    ) -> IngestReport:
        """For the command line, through the door: read these folders, all known ones where none is named."""
        with self._reading:
            return self._ingest(paths, hidden=hidden, allow_removals=allow_removals, progress=progress, stop=stop)

    def _ingest(
        self,
        paths: Sequence[Path],
        *,
        hidden: bool | None = None,
        allow_removals: bool,
        progress: fill.Progress,
        stop: threading.Event,
    ) -> IngestReport:
        from assistant.assemble import make_embedder
        from index.sync import sync_sources

        if not self._owner:
            self._owner = self._take_lock(must=True)
            self._vectors = Vectors(self._catalog, owner=True)
            self._joined = None
        report = sync_sources(
            self._catalog,
            self._vectors,
            lambda: make_embedder(self._catalog, self._settings),
            paths,
            embedder=self._settings.embedder,
            hidden=hidden,
            allow_removals=allow_removals,
            progress=progress,
            stop=stop,
        )
        self._forget_parts()
        return report

    def _take_lock(self, must: bool = False) -> bool:
        try:
            door = self._door
            held = hold_store(
                self._data, "the page (notes serve)", wait=0, lasting=True, port=door.port, token=door.token
            )
            self._held.enter_context(held)
        except StoreBusy:
            if must:
                raise
            return False
        return True

    def _parts(self) -> tuple[Index, Assistant]:
        """The searcher and the assistant, joined at first use and after a change of encoder."""
        from assistant.assemble import join_assistant, join_index, make_model

        with self._guard:
            if self._joined is None:
                if self._model is None:
                    self._model = make_model(self._settings)
                index = join_index(self._catalog, self._vectors, self._settings)
                self._joined = index, join_assistant(index, self._model, self._settings)
            return self._joined

    def _forget_parts(self) -> None:
        """After a reading: another encoder may be in use now."""
        with self._guard:
            joined = self._joined
            if joined and joined[0].embedder.name != self._catalog.setting("embedder"):
                self._joined = None

    def _model_state(self) -> ModelState:
        from assistant.assemble import describe_model, describe_offer, make_model

        with self._guard:
            if self._model is None:
                self._model = make_model(self._settings)
        facts = describe_model(self._model)
        speed = facts["tokens_per_second"]["writing"]
        where = f"{facts['gpu_layers']} of {facts['layers']} layers on " if facts["gpu_layers"] else ""
        told = (
            f"{facts['size'] / 1e6:,.0f} MB" if facts["size"] else "",
            f"{facts['context']:,} tokens of context" if facts["context"] else "",
            f"{where}{facts['device']}",
            f"{speed:,.0f} tokens/s" if speed else "",
            facts["advice"],
        )
        return ModelState(
            name=facts["name"],
            detail=", ".join(part for part in told if part),
            trouble=facts["trouble"],
            offer=describe_offer(self._settings),
        )


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
    )


def _nothing(trouble: str) -> Reading:
    return Reading(seen=0, new=0, changed=0, removed=0, failed=0, added=0, seconds=0.0, trouble=trouble)
