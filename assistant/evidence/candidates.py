"""The sentences of the evidence, each with the measures that say how well it answers the question.

Answerability and extraction use the same measures. Only the first passages are split, and only those of their sentences
that name most of the question's words are embedded: thirty take some 60 ms, and everything before the model must stay
under 150 ms.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence.similarity import PassageCosines, measure_cosines
from assistant.questions.question_type import classify_question
from assistant.text.content_words import content_terms
from assistant.text.sentences import plain_text, quotable_sentences
from index.search.evidence import Evidence
from index.vectors.embedder import Embedder
from index.vectors.language_support import knows_many_languages
from ingest.document import Voice

FIRST_PASSAGES = 4
"""Passages that are split; in the even rows of clapnq all but two answers stand in these."""
MIN_LEXICAL_SHARE = 0.6
"""Share of the best lexical score from which a later passage is split too."""
MAX_LEXICAL_PASSAGES = 2
MAX_OTHER_WORKS = 2
"""Further works of which one passage is split for a yes-or-no question, to find the other side."""
MAX_PASSAGE_SENTENCES = 16
"""A passage of 160 words has seven."""
MAX_SPLIT_LETTERS = 20_000
"""Of a highlight, which is one passage however long it is; 16 sentences that fill it are longer than any in a note."""
MAX_SCORED_WORDS = 200
"""Words of the sentences that are compared with the question. Clapnq's even rows, held out, have 480 per question
without a bound: a bound of 200 cost nothing there (rougeL 55.9 and 56.1, quotes of 64.6/60.4 and 65.1/60.7, refused
79.0 and 77.9)."""
MAX_SCORED_WORDS_YES_NO = 400
"""The same for a yes-or-no question: the other side of a matter uses other words."""
LATER_PASSAGE_COST = 0.05
"""Share of the question's words that a sentence must name more for each place that its passage stands further down."""

_TEMPLATE_FIELD = re.compile(
    r"\W*(?:source|tags?|url|type|status|date|author|category|topics?)\s?::?(?:\s\S+){0,6}$", re.IGNORECASE
)
"""A line of a note template that describes the note; exports have such lines among their highlights."""

