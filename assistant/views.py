"""What the reader thought then and thinks now: both are told, each with its date.

A search for "what did I think of this in 2021 and now" finds whichever entry comes nearer. So the reader's own words
on the matter are looked for alone, and the best of the older and of the newest are given, in the order of time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.candidates import Candidate, Reading
from assistant.quote import Choice, rank_sentences
from index.search import Evidence, Finding, Question
from ingest.passage import Passage

NEAR = 0.5
"""Share of the best passage's cosine from which another is on the same matter: two entries use other words."""
LEAST_CHANCE = 0.7
"""Share of the side's best sentence's chance that its second needs."""
EACH = 2
"""Sentences told of each side."""
SEARCHED = 20
"""Passages of the reader's that are looked through."""

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
    rf"\b(?:what|how) (?:did|do|have) i (?:use(?:d)? to )?(?:{_THINK})\b[ ]?(?:about|of|on)?", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:back in|in|since) ((?:19|20)\d\d)\b")
_DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_NOW = re.compile(
    rf"[,;]?\s*(?:\b(?:and|or|versus|vs\.?|compared (?:to|with)|against)\s+)?(?:what (?:do i|i) {_THINK}\s+)?"
    r"\b(?:now|today|nowadays|these days|then and now|over (?:time|the years)|since(?: then)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """A question for two of the reader's views."""

    topic: str
    """What they are on, as the question says it."""
    year: str = ""
    """Of the older one; "" where the earliest is meant."""


def read_views(question: str) -> Views | None:
    """What a question asks of the reader's views over time; None where it asks for something else. English only."""
    changed, thought = _CHANGED.search(question), _THOUGHT.search(question)
    year = _YEAR.search(question)
    if not changed and not (thought and _NOW.search(question)):
        return None
    topic = question
    for pattern in (_CHANGED, *([_END] if changed else []), _THOUGHT, _YEAR, _NOW):
        topic = pattern.sub(" ", topic)
    topic = " ".join(topic.split()).strip(" ?.,;:")
    return Views(topic=topic, year=year.group(1) if year else "") if topic else None


def find_views(search: Callable[[Question], Finding], question: Question) -> Finding | None:
    """The reader's own words on what the question asks; None where it does not ask for two of the reader's views.

    The finding's question is the matter alone. Where there are words of two years, its evidence goes from the older to
    the newest; else it is best first, and empty where the reader wrote nothing.
    """
    views = read_views(question.text)
    if views is None:
        return None
    asked = replace(question, text=views.topic, history=(), filters=replace(question.filters, voice="reader"))
    found = search(replace(asked, top=SEARCHED, spread=False)).evidence
    best = max((one.cosine for one in found), default=0.0)
    dated = [one for one in found if date_of(one.passage) and one.cosine >= NEAR * best]
    newest = max((_year_of(one) for one in dated), default="")
    oldest = views.year or min((_year_of(one) for one in dated), default="")
    sides = [[one for one in dated if _year_of(one) == year] for year in (oldest, newest)]
    told = [one for side in sides for one in side[:EACH]] if oldest < newest and all(sides) else found
    return Finding(standalone_question=views.topic, evidence=tuple(told[: question.top]))


def choose_views(topic: str, evidence: Sequence[Evidence], reading: Reading) -> tuple[Choice, ...]:
    """The best of the reader's sentences of the oldest and the newest year, the older first, in reading order."""
    ranked = [one for one in rank_sentences(topic, evidence, reading) if _is_own(one.candidate)]
    years = sorted({_year_of(evidence[one.candidate.evidence]) for one in ranked})
    chosen: list[Choice] = []
    for year in dict.fromkeys([*years[:1], *years[-1:]]):
        side = [one for one in ranked if _year_of(evidence[one.candidate.evidence]) == year][:EACH]
        kept = [one for one in side if one.chance >= LEAST_CHANCE * side[0].chance]
        kept.sort(key=lambda one: (one.candidate.evidence, one.candidate.place))
        chosen.extend(replace(one, year=year) for one in kept)
    return tuple(chosen)


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


def _is_own(candidate: Candidate) -> bool:
    return candidate.is_note or candidate.voice == "reader"
