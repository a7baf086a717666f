"""A question to the library as a stream of conversations, each one step further than the last.

The library answers on a thread of its own and hands over what it has through a queue. Closing the stream, or setting
`stop`, stops the model: nothing is written for a page that has gone.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.answering.answer import Answer, Citation, Sentence
from assistant.answering.plan_labels import plan_labels
from assistant.library.conversation import CitedPassage, Conversation, Exchange
from assistant.library.interfaces import AnswerOptions, Chat
from assistant.page.background_job import explain_trouble
from index.search.evidence import Evidence, Question
from index.search.filters import Filters

EVIDENCE_PASSAGES = 8
"""Passages considered for one answer; what fits the smallest model's context with room to write."""
SHOWN_NEAREST = 4
"""Passages shown with a refusal."""
STOP_CHECK_S = 0.1
"""Seconds between two checks of `stop` while nothing arrives."""
STOP_GRACE_S = 2.0
"""Seconds after a stop in which the library may still report how the answer ended. A model that reads its prompt, or is
being loaded, ends only after that, and the reader need not wait for it."""

_ANSWER_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="answer")
"""Threads that stay: what SQLite and the encoder keep for each thread is kept for these only. With a thread for each
question the page grew by 0.8 MB a question."""


@dataclass(frozen=True, slots=True)
class OfferedQuote:
    """A sentence of the notes that a model is about to answer from."""

    sentence: Sentence


AnswerPart = Citation | OfferedQuote | Sentence | Answer | BaseException


class StopSignals:
    """The stops of the answers being made, one a browser session."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._stops: dict[str, threading.Event] = {}

    def begin(self, session: str) -> threading.Event:
        """A new stop for the session; the session's earlier answer is stopped."""
        with self._lock:
            self.stop(session)
            return self._stops.setdefault(session, threading.Event())

    def stop(self, session: str) -> None:
        with self._lock:
            if stop := self._stops.pop(session, None):
                stop.set()

    def end(self, session: str, stop: threading.Event) -> None:
        """Drop the stop of an answer that has ended."""
        with self._lock:
            if self._stops.get(session) is stop:
                del self._stops[session]


def stream_turns(
    chat: Chat,
    conversation: Conversation,
    text: str,
    stop: threading.Event,
    *,
    filters: Filters | None = None,
    scope: str = "",
    dropped: tuple[str, ...] = (),
    options: AnswerOptions | None = None,
) -> Iterator[Conversation]:
    """The conversation with one more turn: looking, then sentence by sentence, then done, stopped or failed.

    scope: the filters in words. dropped: what the question is not to be read as.
    """
    options = options or AnswerOptions()
    question = Question(
        text=text,
        history=conversation.history(),
        filters=filters or Filters(),
        top=EVIDENCE_PASSAGES,
        dropped=dropped,
    )
    turn = Exchange(question=text, scope=scope, dropped=dropped, wanted=options.mode)
    conversation = replace(conversation, turns=(*conversation.turns, turn))
    yield conversation
    try:
        for part in _answer_parts(chat, question, stop, options):
            turn = _extend_turn(turn, part)
            conversation = conversation.with_last(turn)
            if not isinstance(part, Citation):
                yield conversation
        if turn.state in ("looking", "writing"):
            yield conversation.with_last(replace(turn, state="stopped"))
    finally:
        stop.set()


def _answer_parts(
    chat: Chat, question: Question, stop: threading.Event, options: AnswerOptions
) -> Iterator[AnswerPart]:
    """What the library hands over, up to STOP_GRACE_S after a stop."""
    parts: queue.SimpleQueue[AnswerPart] = queue.SimpleQueue()

    def answer() -> None:
        try:
            parts.put(
                chat.ask(
                    question,
                    on_sentence=parts.put,
                    on_citation=parts.put,
                    on_quote=lambda quote: parts.put(OfferedQuote(quote)),
                    stop=stop,
                    options=options,
                )
            )
        except BaseException as trouble:
            parts.put(trouble)

    _ANSWER_THREADS.submit(answer)
    stopped_s = 0.0
    while True:
        try:
            part = parts.get(timeout=STOP_CHECK_S)
        except queue.Empty:
            stopped_s += STOP_CHECK_S * stop.is_set()
            if stopped_s > STOP_GRACE_S:
                return
            continue
        yield part
        if isinstance(part, Answer | BaseException):
            return


def _extend_turn(turn: Exchange, part: AnswerPart) -> Exchange:
    match part:
        case Citation(n=1, evidence=evidence):  # the first, also of a question that is asked anew
            return replace(turn, sources=(_cited_passage(evidence, 1),), quotes=())
        case Citation(n=n, evidence=evidence):
            return replace(turn, sources=(*turn.sources, _cited_passage(evidence, n)))
        case OfferedQuote(sentence=quote):
            return replace(turn, quotes=(*turn.quotes, quote))
        case Sentence():
            return replace(turn, state="writing", sentences=(*turn.sentences, part))
        case Answer():
            return _finish_turn(turn, part)
        case _:
            return replace(turn, state="failed", trouble=explain_trouble(part))


def _finish_turn(turn: Exchange, answer: Answer) -> Exchange:
    standalone = answer.standalone_question
    return replace(
        turn,
        state="stopped" if answer.stopped else "done",
        answered=answer.answered,
        read_as=plan_labels(answer.plan),
        asked_for=standalone if standalone.strip() != turn.question.strip() else "",
        sentences=answer.sentences or turn.sentences,
        quotes=answer.quotes if answer.mode == "written" or answer.stopped else (),
        sources=tuple(_cited_passage(citation.evidence, citation.n) for citation in answer.citations) or turn.sources,
        nearest=tuple(_cited_passage(evidence) for evidence in answer.nearest[:SHOWN_NEAREST]),
        refusal="" if answer.answered else answer.text,
        model=answer.model,
        way=answer.mode,
        trouble=answer.trouble,
        seconds=answer.seconds.total,
    )


def _cited_passage(evidence: Evidence, n: int = 0) -> CitedPassage:
    passage = evidence.passage
    place = passage.places[0]
    return CitedPassage(
        n=n,
        passage_id=passage.id,
        text=passage.text,
        title=place.title,
        author=place.author,
        path=place.path,
        folder=place.source,
        line_start=place.line_start,
        line_end=place.line_end,
        spot=place.spot,
        origin=passage.origin,
        voice=passage.voice,
        note=passage.note,
        url=place.url or place.document_url,
        date=passage.highlighted_at or place.published or place.date,
    )
