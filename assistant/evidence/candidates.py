"""The sentences of the evidence, each with what speaks for its answering the question.

The gate and the choice of sentences read the same figures. Only the first passages are taken apart, and of these the
sentences that name most of what is asked: embedding thirty takes some 60 ms, and everything before the model must stay
under 150.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.questions.question_type import kind_of
from assistant.text.content_words import find_terms
from assistant.text.sentences import plain_text, split_sentences
from index.search.evidence import Evidence
from index.vectors.embedder import Embedder
from ingest.document import Voice

TAKEN_APART = 4
"""Passages whose sentences are scored; of the answers in the clapnq even rows none but two stood further down."""
NAMED_LEXICAL = 0.6
"""Share of the best lexical score from which a passage further down is taken apart too."""
MORE_TAKEN_APART = 2
OTHER_WORKS = 2
"""Works not among these of which one passage is taken apart too, where a yes or no is asked for: for the other side."""
LONGEST = 16
"""Sentences scored of one passage; a passage of 160 words has seven."""
WEIGHED_WORDS = 200
"""Words of the sentences that are compared with the question. Clapnq's even rows, held out, have 480 a question without
a bound: there 200 cost nothing (rougeL 55.9 and 56.1, quotes of 64.6/60.4 and 65.1/60.7, refused 79.0 and 77.9)."""
OPEN_WEIGHED_WORDS = 400
"""The same where a yes or no is asked for: the other side of a matter is put in other words."""
LATER = 0.05
"""Share of the question's words that a sentence must name more for each place that its passage stands further down."""

_FIELD = re.compile(
    r"\W*(?:source|tags?|url|type|status|date|author|category|topics?)\s?::?(?:\s\S+){0,6}$", re.IGNORECASE
)
"""A line of a template's, that tells of the note and says nothing: exports have such among their highlights."""

Rows = npt.NDArray[np.float32]
Rarity = Callable[[str], float]
"""How much a stemmed word tells, 0 (in every passage) to 1 (in none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence that might be quoted. Cosines are -1 to 1, 0.0 where no encoder is at hand; shares 0 to 1."""

    text: str
    """Plain, without markup."""
    evidence: int
    """Which of the evidence it stands in, from 0."""
    place: int
    """Which sentence of that passage, from 0; those of the reader's note come after the text's."""
    voice: Voice
    is_note: bool
    """Whether it stands in the reader's note on the passage."""
    cosine: float
    """With the question."""
    beyond_title: float
    """The same with the title's direction taken out of both: how near it is to what is asked of the subject."""
    coverage: float
    """Share of the question's stream words that it holds."""
    coverage_beyond_title: float
    """Share of those that the title does not hold already; 1.0 where the title holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFeatures:
    """One passage, taken apart, against the question; figures as a candidate's."""

    cosine: float
    """With the passage's own words, its title aside."""
    beyond_title: float
    title_cosine: float
    coverage: float
    """Of the question's stream words by the passage's own."""
    coverage_beyond_title: float
    title_coverage: float
    """Share of the title's words that the question names."""
    sentences: int
    evidence: int
    """Which of the evidence it is, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredEvidence:
    """The first passages taken apart, for one question."""

    candidates: tuple[Candidate, ...]
    """In reading order, passage by passage."""
    fits: tuple[PassageFeatures, ...]
    """One for each passage taken apart, in the evidence's order."""
    unknown_weight: float
    """How much the most stream word tells that no passage taken apart holds, 0 to 1."""
    passages: int
    """How many the whole collection holds; 0 where unknown."""
    aside: tuple[Candidate, ...] = ()
    """Sentences beyond `WEIGHED_WORDS`, never compared with the question: only to complete what is quoted."""


def read_evidence(
    question: str,
    evidence: Sequence[Evidence],
    embedder: Embedder | None,
    rarity: Rarity,
    passages: int = 0,
    language: str = "english",
) -> ScoredEvidence:
    """Take the first passages apart. Decides nothing."""
    open_matter = kind_of(question) == "yes or no"
    numbers = _choose_passages(evidence, open_matter=open_matter)
    taken = [evidence[number] for number in numbers]
    said = [_said(one) for one in taken]
    asked = weigh_terms(question, rarity, language)
    titles = [_title(one) for one in taken]
    terms = [[set(find_terms(text, language)) for text, _, _ in sentences] for sentences in said]
    most = OPEN_WEIGHED_WORDS if open_matter else WEIGHED_WORDS
    weighed = _choose_sentences(said, [[cover(asked, one) for one in part] for part in terms], most)
    texts = [
        [text for place, (text, _, _) in enumerate(part) if (at, place) in weighed] for at, part in enumerate(said)
    ]
    rows = _Rows(question, titles, texts, embedder)
    candidates: list[Candidate] = []
    aside: list[Candidate] = []
    fits: list[PassageFeatures] = []
    known: set[str] = set()
    for at, (number, sentences) in enumerate(zip(numbers, said, strict=True)):
        title_terms = set(find_terms(titles[at], language))
        beyond = {term: weight for term, weight in asked.items() if term not in title_terms}
        own = set().union(*terms[at])
        known |= own | title_terms
        fits.append(
            PassageFeatures(
                cosine=rows.body[at], beyond_title=rows.body_beyond[at], title_cosine=rows.title[at],
                coverage=cover(asked, own), coverage_beyond_title=cover(beyond, own) if beyond else 1.0,
                title_coverage=len(title_terms & set(asked)) / max(1, len(title_terms)), sentences=len(sentences),
                evidence=number,
            )
        )  # fmt: skip
        cosines = iter(zip(rows.sentence[at], rows.sentence_beyond[at], strict=True))
        for place, (text, voice, is_note) in enumerate(sentences):
            cosine, beyond_title = next(cosines) if (at, place) in weighed else (0.0, 0.0)
            (candidates if (at, place) in weighed else aside).append(
                Candidate(
                    text=text, evidence=number, place=place, voice=voice, is_note=is_note,
                    cosine=cosine, beyond_title=beyond_title, coverage=cover(asked, terms[at][place]),
                    coverage_beyond_title=cover(beyond, terms[at][place]) if beyond else 1.0,
                )
            )  # fmt: skip
    unknown = max((weight for term, weight in asked.items() if term not in known), default=0.0)
    return ScoredEvidence(
        candidates=tuple(candidates), fits=tuple(fits), unknown_weight=unknown, passages=passages, aside=tuple(aside)
    )


