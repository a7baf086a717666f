"""Choosing the notes' own sentences that answer a question.

Every sentence of the first passages gets a chance of being part of an answer (`bench/fit_quotes.py` fits the
weights in quote.json). Sentences are then taken from the best on as long as the words that can be expected to be
right, among all that are quoted and all that an answer has, become a greater share: a choice by the measure that
answers are judged by, not by a threshold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.evidence.features import read_sentence_signals
from assistant.evidence.logistic import load_logistic
from assistant.questions.question_type import kind_of
from assistant.text.content_words import find_numbers, find_terms, find_words
from index.search.evidence import Evidence

ANSWER_WORDS = 24
"""Words of an answer that no sentence is expected to hold: the more, the more sentences are worth quoting. Held out
on clapnq's even rows 18 gives quotes of 65 % precision at 58 % recall, 24 of 65 at 61, 32 of 63 at 65."""
LEAST = 0.3
"""Share of the best sentence's chance that any other needs: beside a very short one a long one would come in on length
alone. On clapnq's even rows none comes in with less; .5 costs rougeL half a point."""
BESIDE = 1.75
"""Factor on the chance of a sentence of another passage of the best one's file, up to the best's own: a text's second
half is cut off only by its length. Held out, citation precision and recall are 95.1 and 89.1 % at 1.5, 95.2 and 90.8 at
1.75, 94.8 and 91.6 at 2."""
VIEW_COVERAGE = 0.9
"""Share of what is asked about that a sentence of another work must name to be heard beside the best."""
VIEW_COSINE = 0.7
"""Share of the best sentence's cosine that it needs."""
OPEN_VIEW_COVERAGE, OPEN_VIEW_COSINE = 0.4, 0.5
"""Both where a yes or no is asked for: the other side of a matter is put in other words."""
OPEN_VIEW_ALONE = 0.85
"""Share that suffices there, whatever the words, of the least cosine that was taken from the best sentence's file."""
WHOLE_HIGHLIGHT = 90
"""Words of a highlight up to which it is quoted whole."""
WITHOUT_THE_NUMBER = 0.2
"""Factor on the chance of a sentence without the year or number that the question names, where another has it."""
ONLY_ASKED = 0.1
"""Factor on the chance of a line without a full stop that has no stream word beyond the question's, where another says
more: of a web page the headings are marked too, and "What is metadata?" is no answer to it."""
HEADING, HEADING_WORDS = 0.5, 5
"""Factor on the chance of a line of so few words without a full stop, where another says more; it may be a list's."""
MOST = 4
"""Sentences quoted."""
SAME = 0.7
"""Share of the shorter's pairs of words from which a sentence says what one before it said."""

