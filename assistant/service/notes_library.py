"""The Library that a page asks, over the parts of one data folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

from assistant.answering.answer import Answer, Citation, Sentence
from assistant.errors import AssistantFailure
from assistant.library.command_context import CommandContext
from assistant.library.interfaces import AnswerOptions, Library, WorkPage
from assistant.library.state import AccountState, IngestResult, ModelState, State
from assistant.service.empty_store import explain_no_notes
from assistant.service.ingest import IngestRequest, keep_encoder
from assistant.service.runtime import Runtime
from assistant.settings import change_settings, load_settings
from index.browse.daily_review import DailyReview, daily_review
from index.browse.works import Neighbours, find_neighbours, list_passages
from index.catalog.files import Trouble
from index.catalog.links import Duplicate
from index.catalog.queries.counts import Recent, count_facets, count_months, read_recent
from index.catalog.queries.works import WorkSummary, find_work, list_works
from index.catalog.sources import READWISE, mirror_folder
from index.errors import IndexFailure
from index.linkage.duplicates import list_duplicates
from index.maintenance.status import Status, list_misread, read_sources, read_status
from index.search.dense import find_similar
from index.search.evidence import Evidence, Question, SearchResult
from index.search.reranking import demote_later, work_keys
from index.sources.readwise_mirror import read_account
from index.sources.source import is_account
from index.sync.report import IngestReport
from ingest.errors import IngestFailure
from ingest.readwise_api.api_token import find_token

SIMILAR_PER_SHOWN = 4
"""Similar passages fetched for each one shown, so that other works are among them."""


def join_library(runtime: Runtime) -> Library:
    """The Library over the parts of one data folder."""
    return Library(
        chat=NotesChat(runtime), search=NotesSearch(runtime), sources=NotesSources(runtime), models=runtime.models
    )


class NotesChat:
    """See `interfaces.Chat`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        on_quote: Callable[[Sentence], None] | None = None,
        stop: Event,
        options: AnswerOptions | None = None,
    ) -> Answer:
        options = options or AnswerOptions()
        _, assistant = self._runtime.join()
        return assistant.ask(
            question,
            on_sentence=on_sentence,
            on_citation=on_citation,
            on_quote=on_quote,
            stop=stop,
            mode=options.mode or None,
            strictness=options.strictness,
        )

    def recent(self) -> Recent:
        return read_recent(self._runtime.store.catalog)

    def daily_review(self) -> DailyReview | None:
        if not load_settings(self._runtime.data).today:
            return None
        store = self._runtime.store
        return daily_review(store.catalog, store.vectors, date.today())

    def set_daily_review(self, on: bool) -> None:
        change_settings(self._runtime.data, today=on)


class NotesSearch:
    """See `interfaces.Search`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def search(self, question: Question) -> SearchResult:
        index, _ = self._runtime.join()
        return index.searcher.search(question)

    def more_like(self, passage_id: str, top: int) -> SearchResult:
        store = self._runtime.store
        embedder = store.catalog.state.embedder
        similar = find_similar(store.catalog, store.vectors, embedder, passage_id, SIMILAR_PER_SHOWN * top)
        return SearchResult(standalone_question="", evidence=spread_works(similar)[:top])

    def open_passage(self, passage_id: str) -> Neighbours | None:
        return find_neighbours(self._runtime.store.catalog, passage_id)

    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return count_facets(self._runtime.store.catalog)

    def works(self) -> Sequence[WorkSummary]:
        return list_works(self._runtime.store.catalog)

    def open_work(self, work_id: str) -> WorkPage | None:
        catalog = self._runtime.store.catalog
        work = find_work(catalog, work_id)
        return WorkPage(work=work, passages=tuple(list_passages(catalog, work_id))) if work else None

    def months(self) -> Mapping[str, int]:
        return count_months(self._runtime.store.catalog)


class NotesSources:
    """See `interfaces.Sources`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def state(self) -> State:
        try:
            store = self._runtime.store
            busy = store.busy_reason() if self._runtime.writes else ""
            state = open_state(read_status(store.catalog), self._runtime.models.state(), busy)
            return replace(state, interval_minutes=store.interval_minutes)
        except (IndexFailure, AssistantFailure) as failure:
            status = Status(data=self._runtime.data)
            return State(store="broken", status=status, model=ModelState(name=""), trouble=str(failure))

    def ingest(self, add: str, *, allow_removals: bool, encoder: str = "", context: CommandContext) -> IngestResult:
        path = Path(add).expanduser() if add else None

        def paths() -> tuple[Path, ...]:
            return (*self._runtime.store.folders(), path) if path else ()

        result = self._ingest(paths, allow_removals, context, encoder)
        if encoder and not result.trouble:
            keep_encoder(self._runtime.data, encoder)
        if path and not is_account(path) and not result.trouble:
            return replace(result, remark=explain_no_notes(path))
        return result

    def fetch_account(self, context: CommandContext) -> IngestResult:
        return self._ingest(lambda: (Path(READWISE),), False, context)

    def _ingest(
        self, paths: Callable[[], tuple[Path, ...]], allow_removals: bool, context: CommandContext, encoder: str = ""
    ) -> IngestResult:
        try:
            request = IngestRequest(paths=paths(), allow_removals=allow_removals, embedder=encoder)
            return _ingest_result(self._runtime.store.ingest(request, context, wait=False))
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            return IngestResult(trouble=str(failure))

    def remove(self, path: str) -> IngestResult:
        try:
            erased = self._runtime.store.run_command("remove", {"path": path}, CommandContext())
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            return IngestResult(trouble=str(failure))
        return IngestResult(
            remark=f"{path} is no longer read, and its {erased['passages']:,} passages were taken out. "
            "Its files are as they were."
        )

    def set_interval(self, minutes: int) -> None:
        change_settings(self._runtime.data, interval_minutes=minutes)

    def account(self) -> AccountState:
        account, token = read_account(mirror_folder(self._runtime.data)), find_token()
        sources = read_sources(self._runtime.store.catalog, walk=False)
        books = sum(source.notes for source in sources if source.path == READWISE)
        return AccountState(token=token.origin if token else "", books=books, account=account)

    def duplicates(self, limit: int) -> Sequence[Duplicate]:
        return list_duplicates(self._runtime.store.catalog)[:limit]

    def keep_apart(self, duplicate_id: str) -> None:
        self._runtime.store.run_command("keep_apart", {"id": duplicate_id}, CommandContext(), wait=False)

    def unparsed_lines(self, limit: int) -> Sequence[Trouble]:
        return list_misread(self._runtime.store.catalog, limit)


def open_state(status: Status, model: ModelState, busy: str) -> State:
    """The state of an open store. busy: which other process writes it, "" for none."""
    return State(
        store="ready" if status.passages else "busy" if busy else "empty", status=status, model=model, trouble=busy
    )


def spread_works(similar: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The same evidence with the later passages of each work ranked lower: a whole work is similar to its passages."""
    by_id = {evidence.passage.id: evidence for evidence in similar}
    works = work_keys({id: evidence.passage for id, evidence in by_id.items()})
    order = demote_later(list(by_id), {id: evidence.cosine for id, evidence in by_id.items()}, works)
    return tuple(replace(by_id[id], rank=rank) for rank, id in enumerate(order, 1))


def _ingest_result(report: IngestReport) -> IngestResult:
    return IngestResult(
        report=report,
        trouble="; ".join(f"{asked.source}: {asked.why}" for asked in report.asked),
        asks_removal=any(asked.gone for asked in report.asked),
    )