def _choose_sentences(
    said: Sequence[Sequence[tuple[str, Voice, bool]]], coverage: Sequence[Sequence[float]], most: int
) -> set[tuple[int, int]]:
    """Which are compared with the question, as passage and place: the first passage's, the best of each other one, and
    of the rest those that name most of what is asked, up to `most` words in all."""
    order = sorted(
        ((at, place) for at, part in enumerate(said) for place in range(len(part)) if at),
        key=lambda one: (LATER * one[0] - coverage[one[0]][one[1]], one),
    )
    firsts = {at: (at, place) for at, place in reversed(order)}
    chosen = {(0, place) for place in range(len(said[0]))} if said else set()
    chosen |= set(firsts.values())
    left = most - sum(len(said[at][place][0].split()) for at, place in chosen)
    for at, place in order:
        words = len(said[at][place][0].split())
        if (at, place) not in chosen and words <= left:
            chosen.add((at, place))
            left -= words
    return chosen


def _choose_passages(evidence: Sequence[Evidence], *, open_matter: bool) -> list[int]:
    """Which to take apart: the first few, and of the rest those that name what is asked for or are of other works."""
    chosen = list(range(min(TAKEN_APART, len(evidence))))
    rest = sorted(range(TAKEN_APART, len(evidence)), key=lambda n: (-evidence[n].lexical, n))
    chosen += [number for number in rest if evidence[number].lexical >= NAMED_LEXICAL][:MORE_TAKEN_APART]
    if open_matter:
        heard = {_title(evidence[number]) for number in chosen}
        others = {_title(evidence[n]): n for n in reversed(range(TAKEN_APART, len(evidence)))}  # the first of each
        chosen += sorted(number for title, number in others.items() if title not in heard)[:OTHER_WORKS]
    return chosen


class _Rows:
    """The cosines of one question with titles, sentences and bodies, from one batch through the encoder."""

    def __init__(
        self, question: str, titles: Sequence[str], said: Sequence[Sequence[str]], embedder: Embedder | None
    ) -> None:
        self.title = [0.0] * len(said)
        self.body = [0.0] * len(said)
        self.body_beyond = [0.0] * len(said)
        self.sentence = [[0.0] * len(sentences) for sentences in said]
        self.sentence_beyond = [[0.0] * len(sentences) for sentences in said]
        if embedder is None or not said:
            return
        asked = embedder.embed_questions([question])[0]
        texts = list(dict.fromkeys([title or " " for title in titles] + [one for part in said for one in part]))
        row_of = dict(zip(texts, embedder.embed_passages(texts), strict=True))
        for number, sentences in enumerate(said):
            title = row_of[titles[number] or " "] if titles[number] else np.zeros_like(asked)
            self.title[number] = float(title @ asked)
            if sentences:
                rows = np.stack([row_of[text] for text in sentences])
                self._compare(number, rows, np.array([len(t.split()) + 1 for t in sentences]), title, asked)

    def _compare(self, number: int, rows: Rows, lengths: Rows, title: Rows, asked: Rows) -> None:
        body = _unit((rows * lengths[:, None]).sum(axis=0))
        rest = _unit(asked - (asked @ title) * title)
        beyond = rows - np.outer(rows @ title, title)
        self.sentence[number] = [float(value) for value in rows @ asked]
        self.sentence_beyond[number] = [float(_unit(row) @ rest) for row in beyond]
        self.body[number] = float(body @ asked)
        self.body_beyond[number] = float(_unit(body - (body @ title) * title) @ rest)


def _unit(row: Rows) -> Rows:
    return row / max(float(np.linalg.norm(row)), 1e-6)


def weigh_terms(question: str, rarity: Rarity, language: str = "english") -> dict[str, float]:
    """The question's stream words and how much each tells."""
    return {term: max(rarity(term), 0.05) for term in find_terms(question, language)}


def cover(asked: dict[str, float], there: set[str]) -> float:
    """Share of what is asked that is there, by weight; 0 where nothing stream is asked."""
    total = sum(asked.values())
    return sum(weight for term, weight in asked.items() if term in there) / total if total else 0.0


def rarity_of(count: Callable[[str], int], passages: int) -> Rarity:
    """How much words tell, from how many of the passages hold them; a small collection is read as one of 1,000.

    Without that floor, five notes on one subject would make the subject's own word worth nothing.
    """
    size = max(passages, 1000)

    def rarity(term: str) -> float:
        return math.log((size + 1) / (count(term) + 0.5)) / math.log((size + 1) / 0.5)

    return rarity


def _said(evidence: Evidence) -> list[tuple[str, Voice, bool]]:
    passage = evidence.passage
    own = [(text, passage.voice, False) for text in split_sentences(plain_text(passage.text))]
    notes: list[tuple[str, Voice, bool]] = [
        (text, "reader", True) for text in split_sentences(plain_text(passage.note))
    ]
    said = [one for one in own + notes if any(c.isalnum() for c in one[0])]
    return [one for one in said if not _FIELD.match(one[0])][:LONGEST]


def _title(evidence: Evidence) -> str:
    return evidence.passage.places[0].title
