"""What the gate holds beside its fit: what a question takes for granted must stand in the evidence.

A question may be near to every word of a passage and yet join what no note joins ("Why did Belkin win the Nobel
Prize?"). The sets that the fit knows hardly ask so, so these are rules, each with what it was seen to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.questions.question_type import kind_of
from assistant.text.content_words import find_names, find_terms, find_words
from index.search.evidence import Evidence

WITHOUT_THE_NAMES = 0.3
"""Factor on the confidence where no passage holds the names that are asked about together."""
WITHOUT_THE_TOPIC = 0.6
"""Factor where a question says what it is about and no passage has a word of it: weaker, as other words may do."""
WITHOUT_THE_RELATION = 0.5
"""Factor where something "of" or "in" a named thing is asked for and no passage has the word for it, nor is it one of
`LOOSE_RELATIONS`: a line that sets Paris beside France does not say which is the capital. Of SQuAD 2.0's 3,027
questions 22 ask so, and it holds back one, which has no answer."""
WITHOUT_THE_PREDICATE = 0.5
"""Factor where it is asked whether somebody or something named did or is what no passage of a work with the name has a
word of. The tuning sets have three such questions and it holds back none; of twenty of our own on the sample notes one
of the two false ones that the fit lets through, and none of the true ones."""
LONE = 0.6
"""Factor where somebody asks how to do something and one passage alone is at all near, and not very: whoever notes how
bread is baked notes more than a metaphor of it."""
LONE_COSINE, LONE_SECOND = 0.52, 0.7
"""The cosine below which it is not very near, and the share of it that no other passage reaches. Of 300 even rows of
clapnq, 606 questions of SQuAD and 100 of our own 8 ask so, and it holds none back."""
TITLED = 0.6
"""Least confidence where highlights are found of a work whose title names all that is asked: what was marked in a work
on minimalism hardly names it, and says what the notes hold on it. The fit knows prose, where a page repeats its title;
of 39 questions that a reader asked of such highlights it refused six for this."""
TITLED_AMONG = 3
"""Of the best passages, those whose titles are looked at."""
LISTED = 2
"""Commas from which a title lists what a newsletter holds, and says of no highlight what it is about. A cosine does not
tell: what was marked in a work on GTD lies at .01 from "What is GTD?"."""
LOOSE_RELATIONS = frozenset(
    "meaning purpose point idea definition difference role name reason example motive argument thesis message lesson "
    "theme view opinion advice effect result cause origin importance use problem benefit kind type summary gist".split()
)
"""Words that questions use for what a text does without naming it."""
_PRAISE = frozenset(find_terms("good better best great top main key important useful different right worth"))
"""Words of a question that no title need hold: "What are good traits of a leader?" is one for a work on such traits."""
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
    """The fit's confidence, 0 to 1, raised or lowered by what it cannot know."""
    if is_titled(question, evidence):
        confidence = max(confidence, TITLED)
    if not holds_names(question, evidence):
        confidence *= WITHOUT_THE_NAMES
    if not holds_topic(question, evidence):
        confidence *= WITHOUT_THE_TOPIC
    if not holds_relation(question, evidence):
        confidence *= WITHOUT_THE_RELATION
    if not holds_predicate(question, evidence):
        confidence *= WITHOUT_THE_PREDICATE
    if is_lone_mention(question, evidence):
        confidence *= LONE
    return confidence


def holds_names(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some passage, or one work where a single name is asked about, holds every name in the question.

    A question may join what no note joins ("Why did A win B?"); each half alone is near enough to pass.
    """
    names = set(find_names(question))
    if not names:
        return True
    held = [{word.removesuffix("'s") for word in find_words(_words_of(one))} for one in evidence]
    if len(names) == 1:
        held = list(_words_of_works(evidence).values())
    said = [" ".join(find_words(_words_of(one))) for one in evidence]
    for compound in _COMPOUND.findall(question):  # GPT-4 is not GPT-3
        if not any(f" {' '.join(find_words(compound))} " in f" {text} " for text in said):
            return False
    wanted = {word for name in names for word in find_words(name)}
    return any(wanted <= words for words in held)


def holds_topic(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some passage holds a word of what the question is "about", where it says so; True where it does not.

    Where names are asked about too, it must be of a work that holds them: who is noted in one work and a matter in
    another have not been brought together by anybody.
    """
    about = _ABOUT.search(question)
    topic = set(find_terms(about.group(1))) if about else set()
    names = {word for name in find_names(question) for word in find_words(name)} - set(
        find_words(about[1] if about else "")
    )
    works = _words_of_works(evidence)
    return not topic or any(
        topic & set(find_terms(_words_of(one))) and names <= works[one.passage.places[0].title] for one in evidence
    )


def holds_relation(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some passage has the word for what is asked of a named thing beside its name; True where none is asked.

    Of a work or its author anything may be asked: their passages are what it holds.
    """
    asked = _RELATION.search(question)
    if not asked or asked[1].casefold() in LOOSE_RELATIONS:
        return True
    named = set(find_words(asked[2]))
    places = [one.passage.places[0] for one in evidence]
    if any(named <= set(find_words(f"{place.title} {place.author}")) for place in places):
        return True
    wanted = set(find_terms(asked[1]))
    return any(wanted <= set(find_terms(text)) and named <= set(find_words(text)) for text in map(_words_of, evidence))


def holds_predicate(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a work with the names holds a word of what is asked of them; True where no yes or no is asked for."""
    names = {word for name in find_names(question) for word in find_words(name)}
    asked = set(find_terms(question)) - set(find_terms(" ".join(names)))
    if kind_of(question) != "yes or no" or not names or not asked:
        return True
    works = _words_of_works(evidence)
    return any(
        names <= works[one.passage.places[0].title] and asked & set(find_terms(_words_of(one))) for one in evidence
    )


def is_titled(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the title of a work of which highlights were found first holds every stream word; see `TITLED`."""
    asked = set(find_terms(question)) - _PRAISE
    if len(asked) == 1 and _PRACTICAL.search(question):  # what to call a dog is no question for a work on dogs
        return False
    titles = [one.passage.places[0].title for one in evidence[:TITLED_AMONG] if one.passage.kind == "highlight"]
    return bool(asked) and any(asked <= set(find_terms(title)) for title in titles if title.count(",") < LISTED)


def is_lone_mention(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether something practical is asked and hardly anything but one passage comes near it; see `LONE`."""
    near = sorted((one.cosine for one in evidence), reverse=True)
    second = near[1] if len(near) > 1 else 0.0
    return bool(_PRACTICAL.search(question)) and 0 < near[0] < LONE_COSINE and second < LONE_SECOND * near[0]


def _words_of_works(evidence: Sequence[Evidence]) -> dict[str, set[str]]:
    """Title of each work, with the words of what was found of it."""
    works: dict[str, set[str]] = {}
    for one in evidence:
        words = (word.removesuffix("'s") for word in find_words(_words_of(one)))
        works.setdefault(one.passage.places[0].title, set()).update(words)
    return works


def _words_of(one: Evidence) -> str:
    place = one.passage.places[0]
    return " ".join([one.passage.text, one.passage.note, place.title, place.author, *place.section])