Rarity = Callable[[str], float]
"""How rare a stemmed word is, 0 (in every passage) to 1 (in none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence that may be quoted. Cosines are -1 to 1, 0.0 without an encoder; shares are 0 to 1."""

    text: str
    """Plain, without markup."""
    evidence: int
    """Index of its passage in the evidence."""
    place: int
    """Index of the sentence in that passage; those of the reader's note follow those of the text."""
    voice: Voice
    is_note: bool
    """Whether it stands in the reader's note on the passage."""
    cosine: float
    """With the question."""
    beyond_title: float
    """The same with the title's direction removed from both: similarity to what is asked about the title's subject."""
    coverage: float
    """Share of the question's content words that it holds, by weight."""
    coverage_beyond_title: float
    """The same for the words that the title does not hold; 1.0 where the title holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFeatures:
    """One split passage compared with the question; measures as in `Candidate`."""

    cosine: float
    """With the passage's own words, without its title."""
    beyond_title: float
    title_cosine: float
    coverage: float
    coverage_beyond_title: float
    title_coverage: float
    """Share of the title's words that the question names."""
    evidence: int
    """Index in the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredEvidence:
    """The first passages, split and compared with one question."""

    candidates: tuple[Candidate, ...]
    """In reading order, passage by passage."""
    features: tuple[PassageFeatures, ...]
    """One for each split passage, in the evidence's order."""
    unknown_weight: float
    """Weight of the rarest content word of the question that no split passage holds, 0 to 1."""
    collection_size: int
    """Passages in the whole collection; 0 where unknown."""
    reads_other_languages: bool = False
    """Whether the cosines hold between texts in different languages."""
    unscored: tuple[Candidate, ...] = ()
    """Sentences beyond `MAX_SCORED_WORDS`, not compared with the question: only to complete a quoted highlight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    text: str
    voice: Voice
    is_note: bool
    terms: set[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SplitPassage:
    evidence: int
    title: str
    title_terms: set[str]
    sentences: tuple[_Sentence, ...]
    terms: set[str]
    """Of all sentences."""


def score_evidence(
    question: str,
    evidence: Sequence[Evidence],
    embedder: Embedder | None,
    rarity: Rarity,
    collection_size: int = 0,
) -> ScoredEvidence:
    """Split the first passages and compare their sentences with the question. Decides nothing."""
    is_yes_no = classify_question(question) == "yes or no"
    weights = weigh_terms(question, rarity)
    numbers = _select_passages(evidence, is_yes_no=is_yes_no)
    passages = [_split_passage(number, evidence[number]) for number in numbers]
    scored = _select_sentences(passages, weights, MAX_SCORED_WORDS_YES_NO if is_yes_no else MAX_SCORED_WORDS)
    texts = [
        [sentence.text for place, sentence in enumerate(passage.sentences) if (at, place) in scored]
        for at, passage in enumerate(passages)
    ]
    cosines = measure_cosines(question, [passage.title for passage in passages], texts, embedder)
    candidates: list[Candidate] = []
    unscored: list[Candidate] = []
    for at, passage in enumerate(passages):
        pairs = iter(cosines[at].sentences)
        for place in range(len(passage.sentences)):
            is_scored = (at, place) in scored
            pair = next(pairs) if is_scored else (0.0, 0.0)
            (candidates if is_scored else unscored).append(_candidate(passage, place, pair, weights))
    present = set().union(*(passage.terms | passage.title_terms for passage in passages))
    return ScoredEvidence(
        candidates=tuple(candidates),
        features=tuple(_features(*pair, weights) for pair in zip(passages, cosines, strict=True)),
        unknown_weight=max((weight for term, weight in weights.items() if term not in present), default=0.0),
        collection_size=collection_size,
        reads_other_languages=embedder is not None and knows_many_languages(embedder.name),
        unscored=tuple(unscored),
    )


def _split_passage(number: int, evidence: Evidence) -> _SplitPassage:
    passage, title = evidence.passage, _title(evidence)
    parts: tuple[tuple[str, Voice, bool], ...] = ((passage.text, passage.voice, False), (passage.note, "reader", True))
    sentences = tuple(
        _Sentence(text=text, voice=voice, is_note=is_note, terms=set(content_terms(text)))
        for markup, voice, is_note in parts
        for text in quotable_sentences(plain_text(markup[:MAX_SPLIT_LETTERS]))
        if any(char.isalnum() for char in text) and not _TEMPLATE_FIELD.match(text)
    )[:MAX_PASSAGE_SENTENCES]
    return _SplitPassage(
        evidence=number,
        title=title,
        title_terms=set(content_terms(title)),
        sentences=sentences,
        terms=set().union(*(sentence.terms for sentence in sentences)),
    )


def _candidate(
    passage: _SplitPassage, place: int, cosines: tuple[float, float], weights: Mapping[str, float]
) -> Candidate:
    sentence = passage.sentences[place]
    return Candidate(
        text=sentence.text,
        evidence=passage.evidence,
        place=place,
        voice=sentence.voice,
        is_note=sentence.is_note,
        cosine=cosines[0],
        beyond_title=cosines[1],
        coverage=cover(weights, sentence.terms),
        coverage_beyond_title=_cover_beyond_title(weights, passage.title_terms, sentence.terms),
    )


def _features(passage: _SplitPassage, cosines: PassageCosines, weights: Mapping[str, float]) -> PassageFeatures:
    return PassageFeatures(
        cosine=cosines.body,
        beyond_title=cosines.body_beyond_title,
        title_cosine=cosines.title,
        coverage=cover(weights, passage.terms),
        coverage_beyond_title=_cover_beyond_title(weights, passage.title_terms, passage.terms),
        title_coverage=len(passage.title_terms & set(weights)) / max(1, len(passage.title_terms)),
        evidence=passage.evidence,
    )


def _select_passages(evidence: Sequence[Evidence], *, is_yes_no: bool) -> list[int]:
    """Indices of the first few and of the paragraphs around them, then of those that name what is asked for or, for a
    yes or no, are of other works."""
    selected = list(range(min(FIRST_PASSAGES, len(evidence))))
    rest = sorted(range(FIRST_PASSAGES, len(evidence)), key=lambda number: (-evidence[number].lexical, number))
    selected += [number for number in rest if evidence[number].is_context]
    rest = [number for number in rest if number not in selected]
    selected += [number for number in rest if evidence[number].lexical >= MIN_LEXICAL_SHARE][:MAX_LEXICAL_PASSAGES]
    if is_yes_no:
        titles = {_title(evidence[number]) for number in selected}
        first_of = {_title(evidence[number]): number for number in reversed(range(FIRST_PASSAGES, len(evidence)))}
        selected += sorted(number for title, number in first_of.items() if title not in titles)[:MAX_OTHER_WORKS]
    return selected


def _select_sentences(
    passages: Sequence[_SplitPassage], weights: Mapping[str, float], max_words: int
) -> set[tuple[int, int]]:
    """Which sentences are compared with the question, as passage and place.

    All of the first passage, the best of each other one, and of the rest those that name most of what is asked, up to
    `max_words` in all.
    """
    costs = {
        (at, place): LATER_PASSAGE_COST * at - cover(weights, sentence.terms)
        for at, passage in enumerate(passages)
        for place, sentence in enumerate(passage.sentences)
        if at
    }
    order = sorted(costs, key=lambda position: (costs[position], position))
    best = {at: (at, place) for at, place in reversed(order)}
    selected = {(0, place) for place in range(len(passages[0].sentences))} if passages else set()
    selected |= set(best.values())

    def words(position: tuple[int, int]) -> int:
        return len(passages[position[0]].sentences[position[1]].text.split())

    room = max_words - sum(map(words, selected))
    for position in order:
        if position not in selected and words(position) <= room:
            selected.add(position)
            room -= words(position)
    return selected


def weigh_terms(question: str, rarity: Rarity) -> dict[str, float]:
    """The question's content words, each with its rarity as weight."""
    return {term: max(rarity(term), 0.05) for term in content_terms(question)}


def cover(weights: Mapping[str, float], terms: set[str]) -> float:
    """Share of the weighted words that are among the terms; 0 where there are no words."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _cover_beyond_title(weights: Mapping[str, float], title_terms: set[str], terms: set[str]) -> float:
    beyond = {term: weight for term, weight in weights.items() if term not in title_terms}
    return cover(beyond, terms) if beyond else 1.0


def rarity_of(count: Callable[[str], int], passages: int) -> Rarity:
    """Rarity from how many of the passages hold a word; a small collection counts as one of 1,000.

    Without that floor, five notes on one subject would make the subject's own word worth nothing.
    """
    size = max(passages, 1000)

    def rarity(term: str) -> float:
        return math.log((size + 1) / (count(term) + 0.5)) / math.log((size + 1) / 0.5)

    return rarity


def _title(evidence: Evidence) -> str:
    return evidence.passage.places[0].title
