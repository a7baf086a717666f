"""Choosing the notes' own sentences that answer a question.

Every sentence of the first passages gets a chance of being part of an answer (`bench/fit_quotes.py` fits the
weights in quote.json); the best is taken, then those near it. A sentence of another passage must come nearer to
the best than one beside it does, unless the question asks yes or no: then both sides are given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asked import Kind, has_kind, kind_of, starts_pointing
from assistant.candidates import Candidate, Reading
from assistant.linear import load_linear
from assistant.terms import find_numbers, find_words
from index.search import Evidence

# On clapnq's even rows: rougeL 55, citations 94/90, quotes 62/62 with these; a lower NEAR_BEST trades quote precision
# for recall (.45: 58/67), a higher NEAR_BEST_BESIDE citation recall for precision (.55: 97/85).
NEAR_BEST = 0.6
"""Share of the best sentence's chance that another of the same passage needs."""
NEAR_BEST_BESIDE = 0.38
"""The same for a sentence of another passage of the same file: a text's second half is cut off only by its length."""
NEAR_BEST_ELSEWHERE = 0.85
"""The same for a sentence of any other passage."""
VIEW_COVERAGE = 0.9
"""Share of what is asked about that a sentence of another work must name to be heard beside the best."""
VIEW_COSINE = 0.7
"""Share of the best sentence's cosine that it needs."""
OPEN_VIEW_COVERAGE, OPEN_VIEW_COSINE = 0.4, 0.5
"""Both where a yes or no is asked for: the other side of a matter is put in other words."""
WHOLE_HIGHLIGHT = 90
"""Words of a highlight up to which it is quoted whole."""
WITHOUT_THE_NUMBER = 0.2
"""Factor on the chance of a sentence without the year or number that the question names, where another has it."""
MOST = 4
"""Sentences quoted."""
SAME = 0.8
"""Share of words from which a sentence says what one before it said."""

