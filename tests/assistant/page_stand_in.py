"""A library of a few passages that answers by counting shared words: what the page is tested against
where the real parts would be slow, or would not fail when they should.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Literal

from assistant.answering.answer import Answer, Citation, Sentence, Timing
from assistant.errors import DownloadInterrupted
from assistant.library.command_context import CommandContext
from assistant.library.interfaces import AnswerOptions, Library, WorkPage
from assistant.library.state import AccountState, IngestResult, ModelChoice, ModelState, State
from assistant.model_downloads.catalogue import ListedModel
from index.browse.daily_review import Arrival, DailyReview, Resurfaced
from index.browse.works import Neighbours
from index.catalog.files import Trouble
from index.catalog.links import Duplicate, Spot
from index.catalog.queries.counts import Recent
from index.catalog.queries.works import WorkSummary
from index.maintenance.status import SourceStatus, Status
from index.search.evidence import Evidence, Question, SearchResult
from index.sources.readwise_mirror import Account
from index.sync.report import DuplicateCounts, IngestReport, NoteCounts, PassageCounts
from ingest.passage import Passage, Place

SOURCE = "/home/reader/notes"


def make_passage(text: str, title: str = "Tide Tables", line: int = 12, **fields: object) -> Passage:
    """A highlight on one line of a file named like its work."""
    where = {"author", "category", "published", "document_url", "url", "location", "section", "asin"}
    place = Place(
        source=SOURCE,
        path=f"Readwise/{title}.md",
        line_start=line,
        line_end=line,
        title=title,
        **{"author": "Ines Okafor", "category": "books", **{k: v for k, v in fields.items() if k in where}},  # type: ignore[arg-type]
    )
    rest = {k: v for k, v in fields.items() if k not in where}
    return Passage(**{"kind": "highlight", "voice": "author", **rest}, text=text, places=(place,))  # type: ignore[arg-type]


PASSAGES = (
    make_passage(
        "The moon pulls the near water harder than the far water, and the difference is the tide.",
        note="Difference, not strength. I always had this wrong.",
        tags=("moon", "physics"),
        highlighted_at="2024-03-02T09:12:00",
        document_url="https://example.org/tides",
        url="https://readwise.io/open/1",
        section=("Chapter 2", "Two bulges"),
        location="Page 31",
    ),
    make_passage(
        "A tide table is a promise made by arithmetic: nobody at the harbour has to believe in the moon.",
        line=15,
        highlighted_at="2024-03-03T20:00:00",
        section=("Chapter 2", "Two bulges"),
    ),
    make_passage(
        "Neap tides come when sun and moon pull at right angles.",
        title="The Harbour Hour",
        line=8,
        author="Jo Lindqvist",
        category="podcasts",
        highlighted_at="2023-11-20",
        voice="machine",
        url="https://example.org/episode?t=120",
    ),
    make_passage(
        "Ask the harbour master how the tables are corrected for wind.",
        title="Loose thoughts",
        line=3,
        author="",
        category="",
        voice="reader",
        kind="prose",
    ),
)


class StandIn:
    """Answers sentence by sentence with `pace` seconds between; its four parts share its fields."""

    def __init__(self, passages: Sequence[Passage] = PASSAGES, pace: float = 0.02, repeat: int = 1) -> None:
        self.passages = tuple(passages)
        self.pace = pace
        self.work_pace = 5 * pace
        """Seconds for each step of a reading or of a model's download."""
        self.account_pace = 0.0
        """Seconds that the keyring takes to answer."""
        self.repeat = repeat
        """How often each sentence is said: a way to a long answer."""
        self.stopped = Event()
        self.apart: list[str] = []
        self.trouble: Exception | None = None
        self.now = State(
            store="ready" if passages else "empty",
            status=Status(
                data=Path(),
                notes=3,
                passages=len(passages),
                works=3,
                sources=(make_source(SOURCE, "2026-11-20T10:00:00", pending=1),),
                failures=(Trouble(path="Readwise/Broken.md", line=None, why="no text could be read from it"),),
                unparsed_lines=1,
            ),
            model=ModelState(name="SmolLM2 135M", detail="92 MB, 2,048 tokens of context, on the CPU"),
        )
        self.token: Literal["", "environment", "keyring"] = ""
        self.gone = 0
        """Files that the source has lost."""
        self.downloaded = False
        """Whether the small model of the list is here."""
        self.shows_today = True
        self.asked: list[AnswerOptions] = []
        self.encoders: list[str] = []
        """Those that were changed to."""
        self.library = Library(
            chat=StandInChat(self), search=StandInSearch(self), sources=StandInSources(self), models=StandInModels(self)
        )


