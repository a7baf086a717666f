"""Rules that correct the fitted confidence: what a question takes for granted must stand in the evidence.

A question may be similar to every word of a passage and yet join what no note joins ("Why did Belkin win the Nobel
Prize?"). The sets used for the fit hardly contain such questions, so these are rules, each with its measured effect.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from assistant.text.content_words import content_terms, folded_words, names_in
from assistant.text.dates import MONTHS, WEEKDAYS, find_dates
from index.search.evidence import Evidence

MISSING_MATTER_FACTOR = 0.5
"""Where no work with the names has a word of what is asked of them. Of 969 questions on five collections it turns 18
that have no answer into refusals, and 9 that have one: mostly forms of a verb that share no stem (broke, break)."""
OTHER_DATE_FACTOR = 0.4
"""Where the first passages say days or years, and none the one that the question names."""
DATED_PASSAGES = 3
TITLE_MIN_CONFIDENCE = 0.6
"""Where the title of a highlight's work names everything that is asked about: highlights of a work on minimalism hardly
name it, and say what the notes hold about it. The fit knows prose, whose pages repeat their title; it refused six of
39 questions that a reader asked about such highlights."""
TITLE_PASSAGES = 3
"""Best passages whose titles are compared."""
LIST_TITLE_COMMAS = 2
"""Commas from which a title lists a newsletter's subjects, and does not say what each highlight is about. A cosine does
not show it: highlights of a work on GTD have a cosine of .01 with "What is GTD?"."""
_PRAISE = "good better best great top main key important useful different right worth"
_PRAISE_TERMS = frozenset(content_terms(_PRAISE))
"""Words of a question that a title need not hold: "What are good traits of a leader?" fits a work on such traits."""
_LOOSE_TERMS = _PRAISE_TERMS | frozenset(
    content_terms(
        "meaning purpose point idea definition difference role name reason example motive argument thesis message "
        "lesson theme view opinion advice effect result cause origin importance use problem benefit kind type summary "
        "gist say said tell told think thought write wrote come came"
    )
)
"""Words for what a text may do without using the word."""
_DATE_WORDS = frozenset((*MONTHS, *WEEKDAYS))
_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\d(?![\d.,]?\d)")
_ANY_DAY = date(2000, 1, 1)
"""Beside which dates without a year are read, which are not looked at."""
_PRACTICAL = re.compile(
    r"\b(?:how (?:(?:do|can|should|could|would) (?:i|you|we|one)|to)"
    r"|(?:what|which)\b.{0,30}\bshould (?:i|you|we|one))\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\babout\s+([^?]{3,80})", re.IGNORECASE)


def apply_rules(confidence: float, question: str, evidence: Sequence[Evidence]) -> float:
    """The fitted confidence, 0 to 1, raised or lowered by the rules."""
    if title_names_subject(question, evidence):
        confidence = max(confidence, TITLE_MIN_CONFIDENCE)
    if not holds_dates(question, evidence):
        confidence *= OTHER_DATE_FACTOR
    return confidence if holds_matter(question, evidence) else confidence * MISSING_MATTER_FACTOR


def holds_dates(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether one of the first passages says the days and months that the question names, or is of them; also where
    none says any. A year alone is among the fit's signals."""
    asked = _written_dates(question)
    said = [dates for item in evidence[:DATED_PASSAGES] if (dates := _dates_of(item))]
    return not asked or not said or any(all(_has_date(date, dates) for date in asked) for dates in said)


def _has_date(asked: str, said: Collection[str]) -> bool:
    """Whether one of the dates is within the one asked for, or it within a month where no day is said."""
    is_coarse = all(len(date) < len(asked) for date in said)
    return any(date.startswith(asked) or (is_coarse and asked.startswith(date)) for date in said)


def _dates_of(item: Evidence) -> set[str]:
    place = item.passage.places[0]
    own = {place.date[:10], place.published[:10], item.passage.highlighted_at[:10]}
    return {date for date in own if len(date) > len("2024")} | _written_dates(_full_text(item))


def _written_dates(text: str) -> set[str]:
    """The days and months that a text writes with their year, as ISO 8601."""
    spans = [span for span in find_dates(text, _ANY_DAY) if _YEAR.search(text[span.start : span.end])]
    return {date for span in spans for date in (span.since, span.until) if len(date) > len("2024")}


def holds_matter(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a work with the names has a word of what is asked of them, or of what the question is "about".

    A passage on somebody does not say what is nowhere said of them. Anything may be asked of a work or its author.
    """
    about = _ABOUT.search(question)
    names = _name_words(question) - _DATE_WORDS - set(folded_words(about[1] if about else ""))
    unasked = _LOOSE_TERMS | set(content_terms(" ".join((*names, *_DATE_WORDS))))
    matter = set(content_terms(about[1] if about else question)) - unasked
    places = [item.passage.places[0] for item in evidence]
    is_of_work = any(names <= set(folded_words(f"{place.title} {place.author}")) for place in places)
    return not matter or (is_of_work and not about) or _some_passage_holds(matter, names, evidence)


def title_names_subject(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the title of one of the first highlights' works has every content word; see `TITLE_MIN_CONFIDENCE`."""
    subject = set(content_terms(question)) - _PRAISE_TERMS
    if len(subject) == 1 and _PRACTICAL.search(question):  # what to call a dog is no question for a work on dogs
        return False
    titles = [item.passage.places[0].title for item in evidence[:TITLE_PASSAGES] if item.passage.kind == "highlight"]
    return bool(subject) and any(
        subject <= set(content_terms(title)) for title in titles if title.count(",") < LIST_TITLE_COMMAS
    )


def _some_passage_holds(terms: set[str], names: set[str], evidence: Sequence[Evidence]) -> bool:
    """Whether a passage has one of the terms and its work has all names."""
    works = _words_by_title(evidence)
    return any(
        terms & set(content_terms(_full_text(item))) and names <= works[item.passage.places[0].title]
        for item in evidence
    )


def _words_by_title(evidence: Sequence[Evidence]) -> dict[str, set[str]]:
    works: dict[str, set[str]] = {}
    for item in evidence:
        works.setdefault(item.passage.places[0].title, set()).update(_word_set(item))
    return works


def _name_words(question: str) -> set[str]:
    return {word for name in names_in(question) for word in folded_words(name)}


def _word_set(item: Evidence) -> set[str]:
    return {word.removesuffix("'s") for word in folded_words(_full_text(item))}


def _full_text(item: Evidence) -> str:
    """A passage's text with its note, title, author and headings."""
    place = item.passage.places[0]
    return " ".join([item.passage.text, item.passage.note, place.title, place.author, *place.section])
