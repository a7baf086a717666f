"""Reads a question into a plan: what it names, what it wants, what is searched for, and what it takes from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from assistant.questions.build_plan import build_plan
from assistant.questions.carry_over import carry_over, point_out
from assistant.questions.examples import Label, with_kinds
from assistant.questions.mentions import Mention, find_mentions
from assistant.questions.plan import Plan
from assistant.questions.question_parts import kept_kinds
from assistant.text.tokens import words_of
from index.lexical.stop_words import topicless_words
from index.search.query_rewriting import MIN_TOPIC_WORDS, rewrite_question
from ingest.text.language import guess_language

if TYPE_CHECKING:
    from assistant.questions.frames import Frames
    from index.catalog.queries.vocabulary import Vocabulary
    from index.search.evidence import Question

MIN_SCORE_BESIDE = 0.5
"""Of what has nothing to do with the notes, below which a question is for the search."""
MIN_LEAD = 0.1
"""By how much what is wanted must be more likely than an answer from the notes."""
OWN_LIKENESS = 0.15
"""What a reading gains that has a property of the notes: "status" hardly means anything else where notes have one."""
MAX_DOUBTFUL = 3
"""Unsure mentions that are tried with and without."""
LANGUAGES = {"english": "en", "german": "de", "spanish": "es", "portuguese": "pt", "french": "fr", "italian": "it",
             "unspaced": "ja", "": "en"}  # fmt: skip


class PlanReader:
    """Reads plans with one catalog's names; cheap to make."""

    def __init__(self, vocabulary: Vocabulary, frames: Frames, today: date) -> None:
        self._vocabulary = vocabulary
        self._frames = frames
        self._today = today

    def read(self, question: Question) -> Plan:
        """The plan of a question."""
        language = LANGUAGES.get(guess_language(question.text), "en")
        return replace(self._read(question), language=language)

    def _read(self, question: Question) -> Plan:
        if not question.history:
            return self._read_alone(question.text)
        mentions, label = self._recognise(question.text, alone=False)
        carry = label.trait("carry")
        if carry == "position" and (pointed := point_out(question.text, mentions, question.history, self._titles_in)):
            return self._read_alone(pointed)
        if carry in ("", "matter", "position") and label.want == "answer":
            return self._read_alone(_standalone(question, carry))
        plan = build_plan(question.text, mentions, label)
        return carry_over(carry, plan, question, mentions, self._read) if carry else plan

    def _read_alone(self, text: str) -> Plan:
        return build_plan(text, *self._recognise(text, alone=True))

    def _recognise(self, text: str, *, alone: bool) -> tuple[Sequence[Mention], Label]:
        """What the question names, and what it wants. Of unsure mentions those count with which an
        example is nearest."""
        found = find_mentions(text, self._vocabulary, self._today)
        doubtful = [mention for mention in found if not mention.sure][:MAX_DOUBTFUL]
        readings = [
            [mention for mention in found if mention.sure or mention in kept]
            for size in range(len(doubtful), -1, -1)
            for kept in combinations(doubtful, size)
        ]
        if len(readings) > 1:
            readings.sort(key=lambda mentions: self._likeness(text, mentions), reverse=True)
        sure = readings[0]
        reading = self._frames.read(with_kinds(text, sure)[0], alone=alone)
        least = MIN_SCORE_BESIDE if reading.label.want in ("program", "talk") else 0.0
        is_clear = reading.label.want == "answer" or (reading.lead >= MIN_LEAD and reading.score >= least)
        label = reading.label if is_clear else Label(want="answer")
        kinds = kept_kinds(label)
        return [mention for mention in sure if mention.kind in kinds], label

    def _likeness(self, text: str, mentions: Sequence[Mention]) -> float:
        """That of the nearest example; below 0 where none has the kind of an unsure mention."""
        unsure = {mention.kind for mention in mentions if not mention.sure}
        is_own = "PROPERTY" in unsure
        return self._frames.likeness(with_kinds(text, mentions)[0], unsure) + OWN_LIKENESS * is_own

    def _titles_in(self, text: str) -> list[str]:
        """The titles that an answer names, in order."""
        mentions = find_mentions(text, self._vocabulary, self._today)
        works = [mention.conditions[0].value for mention in mentions if mention.kind == "WORK"]
        return list(dict.fromkeys(works))


def _standalone(question: Question, carry: str) -> str:
    """The question with what it depends on in words: in place of its pronoun, else behind it."""
    rewritten = rewrite_question(question.text, question.history)
    last = next((turn.content for turn in reversed(question.history) if turn.role == "user"), "")
    telling = [word for word in words_of(question.text) if word not in topicless_words() and word != "one"]
    if last and rewritten == question.text and (carry == "matter" or len(telling) < MIN_TOPIC_WORDS):
        return f"{rewritten.rstrip(' ?')} ({last.rstrip(' ?')})?"
    return rewritten


def read_plan(question: Question, vocabulary: Vocabulary, frames: Frames, today: date) -> Plan:
    """The plan of a question."""
    return PlanReader(vocabulary, frames, today).read(question)
