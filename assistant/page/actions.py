"""What the page's script calls between two questions, one class a tab: a call takes a small dict and gives HTML.

Values are checked by `request`; whatever goes out is escaped by the module that renders it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from assistant.library.command_context import CommandContext
from assistant.library.conversation_store import ConversationStore
from assistant.library.interfaces import Chat, Library, Models, Search, Sources
from assistant.library.state import IngestResult
from assistant.page.background_job import BackgroundJob, explain_trouble
from assistant.page.html.daily_review import REVIEW_OFF, render_daily_review
from assistant.page.html.empty_states import NO_NOTES, render_nothing_found
from assistant.page.html.history import render_history
from assistant.page.html.library_shelf import render_shelf, render_work
from assistant.page.html.model_picker import render_download, render_model_picker
from assistant.page.html.passage_panel import MISSING_PASSAGE, render_passage
from assistant.page.html.progress import render_progress
from assistant.page.html.results import render_facets, render_results, render_similar
from assistant.page.html.safe_html import query_stems, render_trouble
from assistant.page.html.shell import SEARCH_HINT, render_status_line
from assistant.page.html.sources import render_account, render_duplicates, render_sources, render_unparsed_lines
from assistant.page.markdown_export import turn_to_note
from assistant.page.request import Request, parse_filters, text_of, visit_of
from index.errors import IndexFailure
from index.search.evidence import Question
from index.search.filters import Filters
from index.vectors.encoder_list import find_encoder

SEARCH_RESULTS = 30
"""Passages of one search on the page."""
LISTED_DUPLICATES = 200
"""On the page; the command line lists all."""
LISTED_UNPARSED_LINES = 200

Action = Callable[[Request], Any]


def make_actions(library: Library, conversations: ConversationStore) -> list[Action]:
    """All actions, each reporting a failure as HTML and never as a traceback. The script calls them by their names."""
    ask = AskActions(library.chat, conversations)
    search = SearchActions(library.search, library.sources)
    sources = SourcesActions(library.sources)
    models = ModelActions(library.models, library.sources)
    actions: tuple[Action, ...] = (
        *(ask.daily_review, ask.set_daily_review, ask.history, ask.delete_conversation, ask.export_answer),
        *(search.open_passage, search.search, search.more_like, search.facets, search.shelf, search.work),
        *(sources.status, sources.sources, sources.account, sources.ingest, sources.fetch_account),
        *(sources.remove_source, sources.ingest_progress, sources.stop_ingest, sources.set_interval),
        *(sources.unparsed_lines, sources.duplicates, sources.keep_apart),
        *(models.models, models.use_model, models.download_progress, models.stop_download),
    )
    return [_explaining_failures(action) for action in actions]


class AskActions:
    """Past conversations and the daily review."""

    def __init__(self, chat: Chat, conversations: ConversationStore) -> None:
        self._chat = chat
        self._conversations = conversations

    def daily_review(self, request: Request) -> str:
        """ "" if there is nothing to see, it is off, or the store is in trouble, which the page shows elsewhere."""
        try:
            return render_daily_review(self._chat.daily_review())
        except IndexFailure:
            return ""

    def set_daily_review(self, request: Request) -> str:
        on = bool(text_of(request, "on"))
        self._chat.set_daily_review(on)
        return self.daily_review(request) if on else REVIEW_OFF

    def history(self, request: Request) -> str:
        """Past conversations that contain `words`."""
        words = text_of(request, "words")
        return render_history(self._conversations.search(words), words)

    def delete_conversation(self, request: Request) -> str:
        self._conversations.delete(text_of(request, "id"))
        return self.history(request)

    def export_answer(self, request: Request) -> dict[str, str]:
        """The answer of `turn` in conversation `id` as a markdown file: its `name` and `text`."""
        conversation = self._conversations.load(text_of(request, "id"))
        turn = request.get("turn")
        if conversation is None or not isinstance(turn, int) or not 0 <= turn < len(conversation.turns):
            return {"name": "", "text": ""}
        name, text = turn_to_note(conversation.turns[turn])
        return {"name": name, "text": text}


class SearchActions:
    """Search, the shelf of works, and the panel of an opened passage."""

    def __init__(self, search: Search, sources: Sources) -> None:
        self._search = search
        self._sources = sources

    def open_passage(self, request: Request) -> str:
        """`id` of a passage, `words` of the question, `n` of the citation, `line` that its sentence stands on."""
        passage = self._search.open_passage(text_of(request, "id"))
        if passage is None:
            return MISSING_PASSAGE
        stems, line = query_stems(text_of(request, "words")), text_of(request, "line")
        return render_passage(passage, stems, text_of(request, "n")[:3], line if line.isdecimal() else "")

    def search(self, request: Request) -> str:
        """`words`, and any of `category`, `author`, `tag`, `voice`, `year`."""
        words = text_of(request, "words").strip()
        filters = parse_filters(request)
        if not words:
            return SEARCH_HINT
        result = self._search.search(Question(text=words, filters=filters, top=SEARCH_RESULTS, spread=True))
        if not result.evidence and self._sources.state().store == "empty":
            return NO_NOTES
        return render_results(result, words, filters != Filters())

    def more_like(self, request: Request) -> str:
        opened = self._search.open_passage(text_of(request, "id"))
        if opened is None:
            return MISSING_PASSAGE
        return render_similar(self._search.more_like(opened.passage.id, SEARCH_RESULTS), opened.passage)

    def facets(self, request: Request) -> str:
        """ "" if the store is in trouble, which the search itself will report."""
        try:
            return render_facets(self._search.facets())
        except IndexFailure:
            return ""

    def shelf(self, request: Request) -> str:
        return render_shelf(self._search.works(), self._search.months())

    def work(self, request: Request) -> str:
        page = self._search.open_work(text_of(request, "id"))
        return render_work(page) if page else render_nothing_found("this work", False)


class SourcesActions:
    """The state of the sources, and reading them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._job: BackgroundJob[IngestResult] = BackgroundJob("reading")

    def status(self, request: Request) -> dict[str, Any]:
        """The line in the masthead; `waits` while it will change by itself."""
        state = self._sources.state()
        return {
            "html": render_status_line(state),
            "waits": state.store != "broken" and (not state.model.ready or state.model.download is not None),
        }

    def sources(self, request: Request) -> str:
        return render_sources(self._sources.state())

    def account(self, request: Request) -> str:
        return render_account(self._sources.account())

    def ingest(self, request: Request) -> dict[str, Any]:
        """Read the sources again, and the folder `add` if one is named, with the listed encoder `encoder` if one is; a
        running reading continues instead."""
        add, allow_removals = text_of(request, "add").strip(), request.get("removals") is True
        encoder = find_encoder(text_of(request, "encoder"))
        name = encoder.name if encoder else ""
        return self._start(
            request,
            lambda job: self._sources.ingest(add, allow_removals=allow_removals, encoder=name, context=job),
        )

    def fetch_account(self, request: Request) -> dict[str, Any]:
        return self._start(request, self._sources.fetch_account)

    def remove_source(self, request: Request) -> dict[str, Any]:
        """Stop reading the source `path`; a running reading continues instead."""
        path = text_of(request, "path")
        return self._start(request, lambda job: self._sources.remove(path))

    def _start(self, request: Request, work: Callable[[CommandContext], IngestResult]) -> dict[str, Any]:
        self._job.start(work, visit_of(request))
        return self.ingest_progress(request)

    def ingest_progress(self, request: Request) -> dict[str, Any]:
        """The reading's progress as `html`, and whether it is `running`."""
        status = self._job.status(visit_of(request))
        return {"html": render_progress(status), "running": status.running}

    def stop_ingest(self, request: Request) -> dict[str, Any]:
        self._job.stop()
        return self.ingest_progress(request)

    def set_interval(self, request: Request) -> str:
        """Read the sources again every so many `minutes`; "" once that is set."""
        minutes = text_of(request, "minutes")
        self._sources.set_interval(int(minutes) if minutes.isdecimal() else 0)
        return ""

    def unparsed_lines(self, request: Request) -> str:
        lines = self._sources.unparsed_lines(LISTED_UNPARSED_LINES)
        return render_unparsed_lines(lines, self._sources.state().status.unparsed_lines)

    def duplicates(self, request: Request) -> str:
        return render_duplicates(self._sources.duplicates(LISTED_DUPLICATES))

    def keep_apart(self, request: Request) -> str:
        """Keep the duplicate `id` apart; "" once that is done."""
        self._sources.keep_apart(text_of(request, "id"))
        return ""


