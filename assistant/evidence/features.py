"""What speaks for each sentence of the evidence being part of an answer: the figures that the choice is fitted on.

Kept as they are measured; `bench/fit_quotes.py` fits their weights. Nothing here needs the encoder again.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean, pstdev

from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.questions.question_type import has_kind, kind_of, starts_pointing
from assistant.text.content_words import find_names, find_numbers, find_terms, find_words
from index.search.evidence import Evidence

OPENING = 8
"""Words at a sentence's beginning in which its subject is looked for."""
MOST_FACTS = 4
"""Names or numbers of a sentence that are counted."""
LONGEST = 70
"""Words from which a longer sentence is no longer told from a shorter."""


def read_sentence_signals(
    question: str, evidence: Sequence[Evidence], reading: ScoredEvidence
) -> list[Mapping[str, float]]:
    """Everything the choice looks at, for each candidate in order."""
    best = max((c.cosine for c in reading.candidates), default=0.0)
    nearest = max((fit.cosine for fit in reading.fits), default=0.0)
    signals: list[Mapping[str, float]] = []
    for fit in reading.fits:
        beside = [c for c in reading.candidates if c.evidence == fit.evidence]
        terms = [find_terms(c.text) for c in beside]
        passage = {
            "passage": evidence[fit.evidence].cosine,
            "only": float(len(beside) <= 2),
            "of_best_passage": float(fit.evidence == 0),
            "of_best_note": float(_note_of(evidence[fit.evidence]) == _note_of(evidence[0])),
            "body": fit.cosine,
            "below_best_body": nearest - fit.cosine,
        }
        title = set(find_terms(evidence[fit.evidence].passage.places[0].title))
        signals.extend(
            {
                **_read_words(question, one),
                **_compare_terms(question, title, terms, number, one),
                **_compare_beside(beside, number),
                "below_best": best - one.cosine,
                **passage,
            }
            for number, one in enumerate(beside)
        )
    return signals


def _note_of(one: Evidence) -> tuple[str, str]:
    place = one.passage.places[0]
    return place.source, place.path


def _read_words(question: str, one: Candidate) -> Mapping[str, float]:
    """What the sentence shows by itself, before the question."""
    kind, asked = kind_of(question), find_numbers(question)
    words, numbers = len(find_words(one.text)), find_numbers(one.text)
    found = has_kind(kind, question, one.text)
    return {
        "cosine": one.cosine,
        "beyond_title": one.beyond_title,
        "coverage": one.coverage,
        "coverage_beyond_title": one.coverage_beyond_title,
        "length": math.log(1 + words),
        "words": min(words, LONGEST) / 10,
        "short": float(words < 5),
        "names": float(min(MOST_FACTS, len(find_names(one.text)))),
        "numbers": float(min(MOST_FACTS, len(numbers))),
        "kind_found": float(found),
        "kind_missing": float(kind in ("who", "when", "how many") and not found),
        "number_missing": float(bool(asked - numbers)),
        "number_there": float(bool(asked & numbers)),
        "pointing": float(starts_pointing(one.text)),
        "a_question": float(bool(re.search(r"\?\W*$", one.text))),
    }


def _compare_terms(
    question: str, title: set[str], terms: Sequence[Sequence[str]], number: int, one: Candidate
) -> Mapping[str, float]:
    """Its stream words beside those of the question, of the title and of the sentences around it.

    terms: of every sentence of the passage, in order. number: which of them it is.
    """
    asked, own = find_terms(question), set(terms[number])
    held_by = Counter(term for other in terms for term in set(other))
    apart = {term: 1 / max(1, held_by[term]) for term in asked}
    pairs = set(pairwise(asked))
    return {
        "only_here": sum(weight for term, weight in apart.items() if term in own) / (sum(apart.values()) or 1),
        "pairs": len(pairs & set(pairwise(terms[number]))) / max(1, len(pairs)),
        "of_title": len(title & own) / max(1, len(title)),
        "opens_with_title": float(bool(title & set(find_terms(" ".join(one.text.split()[:OPENING]))))),
        "new": len(own - set(asked) - title) / max(1, len(own)),
    }


def _compare_beside(beside: Sequence[Candidate], number: int) -> Mapping[str, float]:
    """Where it stands in its passage, and how it compares with the other sentences there."""
    one = beside[number]
    near = [c.cosine for c in beside]
    around = [c for c in beside[max(0, number - 1) : number + 2] if c is not one]
    return {
        "first": float(one.place == 0),
        "place": one.place / len(beside),
        "around": max((c.cosine for c in around), default=0.0),
        "covered_around": max((c.coverage for c in around), default=0.0),
        "below_best_of_passage": max(near) - one.cosine,
        "rank": sum(other > one.cosine for other in near) / max(1, len(near) - 1),
        "stands_out": (one.cosine - fmean(near)) / max(0.05, pstdev(near)) if len(near) > 2 else 0.0,
    }
