"""Selects the sentences of the notes that answer a question.

Each sentence of the first passages gets a chance of being part of an answer (`bench/quality/fit_extraction.py` fits the
weights in extraction.json). Sentences are then selected from the best on as long as the expected share of right words,
among all that are quoted and all that an answer has, grows: the measure that answers are judged by, not a threshold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.evidence.candidates import Candidate, ScoredEvidence
from assistant.evidence.features import sentence_signals
from assistant.evidence.logistic import load_logistic
from assistant.questions.question_type import classify_question
from assistant.text.content_words import content_terms, count_negations, folded_words, names_in, numbers_in
from assistant.text.sentences import speaker_names
from index.search.evidence import Evidence

UNQUOTED_ANSWER_WORDS = 24
"""Words of an answer that no sentence is expected to hold: the more, the more sentences are worth quoting. Held out
on clapnq's even rows 18 gives quotes of 65 % precision at 58 % recall, 24 of 65 at 61, 32 of 63 at 65."""
MIN_CHANCE_SHARE = 0.3
"""Share of the best sentence's chance that any other needs: next to a very short one, a long one would be selected for
its length alone. On clapnq's even rows none is selected with less; .5 costs rougeL half a point."""
SAME_FILE_FACTOR = 1.75
"""On the chance of a sentence from another passage of the best one's file, up to the best's own: only its length cut
the text into passages. Held out, citation precision and recall are 95.1 and 89.1 % at 1.5, 95.2 and 90.8 at 1.75, 94.8
and 91.6 at 2."""
VIEW_COVERAGE = 0.9
"""Share of the question's words that a sentence of another work must name to be quoted in addition to the best."""
VIEW_COSINE_SHARE = 0.7
"""Share of the best sentence's cosine that it needs."""
YES_NO_VIEW_COVERAGE, YES_NO_VIEW_COSINE_SHARE = 0.4, 0.5
"""Both for a yes-or-no question: the other side of a matter uses other words."""
YES_NO_SUFFICIENT_COSINE_SHARE = 0.85
"""Share of the lowest cosine selected from the best sentence's file that suffices there, whatever the words."""
WHOLE_HIGHLIGHT_WORDS = 90
"""Up to which a highlight is quoted whole."""
MISSING_NUMBER_FACTOR = 0.2
"""On the chance of a sentence without the year or number that the question names, where another has it."""
OTHER_SPEAKER_FACTOR = 0.5
"""The same where the question names somebody who speaks in the evidence, and another speaks."""
UNDENIED_FACTOR, NEGATED_COVERAGE_SHARE = 0.4, 0.4
"""The same where the question denies and the sentence does not; of the best coverage, what one that denies needs."""
ECHO_FACTOR = 0.1
"""On the chance of a line without a full stop and without a content word beyond the question's, where another says
more: highlights of a web page include headings, and "What is metadata?" is no answer to that question."""
HEADING_FACTOR, MAX_HEADING_WORDS = 0.5, 5
"""On the chance of a line of so few words without a full stop, where another says more; it may be in a list."""
MAX_QUOTES = 4
REPEAT_BIGRAM_SHARE = 0.7
"""Share of the shorter sentence's word pairs from which two sentences say the same."""