_CONTRAST = re.compile(r"\W*(but|however|yet|although|though|nevertheless|on the other hand)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence that is quoted."""

    candidate: Candidate
    chance: float
    """That it is part of an answer, 0 to 1."""


def choose_sentences(question: str, evidence: Sequence[Evidence], reading: Reading) -> tuple[Choice, ...]:
    """The sentences that answer, best passage first and in reading order within it; at least one of any given."""
    ranked = rank_sentences(question, evidence, reading)
    if not ranked:
        return ()
    best = ranked[0]
    taken: list[Choice] = []
    for choice in ranked:
        enough = choice.chance >= best.chance * _share_needed(evidence, choice, best)
        view = _is_view(question, evidence, choice, taken)
        if (enough or view or choice is best) and not any(_says_the_same(choice, other) for other in taken):
            taken.append(choice)
        if len(taken) == MOST:
            break
    taken = _complete_highlights(_add_rebuttals(taken, ranked), ranked, evidence)
    first = [choice.candidate.evidence for choice in taken]
    return tuple(sorted(taken, key=lambda c: (first.index(c.candidate.evidence), c.candidate.place)))


def _is_view(question: str, evidence: Sequence[Evidence], choice: Choice, taken: Sequence[Choice]) -> bool:
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
    near = choice.candidate.cosine >= (OPEN_VIEW_COSINE if open_matter else VIEW_COSINE) * taken[0].candidate.cosine
    return unheard and named and near


def _complete_highlights(
    taken: Sequence[Choice], ranked: Sequence[Choice], evidence: Sequence[Evidence]
) -> list[Choice]:
    """A short highlight is quoted whole: its reader has cut it out already, and a sentence of it leans on the next."""
    kept = list(taken)
    for number in dict.fromkeys(choice.candidate.evidence for choice in taken):
        passage = evidence[number].passage
        if passage.kind == "highlight" and len(find_words(passage.text)) <= WHOLE_HIGHLIGHT:
            rest = [one for one in ranked if one.candidate.evidence == number and not one.candidate.is_note]
            kept.extend(one for one in rest if one not in kept)
    return kept


def _add_rebuttals(taken: Sequence[Choice], ranked: Sequence[Choice]) -> list[Choice]:
    """With the sentence that takes back what a chosen one says, where it follows at once; else it would mislead."""
    place = {(one.candidate.evidence, one.candidate.place): one for one in ranked}
    kept = list(taken)
    for choice in taken:
        following = place.get((choice.candidate.evidence, choice.candidate.place + 1))
        if following and following not in kept and _CONTRAST.match(following.candidate.text):
            kept.append(following)
    return kept


def _share_needed(evidence: Sequence[Evidence], choice: Choice, best: Choice) -> float:
    """How near to the best sentence's chance a sentence must come, by where it stands."""
    if choice.candidate.evidence == best.candidate.evidence:
        return NEAR_BEST
    here, there = (evidence[one.candidate.evidence].passage.places[0] for one in (choice, best))
    return (
        NEAR_BEST_BESIDE
        if (here.source, here.path, here.section) == (there.source, there.path, there.section)
        else (NEAR_BEST_ELSEWHERE)
    )


def rank_sentences(question: str, evidence: Sequence[Evidence], reading: Reading) -> list[Choice]:
    """Every sentence with its chance, best first."""
    model = load_linear("quote")
    signals = read_sentence_signals(question, evidence, reading)
    choices = [
        Choice(candidate=candidate, chance=model.estimate(one))
        for candidate, one in zip(reading.candidates, signals, strict=True)
    ]
    choices = _prefer_numbers(question, choices)
    return sorted(choices, key=lambda c: (-c.chance, c.candidate.evidence, c.candidate.place))


def _prefer_numbers(question: str, choices: Sequence[Choice]) -> list[Choice]:
    """Where a number is asked about and some sentence holds it, the others count for less."""
    asked = find_numbers(question)
    holds = [bool(asked) and asked <= find_numbers(choice.candidate.text) for choice in choices]
    if not any(holds):
        return list(choices)
    return [
        choice if held else replace(choice, chance=choice.chance * WITHOUT_THE_NUMBER)
        for choice, held in zip(choices, holds, strict=True)
    ]


def read_sentence_signals(question: str, evidence: Sequence[Evidence], reading: Reading) -> list[Mapping[str, float]]:
    """Everything the choice looks at, for each candidate in order."""
    kind = kind_of(question)
    candidates = reading.candidates
    best = max((c.cosine for c in candidates), default=0.0)
    best_of = {
        fit.evidence: max(c.cosine for c in candidates if c.evidence == fit.evidence)
        for fit in reading.fits
        if fit.sentences
    }
    return [_signals_of(number, question, kind, evidence, reading, best, best_of) for number in range(len(candidates))]


def _signals_of(
    number: int, question: str, kind: Kind, evidence: Sequence[Evidence], reading: Reading,
    best: float, best_of: Mapping[int, float],
) -> Mapping[str, float]:  # fmt: skip
    one = reading.candidates[number]
    fit = next(fit for fit in reading.fits if fit.evidence == one.evidence)
    around = [
        c for c in reading.candidates[max(0, number - 1) : number + 2] if c.evidence == one.evidence and c is not one
    ]
    words = len(find_words(one.text))
    asked_numbers = find_numbers(question)
    return {
        "cosine": one.cosine,
        "beyond_title": one.beyond_title,
        "coverage": one.coverage,
        "coverage_beyond_title": one.coverage_beyond_title,
        "below_best": best - one.cosine,
        "below_best_of_passage": best_of[one.evidence] - one.cosine,
        "around": max((c.cosine for c in around), default=0.0),
        "covered_around": max((c.coverage for c in around), default=0.0),
        "passage": evidence[one.evidence].cosine,
        "first": float(one.place == 0),
        "place": one.place / max(1, fit.sentences),
        "only": float(fit.sentences <= 2),
        "length": math.log(1 + words),
        "short": float(words < 5),
        "kind_found": float(has_kind(kind, question, one.text)),
        "kind_missing": float(kind in ("who", "when", "how many") and not has_kind(kind, question, one.text)),
        "number_missing": float(bool(asked_numbers - find_numbers(one.text))),
        "number_there": float(bool(asked_numbers & find_numbers(one.text))),
        "pointing": float(starts_pointing(one.text)),
        "a_question": float(bool(re.search(r"\?\W*$", one.text))),
    }


def _says_the_same(choice: Choice, other: Choice) -> bool:
    words, others = set(find_words(choice.candidate.text)), set(find_words(other.candidate.text))
    return len(words & others) >= SAME * min(len(words), len(others))
