"""Whether the notes can answer a question at all, decided before any model is asked.

The theory: a passage about the right subject is not yet an answer. So what is near is measured twice, as it is
and with the title's direction taken out of question and passage; and beside the nearness stand the words asked
for that are missing, how far the best passage stands out, and whether a who, when or how many finds one.
`bench/fit_gate.py` fits the weights in gate.json; docs/answering.md has the figures. A fused score never enters:
it says which passage is best, not whether it is good. What no fit can know stands in
assistant/evidence/answerability_rules.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence.answerability_rules import apply_rules
from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.evidence.logistic import load_logistic
from assistant.questions.question_type import has_kind, kind_of
from assistant.text.content_words import STOP_WORDS, find_numbers, find_words, is_unspaced
from index.search.evidence import Evidence

THRESHOLD = 0.5
"""Confidence asked for at strictness 0.5; the fit moves the bias so that nine in ten answerable questions pass."""
UNSPACED_COVERAGE = 0.35
"""Share of a question's pairs of characters, for scripts without spaces, at which the confidence is a half."""
LEAST_PASSAGES, MOST_PASSAGES = 50, 1000
"""Sizes of a collection between which the gate grows stricter: among more passages, one comes near by chance."""
STEEPNESS = 6.0
"""Log odds between strictness 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerability:
    """What the gate decided."""

    passes: bool
    confidence: float
    """Estimated chance that the notes hold an answer, 0 to 1."""
    titled: bool = False
    """Whether it passes for nothing but a work's title, whose highlights then need not say what is asked."""


def assess(
    question: str, evidence: Sequence[Evidence], reading: ScoredEvidence, strictness: float = 0.5
) -> Answerability:
    """Whether the evidence can answer. strictness: 0 lets everything near through, 1 only what is sure."""
    if not evidence or not reading.candidates:
        return Answerability(passes=False, confidence=0.0)
    if is_unspaced(question):
        # The packaged encoder reads English only; pairs of characters that are there say more than its cosine.
        best = max(candidate.coverage for candidate in reading.candidates)
        confidence = 1 / (1 + math.exp(-12 * (best - UNSPACED_COVERAGE)))
    else:
        confidence = load_logistic("answerability").estimate(read_signals(question, evidence, reading))
    threshold, fitted = threshold_at(strictness), confidence
    confidence = apply_rules(confidence, question, evidence)
    return Answerability(passes=confidence >= threshold, confidence=confidence, titled=fitted < threshold <= confidence)


def threshold_at(strictness: float) -> float:
    """The confidence that is asked for: the calibrated one at 0.5, moved in log odds to either side."""
    kept = min(max(strictness, 0.0), 1.0)
    return 1 / (1 + math.exp(-(math.log(THRESHOLD / (1 - THRESHOLD)) + STEEPNESS * (kept - 0.5))))


def read_signals(question: str, evidence: Sequence[Evidence], reading: ScoredEvidence) -> Mapping[str, float]:
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
