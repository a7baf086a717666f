"""The reader's notes as the page sees them: the real parts behind `assistant.page.library.Library`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantFailure
from assistant.library.protocol import AnswerOptions, Facets, Opened, Repeat, WorkCard, WorkPage
from assistant.library.state import AccountState, FileTrouble, ModelChoice, Progress, Reading, State
from assistant.service.empty_store import tell_nothing
from assistant.service.runtime import Runtime
from assistant.service.view_models import (
    retell_broken,
    retell_repeat,
    retell_report,
    retell_state,
    retell_trouble,
    retell_work,
    spread_works,
    tell_unread,
)
from assistant.settings import change_settings, load_settings
from index.browse.facets import Recent, count_facets, count_months, read_recent
from index.browse.works import find_neighbours, find_work, list_passages, list_works
from index.errors import IndexFailure
from index.linkage.duplicates import keep_apart, list_duplicates
from index.maintenance.status import list_misread, read_sources, read_status
from index.search.dense import find_alike
from index.search.evidence import Question, SearchResult
from index.sources.source import READWISE, is_account, mirror_folder
from ingest.errors import IngestFailure

if TYPE_CHECKING:
    from assistant.answering.answer import Answer, Citation, Sentence
    from index.browse.daily_review import Today
    from index.catalog.catalog import Catalog
    from index.vectors.store import Vectors


LOOKED_AT = 4
"""Passages like one that are looked at for each that is shown, so that other works come in."""


class NotesLibrary:
    """The index and the assistant of one data folder, for a process that stays. Safe to share between threads."""

    def __init__(self, data: Path, *, writes: bool = True) -> None:
        """Opens nothing yet. writes: whether this process wants to be the one that reads the sources again."""
        self._data = data
        self._writes = writes
        self._parts = Runtime(data, writes=writes)

    def close(self) -> None:
        """Stop watching and let go of the store."""
        self._parts.close()

    def start_watching(self) -> None:
        """From now on, read the sources again when they change, and on the interval of the settings."""
        self._parts.start_watching()

    def warm_up(self) -> None:
        """Load, once the page is up, what the first question would otherwise wait for."""
        threading.Thread(target=self._ask_nothing, name="warm-up", daemon=True).start()

    def state(self) -> State:
        trouble = self._parts.try_open()
        if trouble:
            return retell_broken(trouble)
        keeper, writer = self._parts.open()
        busy = keeper.told_busy() if self._writes else ""
        try:
            told = retell_state(read_status(keeper.catalog), writer.state(), busy)
            return replace(told, interval_minutes=keeper.interval_minutes)
        except IndexFailure as failure:
            return retell_broken(str(failure))

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        stop: threading.Event,
        manner: AnswerOptions | None = None,
    ) -> Answer:
        manner = manner or AnswerOptions()
        return self._parts.join()[1].ask(
            question,
            on_sentence=on_sentence,
            on_citation=on_citation,
            stop=stop,
            way=manner.way or None,
            strictness=manner.strictness,
        )

    def search(self, question: Question) -> SearchResult:
        return self._parts.join()[0].searcher.search(question)

    def more_like(self, passage_id: str, top: int) -> SearchResult:
        catalog = self._catalog
        near = find_alike(catalog, self._vectors, catalog.setting("embedder"), passage_id, LOOKED_AT * top)
        return SearchResult(standalone_question="", evidence=spread_works(near)[:top])

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
        return [retell_work(work) for work in list_works(self._catalog)]

    def open_work(self, work_id: str) -> WorkPage | None:
        work = find_work(self._catalog, work_id)
        return WorkPage(card=retell_work(work), passages=tuple(list_passages(self._catalog, work_id))) if work else None

    def months(self) -> Mapping[str, int]:
        return count_months(self._catalog)

    def repeats(self, limit: int) -> Sequence[Repeat]:
        return [retell_repeat(found) for found in list_duplicates(self._catalog)[:limit]]

    def keep_apart(self, repeat_id: str) -> None:
        keep_apart(self._catalog, repeat_id)

    def misread(self, limit: int) -> Sequence[FileTrouble]:
        return [retell_trouble(one.path, one.line, one.why) for one in list_misread(self._catalog, limit)]

    def read_sources(
        self, *, add: str, allow_removals: bool, progress: Callable[[Progress], None], stop: threading.Event
    ) -> Reading:
        return self._read(Path(add).expanduser() if add else None, allow_removals, progress, stop)

    def remove_source(self, path: str) -> Reading:
        try:
            gone = self._parts.open()[0].obey(
                "remove",
                {"path": path},
                progress=lambda stage, done, total: None,
                stop=threading.Event(),
                on_wait=lambda what: None,
            )
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            return tell_unread(str(failure))
        told = f"{path} is not read any more, and its {gone['passages']:,} passages were taken out."
        return replace(tell_unread(""), remark=f"{told} Its files are as they were.")

    def set_interval(self, minutes: int) -> None:
        self._parts.open()[0].set_interval(minutes)

    def account(self) -> AccountState:
        from index.sources.readwise_mirror import read_account
        from ingest.readwise_api.api_token import find_token

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

        from index.browse.daily_review import daily_review

        if not load_settings(self._data).today:
            return None
        return daily_review(self._catalog, self._vectors, date.today())

    def turn_today(self, on: bool) -> None:
        change_settings(self._data, today=on)

    def models(self) -> Sequence[ModelChoice]:
        return self._parts.open()[1].choices()

    def take_model(self, name: str, *, progress: Callable[[Progress], None], stop: threading.Event) -> None:
        self._parts.open()[1].take(name, progress=progress, stop=stop)

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
            keeper = self._parts.open()[0]
            known = keeper.folders() if path and not alone else []
            report = keeper.ingest(
                [*known, path] if path else (),
                allow_removals=allow_removals,
                progress=lambda stage, done, total: progress(Progress(done=done, total=total, doing=stage)),
                stop=stop,
                wait=False,
            )
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            return tell_unread(str(failure))
        told = retell_report(report)
        return replace(told, remark=tell_nothing(path)) if path and not is_account(path) and not told.trouble else told

    @property
    def _catalog(self) -> Catalog:
        return self._parts.open()[0].catalog

    @property
    def _vectors(self) -> Vectors:
        return self._parts.open()[0].vectors

    def _ask_nothing(self) -> None:
        try:
            self._parts.join()[0].searcher.search(Question(text="warm up"))
        except (IndexFailure, AssistantFailure):
            return  # the first question will say what is wrong
