"""Whether the notes can answer a question at all, decided before any model is asked.

The theory: a passage about the right subject is not yet an answer. So what is near is measured twice, as it is
and with the title's direction taken out of question and passage; and beside the nearness stand the words asked
for that are missing, how far the best passage stands out, and whether a who, when or how many finds one.
`bench/fit_gate.py` fits the weights in gate.json; docs/answering.md has the figures. A fused score never enters:
it says which passage is best, not whether it is good.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.asked import has_kind, kind_of
from assistant.candidates import Candidate, Reading
from assistant.linear import load_linear
from assistant.terms import STOP_WORDS, find_names, find_numbers, find_terms, find_words, is_unspaced
from index.search import Evidence

THRESHOLD = 0.5
"""Confidence asked for at strictness 0.5; the fit moves the bias so that nine in ten answerable questions pass."""
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
word of. The tuning sets have three such questions and it holds back none; of twenty of our own on the sample notes two
of ten false ones, and none of ten true ones."""
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
UNSPACED_COVERAGE = 0.35
"""Share of a question's pairs of characters, for scripts without spaces, at which the confidence is a half."""
LEAST_PASSAGES, MOST_PASSAGES = 50, 1000
"""Sizes of a collection between which the gate grows stricter: among more passages, one comes near by chance."""
STEEPNESS = 6.0
"""Log odds between strictness 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate decided."""

    passes: bool
    confidence: float
    """Estimated chance that the notes hold an answer, 0 to 1."""


def judge(question: str, evidence: Sequence[Evidence], reading: Reading, strictness: float = 0.5) -> Verdict:
    """Whether the evidence can answer. strictness: 0 lets everything near through, 1 only what is sure."""
    if not evidence or not reading.candidates:
        return Verdict(passes=False, confidence=0.0)
    if is_unspaced(question):
        # The packaged encoder reads English only; pairs of characters that are there say more than its cosine.
        best = max(candidate.coverage for candidate in reading.candidates)
        confidence = 1 / (1 + math.exp(-12 * (best - UNSPACED_COVERAGE)))
    else:
        confidence = load_linear("gate").estimate(read_signals(question, evidence, reading))
    if _is_titled(question, evidence):
        confidence = max(confidence, TITLED)
    if not _holds_names(question, evidence):
        confidence *= WITHOUT_THE_NAMES
    if not _holds_topic(question, evidence):
        confidence *= WITHOUT_THE_TOPIC
    if not _holds_relation(question, evidence):
        confidence *= WITHOUT_THE_RELATION
    if not _holds_predicate(question, evidence):
        confidence *= WITHOUT_THE_PREDICATE
    if _is_lone_mention(question, evidence):
        confidence *= LONE
    return Verdict(passes=confidence >= threshold_at(strictness), confidence=confidence)


def _holds_names(question: str, evidence: Sequence[Evidence]) -> bool:
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


def _holds_topic(question: str, evidence: Sequence[Evidence]) -> bool:
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


def _holds_relation(question: str, evidence: Sequence[Evidence]) -> bool:
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


def _holds_predicate(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a work with the names holds a word of what is asked of them; True where no yes or no is asked for."""
    names = {word for name in find_names(question) for word in find_words(name)}
    asked = set(find_terms(question)) - set(find_terms(" ".join(names)))
    if kind_of(question) != "yes or no" or not names or not asked:
        return True
    works = _words_of_works(evidence)
    return any(
        names <= works[one.passage.places[0].title] and asked & set(find_terms(_words_of(one))) for one in evidence
    )


def _is_titled(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the title of a work of which highlights were found first holds every telling word; see `TITLED`."""
    asked = set(find_terms(question)) - _PRAISE
    if len(asked) == 1 and _PRACTICAL.search(question):  # what to call a dog is no question for a work on dogs
        return False
    titles = [one.passage.places[0].title for one in evidence[:TITLED_AMONG] if one.passage.kind == "highlight"]
    return bool(asked) and any(asked <= set(find_terms(title)) for title in titles if title.count(",") < LISTED)


def _is_lone_mention(question: str, evidence: Sequence[Evidence]) -> bool:
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


def threshold_at(strictness: float) -> float:
    """The confidence that is asked for: the calibrated one at 0.5, moved in log odds to either side."""
    kept = min(max(strictness, 0.0), 1.0)
    return 1 / (1 + math.exp(-(math.log(THRESHOLD / (1 - THRESHOLD)) + STEEPNESS * (kept - 0.5))))


def read_signals(question: str, evidence: Sequence[Evidence], reading: Reading) -> Mapping[str, float]:
    """Everything the gate looks at, by name; needs at least one candidate."""
    top = [c for c in reading.candidates if c.evidence == 0] or list(reading.candidates)
    near = sorted((one.cosine for one in evidence), reverse=True)
    said = sorted((c.cosine for c in reading.candidates), reverse=True)
    best = max(reading.candidates, key=lambda c: c.cosine + 0.3 * c.coverage)
    words = find_words(" ".join(c.text for c in top))
    first = reading.fits[0]
    kind = kind_of(question)
    return {
        "passage": near[0],
        "top_passage": evidence[0].cosine,
        "stands_out": near[0] - near[min(4, len(near) - 1)],
        "stands_out_far": near[0] - sum(near[5:]) / max(1, len(near[5:])) if len(near) > 5 else near[0],
        "second": near[0] - near[min(1, len(near) - 1)],
        "sentence": said[0],
        "second_sentence": said[min(1, len(said) - 1)],
        "sentence_of_top": max(c.cosine for c in top),
        "mean_sentence": sum(c.cosine for c in top) / len(top),
        "sentence_beyond_title": max(c.beyond_title for c in reading.candidates),
        "sentence_of_top_beyond_title": max(c.beyond_title for c in top),
        "body": first.cosine,
        "best_body": max(fit.cosine for fit in reading.fits),
        "body_beyond_title": first.beyond_title,
        "title": first.title_cosine,
        "coverage": first.coverage,
        "best_coverage": max(fit.coverage for fit in reading.fits),
        "coverage_beyond_title": first.coverage_beyond_title,
        "sentence_coverage_beyond_title": max(c.coverage_beyond_title for c in top),
        "sentence_coverage": max(c.coverage for c in reading.candidates),
        "title_coverage": first.title_coverage,
        "unknown": reading.unknown_weight,
        "number_missing": float(bool(find_numbers(question) - _numbers_of(evidence))),
        "function_words": sum(word in STOP_WORDS for word in words) / max(1, len(words)),
        "sentence_length": math.log(1 + len(find_words(best.text))),
        "lexical_agrees": evidence[0].lexical,
        "size": math.log(min(max(reading.passages, LEAST_PASSAGES), MOST_PASSAGES)),
        "asks_who": float(kind == "who"),
        "asks_where": float(kind == "where"),
        "asks_how_many": float(kind == "how many"),
        "asks_nothing": float(kind == "other"),
        "kind_found": float(_finds_kind(question, reading.candidates, best)),
        "kind_missing": float(kind in ("who", "when", "how many") and not has_kind(kind, question, best.text)),
    }


def _numbers_of(evidence: Sequence[Evidence]) -> set[str]:
    return find_numbers(
        " ".join(f"{e.passage.text} {e.passage.note} {e.passage.places[0].title}" for e in evidence[:3])
    )


def _finds_kind(question: str, candidates: Sequence[Candidate], best: Candidate) -> bool:
    kind = kind_of(question)
    return kind in ("who", "when", "how many") and has_kind(kind, question, best.text)
