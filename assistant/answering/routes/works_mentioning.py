"""Questions for works: which of them are about a matter, each with its title and best sentence.

"Which of my books mention tides?" is answered neither by the best sentences about tides, which may all be of one book,
nor by a list of books.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.candidates import ScoredEvidence
from assistant.evidence.extraction import Quote, choose_sentences, rank_sentences
from assistant.questions.topic import is_pronoun, question_about
from assistant.text.content_words import folded_words
from index.lexical.stop_words import content_stop_words
from index.search.evidence import Evidence, Question, SearchResult

MIN_CHANCE_SHARE = 0.3
"""Share of the best work's chance that a work needs whose sentence does not name the whole matter."""

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
    """A question for the works about a matter."""

    matter: str
    category: str = ""
    """As in filters; "" for any."""


def read_which(question: str) -> WorksQuestion | None:
    """The question for works; None where it asks for something else. English only."""
    match = _WHICH.match(question)
    if not match or is_pronoun(match["matter"]):
        return None
    thing = (match["thing"] or match["any"] or "").casefold()
    return WorksQuestion(matter=match["matter"].strip(), category=_CATEGORIES.get(thing, ""))


def find_works(search: Callable[[Question], SearchResult], question: Question, which: WorksQuestion) -> SearchResult:
    """The best passage of each work on the matter, best first."""
    filters = replace(question.filters, category=question.filters.category or which.category)
    return search(question.with_text(question_about(which.matter), history=(), filters=filters, per_work=1))


def choose_works(matter: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> tuple[Quote, ...]:
    """The best sentence of each work about the matter, the likeliest work first, each with the title as its lead."""
    ranked = rank_sentences(matter, evidence, scored)
    matter_words = set(folded_words(matter)) - content_stop_words()
    best: dict[str, Quote] = {}
    for quote in ranked:
        title = evidence[quote.candidate.evidence].passage.places[0].title
        is_named = matter_words <= set(folded_words(quote.candidate.text))  # not by stems: spacing is no space
        if title and (is_named or quote.chance >= MIN_CHANCE_SHARE * ranked[0].chance):
            best.setdefault(title, replace(quote, lead=title))
    return tuple(best.values())


def choose_titled(matter: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> tuple[Quote, ...]:
    """The sentences that answer, the author's first sentence of each work with the title as its lead.

    For a matter that only the title names: the quotes may be no answer then, and must not look like one.
    """
    quotes: list[Quote] = []
    for quote in choose_sentences(matter, evidence, scored):
        title = evidence[quote.candidate.evidence].passage.places[0].title
        is_author = quote.candidate.voice == "author" and not quote.candidate.is_note
        is_first = title not in {other.lead for other in quotes}
        quotes.append(replace(quote, lead=title) if is_author and is_first else quote)
    return tuple(quotes)
