"""What the page's script asks of the program between two questions: each call takes a small dict and gives HTML.

Whatever comes in is a stranger's word until it is checked; whatever goes out is escaped by the module that draws it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Event
from typing import Any

from assistant.library.conversation_store import ConversationFolder
from assistant.library.protocol import AnswerOptions, Library
from assistant.library.state import Progress, Reading
from assistant.page.background_job import BackgroundJob, explain_trouble
from assistant.page.html.daily_review import render_daily_review, render_review_off
from assistant.page.html.empty_states import render_no_notes, render_nothing_found
from assistant.page.html.history import render_history
from assistant.page.html.library_shelf import render_shelf, render_work
from assistant.page.html.model_picker import render_download, render_model_picker
from assistant.page.html.passage_panel import render_missing_passage, render_passage
from assistant.page.html.progress import render_progress
from assistant.page.html.results import render_facets, render_results, render_similar
from assistant.page.html.safe_html import query_stems, render_trouble
from assistant.page.html.shell import render_search_hint, render_status_line
from assistant.page.html.sources import render_account, render_duplicates, render_sources, render_unparsed_lines
from assistant.page.markdown_export import turn_to_note
from index.errors import IndexFailure
from index.search.evidence import Question
from index.search.filters import Filters

FOUND = 30
"""Passages of one search on the page."""
REPEATS = 200
"""Repeats listed on the page; the command line lists all."""
MISREAD = 200
"""Lines not understood that are listed."""
LONGEST = 2000
"""Characters of a question that are read."""

VOICES = {"author": "the authors’ words", "reader": "my own words", "machine": "machines’ words"}
"""As `Only in …` names them."""
FACETS = ("category", "author", "tag", "voice", "year")

Call = Callable[[dict[str, Any]], Any]


class Calls:
    """The calls over one library."""

    def __init__(self, library: Library, kept: ConversationFolder) -> None:
        self._library = library
        self._kept = kept
        self._reading: BackgroundJob[Reading] = BackgroundJob("reading")
        self._fetching: BackgroundJob[str] = BackgroundJob("fetching")

    def functions(self) -> list[Call]:
        """The calls by their names, each failing in words and never with a traceback."""
        named = (
            self.open_passage,
            self.search,
            self.more_like,
            self.facets,
            self.shelf,
            self.work,
            self.today,
            self.turn_today,
            self.past,
            self.forget,
            self.note,
            self.standing,
            self.sources,
            self.account,
            self.read,
            self.fetch_account,
            self.remove_source,
            self.reading,
            self.stop_reading,
            self.interval,
            self.misread,
            self.repeats,
            self.apart,
            self.writers,
            self.take_model,
            self.fetching,
            self.stop_model,
        )
        return [_in_words(one) for one in named]

    def open_passage(self, asked: dict[str, Any]) -> str:
        """`id` of a passage, `words` of the question, `n` of the citation."""
        opened = self._library.open_passage(_text(asked, "id"))
        if opened is None:
            return render_missing_passage()
        return render_passage(opened, query_stems(_text(asked, "words")), _text(asked, "n")[:3])

    def search(self, asked: dict[str, Any]) -> str:
        """`words`, and any of `category`, `author`, `tag`, `voice`, `year`."""
        words = _text(asked, "words").strip()
        filters = filters_of(asked)
        if not words:
            return render_search_hint()
        finding = self._library.search(Question(text=words, filters=filters, top=FOUND, spread=True))
        if not finding.evidence and self._library.state().store == "empty":
            return render_no_notes()
        return render_results(finding, words, filters != Filters())

    def more_like(self, asked: dict[str, Any]) -> str:
        opened = self._library.open_passage(_text(asked, "id"))
        if opened is None:
            return render_missing_passage()
        return render_similar(self._library.more_like(opened.passage.id, FOUND), opened.passage)

    def facets(self, asked: dict[str, Any]) -> str:
        """Nothing where the store is in trouble: what is searched for will say so."""
        try:
            return render_facets(self._library.facets())
        except IndexFailure:
            return ""

    def shelf(self, asked: dict[str, Any]) -> str:
        return render_shelf(self._library.works(), self._library.months())

    def work(self, asked: dict[str, Any]) -> str:
        page = self._library.open_work(_text(asked, "id"))
        return render_work(page) if page else render_nothing_found("this work", False)

    def today(self, asked: dict[str, Any]) -> str:
        """ "" where there is nothing to see, it is turned off, or the store is in trouble, which other parts tell."""
        try:
            return render_daily_review(self._library.today())
        except IndexFailure:
            return ""

    def turn_today(self, asked: dict[str, Any]) -> str:
        on = bool(_text(asked, "on"))
        self._library.turn_today(on)
        return self.today(asked) if on else render_review_off()

    def past(self, asked: dict[str, Any]) -> str:
        words = _text(asked, "words")
        return render_history(self._kept.find(words), words)

    def forget(self, asked: dict[str, Any]) -> str:
        self._kept.delete(_text(asked, "id"))
        return self.past(asked)

    def note(self, asked: dict[str, Any]) -> dict[str, str]:
        """The answer of `turn` in conversation `id` as a markdown file: its `name` and `text`."""
        said = self._kept.load(_text(asked, "id"))
        turn = asked.get("turn")
        if said is None or not isinstance(turn, int) or not 0 <= turn < len(said.turns):
            return {"name": "", "text": ""}
        name, text = turn_to_note(said.turns[turn])
        return {"name": name, "text": text}

    def standing(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The line in the masthead; `waits` where it will change by itself."""
        state = self._library.state()
        return {"html": render_status_line(state), "waits": state.store != "broken" and not state.model.ready}

    def sources(self, asked: dict[str, Any]) -> str:
        return render_sources(self._library.state())

    def account(self, asked: dict[str, Any]) -> str:
        return render_account(self._library.account())

    def read(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Read the sources again, and the folder `add` where one is named; where that goes on already, it goes on."""
        add, removals = _text(asked, "add").strip(), asked.get("removals") is True
        self._reading.start(
            lambda tell, stop: self._library.read_sources(add=add, allow_removals=removals, progress=tell, stop=stop),
            _visit(asked),
        )
        return self.reading(asked)

    def fetch_account(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._reading.start(lambda tell, stop: self._library.fetch_account(progress=tell, stop=stop), _visit(asked))
        return self.reading(asked)

    def remove_source(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Read the source `path` no more; while a reading goes on, that goes on."""
        path = _text(asked, "path")
        self._reading.start(lambda tell, stop: self._library.remove_source(path), _visit(asked))
        return self.reading(asked)

    def reading(self, asked: dict[str, Any]) -> dict[str, Any]:
        """How the reading goes on: `html`, and whether it is `running`."""
        look = self._reading.look(_visit(asked))
        return {"html": render_progress(look), "running": look.running}

    def stop_reading(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._reading.stop()
        return self.reading(asked)

    def interval(self, asked: dict[str, Any]) -> str:
        """Have the sources read again every so many `minutes`; why that cannot be, "" where it can."""
        minutes = _text(asked, "minutes")
        self._library.set_interval(int(minutes) if minutes.isdecimal() else 0)
        return ""

    def misread(self, asked: dict[str, Any]) -> str:
        return render_unparsed_lines(self._library.misread(MISREAD), self._library.state().unparsed_lines)

    def repeats(self, asked: dict[str, Any]) -> str:
        return render_duplicates(self._library.repeats(REPEATS))

    def apart(self, asked: dict[str, Any]) -> str:
        self._library.keep_apart(_text(asked, "id"))
        return ""

    def writers(self, asked: dict[str, Any]) -> str:
        return render_model_picker(
            self._library.state().model, self._library.models(), self._fetching.look(_visit(asked))
        )

    def take_model(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Have the model `name` write, fetched first where it is not here; "" is the packaged one."""
        name = _text(asked, "name")

        def take(tell: Callable[[Progress], None], stop: Event) -> str:
            self._library.take_model(name, progress=tell, stop=stop)
            return "It writes from the next answer on." if name else "The packaged model is back."

        self._fetching.start(take, _visit(asked))
        return self.fetching(asked)

    def fetching(self, asked: dict[str, Any]) -> dict[str, Any]:
        look = self._fetching.look(_visit(asked))
        return {"html": render_download(look), "running": look.running}

    def stop_model(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._fetching.stop()
        return self.fetching(asked)


def filters_of(asked: dict[str, Any]) -> Filters:
    """The filters that a page or program named; a `year` stands for its first and last day."""
    year = _text(asked, "year")[:4]
    return Filters(
        category=_text(asked, "category"),
        author=_text(asked, "author"),
        title=_text(asked, "title"),
        tag=_text(asked, "tag"),
        voice=_text(asked, "voice"),
        source=_text(asked, "source"),
        since=year or _text(asked, "since"),
        until=year or _text(asked, "until"),
    )


def read_scope(chosen: str) -> tuple[Filters, str, AnswerOptions]:
    """What the page sends with a question: the filters, in words what they narrow it to, and how to answer."""
    try:
        asked = json.loads(chosen or "{}")
    except ValueError:
        asked = {}
    if not isinstance(asked, dict):
        asked = {}
    words = [VOICES.get(_text(asked, key), "") if key == "voice" else _text(asked, key) for key in FACETS]
    return filters_of(asked), ", ".join(word for word in words if word), manner_of(asked)


def manner_of(asked: dict[str, Any]) -> AnswerOptions:
    """How a page or program wants to be answered: `way`, and `strictness` as a number or its digits."""
    way = _text(asked, "way")
    try:
        strictness = min(1.0, max(0.0, float(asked.get("strictness", ""))))
    except (TypeError, ValueError):
        strictness = None
    return AnswerOptions(way="quote" if way == "quote" else "write" if way == "write" else "", strictness=strictness)


def _visit(asked: dict[str, Any]) -> str:
    """Who asks, as the page's script drew it: it goes with each call."""
    return _text(asked, "visit")


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name, "")
    return value[:LONGEST] if isinstance(value, str) else ""


def _in_words(call: Call) -> Call:
    def safely(asked: dict[str, Any]) -> Any:
        try:
            return call(asked if isinstance(asked, dict) else {})
        except Exception as trouble:
            return render_trouble(explain_trouble(trouble))

    safely.__name__ = call.__name__
    return safely
