"""Questions about what the reader thinks: answered in the reader's own words, at one time or compared at two.

A search for "what did I think of this in 2021 and now" finds whichever entry is more similar. So only the reader's own
words about the matter are searched, and the best of the oldest and of the newest are quoted in order of time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.evidence.extraction import Quote, rank_sentences
from assistant.questions.topic import is_pronoun, question_about
from index.search.evidence import Evidence, Question, SearchResult
from ingest.passage import Passage

SAME_MATTER_COSINE_SHARE = 0.5
"""Share of the best passage's cosine from which another is about the same matter: two entries use different words."""
MIN_CHANCE_SHARE = 0.7
"""Share of a side's best chance that its second sentence needs."""
MAX_SIDE_QUOTES, MAX_VIEW_QUOTES = 2, 3
"""Sentences of each of two sides; of a single view."""
SEARCHED_PASSAGES = 20
"""Of the reader's own."""

NOTED_PASSAGE_LEAD = "There it says"
"""Before the sentence to which the reader's note before it belongs."""

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
    """The matter, as the question puts it."""
    year: str = ""
    """The year, for two times that of the older; "" for any, or the earliest."""
    two: bool = False
    """Whether it compares two times: then and now, or a change of mind."""


def read_views(question: str) -> OpinionQuestion | None:
    """The question for the reader's views; None where it asks for something else. English only."""
    changed, thought = _CHANGED.search(question), _THOUGHT.search(question)
    two = bool(changed or (thought and _NOW.search(question)))
    if not two and not (thought and thought["of"]):
        return None
    year = _YEAR.search(question)
    topic = question
    for pattern in (_CHANGED, *([_END] if changed else []), _THOUGHT, _YEAR, _NOW):
        topic = pattern.sub(" ", topic)
    topic = " ".join(topic.split()).strip(" ?.,;:")
    if not topic or is_pronoun(topic):
        return None
    return OpinionQuestion(topic=topic, year=year.group(1) if year else "", two=two)


def find_own(search: Callable[[Question], SearchResult], question: Question, views: OpinionQuestion) -> SearchResult:
    """What the reader wrote about it in the named year, best first; empty without such passages."""
    searched = question.with_text(
        question_about(views.topic),
        history=(),
        filters=replace(question.filters, voice="reader"),
        top=SEARCHED_PASSAGES,
        spread=False,
    )
    evidence = search(searched).evidence
    if views.year and not views.two:
        evidence = tuple(item for item in evidence if _year_of(item) == views.year)
    return SearchResult(standalone_question=searched.text, evidence=evidence[: question.top])


def find_sides(
    search: Callable[[Question], SearchResult],
    question: Question,
    views: OpinionQuestion,
    holds: Callable[[SearchResult], bool],
) -> SearchResult:
    """What the reader wrote about it first, or in the named year, and last, the older first.

    holds: whether a side alone can answer; one that cannot is left out. Without any date, all the reader's passages
    about it, best first.
    """
    own = find_own(search, replace(question, top=SEARCHED_PASSAGES), views)
    best = max((item.cosine for item in own.evidence), default=0.0)
    dated = [item for item in own.evidence if date_of(item.passage) and item.cosine >= SAME_MATTER_COSINE_SHARE * best]
    years = sorted({_year_of(item) for item in dated if _year_of(item) >= views.year})
    sides = [
        replace(own, evidence=tuple(item for item in dated if _year_of(item) == year)[:MAX_SIDE_QUOTES])
        for year in dict.fromkeys([views.year or "".join(years[:1]), *years[-1:]])
    ]
    compared = [item for side in sides if side.evidence and holds(side) for item in side.evidence]
    evidence = compared if years else own.evidence
    return replace(own, evidence=tuple(evidence[: question.top]))


def choose_own(topic: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> tuple[Quote, ...]:
    """The best of the reader's sentences, the older first, each note with the passage that it belongs to."""
    ranked = rank_sentences(topic, evidence, scored)
    selected = _best([quote for quote in ranked if is_own(quote.candidate)], MAX_VIEW_QUOTES)
    return tuple(_with_noted_passages(selected, ranked, evidence))


def choose_sides(topic: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> tuple[Quote, ...]:
    """The same for the oldest and the newest year, each sentence with its year."""
    ranked = rank_sentences(topic, evidence, scored)
    own = [quote for quote in ranked if is_own(quote.candidate)]
    years = sorted({_year_of(evidence[quote.candidate.evidence]) for quote in own})
    selected: list[Quote] = []
    for year in dict.fromkeys([*years[:1], *years[-1:]]):
        side = [quote for quote in own if _year_of(evidence[quote.candidate.evidence]) == year]
        selected += _best(side, MAX_SIDE_QUOTES)
    return tuple(_with_noted_passages(selected, ranked, evidence))


def _best(ranked: Sequence[Quote], most: int) -> list[Quote]:
    return [quote for quote in ranked[:most] if quote.chance >= MIN_CHANCE_SHARE * ranked[0].chance]


def _with_noted_passages(
    selected: Sequence[Quote], ranked: Sequence[Quote], evidence: Sequence[Evidence]
) -> Iterator[Quote]:
    """In order of time and of reading, with the years; after a note the best sentence of its passage.

    "I agree with many of these" says nothing alone.
    """

    def date(quote: Quote) -> str:
        return date_of(evidence[quote.candidate.evidence].passage)

    ordered = sorted(selected, key=lambda quote: (date(quote), quote.candidate.evidence, quote.candidate.place))
    for quote, following in zip_longest(ordered, ordered[1:]):
        yield replace(quote, year=date(quote)[:4])
        number = quote.candidate.evidence
        if quote.candidate.is_note and (following is None or following.candidate.evidence != number):
            noted = (other for other in ranked if other.candidate.evidence == number and not other.candidate.is_note)
            yield from (replace(other, lead=NOTED_PASSAGE_LEAD) for other in islice(noted, 1))


def _year_of(item: Evidence) -> str:
    return date_of(item.passage)[:4]


def date_of(passage: Passage) -> str:
    """When the reader wrote or marked it, ISO 8601; "" where unknown.

    The highlight's date, else the day that a heading above it or the file's name begins with, as in a journal, else
    the document's date.
    """
    place = passage.places[0]
    days = (_DAY.match(name) for name in (*reversed(place.section), place.path.rsplit("/", 1)[-1]))
    return passage.highlighted_at or next((day.group() for day in days if day), place.published)


def is_own(candidate: Candidate) -> bool:
    """Whether the sentence is the reader's: of a note or of the reader's own text."""
    return candidate.is_note or candidate.voice == "reader"
