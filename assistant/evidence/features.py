"""What speaks for each sentence of the evidence being part of an answer: the figures that the choice is fitted on.

Kept as they are measured; `bench/quality/fit_extraction.py` fits their weights. Nothing here needs the encoder again.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean, pstdev

from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.questions.question_type import classify_question, has_answer_type, starts_with_pronoun
from assistant.text.content_words import content_terms, folded_words, names_in, numbers_in
from index.search.evidence import Evidence

OPENING_WORDS = 8
"""At a sentence's beginning, where its subject is expected."""
MAX_FACTS = 4
"""Names or numbers of a sentence that are counted."""
MAX_WORDS = 70
"""From which longer sentences count as equally long."""


def sentence_signals(question: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> list[Mapping[str, float]]:
    """The signals of each candidate, in order."""
    best_cosine = max((candidate.cosine for candidate in scored.candidates), default=0.0)
    best_body = max((features.cosine for features in scored.features), default=0.0)
    rows: list[Mapping[str, float]] = []
    for features in scored.features:
        sentences = [c for c in scored.candidates if c.evidence == features.evidence]
        terms = [content_terms(sentence.text) for sentence in sentences]
        item, best_place = evidence[features.evidence], evidence[0].passage.places[0]
        place = item.passage.places[0]
        passage = {
            "passage": item.cosine,
            "only": float(len(sentences) <= 2),
            "of_best_passage": float(features.evidence == 0),
            "of_best_note": float((place.source, place.path) == (best_place.source, best_place.path)),
            "body": features.cosine,
            "below_best_body": best_body - features.cosine,
        }
        title_terms = set(content_terms(place.title))
        rows.extend(
            {
                **_own_signals(question, sentence),
                **_term_signals(question, title_terms, terms, number, sentence),
                **_position_signals(sentences, number),
                "below_best": best_cosine - sentence.cosine,
                **passage,
            }
            for number, sentence in enumerate(sentences)
        )
    return rows


def _own_signals(question: str, sentence: Candidate) -> Mapping[str, float]:
    """The sentence itself compared with the question."""
    kind, question_numbers = classify_question(question), numbers_in(question)
    words, numbers = len(folded_words(sentence.text)), numbers_in(sentence.text)
    has_type = has_answer_type(kind, question, sentence.text)
    return {
        "cosine": sentence.cosine,
        "beyond_title": sentence.beyond_title,
        "coverage": sentence.coverage,
        "coverage_beyond_title": sentence.coverage_beyond_title,
        "length": math.log(1 + words),
        "words": min(words, MAX_WORDS) / 10,
        "short": float(words < 5),
        "names": float(min(MAX_FACTS, len(names_in(sentence.text)))),
        "numbers": float(min(MAX_FACTS, len(numbers))),
        "kind_found": float(has_type),
        "kind_missing": float(kind in ("who", "when", "how many") and not has_type),
        "number_missing": float(bool(question_numbers - numbers)),
        "number_there": float(bool(question_numbers & numbers)),
        "pointing": float(starts_with_pronoun(sentence.text)),
        "a_question": float(bool(re.search(r"\?\W*$", sentence.text))),
    }


def _term_signals(
    question: str, title_terms: set[str], passage_terms: Sequence[Sequence[str]], number: int, sentence: Candidate
) -> Mapping[str, float]:
    """Its content words compared with those of the question, the title and the sentences around it.

    passage_terms: of every sentence of the passage, in order. number: the sentence's index among them.
    """
    question_terms, own = content_terms(question), set(passage_terms[number])
    held_by = Counter(term for terms in passage_terms for term in set(terms))
    weights = {term: 1 / max(1, held_by[term]) for term in question_terms}
    pairs = set(pairwise(question_terms))
    opening = set(content_terms(" ".join(sentence.text.split()[:OPENING_WORDS])))
    return {
        "only_here": sum(weight for term, weight in weights.items() if term in own) / (sum(weights.values()) or 1),
        "pairs": len(pairs & set(pairwise(passage_terms[number]))) / max(1, len(pairs)),
        "of_title": len(title_terms & own) / max(1, len(title_terms)),
        "opens_with_title": float(bool(title_terms & opening)),
        "new": len(own - set(question_terms) - title_terms) / max(1, len(own)),
    }


def _position_signals(sentences: Sequence[Candidate], number: int) -> Mapping[str, float]:
    """Its place in its passage, and its cosine compared with the other sentences there."""
    sentence = sentences[number]
    cosines = [c.cosine for c in sentences]
    around = [c for c in sentences[max(0, number - 1) : number + 2] if c is not sentence]
    return {
        "first": float(sentence.place == 0),
        "place": sentence.place / len(sentences),
        "around": max((c.cosine for c in around), default=0.0),
        "covered_around": max((c.coverage for c in around), default=0.0),
        "below_best_of_passage": max(cosines) - sentence.cosine,
        "rank": sum(other > sentence.cosine for other in cosines) / max(1, len(cosines) - 1),
        "stands_out": ((sentence.cosine - fmean(cosines)) / max(0.05, pstdev(cosines)) if len(cosines) > 2 else 0.0),
    }
