"""What the reader thinks of something: in the reader's own words, and where two times are asked for, of both.

A search for "what did I think of this in 2021 and now" finds whichever entry comes nearer. So the reader's own words
on the matter are looked for alone, and the best of the older and of the newest are given, in the order of time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.evidence.extraction import Quote, rank_sentences
from assistant.questions.topic import ask_about, points
from index.search.evidence import Evidence, Question, SearchResult
from ingest.passage import Passage

NEAR = 0.5
"""Share of the best passage's cosine from which another is on the same matter: two entries use other words."""
LEAST_CHANCE = 0.7
"""Share of the side's best sentence's chance that its second needs."""
EACH, MOST = 2, 3
"""Sentences told of each side; where one view is asked for."""
SEARCHED = 20
"""Passages of the reader's that are looked through."""

NOTED_ON = "There it says"
"""The lead of the sentence that the reader's note before it was made on."""

_THINK = r"(?:think|thought|say|said|write|wrote|written|believe|believed|note|noted|feel|felt)"
_MINE = r"my (?:mind|views?|opinions?|thinking|thoughts?)"
_ABOUT = r"(?: (?:about|on|of|over|regarding))?"
_CHANGED = re.compile(
    rf"\b(?:how )?(?:(?:have|has|did) (?:i(?: ever)? changed? {_MINE}|{_MINE}(?: ever)? changed?){_ABOUT}"
    rf"|(?:have|has|did) {_MINE}{_ABOUT}(?= .+ changed?\b))",
    re.IGNORECASE,
)
_END = re.compile(r"\bchanged?\b", re.IGNORECASE)
_THOUGHT = re.compile(
    rf"\b(?:what|how) (?:did|do|have) i (?:use(?:d)? to )?(?:{_THINK})\b[ ]?(?P<of>about|of|on)?\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:back in|in|since) ((?:19|20)\d\d)\b")
_DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_NOW = re.compile(
    rf"[,;]?\s*(?:\b(?:and|or|versus|vs\.?|compared (?:to|with)|against)\s+)?(?:what (?:do i|i) {_THINK}\s+)?"
    r"\b(?:now|today|nowadays|these days|then and now|over (?:time|the years)|since(?: then)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionQuestion:
    """A question for what the reader thinks."""

    topic: str
    """What of, as the question says it."""
    year: str = ""
    """Of it, of the older one where two are asked for; "" where any, or the earliest, is meant."""
    two: bool = False
    """Whether it asks for two times: then and now, or a change of mind."""


def read_views(question: str) -> OpinionQuestion | None:
    """What a question asks of the reader's views; None where it asks for something else. English only."""
    changed, thought = _CHANGED.search(question), _THOUGHT.search(question)
    two = bool(changed or (thought and _NOW.search(question)))
    if not two and not (thought and thought["of"]):
        return None
    year = _YEAR.search(question)
    topic = question
    for pattern in (_CHANGED, *([_END] if changed else []), _THOUGHT, _YEAR, _NOW):
        topic = pattern.sub(" ", topic)
    topic = " ".join(topic.split()).strip(" ?.,;:")
    if not topic or points(topic):
        return None
    return OpinionQuestion(topic=topic, year=year.group(1) if year else "", two=two)


def find_own(search: Callable[[Question], SearchResult], question: Question, views: OpinionQuestion) -> SearchResult:
    """What the reader wrote on it, best first, of the year that is named; empty where there is nothing."""
    asked = replace(
        question,
        text=ask_about(views.topic),
        history=(),
        filters=replace(question.filters, voice="reader"),
        top=SEARCHED,
        spread=False,
    )
    found = search(asked).evidence
    if views.year and not views.two:
        found = tuple(one for one in found if _year_of(one) == views.year)
    return SearchResult(standalone_question=asked.text, evidence=found[: question.top])


def find_sides(
    search: Callable[[Question], SearchResult],
    question: Question,
    views: OpinionQuestion,
    holds: Callable[[SearchResult], bool],
) -> SearchResult:
    """What the reader wrote on it first, or in the year that is named, and last, the older first.

    holds: whether a side alone can answer; one that cannot is left out. Where nothing has a date, all the reader's
    words on it, best first.
    """
    found = find_own(search, replace(question, top=SEARCHED), views)
    best = max((one.cosine for one in found.evidence), default=0.0)
    dated = [one for one in found.evidence if date_of(one.passage) and one.cosine >= NEAR * best]
    years = sorted({_year_of(one) for one in dated if _year_of(one) >= views.year})
    sides = [
        replace(found, evidence=tuple(one for one in dated if _year_of(one) == year)[:EACH])
        for year in dict.fromkeys([views.year or "".join(years[:1]), *years[-1:]])
    ]
    told = [one for side in sides if side.evidence and holds(side) for one in side.evidence]
    evidence = told if years else found.evidence
    return replace(found, evidence=tuple(evidence[: question.top]))


def choose_own(topic: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> tuple[Quote, ...]:
    """The best of the reader's sentences, the older first, each note with what it is on."""
    ranked = rank_sentences(topic, evidence, reading)
    return tuple(_tell_notes(_take([one for one in ranked if is_own(one.candidate)], MOST), ranked, evidence))


def choose_sides(topic: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> tuple[Quote, ...]:
    """The same of the oldest and of the newest year, each told with its year."""
    ranked = rank_sentences(topic, evidence, reading)
    own = [one for one in ranked if is_own(one.candidate)]
    years = sorted({_year_of(evidence[one.candidate.evidence]) for one in own})
    taken: list[Quote] = []
    for year in dict.fromkeys([*years[:1], *years[-1:]]):
        taken += _take([one for one in own if _year_of(evidence[one.candidate.evidence]) == year], EACH)
    return tuple(_tell_notes(taken, ranked, evidence))


def _take(ranked: Sequence[Quote], most: int) -> list[Quote]:
    return [one for one in ranked[:most] if one.chance >= LEAST_CHANCE * ranked[0].chance]


def _tell_notes(taken: Sequence[Quote], ranked: Sequence[Quote], evidence: Sequence[Evidence]) -> Iterator[Quote]:
    """In the order of time and of reading, with the years; after a note the best sentence of what it is on.

    "I agree with many of these" says nothing alone.
    """

    def when(one: Quote) -> str:
        return date_of(evidence[one.candidate.evidence].passage)

    told = sorted(taken, key=lambda one: (when(one), one.candidate.evidence, one.candidate.place))
    for one, following in zip_longest(told, told[1:]):
        yield replace(one, year=when(one)[:4])
        number = one.candidate.evidence
        if one.candidate.is_note and (following is None or following.candidate.evidence != number):
            on = (other for other in ranked if other.candidate.evidence == number and not other.candidate.is_note)
            yield from (replace(other, lead=NOTED_ON) for other in islice(on, 1))


def _year_of(one: Evidence) -> str:
    return date_of(one.passage)[:4]


def date_of(passage: Passage) -> str:
    """When the reader wrote or marked it, ISO 8601; "" where nothing says.

    Of the highlight; else of the day that a heading above it or the file's name begins with, as in a journal; else of
    the document.
    """
    place = passage.places[0]
    days = (_DAY.match(name) for name in (*reversed(place.section), place.path.rsplit("/", 1)[-1]))
    return passage.highlighted_at or next((day.group() for day in days if day), place.published)


def is_own(candidate: Candidate) -> bool:
    """Whether the sentence is the reader's: of a note or of what the reader wrote."""
    return candidate.is_note or candidate.voice == "reader"