_CONTRAST = re.compile(r"\W*(but|however|yet|although|though|nevertheless|on the other hand)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence that is quoted."""

    candidate: Candidate
    chance: float
    """That it is part of an answer, 0 to 1."""
    year: str = ""
    """To be told with it, where views of several years stand side by side."""
    lead: str = ""
    """What is said before it; "" where that is whose words they are."""


def choose_sentences(question: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> tuple[Quote, ...]:
    """The sentences that answer, best passage first and in reading order within it; at least one of any given."""
    ranked = rank_sentences(question, evidence, reading)
    if not ranked:
        return ()
    taken = _take_most_expected(ranked, evidence)
    most = max(MOST, len(taken) + 1) if kind_of(question) == "yes or no" else MOST  # for the other side
    for choice in ranked:
        if len(taken) < most and _is_view(question, evidence, choice, taken) and not _is_said(choice, taken):
            taken.append(choice)
    every = [*ranked, *(Quote(candidate=one, chance=0.0) for one in reading.aside)]
    taken = _complete_highlights(_add_rebuttals(taken, every), every, evidence)
    first = [choice.candidate.evidence for choice in taken]
    told: list[Quote] = []
    for choice in sorted(taken, key=lambda c: (first.index(c.candidate.evidence), c.candidate.place)):
        told.extend([] if _is_said(choice, told) else [choice])
    return tuple(told)


def _take_most_expected(ranked: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """The best sentences, as many as raise the expected share of right words; see ANSWER_WORDS.

    Multiplying every chance by one number changes nothing: it matters how the sentences stand to one another.
    """
    best = ranked[0]
    weighed = sorted(((_chance_beside(evidence, one, best), one) for one in ranked), key=lambda pair: -pair[0])
    taken: list[Quote] = []
    right, share = 0.0, 0.0
    all_words = float(ANSWER_WORDS)
    for chance, choice in weighed:
        words = len(find_words(choice.candidate.text))
        with_it = (right + chance * words) / (all_words + words)
        worth = not taken or (with_it > share and chance >= LEAST * best.chance)
        if len(taken) == MOST or not worth or _is_said(choice, taken):
            continue
        taken.append(choice)
        right, all_words, share = right + chance * words, all_words + words, with_it
    return taken


def _chance_beside(evidence: Sequence[Evidence], choice: Quote, best: Quote) -> float:
    """The sentence's chance, raised where it stands in another passage of the best one's file."""
    if choice.candidate.evidence == best.candidate.evidence:
        return choice.chance
    here, there = (evidence[one.candidate.evidence].passage.places[0] for one in (choice, best))
    beside = (here.source, here.path, here.section) == (there.source, there.path, there.section)
    return min(best.chance, choice.chance * BESIDE) if beside else choice.chance


def _is_view(question: str, evidence: Sequence[Evidence], choice: Quote, taken: Sequence[Quote]) -> bool:
    """Whether it says something on the matter from a source not heard yet: two that disagree are both given."""
    if not taken or choice.candidate.evidence in {one.candidate.evidence for one in taken}:
        return False
    open_matter = kind_of(question) == "yes or no"
    place = evidence[choice.candidate.evidence].passage.places[0]
    heard = [evidence[one.candidate.evidence].passage.places[0] for one in taken]
    unheard = place.path not in {one.path for one in heard}
    if open_matter:
        unheard = (place.path, place.section) not in {(one.path, one.section) for one in heard}
    named = choice.candidate.coverage >= (OPEN_VIEW_COVERAGE if open_matter else VIEW_COVERAGE)
    best = taken[0].candidate.cosine
    least = min(one.candidate.cosine for one, place in zip(taken, heard, strict=True) if place.path == heard[0].path)
    near = choice.candidate.cosine >= (OPEN_VIEW_COSINE if open_matter else VIEW_COSINE) * best
    nearest = open_matter and least > 0 and choice.candidate.cosine >= OPEN_VIEW_ALONE * least
    if not unheard or not ((named and near) or nearest):
        return False
    return _weigh_heading(choice.candidate.text, set(find_terms(question))) == 1


def _complete_highlights(taken: Sequence[Quote], every: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """A short highlight is quoted whole: its reader has cut it out already, and a sentence of it leans on the next."""
    kept = list(taken)
    for number in dict.fromkeys(choice.candidate.evidence for choice in taken):
        passage = evidence[number].passage
        if passage.kind == "highlight" and len(find_words(passage.text)) <= WHOLE_HIGHLIGHT:
            rest = [one for one in every if one.candidate.evidence == number and not one.candidate.is_note]
            kept.extend(one for one in rest if one not in kept)
    return kept


def _add_rebuttals(taken: Sequence[Quote], every: Sequence[Quote]) -> list[Quote]:
    """With the sentence that takes back what a chosen one says, where it follows at once; else it would mislead."""
    place = {(one.candidate.evidence, one.candidate.place): one for one in every}
    kept = list(taken)
    for choice in taken:
        following = place.get((choice.candidate.evidence, choice.candidate.place + 1))
        if following and following not in kept and _CONTRAST.match(following.candidate.text):
            kept.append(following)
    return kept


def rank_sentences(question: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> list[Quote]:
    """Every sentence with its chance, best first."""
    model = load_logistic("extraction")
    signals = read_sentence_signals(question, evidence, reading)
    choices = [
        Quote(candidate=candidate, chance=model.estimate(one))
        for candidate, one in zip(reading.candidates, signals, strict=True)
    ]
    choices = _put_back_headings(question, _prefer_numbers(question, choices))
    return sorted(choices, key=lambda c: (-c.chance, c.candidate.evidence, c.candidate.place))


def _prefer_numbers(question: str, choices: Sequence[Quote]) -> list[Quote]:
    """Where a number is asked about and some sentence holds it, the others count for less."""
    asked = find_numbers(question)
    holds = [bool(asked) and asked <= find_numbers(choice.candidate.text) for choice in choices]
    if not any(holds):
        return list(choices)
    return [
        choice if held else replace(choice, chance=choice.chance * WITHOUT_THE_NUMBER)
        for choice, held in zip(choices, holds, strict=True)
    ]


def _put_back_headings(question: str, choices: Sequence[Quote]) -> list[Quote]:
    """Where some sentence says more than the question, headings and those that only repeat it count for less."""
    asked = set(find_terms(question))
    weights = [_weigh_heading(choice.candidate.text, asked) for choice in choices]
    if max(weights, default=1.0) < 1:
        return list(choices)
    return [replace(choice, chance=choice.chance * by) for choice, by in zip(choices, weights, strict=True)]


def _weigh_heading(text: str, asked: set[str]) -> float:
    if text.rstrip("\"'”’)").endswith((".", "!", "…", ";", "。")):
        return 1.0
    if not set(find_terms(text)) - asked:
        return ONLY_ASKED
    return HEADING if len(find_words(text)) <= HEADING_WORDS and not text.endswith("?") else 1.0


def _is_said(choice: Quote, taken: Sequence[Quote]) -> bool:
    """Whether one of those taken says the same in nearly the same words."""
    pairs = _pair_words(choice.candidate.text)
    others = [_pair_words(other.candidate.text) for other in taken]
    return any(len(pairs & other) >= SAME * min(len(pairs), len(other)) for other in others)


def _pair_words(text: str) -> set[tuple[str, str]]:
    """Words with the next: single words would make "it is finished, I need not ask" hold "it is not finished"."""
    words = find_words(text)
    return set(pairwise([*words, ""]))
