"""Whether the notes can answer a question at all, decided before any model is called.

A passage about the right subject is not yet an answer. So similarity is measured twice, as it is and with the title's
direction removed from question and passage. Further signals are the question's words that are missing, how far the
best passage stands out, and whether a who, when or how many finds an answer of its type. The fused search score is no
signal: it says which passage is best, not whether it is good. `bench/quality/fit_answerability.py` fits the weights in
answerability.json; what the fit cannot know is in `answerability_rules`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from assistant.evidence.answerability_rules import apply_rules
from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.evidence.logistic import load_logistic
from assistant.questions.question_type import classify_question, has_answer_type
from assistant.text.content_words import folded_words, is_unspaced, numbers_in
from index.lexical.stop_words import content_stop_words
from index.search.evidence import Evidence
from ingest.text.language import differ_in_language

CALIBRATED_THRESHOLD = 0.5
"""Confidence required at strictness 0.5; the fit sets the bias so that nine in ten answerable questions pass."""
UNSPACED_COVERAGE = 0.35
"""Share of a question's pairs of characters, for scripts without spaces, at which the confidence is 0.5."""
ACROSS_COSINE, ACROSS_LEAD, ACROSS_BIAS = 17.0, 16.0, 6.0
"""Weights of the best passage's cosine and of its lead over the second, and the bias, where question and passage are
in different languages and so share no words. Fitted on half of `bench/quality/languages.jsonl`; on the other
half 64 % of the questions whose note is found pass, and 9 % of those whose note was taken out."""
MIN_COLLECTION_SIZE, MAX_COLLECTION_SIZE = 50, 1000
"""Passages between which the size counts: the more there are, the sooner one is similar by chance."""
STRICTNESS_LOG_ODDS = 6.0
"""Between strictness 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerability:
    """The decision."""

    passes: bool
    confidence: float
    """Estimated chance that the notes hold an answer, 0 to 1."""
    by_title: bool = False
    """Whether it passes only because a work's title names the subject; its highlights need not name it then."""


def assess(
    question: str, evidence: Sequence[Evidence], scored: ScoredEvidence, strictness: float = 0.5
) -> Answerability:
    """Whether the evidence can answer. strictness: 0 passes anything similar, 1 only what surely answers."""
    if not evidence or not scored.candidates:
        return Answerability(passes=False, confidence=0.0)
    threshold = threshold_at(strictness)
    nearest = max(evidence, key=lambda item: item.cosine)
    if scored.reads_other_languages and differ_in_language(question, nearest.passage.text):
        confidence = _confidence_across_languages(evidence)  # no rule on words applies
        return Answerability(passes=confidence >= threshold, confidence=confidence)
    if is_unspaced(question):
        # The packaged encoder reads English only; shared pairs of characters say more than its cosine.
        best = max(candidate.coverage for candidate in scored.candidates)
        fitted = _logistic(12 * (best - UNSPACED_COVERAGE))
    else:
        fitted = load_logistic("answerability").estimate(answerability_signals(question, evidence, scored))
    confidence = apply_rules(fitted, question, evidence)
    return Answerability(
        passes=confidence >= threshold, confidence=confidence, by_title=fitted < threshold <= confidence
    )


def _confidence_across_languages(evidence: Sequence[Evidence]) -> float:
    best, second = nlargest(2, [*(item.cosine for item in evidence), 0.0])
    return _logistic(ACROSS_COSINE * best + ACROSS_LEAD * (best - second) - ACROSS_BIAS)


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def threshold_at(strictness: float) -> float:
    """The confidence required: the calibrated one at 0.5, moved in log odds to either side."""
    calibrated = math.log(CALIBRATED_THRESHOLD / (1 - CALIBRATED_THRESHOLD))
    return 1 / (1 + math.exp(-(calibrated + STRICTNESS_LOG_ODDS * (min(max(strictness, 0.0), 1.0) - 0.5))))


def answerability_signals(question: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> Mapping[str, float]:
    """All signals by name; needs at least one candidate."""
    top = [c for c in scored.candidates if c.evidence == 0] or list(scored.candidates)
    top_words = folded_words(" ".join(candidate.text for candidate in top))
    first = [item.passage for item in evidence[:3]]
    numbers = numbers_in(" ".join(f"{p.text} {p.note} {p.places[0].title}" for p in first))
    return {
        **_similarity_signals(evidence, scored, top),
        **_coverage_signals(scored, top),
        **_question_signals(question, scored.candidates),
        "number_missing": float(bool(numbers_in(question) - numbers)),
        "function_words": sum(word in content_stop_words() for word in top_words) / max(1, len(top_words)),
        "lexical_agrees": evidence[0].lexical,
        "size": math.log(min(max(scored.collection_size, MIN_COLLECTION_SIZE), MAX_COLLECTION_SIZE)),
    }


def _similarity_signals(
    evidence: Sequence[Evidence], scored: ScoredEvidence, top: Sequence[Candidate]
) -> Mapping[str, float]:
    passages = sorted((item.cosine for item in evidence), reverse=True)
    sentences = sorted((candidate.cosine for candidate in scored.candidates), reverse=True)
    first, far = scored.features[0], passages[5:]
    return {
        "passage": passages[0],
        "top_passage": evidence[0].cosine,
        "stands_out": passages[0] - passages[min(4, len(passages) - 1)],
        "stands_out_far": passages[0] - (sum(far) / len(far) if far else 0.0),
        "second": passages[0] - passages[min(1, len(passages) - 1)],
        "sentence": sentences[0],
        "second_sentence": sentences[min(1, len(sentences) - 1)],
        "sentence_of_top": max(candidate.cosine for candidate in top),
        "mean_sentence": sum(candidate.cosine for candidate in top) / len(top),
        "sentence_beyond_title": max(candidate.beyond_title for candidate in scored.candidates),
        "sentence_of_top_beyond_title": max(candidate.beyond_title for candidate in top),
        "body": first.cosine,
        "best_body": max(features.cosine for features in scored.features),
        "body_beyond_title": first.beyond_title,
        "title": first.title_cosine,
    }


def _coverage_signals(scored: ScoredEvidence, top: Sequence[Candidate]) -> Mapping[str, float]:
    first = scored.features[0]
    return {
        "coverage": first.coverage,
        "best_coverage": max(features.coverage for features in scored.features),
        "coverage_beyond_title": first.coverage_beyond_title,
        "sentence_coverage_beyond_title": max(candidate.coverage_beyond_title for candidate in top),
        "sentence_coverage": max(candidate.coverage for candidate in scored.candidates),
        "title_coverage": first.title_coverage,
        "unknown": scored.unknown_weight,
    }


def _question_signals(question: str, candidates: Sequence[Candidate]) -> Mapping[str, float]:
    """The question's type, and whether the best sentence has an answer of that type."""
    best = max(candidates, key=lambda candidate: candidate.cosine + 0.3 * candidate.coverage)
    kind = classify_question(question)
    is_typed = kind in ("who", "when", "how many")
    has_type = is_typed and has_answer_type(kind, question, best.text)
    return {
        "sentence_length": math.log(1 + len(folded_words(best.text))),
        "asks_who": float(kind == "who"),
        "asks_where": float(kind == "where"),
        "asks_how_many": float(kind == "how many"),
        "asks_nothing": float(kind == "other"),
        "kind_found": float(has_type),
        "kind_missing": float(is_typed and not has_type),
    }