class StandInChat:
    def __init__(self, stand_in: StandIn) -> None:
        self._now = stand_in

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
        now = self._now
        now.asked.append(options or AnswerOptions())
        start = time.perf_counter()
        if now.trouble:
            raise now.trouble
        found = find(now.passages, question)
        time.sleep(now.pace)
        if not found or "france" in question.text.lower():
            return make_answer(question, start, nearest=found or any_evidence(now.passages))
        citations, sentences = [], []
        for n, evidence in enumerate(found[:3], start=1):
            citations.append(Citation(n=n, evidence=evidence))
            on_citation(citations[-1])
            for _ in range(now.repeat):
                if stop.wait(now.pace):
                    now.stopped.set()
                    return make_answer(question, start, sentences, citations, stopped=True)
                support = "verbatim" if n == 1 else "weak" if n == 3 else "supported"
                lead = "AI summary" if evidence.passage.voice == "machine" else ""
                sentences.append(Sentence(text=evidence.passage.text, citations=(n,), support=support, lead=lead))  # type: ignore[arg-type]
                on_sentence(sentences[-1])
        return make_answer(question, start, sentences, citations)

    def recent(self) -> Recent:
        search = self._now.library.search
        return Recent(titles=tuple(work.title for work in search.works()), tags=tuple(search.facets()["tag"]))

    def daily_review(self) -> DailyReview | None:
        passages = self._now.passages
        if not self._now.shows_today or len(passages) < 4:
            return None
        near = Evidence(passage=passages[2], rank=1, score=0.7, cosine=0.7, lexical=0.0)
        return DailyReview(
            day="2026-11-22",
            since="2026-11-18",
            new_passages=7,
            new_works=2,
            arrivals=(Arrival(passage=passages[0], older=(near,)),),
            resurfaced=(Resurfaced(passage=passages[1], why="one of your favourites"),),
        )

    def set_daily_review(self, on: bool) -> None:
        self._now.shows_today = on


class StandInSearch:
    def __init__(self, stand_in: StandIn) -> None:
        self._now = stand_in

    def search(self, question: Question) -> SearchResult:
        return SearchResult(standalone_question=question.text, evidence=find(self._now.passages, question))

    def more_like(self, passage_id: str, top: int) -> SearchResult:
        text = next(passage.text for passage in self._now.passages if passage.id == passage_id)
        result = self.search(Question(text=text, top=top + 1))
        return replace(result, evidence=tuple(e for e in result.evidence if e.passage.id != passage_id))

    def open_passage(self, passage_id: str) -> Neighbours | None:
        for i, passage in enumerate(self._now.passages):
            if passage.id == passage_id:
                work = passage.places[0].title
                after = [p for p in self._now.passages[i + 1 : i + 2] if p.places[0].title == work]
                return Neighbours(passage=passage, before=(), after=tuple(after), work=work)
        return None

    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return {
            "category": {"books": 2, "podcasts": 1},
            "author": {"Ines Okafor": 2, "Jo Lindqvist": 1},
            "tag": {"moon": 1, "physics": 1},
            "voice": {"author": 2, "reader": 2, "machine": 1},
            "year": {"2024": 2, "2023": 1},
        }

    def works(self) -> Sequence[WorkSummary]:
        titles = dict.fromkeys(passage.places[0].title for passage in self._now.passages)
        return [self._work(title) for title in titles]

    def _work(self, title: str) -> WorkSummary:
        passages = [passage for passage in self._now.passages if passage.places[0].title == title]
        return make_work(
            title,
            author=passages[0].places[0].author,
            category=passages[0].places[0].category,
            last_highlighted=passages[0].highlighted_at,
            passages=len(passages),
            highlights=sum(passage.kind == "highlight" for passage in passages),
            notes=sum(bool(passage.note) for passage in passages),
        )

    def open_work(self, work_id: str) -> WorkPage | None:
        passages = tuple(passage for passage in self._now.passages if passage.places[0].title == work_id)
        return WorkPage(work=self._work(work_id), passages=passages) if passages else None

    def months(self) -> Mapping[str, int]:
        return {"2023-11": 1, "2024-03": 2}


