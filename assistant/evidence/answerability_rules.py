"""Rules that correct the fitted confidence: what a question takes for granted must stand in the evidence.

A question may be similar to every word of a passage and yet join what no note joins ("Why did Belkin win the Nobel
Prize?"). The sets used for the fit hardly contain such questions, so these are rules, each with its measured effect.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from assistant.questions.question_type import classify_question
from assistant.text.content_words import content_terms, folded_words, names_in
from index.search.evidence import Evidence

MISSING_NAMES_FACTOR = 0.3
"""On the confidence where no passage holds all names that the question joins."""
MISSING_TOPIC_FACTOR = 0.6
"""Where a question says what it is "about" and no passage has a word of that: weaker, as other words may serve."""
MISSING_RELATION_FACTOR = 0.5
"""Where something "of" or "in" a named thing is asked for, no passage has the word for it, and it is not one of
`LOOSE_RELATIONS`: a line with Paris and France does not say which is the capital. Of SQuAD 2.0's 3,027 questions 22 are
of this form; the rule holds back one, which has no answer."""
MISSING_PREDICATE_FACTOR = 0.5
"""Where the question is whether a named person or thing did or is something, and no passage of a work with the name has
a word of that. The tuning sets have three such questions, and the rule holds back none; of twenty written for the
sample notes it holds back one of the two false ones that pass the fit, and none of the true ones."""
LONE_PASSAGE_FACTOR = 0.6
"""Where a question asks how to do something and a single passage is similar, and not very: notes on baking bread
hold more than one metaphor of it."""
LONE_MAX_COSINE, LONE_SECOND_SHARE = 0.52, 0.7
"""The cosine below which it is not very similar, and the share of it that no other passage reaches. Of 300 even rows of
clapnq, 606 questions of SQuAD and 100 written for this project 8 are of this form; the rule holds none back."""
TITLE_MIN_CONFIDENCE = 0.6
"""Where the title of a highlight's work names everything that is asked about: highlights of a work on minimalism hardly
name it, and say what the notes hold about it. The fit knows prose, whose pages repeat their title; it refused six of
39 questions that a reader asked about such highlights."""
TITLE_PASSAGES = 3
"""Best passages whose titles are compared."""
LIST_TITLE_COMMAS = 2
"""Commas from which a title lists a newsletter's subjects, and does not say what each highlight is about. A cosine does
not show it: highlights of a work on GTD have a cosine of .01 with "What is GTD?"."""
LOOSE_RELATIONS = frozenset(
    "meaning purpose point idea definition difference role name reason example motive argument thesis message lesson "
    "theme view opinion advice effect result cause origin importance use problem benefit kind type summary gist".split()
)
"""Words for what a text may do without using the word."""
_PRAISE_TERMS = frozenset(content_terms("good better best great top main key important useful different right worth"))
"""Words of a question that a title need not hold: "What are good traits of a leader?" fits a work on such traits."""
_RELATION = re.compile(
    r"\b(?:[Ww]hat|[Ww]ho|[Ww]hich)(?:'s| is| was| are| were) (?:the )?(?:\w+[ -]){0,2}?(\w+) (?:of|in) "
    r"(?:the )?((?:[A-Z][\w'-]*(?: |\b))+)\W*$"
)
_PRACTICAL = re.compile(
    r"\b(?:how (?:(?:do|can|should|could|would) (?:i|you|we|one)|to)"
    r"|(?:what|which)\b.{0,30}\bshould (?:i|you|we|one))\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"\b[A-Z]\w*-\d\w*")
_ABOUT = re.compile(r"\babout\s+([^?]{3,80})", re.IGNORECASE)


def apply_rules(confidence: float, question: str, evidence: Sequence[Evidence]) -> float:
    """The fitted confidence, 0 to 1, raised or lowered by the rules."""
    if title_names_subject(question, evidence):
        confidence = max(confidence, TITLE_MIN_CONFIDENCE)
    factors = (
        (holds_names(question, evidence), MISSING_NAMES_FACTOR),
        (holds_topic(question, evidence), MISSING_TOPIC_FACTOR),
        (holds_relation(question, evidence), MISSING_RELATION_FACTOR),
        (holds_predicate(question, evidence), MISSING_PREDICATE_FACTOR),
        (not is_lone_mention(question, evidence), LONE_PASSAGE_FACTOR),
    )
    return math.prod((factor for holds, factor in factors if not holds), start=confidence)


def holds_names(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some passage, or one work for a single name, holds every name in the question.

    A question may join what no note joins ("Why did A win B?"); each half alone is similar enough to pass.
    """
    names = names_in(question)
    if not names:
        return True
    texts = [f" {' '.join(folded_words(_full_text(item)))} " for item in evidence]
    for compound in _COMPOUND.findall(question):  # GPT-4 is not GPT-3
        if not any(f" {' '.join(folded_words(compound))} " in text for text in texts):
            return False
    word_sets = map(_word_set, evidence) if len(names) > 1 else _words_by_title(evidence).values()
    return any(_name_words(question) <= words for words in word_sets)


def holds_topic(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some passage holds a word of what the question is "about"; True where it does not say so.

    Where it has names too, the passage must be of a work that holds them: a person noted in one work and a matter in
    another do not belong together.
    """
    about = _ABOUT.search(question)
    topic = set(content_terms(about[1])) if about else set()
    names = _name_words(question) - set(folded_words(about[1] if about else ""))
    return not topic or _some_passage_holds(topic, names, evidence)


def holds_relation(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some passage holds both the thing's name and the word for what is asked of it; True for other questions.

    Anything may be asked of a work or its author: their passages are what the work says.
    """
    match = _RELATION.search(question)
    if not match or match[1].casefold() in LOOSE_RELATIONS:
        return True
    name = set(folded_words(match[2]))
    places = [item.passage.places[0] for item in evidence]
    if any(name <= set(folded_words(f"{place.title} {place.author}")) for place in places):
        return True
    relation = set(content_terms(match[1]))
    texts = map(_full_text, evidence)
    return any(relation <= set(content_terms(text)) and name <= set(folded_words(text)) for text in texts)


def holds_predicate(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a work with the names holds a word of what is asked of them; True where no yes or no is asked for."""
    names = _name_words(question)
    predicate = set(content_terms(question)) - set(content_terms(" ".join(names)))
    if classify_question(question) != "yes or no" or not names or not predicate:
        return True
    return _some_passage_holds(predicate, names, evidence)


def title_names_subject(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the title of one of the first highlights' works has every content word; see `TITLE_MIN_CONFIDENCE`."""
    subject = set(content_terms(question)) - _PRAISE_TERMS
    if len(subject) == 1 and _PRACTICAL.search(question):  # what to call a dog is no question for a work on dogs
        return False
    titles = [item.passage.places[0].title for item in evidence[:TITLE_PASSAGES] if item.passage.kind == "highlight"]
    return bool(subject) and any(
        subject <= set(content_terms(title)) for title in titles if title.count(",") < LIST_TITLE_COMMAS
    )


def is_lone_mention(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the question is practical and hardly more than one passage is similar; see `LONE_PASSAGE_FACTOR`."""
    if not _PRACTICAL.search(question):
        return False
    cosines = sorted((item.cosine for item in evidence), reverse=True)
    second = cosines[1] if len(cosines) > 1 else 0.0
    return 0 < cosines[0] < LONE_MAX_COSINE and second < LONE_SECOND_SHARE * cosines[0]


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
