"""Works, told by their titles: which of them bear on a matter, and what one holds that is titled as what is asked.

"Which of my books mention tides?" is answered neither by the sentences that are best on tides, which may all be of one
book, nor by a list of books.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.candidates import ScoredEvidence
from assistant.evidence.extraction import Quote, choose_sentences, rank_sentences
from assistant.questions.topic import ask_about, points
from assistant.text.content_words import STOP_WORDS, find_words
from index.search.evidence import Evidence, Question, SearchResult

LEAST_CHANCE = 0.3
"""Share of the best work's chance that another needs that does not name all that is asked about."""

_THINGS = "book article podcast episode video tweet work source note author".split()
_CATEGORIES = {"book": "books", "article": "articles", "podcast": "podcasts", "episode": "podcasts", "video": "videos",
               "tweet": "tweets"}  # fmt: skip
_THING = rf"(?P<thing>{'|'.join(_THINGS)})s?"
_ON = (
    r"(?:(?:is|are|was|were|that are) )?(?:about|on|mentions?|discuss(?:es)?|deals? with|covers?"
    r"|(?:talks?|writes?) about|says? (?:something|anything|most)? ?(?:about|on))"
)
_HAD = r"(?: (?:do i have|have i (?:read|saved)|did i (?:read|save))| in (?:my|the) \w+)?"
_WHERE = (
    r"where (?:did|have) i (?:ever )?(?:read|see|seen|mark|marked|highlight|highlighted|note|noted)"
    r"(?: something| anything)? (?:about|on)"
)
_WHICH = re.compile(
    rf"^\W*(?:(?:which|what)(?: of)?(?: my| the| these)? {_THING}{_HAD} {_ON}"
    rf"|do i have (?:any |a )?(?!notes?){_THING.replace('thing', 'any')} {_ON}|{_WHERE})\s+(?P<matter>[^?]+?)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksQuestion:
    """A question for the works that bear on a matter."""

    matter: str
    category: str = ""
    """Of the works, as filters have it; "" for any."""


def read_which(question: str) -> WorksQuestion | None:
    """What a question for works asks; None where it asks for something else. English only."""
    asked = _WHICH.match(question)
    if not asked or points(asked["matter"]):
        return None
    thing = (asked["thing"] or asked["any"] or "").casefold()
    return WorksQuestion(matter=asked["matter"].strip(), category=_CATEGORIES.get(thing, ""))


def find_works(search: Callable[[Question], SearchResult], question: Question, which: WorksQuestion) -> SearchResult:
    """The best passage of each work on the matter, best first."""
    filters = replace(question.filters, category=question.filters.category or which.category)
    return search(replace(question, text=ask_about(which.matter), history=(), filters=filters, per_work=1))


def choose_works(matter: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> tuple[Quote, ...]:
    """The best sentence of each work that says something on it, the likeliest work first, each told by its title."""
    ranked = rank_sentences(matter, evidence, reading)
    asked = set(find_words(matter)) - STOP_WORDS
    best: dict[str, Quote] = {}
    for one in ranked:
        title = evidence[one.candidate.evidence].passage.places[0].title
        named = asked <= set(find_words(one.candidate.text))  # not by stems: spacing is no space
        if title and (named or one.chance >= LEAST_CHANCE * ranked[0].chance):
            best.setdefault(title, replace(one, lead=title))
    return tuple(best.values())


def choose_titled(matter: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> tuple[Quote, ...]:
    """What answers best, the author's words with the title of their work before the first of each.

    For a matter that only the title names: what is quoted then may be no answer, and must not look like one.
    """
    told: list[Quote] = []
    for one in choose_sentences(matter, evidence, reading):
        title = evidence[one.candidate.evidence].passage.places[0].title
        author = one.candidate.voice == "author" and not one.candidate.is_note
        first = title not in {other.lead for other in told}
        told.append(replace(one, lead=title) if author and first else one)
    return tuple(told)