class ModelActions:
    """Choosing the model that writes."""

    def __init__(self, models: Models, sources: Sources) -> None:
        self._models = models
        self._sources = sources
        self._job: BackgroundJob[str] = BackgroundJob("download")
        if models.wants_default():
            self._use("", "")

    def models(self, request: Request) -> str:
        state = self._sources.state().model
        return render_model_picker(state, self._models.choices(), self._job.status(visit_of(request)))

    def use_model(self, request: Request) -> dict[str, Any]:
        """Let the model `name` write, downloading it if needed; "" is the default."""
        self._use(text_of(request, "name"), visit_of(request))
        return self.download_progress(request)

    def _use(self, name: str, visit: str) -> None:
        def use(context: CommandContext) -> str:
            self._models.use(name, context)
            return "It writes from the next answer on."

        self._job.start(use, visit)

    def download_progress(self, request: Request) -> dict[str, Any]:
        status = self._job.status(visit_of(request))
        return {"html": render_download(status), "running": status.running}

    def stop_download(self, request: Request) -> dict[str, Any]:
        self._job.stop()
        return self.download_progress(request)


def _explaining_failures(action: Action) -> Action:
    @wraps(action)
    def safe_action(request: Request) -> Any:
        try:
            return action(request if isinstance(request, dict) else {})
        except Exception as trouble:
            return render_trouble(explain_trouble(trouble))

    return safe_action