_CONTRAST = re.compile(r"\W*(but|however|yet|although|though|nevertheless|on the other hand)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence that may be quoted."""

    candidate: Candidate
    chance: float
    """That it is part of an answer, 0 to 1; 0.0 where it was not compared with the question."""
    year: str = ""
    """Shown with it where views of several years are compared; "" elsewhere."""
    lead: str = ""
    """Shown before it; "" for the default, which says whose words they are."""


def choose_sentences(question: str, evidence: Sequence[Evidence], available: Sequence[Quote]) -> tuple[Quote, ...]:
    """The sentences that answer, best passage first and in reading order within it; at least one if there is any.

    available: those of the evidence, ranked.
    """
    ranked = [quote for quote in available if quote.chance]
    if not ranked:
        return ()
    selected = _select_by_expected_share(ranked, evidence)
    room = max(MAX_QUOTES, len(selected) + 1) if classify_question(question) == "yes or no" else MAX_QUOTES
    for quote in ranked:
        is_view = len(selected) < room and _is_other_view(question, evidence, quote, selected)
        if is_view and not _is_repeated(quote, selected):
            selected.append(quote)
    selected = _complete_highlights(_add_rebuttals(selected, available), available, evidence)
    passages = [quote.candidate.evidence for quote in selected]
    quotes: list[Quote] = []
    for quote in sorted(selected, key=lambda q: (passages.index(q.candidate.evidence), q.candidate.place)):
        if not _is_repeated(quote, quotes):
            quotes.append(quote)
    return tuple(quotes)


def _select_by_expected_share(ranked: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """The best sentences, as many as raise the expected share of right words; see `UNQUOTED_ANSWER_WORDS`.

    Only the ratio of the chances matters: multiplying all by one number changes nothing.
    """
    best = ranked[0]
    weighted = sorted(((_chance_near(best, quote, evidence), quote) for quote in ranked), key=lambda pair: -pair[0])
    selected: list[Quote] = []
    right, share = 0.0, 0.0
    all_words = float(UNQUOTED_ANSWER_WORDS)
    for chance, quote in weighted:
        words = len(folded_words(quote.candidate.text))
        new_share = (right + chance * words) / (all_words + words)
        is_worth = not selected or (new_share > share and chance >= MIN_CHANCE_SHARE * best.chance)
        if len(selected) == MAX_QUOTES or not is_worth or _is_repeated(quote, selected):
            continue
        selected.append(quote)
        right, all_words, share = right + chance * words, all_words + words, new_share
    return selected


def _chance_near(best: Quote, quote: Quote, evidence: Sequence[Evidence]) -> float:
    """The sentence's chance, raised where it is in another passage of the best one's file."""
    if quote.candidate.evidence == best.candidate.evidence:
        return quote.chance
    place, best_place = (evidence[item.candidate.evidence].passage.places[0] for item in (quote, best))
    is_same_file = (place.source, place.path, place.section) == (
        best_place.source, best_place.path, best_place.section
    )  # fmt: skip
    return min(best.chance, quote.chance * SAME_FILE_FACTOR) if is_same_file else quote.chance


def _is_other_view(question: str, evidence: Sequence[Evidence], quote: Quote, selected: Sequence[Quote]) -> bool:
    """Whether it says something on the matter from a new source: two that disagree are both quoted."""
    candidate = quote.candidate
    if not selected or candidate.evidence in {item.candidate.evidence for item in selected}:
        return False
    is_yes_no = classify_question(question) == "yes or no"
    place = evidence[candidate.evidence].passage.places[0]
    places = [evidence[item.candidate.evidence].passage.places[0] for item in selected]
    if is_yes_no:
        is_new = (place.path, place.section) not in {(other.path, other.section) for other in places}
    else:
        is_new = place.path not in {other.path for other in places}
    min_cosine = min(
        item.candidate.cosine for item, other in zip(selected, places, strict=True) if other.path == places[0].path
    )
    is_named = candidate.coverage >= (YES_NO_VIEW_COVERAGE if is_yes_no else VIEW_COVERAGE)
    cosine_share = YES_NO_VIEW_COSINE_SHARE if is_yes_no else VIEW_COSINE_SHARE
    is_similar = candidate.cosine >= cosine_share * selected[0].candidate.cosine
    suffices = is_yes_no and min_cosine > 0 and candidate.cosine >= YES_NO_SUFFICIENT_COSINE_SHARE * min_cosine
    if not is_new or not ((is_named and is_similar) or suffices):
        return False
    return _heading_factor(candidate.text, set(content_terms(question))) == 1


def _complete_highlights(
    selected: Sequence[Quote], available: Sequence[Quote], evidence: Sequence[Evidence]
) -> list[Quote]:
    """With all sentences of short highlights: the reader marked them as a whole, and each leans on the next."""
    completed = list(selected)
    for number in dict.fromkeys(quote.candidate.evidence for quote in selected):
        passage = evidence[number].passage
        if passage.kind == "highlight" and len(folded_words(passage.text)) <= WHOLE_HIGHLIGHT_WORDS:
            own = [q for q in available if q.candidate.evidence == number and not q.candidate.is_note]
            completed.extend(quote for quote in own if quote not in completed)
    return completed


def _add_rebuttals(selected: Sequence[Quote], available: Sequence[Quote]) -> list[Quote]:
    """With each sentence that takes back the selected one before it; without it the quote would mislead."""
    at_place = {(quote.candidate.evidence, quote.candidate.place): quote for quote in available}
    completed = list(selected)
    for quote in selected:
        following = at_place.get((quote.candidate.evidence, quote.candidate.place + 1))
        if following and following not in completed and _CONTRAST.match(following.candidate.text):
            completed.append(following)
    return completed


def rank_sentences(question: str, evidence: Sequence[Evidence], scored: ScoredEvidence) -> list[Quote]:
    """Every sentence with its chance, best first; those that were not compared with the question have none."""
    model = load_logistic("extraction")
    rows = sentence_signals(question, evidence, scored)
    quotes = [
        Quote(candidate=candidate, chance=model.estimate(signals))
        for candidate, signals in zip(scored.candidates, rows, strict=True)
    ]
    quotes = _lower_headings(question, _prefer_asked(question, quotes))
    quotes += [Quote(candidate=candidate, chance=0.0) for candidate in scored.unscored]
    return sorted(quotes, key=lambda q: (-q.chance, q.candidate.evidence, q.candidate.place))


def _prefer_asked(question: str, quotes: Sequence[Quote]) -> list[Quote]:
    """Where some sentence has the numbers that the question names, is spoken by somebody it names, or denies as it
    does, the others count less."""
    numbers, names, denies = numbers_in(question), names_in(question), count_negations(question) > 0
    least = NEGATED_COVERAGE_SHARE * max((quote.candidate.coverage for quote in quotes), default=0.0)

    def denies_too(candidate: Candidate) -> bool:
        return denies and candidate.coverage >= least and count_negations(candidate.text) > 0

    candidates = [quote.candidate for quote in quotes]
    tests = (
        (MISSING_NUMBER_FACTOR, [bool(numbers) and numbers <= numbers_in(each.text) for each in candidates]),
        (OTHER_SPEAKER_FACTOR, [bool(names & speaker_names(each.text)) for each in candidates]),
        (UNDENIED_FACTOR, [denies_too(each) for each in candidates]),
    )
    for factor, holds in tests:
        if any(holds):
            quotes = [
                quote if held else replace(quote, chance=quote.chance * factor)
                for quote, held in zip(quotes, holds, strict=True)
            ]
    return list(quotes)


def _lower_headings(question: str, quotes: Sequence[Quote]) -> list[Quote]:
    """Where some sentence says more than the question, headings and repetitions of the question count less."""
    terms = set(content_terms(question))
    factors = [_heading_factor(quote.candidate.text, terms) for quote in quotes]
    if max(factors, default=1.0) < 1:
        return list(quotes)
    return [replace(quote, chance=quote.chance * factor) for quote, factor in zip(quotes, factors, strict=True)]


def _heading_factor(text: str, question_terms: set[str]) -> float:
    is_whole = text.rstrip("\"'”’)").endswith((".", "!", "…", ";", "。"))
    if is_whole or text.startswith(("done: ", "to do: ")):
        return 1.0
    if not set(content_terms(text)) - question_terms:
        return ECHO_FACTOR
    is_heading = len(folded_words(text)) <= MAX_HEADING_WORDS and not text.endswith("?")
    return HEADING_FACTOR if is_heading else 1.0


def _is_repeated(quote: Quote, selected: Sequence[Quote]) -> bool:
    """Whether a selected sentence says the same in nearly the same words."""
    pairs = _word_pairs(quote.candidate.text)
    others = [_word_pairs(other.candidate.text) for other in selected]
    return any(len(pairs & other) >= REPEAT_BIGRAM_SHARE * min(len(pairs), len(other)) for other in others)


def _word_pairs(text: str) -> set[tuple[str, str]]:
    """Each word with the next: by single words, "it is finished, I need not ask" would hold "it is not finished"."""
    return set(pairwise([*folded_words(text), ""]))
