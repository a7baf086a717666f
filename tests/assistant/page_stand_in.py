"""A library of a few passages that answers by counting shared words: what the page is tested against
where the real parts would be slow, or would not fail when they should.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import Literal

from assistant.answering.answer import Answer, Citation, Sentence, Timing
from assistant.errors import DownloadInterrupted
from assistant.library.protocol import AnswerOptions, Facets, Opened, Repeat, WorkCard, WorkPage
from assistant.library.state import (
    AccountState,
    FileTrouble,
    ModelChoice,
    ModelState,
    Progress,
    Reading,
    SourceState,
    State,
)
from index.browse.daily_review import Again, Arrival, Today
from index.browse.facets import Recent
from index.search.evidence import Evidence, Question, SearchResult
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
    """Answers sentence by sentence with `pace` seconds between; everything it knows is in its fields."""

    def __init__(self, passages: Sequence[Passage] = PASSAGES, pace: float = 0.02, repeat: int = 1) -> None:
        self.passages = tuple(passages)
        self.pace = pace
        self.work_pace = 5 * pace
        """Seconds for each step of a reading or of a model's fetch."""
        self.account_pace = 0.0
        """Seconds that the keyring takes to answer."""
        self.repeat = repeat
        """How often each sentence is said: a way to a long answer."""
        self.stopped = Event()
        self.apart: list[str] = []
        self.trouble: Exception | None = None
        self.now = State(
            store="ready" if passages else "empty",
            notes=3,
            passages=len(passages),
            works=3,
            sources=(SourceState(path=SOURCE, notes=3, last_ingest="2026-11-20T10:00:00", pending=1),),
            model=ModelState(name="SmolLM2 135M", detail="92 MB, 2,048 tokens of context, on the CPU"),
            failures=(FileTrouble(path="Readwise/Broken.md", line=0, why="no text could be read from it"),),
            unparsed_lines=1,
        )
        self.token: Literal["", "environment", "keyring"] = ""
        self.gone = 0
        """Files that the source has lost."""
        self.fetched = False
        self.shows_today = True
        """Whether the small model of the list is here."""
        self.asked: list[AnswerOptions] = []

    def state(self) -> State:
        return self.now

    def search(self, question: Question) -> SearchResult:
        wanted = set(re.findall(r"\w{3,}", question.text.lower()))
        scored = [(len(wanted & set(re.findall(r"\w{3,}", p.text.lower()))), p) for p in self.passages]
        kept = [
            (n, p)
            for n, p in scored
            if n and question.filters.category in ("", p.places[0].category) and question.filters.voice in ("", p.voice)
        ]
        ordered = sorted(kept, key=lambda one: -one[0])[: question.top]
        found = tuple(
            Evidence(passage=p, rank=i, score=n / 10, cosine=n / 10, lexical=1.0)
            for i, (n, p) in enumerate(ordered, start=1)
        )
        return SearchResult(standalone_question=question.text, evidence=found)

    def ask(
        self,
        question: Question,
        *,
        on_sentence: Callable[[Sentence], None],
        on_citation: Callable[[Citation], None],
        stop: Event,
        manner: AnswerOptions | None = None,
    ) -> Answer:
        self.asked.append(manner or AnswerOptions())
        begun = time.perf_counter()
        if self.trouble:
            raise self.trouble
        found = self.search(question).evidence
        time.sleep(self.pace)
        if not any(one.score >= 0.1 for one in found) or "france" in question.text.lower():
            return self._answer(question, begun, nearest=found or self._any())
        citations, sentences = [], []
        for n, one in enumerate(found[:3], start=1):
            citations.append(Citation(n=n, evidence=one))
            on_citation(citations[-1])
            for _ in range(self.repeat):
                if stop.wait(self.pace):
                    self.stopped.set()
                    return self._answer(question, begun, sentences, citations, stopped=True)
                support = "verbatim" if n == 1 else "weak" if n == 3 else "supported"
                lead = "AI summary" if one.passage.voice == "machine" else ""
                sentences.append(Sentence(text=one.passage.text, citations=(n,), support=support, lead=lead))  # type: ignore[arg-type]
                on_sentence(sentences[-1])
        return self._answer(question, begun, sentences, citations)

    def _any(self) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(passage=p, rank=i, score=0.1, cosine=0.1, lexical=0.0)
            for i, p in enumerate(self.passages[:3], start=1)
        )

    def _answer(
        self,
        question: Question,
        begun: float,
        sentences: Sequence[Sentence] = (),
        citations: Sequence[Citation] = (),
        nearest: tuple[Evidence, ...] = (),
        stopped: bool = False,
    ) -> Answer:
        text = " ".join(s.text for s in sentences) or "Your notes don’t say."
        return Answer(
            standalone_question=question.text,
            answered=bool(sentences) or stopped,
            text=text,
            sentences=tuple(sentences),
            citations=tuple(citations),
            nearest=nearest,
            model="quoted from your notes",
            seconds=Timing(retrieve=0.01, first_token=0.02, total=time.perf_counter() - begun),
            stopped=stopped,
        )

    def more_like(self, passage_id: str, top: int) -> SearchResult:
        text = next(p.text for p in self.passages if p.id == passage_id)
        finding = self.search(Question(text=text, top=top + 1))
        return replace(finding, evidence=tuple(e for e in finding.evidence if e.passage.id != passage_id))

    def open_passage(self, passage_id: str) -> Opened | None:
        for i, passage in enumerate(self.passages):
            if passage.id == passage_id:
                work = passage.places[0].title
                near = [p for p in self.passages[i + 1 : i + 2] if p.places[0].title == work]
                return Opened(passage=passage, after=tuple(near), work_id=work)
        return None

    def facets(self) -> Facets:
        return Facets(
            categories={"books": 2, "podcasts": 1},
            authors={"Ines Okafor": 2, "Jo Lindqvist": 1},
            tags={"moon": 1, "physics": 1},
            voices={"author": 2, "reader": 2, "machine": 1},
            years={"2024": 2, "2023": 1},
        )

    def recent(self) -> Recent:
        return Recent(titles=tuple(work.title for work in self.works()), tags=tuple(self.facets().tags))

    def works(self) -> Sequence[WorkCard]:
        titles = dict.fromkeys(p.places[0].title for p in self.passages)
        return [self._card(title) for title in titles]

    def _card(self, title: str) -> WorkCard:
        mine = [p for p in self.passages if p.places[0].title == title]
        return WorkCard(
            id=title,
            title=title,
            author=mine[0].places[0].author,
            category=mine[0].places[0].category,
            last_highlighted=mine[0].highlighted_at,
            passages=len(mine),
            highlights=sum(p.kind == "highlight" for p in mine),
            notes=sum(bool(p.note) for p in mine),
        )

    def open_work(self, work_id: str) -> WorkPage | None:
        mine = tuple(p for p in self.passages if p.places[0].title == work_id)
        return WorkPage(card=self._card(work_id), passages=mine) if mine else None

    def months(self) -> Mapping[str, int]:
        return {"2023-11": 1, "2024-03": 2}

    def repeats(self, limit: int) -> Sequence[Repeat]:
        one = Repeat(
            id="r1",
            kind="near",
            why="the same words but for two",
            similarity=0.94,
            kept_text=self.passages[0].text if self.passages else "",
            kept_where="Readwise/Tide Tables.md:12",
            other_text="The moon pulls the near water harder than the far, and the difference is the tide.",
            other_where="Kindle/My Clippings.txt:88",
        )
        return [] if "r1" in self.apart or not self.passages else [one]

    def keep_apart(self, repeat_id: str) -> None:
        self.apart.append(repeat_id)

    def set_interval(self, minutes: int) -> None:
        self.now = replace(self.now, interval_minutes=minutes)

    def misread(self, limit: int) -> Sequence[FileTrouble]:
        return [FileTrouble(path="Readwise/Tide Tables.md", line=40, why="%% odd line %%")]

    def account(self) -> AccountState:
        time.sleep(self.account_pace)
        known = any(source.path == "readwise:" for source in self.now.sources)
        return AccountState(
            token=self.token,
            known=known,
            books=3 * known,
            added=12 * known,
            last_fetch="2026-11-21T08:30:00Z" if known else "",
        )

    def fetch_account(self, *, progress: Callable[[Progress], None], stop: Event) -> Reading:
        done = self.read_sources(add="", allow_removals=False, progress=progress, stop=stop)
        account = SourceState(path="readwise:", notes=3, last_ingest="2026-11-21T08:30:00Z")
        self.now = replace(self.now, sources=(*self.now.sources, account))
        return done

    def today(self) -> Today | None:
        if not self.shows_today or len(self.passages) < 4:
            return None
        near = Evidence(passage=self.passages[2], rank=1, score=0.7, cosine=0.7, lexical=0.0)
        return Today(
            day="2026-11-22",
            since="2026-11-18",
            came=7,
            works=2,
            arrivals=(Arrival(passage=self.passages[0], older=(near,)),),
            again=(Again(passage=self.passages[1], why="one of your favourites"),),
        )

    def turn_today(self, on: bool) -> None:
        self.shows_today = on

    def models(self) -> Sequence[ModelChoice]:
        facts = {"note": "for tests", "licence": "MIT", "size": 2_500_000_000, "memory": 3_500_000_000}
        return [
            ModelChoice(name="small", title="Small Model", fit="memory", here=self.fetched, used=self.fetched, **facts),  # type: ignore[arg-type]
            ModelChoice(name="huge", title="Huge Model", fit="no", here=False, used=False, **facts),  # type: ignore[arg-type]
        ]

    def take_model(self, name: str, *, progress: Callable[[Progress], None], stop: Event) -> None:
        for done in range(10):
            progress(Progress(done=done * 250_000_000, total=2_500_000_000, doing="fetching"))
            if stop.wait(self.work_pace / 2):
                raise DownloadInterrupted("small.gguf", "stopped", done * 250_000_000, 2_500_000_000)
        self.fetched = name == "small"

    def remove_source(self, path: str) -> Reading:
        self.now = replace(self.now, sources=tuple(one for one in self.now.sources if one.path != path))
        return replace(_reading(), remark=f"{path} is not read any more.")

    def read_sources(
        self, *, add: str, allow_removals: bool, progress: Callable[[Progress], None], stop: Event
    ) -> Reading:
        if add == "/nowhere":
            return _reading(trouble="/nowhere: there is no such folder; check the spelling")
        for done in range(1, 6):
            progress(Progress(done=done, total=5, doing="Reading notes"))
            if stop.wait(self.work_pace):
                return _reading(stopped=True)
        if self.gone and not allow_removals:
            return replace(_reading(trouble=f"{SOURCE}: {self.gone} files are gone"), asks_removal=True)
        removed, self.gone = self.gone, 0
        if removed:
            return replace(_reading(), removed=removed)
        if not self.passages:
            self.passages = PASSAGES
            self.now = replace(self.now, store="ready", passages=len(PASSAGES))
        return _reading(new=1)


def _reading(trouble: str = "", stopped: bool = False, new: int = 0) -> Reading:
    return Reading(
        seen=3, new=new, changed=0, removed=0, failed=1, added=2, seconds=0.4, stopped=stopped, trouble=trouble
    )