class StandInSources:
    def __init__(self, stand_in: StandIn) -> None:
        self._now = stand_in

    def state(self) -> State:
        return self._now.now

    def ingest(self, add: str, *, allow_removals: bool, encoder: str = "", context: CommandContext) -> IngestResult:
        now = self._now
        if encoder:
            now.encoders.append(encoder)
            status = replace(now.now.status, embedder=encoder, language_gap=None)
            now.now = replace(now.now, status=status)
        if add == "/nowhere":
            return IngestResult(trouble="/nowhere: there is no such folder; check the spelling")
        for done in range(1, 6):
            context.progress("Reading notes", done, 5)
            if context.stop.wait(now.work_pace):
                return IngestResult(report=make_report(stopped=True))
        if now.gone and not allow_removals:
            return IngestResult(trouble=f"{SOURCE}: {now.gone} files are gone", asks_removal=True)
        removed, now.gone = now.gone, 0
        if removed:
            return IngestResult(report=make_report(removed=removed))
        if not now.passages:
            now.passages = PASSAGES
            now.now = replace(now.now, store="ready", status=replace(now.now.status, passages=len(PASSAGES)))
        return IngestResult(report=make_report(new=1))

    def remove(self, path: str) -> IngestResult:
        self._set_sources(*(source for source in self._now.now.status.sources if source.path != path))
        return IngestResult(remark=f"{path} is no longer read.")

    def set_interval(self, minutes: int) -> None:
        self._now.now = replace(self._now.now, interval_minutes=minutes)

    def account(self) -> AccountState:
        time.sleep(self._now.account_pace)
        known = any(source.path == "readwise:" for source in self._now.now.status.sources)
        account = Account(added=12, fetched_at="2026-11-21T08:30:00Z") if known else Account()
        return AccountState(token=self._now.token, books=3 * known, account=account)

    def fetch_account(self, context: CommandContext) -> IngestResult:
        result = self.ingest("", allow_removals=False, context=context)
        account = make_source("readwise:", "2026-11-21T08:30:00Z")
        self._set_sources(*self._now.now.status.sources, account)
        return result

    def _set_sources(self, *sources: SourceStatus) -> None:
        self._now.now = replace(self._now.now, status=replace(self._now.now.status, sources=sources))

    def duplicates(self, limit: int) -> Sequence[Duplicate]:
        if "r1" in self._now.apart or not self._now.passages:
            return []
        other = "The moon pulls the near water harder than the far, and the difference is the tide."
        return [
            Duplicate(
                id="r1",
                kind="near",
                why="the same words but for two",
                similarity=0.94,
                kept=make_spot("Readwise/Tide Tables.md", 12, self._now.passages[0].text),
                duplicate=make_spot("Kindle/My Clippings.txt", 88, other),
            )
        ]

    def keep_apart(self, duplicate_id: str) -> None:
        self._now.apart.append(duplicate_id)

    def unparsed_lines(self, limit: int) -> Sequence[Trouble]:
        return [Trouble(path="Readwise/Tide Tables.md", line=40, why="%% odd line %%")]


