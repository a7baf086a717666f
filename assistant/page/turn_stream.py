"""A question to the library as a stream of conversations, each one step further than the last.

The library answers on a thread of its own; what it says passes through a queue. Closing the stream, or
setting `stop`, stops the model: nothing goes on writing for a page that has gone.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.answering.answer import Answer, Citation, Sentence
from assistant.library.conversation import Conversation, Shown, Source, Turn
from assistant.library.protocol import AnswerOptions, Library
from assistant.page.background_job import explain_trouble
from index.search.evidence import Evidence, Question
from index.search.filters import Filters

TOP = 8
"""Passages considered for one answer; what fits the smallest model's context with room to write."""

_ANSWERERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="answer")
"""Threads that stay: what SQLite and the encoder keep for each thread is kept for these only. With a thread for each
question the page grew by 0.8 MB a question."""

LOOK_S = 0.1
"""Seconds between two looks at the stop while nothing is said."""
GRACE_S = 2.0
"""Seconds after a stop in which the library may still tell how it ended: a model that reads its prompt, or is being
loaded, ends only after that, and the reader need not wait for it."""

Said = Citation | Sentence | Answer | BaseException


class Answering:
    """The answers being made, by browser session, so that each can be stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: dict[str, threading.Event] = {}

    def begin(self, session: str) -> threading.Event:
        """A fresh stop for the session; what it was waiting for before is stopped."""
        stop = threading.Event()
        with self._lock:
            before = self._stops.get(session)
            self._stops[session] = stop
        if before is not None:
            before.set()
        return stop

    def stop(self, session: str) -> None:
        with self._lock:
            stop = self._stops.pop(session, None)
        if stop is not None:
            stop.set()

    def end(self, session: str, stop: threading.Event) -> None:
        """Forget a stop that has served."""
        with self._lock:
            if self._stops.get(session) is stop:
                del self._stops[session]


def stream_turns(
    library: Library,
    conversation: Conversation,
    text: str,
    stop: threading.Event,
    *,
    filters: Filters | None = None,
    scope: str = "",
    manner: AnswerOptions | None = None,
) -> Iterator[Conversation]:
    """The conversation with one turn more: looking, then sentence by sentence, then whole, stopped or failed."""
    filters = filters or Filters()
    question = Question(text=text, history=conversation.history(), filters=filters, top=TOP)
    turn = Turn(question=text, scope=scope, wanted=manner.way if manner else "")
    conversation = replace(conversation, turns=(*conversation.turns, turn))
    yield conversation
    try:
        for said in _hear(library, question, stop, manner or AnswerOptions()):
            turn = _add(turn, said)
            conversation = conversation.with_last(turn)
            if not isinstance(said, Citation):
                yield conversation
        if turn.state in ("looking", "writing"):
            yield conversation.with_last(replace(turn, state="stopped"))
    finally:
        stop.set()


def source_of(evidence: Evidence, n: int = 0) -> Source:
    """What a page shows of a piece of evidence."""
    passage = evidence.passage
    place = passage.places[0]
    return Source(
        n=n,
        passage_id=passage.id,
        text=passage.text,
        title=place.title,
        author=place.author,
        path=place.path,
        folder=place.source,
        line_start=place.line_start,
        line_end=place.line_end,
        voice=passage.voice,
        note=passage.note,
        url=place.url or place.document_url,
        date=passage.highlighted_at or place.published,
    )


def _hear(library: Library, question: Question, stop: threading.Event, manner: AnswerOptions) -> Iterator[Said]:
    """What the library says; of one that was stopped no more than it says within GRACE_S."""
    said: queue.SimpleQueue[Said] = queue.SimpleQueue()

    def answer() -> None:
        try:
            said.put(library.ask(question, on_sentence=said.put, on_citation=said.put, stop=stop, manner=manner))
        except BaseException as trouble:
            said.put(trouble)

    _ANSWERERS.submit(answer)
    given_up = 0.0
    while True:
        try:
            one = said.get(timeout=LOOK_S)
        except queue.Empty:
            given_up += LOOK_S * stop.is_set()
            if given_up > GRACE_S:
                return
            continue
        yield one
        if isinstance(one, Answer | BaseException):
            return


def _add(turn: Turn, said: Said) -> Turn:
    match said:
        case Citation(n=n, evidence=evidence):
            return replace(turn, sources=(*turn.sources, source_of(evidence, n)))
        case Sentence():
            return replace(turn, state="writing", sentences=(*turn.sentences, _shown(said)))
        case Answer():
            return _finish(turn, said)
        case _:
            return replace(turn, state="failed", trouble=explain_trouble(said))


def _shown(sentence: Sentence) -> Shown:
    return Shown(text=sentence.text, citations=sentence.citations, support=sentence.support, lead=sentence.lead)


def _finish(turn: Turn, answer: Answer) -> Turn:
    asked_for = answer.standalone_question
    return replace(
        turn,
        state="stopped" if answer.stopped else "done",
        answered=answer.answered,
        asked_for=asked_for if asked_for.strip() != turn.question.strip() else "",
        sentences=tuple(_shown(s) for s in answer.sentences) or turn.sentences,
        sources=tuple(source_of(c.evidence, c.n) for c in answer.citations) or turn.sources,
        nearest=tuple(source_of(e) for e in answer.nearest[:4]),
        refusal="" if answer.answered else answer.text,
        model=answer.model,
        way=answer.way,
        trouble=answer.trouble,
        seconds=answer.seconds.total,
    )