class StandInModels:
    def __init__(self, stand_in: StandIn) -> None:
        self._now = stand_in

    def choices(self) -> Sequence[ModelChoice]:
        path = "/models/small.gguf" if self._now.downloaded else ""
        return [
            ModelChoice(model=make_listed("small", "Small Model"), fit="memory", path=path, used=bool(path)),
            ModelChoice(model=make_listed("huge", "Huge Model"), fit="no", path="", used=False),
        ]

    def wants_default(self) -> bool:
        return False

    def use(self, name: str, context: CommandContext) -> None:
        for done in range(10):
            context.progress("fetching from the hub", done * 250_000_000, 2_500_000_000)
            if context.stop.wait(self._now.work_pace / 2):
                raise DownloadInterrupted("small.gguf", "stopped", done * 250_000_000, 2_500_000_000)
        self._now.downloaded = name == "small"


def find(passages: Sequence[Passage], question: Question) -> tuple[Evidence, ...]:
    """The passages that share words of three letters or more with the question, most first."""
    words = set(re.findall(r"\w{3,}", question.text.lower()))
    filters = question.filters
    scored = [
        (score, passage)
        for passage in passages
        if (score := len(words & set(re.findall(r"\w{3,}", passage.text.lower()))))
        and filters.category in ("", passage.places[0].category)
        and filters.voice in ("", passage.voice)
    ]
    ordered = sorted(scored, key=lambda pair: -pair[0])[: question.top]
    return tuple(
        Evidence(passage=passage, rank=rank, score=score / 10, cosine=score / 10, lexical=1.0)
        for rank, (score, passage) in enumerate(ordered, start=1)
    )


def any_evidence(passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage=passage, rank=rank, score=0.1, cosine=0.1, lexical=0.0)
        for rank, passage in enumerate(passages[:3], start=1)
    )


def make_answer(
    question: Question,
    start: float,
    sentences: Sequence[Sentence] = (),
    citations: Sequence[Citation] = (),
    nearest: tuple[Evidence, ...] = (),
    stopped: bool = False,
) -> Answer:
    text = " ".join(sentence.text for sentence in sentences) or "Your notes don’t say."
    return Answer(
        standalone_question=question.text,
        answered=bool(sentences) or stopped,
        text=text,
        sentences=tuple(sentences),
        citations=tuple(citations),
        nearest=nearest,
        model="quoted from your notes",
        seconds=Timing(retrieve=0.01, first_token=0.02, total=time.perf_counter() - start),
        stopped=stopped,
    )


def make_work(title: str, **fields: object) -> WorkSummary:
    """A work whose id is its title; what is not given is unset."""
    unset = dict.fromkeys(("author", "category", "url", "published", "last_highlighted"), "")
    counts = dict.fromkeys(("passages", "highlights", "notes"), 0)
    return WorkSummary(**{"id": title, "probable": False, "full_text": False, **unset, **counts, **fields}, title=title)  # type: ignore[arg-type]


def make_source(path: str, last_ingest: str, pending: int = 0) -> SourceStatus:
    return SourceStatus(path=path, notes=3, last_ingest=last_ingest, pending=pending, missing=False)


def make_spot(path: str, line: int, text: str) -> Spot:
    return Spot(occurrence="", source=SOURCE, path=path, line_start=line, line_end=line, text=text, title="")


def make_listed(name: str, title: str) -> ListedModel:
    return ListedModel(
        name=name,
        title=title,
        note="for tests",
        file=f"{name}.gguf",
        origins=(),
        size=2_500_000_000,
        sha256="",
        licence="MIT",
        context=4096,
        active_billion=1.0,
        cache_bytes_per_token=0,
    )


def make_report(new: int = 0, removed: int = 0, stopped: bool = False) -> IngestReport:
    return IngestReport(
        notes=NoteCounts(seen=3, new=new, changed=0, unchanged=3 - new, removed=removed, failed=1),
        passages=PassageCounts(total=4, added=2, kept=2, removed=0),
        duplicates=DuplicateCounts(exact=0, near=0),
        failures=(),
        unparsed_lines=1,
        seconds=0.4,
        stopped=stopped,
    )
