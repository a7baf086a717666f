"""Whether what a sentence cites supports it. Deterministic and fast; no model judges another.

What makes a sentence false is nearly always one fact: a number, a name, a negation, an opposite, or who did what to
whom. So each of these is checked by itself, in the few sentences of the cited text that share most with it; sharing
most words is never enough. Measured on `tests/assistant/evidence/checker_pairs.jsonl`; bench/results/support.md has the
figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.text.content_words import content_terms, count_negations, folded_words, names_in, numbers_in
from assistant.text.relative_dates import resolve_dates
from assistant.text.sentences import plain_text, quotable_sentences, speaker_names, split_sentences
from ingest.passage import Passage

Similarity = Callable[[str, str], float]
"""How alike two texts are in meaning, -1 to 1."""
Support = Literal["verbatim", "supported", "weak", "none"]

SUPPORTED_COVERAGE = 0.9
"""Share of a sentence's content words that must stand in the nearest sentences of the cited text. Of 150 sentences that
models wrote, labelled by reading, .9 finds 84 % of those that a passage supports and is right in 91 %; .95 finds 80 %
at 90, .8 finds 91 % at 84."""
WEAK_COVERAGE = 0.5
SAME_MEANING_COSINE = 0.8
"""Of a sentence and the nearest of the cited ones, from which other words count as the same: chosen on half of the 150
sentences, it finds 89 % of the supported ones of the other half and is right in 91 %; words alone 87 and 91."""
STANDING: tuple[Support, ...] = ("verbatim", "supported")
"""What a written sentence needs of one passage to be shown."""
MIN_FULL_TERMS = 3
"""Content words from which a sentence says what it is about."""
MIN_CLAUSE_TERMS = 2
"""Content words of a clause that is checked by itself."""
MAX_SWAP_WORDS = 8
"""Distance within which a changed order of words is checked."""

_RELATION_WORDS = frozenset(("before", "after", "than", "not", "because", "until", "without", "against"))
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be)\b(?:\W+\w+){1,4}?\W+by\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas|which|who|because|after|before|until|when|if|so)\b", re.I)

_OPPOSITE_PAIRS = [
    pair.split("/")
    for pair in """increase/decrease rise/fall rose/fell more/less more/fewer higher/lower high/low up/down better/worse
    best/worst before/after first/last early/late earlier/later always/never all/none many/few faster/slower
    fast/slow larger/smaller large/small bigger/smaller big/small longer/shorter long/short stronger/weaker
    strong/weak easy/hard easier/harder cheap/expensive cheaper/dearer gain/loss win/lose won/lost accept/reject
    support/oppose agree/disagree true/false right/wrong left/right north/south east/west old/new older/younger
    good/bad open/closed inside/outside above/below over/under most/least maximum/minimum success/failure
    improve/worsen improved/worsened helps/harms help/harm same/different public/private ally/enemy forget/remember
    rare/common rarely/often start/end begin/end began/ended deep/shallow simple/complex
    possible/impossible necessary/unnecessary likely/unlikely able/unable""".split()
]
_OPPOSITES: dict[str, set[str]] = {}
for _left, _right in _OPPOSITE_PAIRS:
    _OPPOSITES.setdefault(_left, set()).add(_right)
    _OPPOSITES.setdefault(_right, set()).add(_left)

_SAID = re.compile(
    r"((?:[A-Z][\w.'’-]*\s+){1,4})(?:says?|said|writes?|wrote|thinks?|thought|claims?|claimed|argues?|argued|notes?"
    r"|noted|believes?|believed|found|warns?|warned|suggests?|suggested|recommends?|recommended|advises?|advised)\b"
)
"""Whose words a sentence tells: the author's, or those of somebody who is named with them."""
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]ine)\b")
_JOINED = re.compile(r"[;,]?\s+(?:while|whereas|but|and)\s+|;\s+", re.IGNORECASE)
"""Between clauses that can stand on two passages."""
_GAP = re.compile(r"\s*(?:\[\s*(?:\.\.\.|…)\s*\]|\.\.\.|…)\s*")
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,}?)[”\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCheck:
    """The result for one sentence."""

    support: Support
    why: str
    """One clause."""


def check_sentence(sentence: str, cited: Sequence[Passage], similarity: Similarity | None = None) -> SupportCheck:
    """How well the cited passages support a sentence; `none` where it cites or says nothing.

    similarity: None compares words only.
    """
    if not cited:
        return SupportCheck(support="none", why="it cites nothing")
    if not folded_words(sentence):
        return SupportCheck(support="none", why="it says nothing")
    texts = [plain_text(f"{p.text}\n\n{p.note}") for p in cited]
    if any(is_verbatim(sentence, text) for text in texts):
        return SupportCheck(support="verbatim", why="the same words")
    works = " ".join(f"{p.places[0].title}. {p.places[0].author}." for p in cited)
    dated = [resolve_dates(text, _note_day(p)) for text, p in zip(texts, cited, strict=True)]
    return _check_facts(sentence, [s for text in dated for s in quotable_sentences(text)], works, similarity)


def _note_day(passage: Passage) -> str:
    """The day that its "yesterday" counts from; "" for a highlight, whose day is not that of its text."""
    return passage.places[0].date if passage.kind == "prose" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSupport:
    """What supports a sentence that does not say what it cites."""

    support: Support
    groups: tuple[int, ...]
    """Indices of the groups of passages, ascending."""


def find_support(
    sentence: str, read: Sequence[Sequence[Passage]], similarity: Similarity | None = None
) -> FoundSupport | None:
    """The passage that supports a sentence, or one for each of its clauses; None where any has none.

    read: each passage with those that it leans on, which count as one text with it. Never two others for one clause:
    one names Bettina, another an allergy.
    """
    if (whole := _first_support(sentence, read, similarity)) is not None:
        return whole
    clauses = [clause.strip(" ,;") for clause in _JOINED.split(sentence)]
    if len(clauses) == 1 or any(len(content_terms(clause)) < MIN_CLAUSE_TERMS for clause in clauses):
        return None
    parts = [_first_support(clause, read, similarity) for clause in clauses]
    numbers = {number for part in parts if part is not None for number in part.groups}
    return None if None in parts else FoundSupport(support="supported", groups=tuple(sorted(numbers)))


def is_bare(sentence: str, question: str, passage: Passage) -> bool:
    """Whether it is a word of the question, or a word or two that the passage says of something else.

    "You were against it." says nothing where it was asked who is against it. "1606." answers when a patent was given
    only if the passage says it of a patent; a word that a note orders to be written is said of nothing.
    """
    terms, asked = content_terms(sentence), set(content_terms(question))
    if len(terms) >= MIN_FULL_TERMS:
        return False
    around = _nearest(terms, split_sentences(plain_text(f"{passage.text}\n\n{passage.note}")))
    says_nothing = len(terms) < MIN_CLAUSE_TERMS and asked.issuperset(terms)
    return says_nothing or not asked & set(content_terms(around))


def _first_support(
    sentence: str, read: Sequence[Sequence[Passage]], similarity: Similarity | None
) -> FoundSupport | None:
    checks = [check_sentence(sentence, passages, similarity).support for passages in read]
    for standing in STANDING:
        if standing in checks:
            return FoundSupport(support=standing, groups=(checks.index(standing),))
    return None


def is_verbatim(sentence: str, text: str) -> bool:
    """Whether the text has the sentence's words one after the other, except for gaps marked with `...`."""
    haystack = f" {' '.join(folded_words(text))} "
    at = 0
    for part in _GAP.split(plain_text(sentence)):
        words = folded_words(part)
        if not words:
            continue
        start = haystack.find(f" {' '.join(words)} ", at)
        if start < 0:
            return False
        at = start + len(" ".join(words))
    return bool(haystack.strip())


def strip_false_quotes(sentence: str, cited: Sequence[Passage]) -> str:
    """The sentence without quotation marks around words that are not verbatim in what it cites."""
    texts = [f"{p.text}\n{p.note}" for p in cited]

    def keep_verbatim(match: re.Match[str]) -> str:
        return match[0] if any(is_verbatim(match[1], text) for text in texts) else match[1]

    return _QUOTED.sub(keep_verbatim, sentence)


def _check_facts(sentence: str, sources: Sequence[str], works: str, similarity: Similarity | None) -> SupportCheck:
    """Compare with the one to three consecutive sentences that share most with it. works: titles and authors."""
    terms = content_terms(sentence)
    if not terms:
        return SupportCheck(support="none", why="it says nothing of its own")
    window = _nearest(terms, sources)
    source_terms = set(content_terms(f"{window} {works}"))
    coverage = sum(term in source_terms for term in terms) / len(terms)
    if wrong := _wrong_fact(sentence, " ".join(sources), window, works) or _wrong_speaker(sentence, sources, window):
        return SupportCheck(support="none", why=wrong)
    if coverage < WEAK_COVERAGE:
        return SupportCheck(support="none", why=f"{coverage:.0%} of its words are there")
    if similarity is not None and similarity(sentence, window) >= SAME_MEANING_COSINE:
        return SupportCheck(support="supported", why="every fact is there, in other words")
    if _is_rearranged(sentence, window):
        return SupportCheck(support="weak", why="its words are there, but in another relation")
    if coverage < SUPPORTED_COVERAGE:
        return SupportCheck(support="weak", why=f"{coverage:.0%} of its words are there")
    return SupportCheck(support="supported", why=f"{coverage:.0%} of its words are there, near each other")


def _nearest(terms: Sequence[str], sources: Sequence[str]) -> str:
    wanted, best, best_gain = set(terms), "", -1.0
    for size in (1, 2, 3):
        for at in range(max(1, len(sources) - size + 1)):
            text = " ".join(sources[at : at + size])
            gain = len(wanted & set(content_terms(text))) - 0.4 * size
            if gain > best_gain:
                best, best_gain = text, gain
    return best


def _wrong_fact(sentence: str, whole: str, window: str, works: str) -> str:
    """The first fact of the sentence that the source lacks or contradicts; "" without one."""
    if missing := numbers_in(sentence) - numbers_in(f"{window} {works}"):
        return f"{min(missing)} is not there"
    near_words = {word.removesuffix("'s") for word in folded_words(f"{window} {works}")}
    if (said := _SAID.match(sentence)) and not set(folded_words(said[1])) <= near_words:
        return f"{said[1]} says something else"
    words = {word.removesuffix("'s") for word in folded_words(f"{whole} {works}")}
    if absent := {n for n in names_in(sentence) if not set(folded_words(n)) <= words}:
        return f"{min(absent)} is not there"
    if bool(count_negations(sentence)) != bool(count_negations(window)):
        return "one of the two negates it"
    near = set(folded_words(window))
    for word in folded_words(sentence):
        if word not in near and (opposites := _OPPOSITES.get(word, set()) & near):
            return f"it says {word}, the source {min(opposites)}"
    return ""


def _wrong_speaker(sentence: str, sources: Sequence[str], window: str) -> str:
    """That another speaker of the source says "I" in the window than the sentence names; "" elsewhere."""
    speaker, named = speaker_names(window), set(folded_words(sentence))
    others = set[str]().union(*map(speaker_names, sources)) - speaker
    is_wrong = speaker and named & others and not named & speaker and _FIRST_PERSON.search(window)
    return "another speaker says it of themselves" if is_wrong else ""


def _is_rearranged(sentence: str, source: str) -> bool:
    """Whether the same words are in another relation, so that who did what may have changed.

    Two signs: two words have changed places around a third between them, or two clauses have traded words. Clauses
    that only change places show neither.
    """
    words, source_words = _relation_words(sentence), _relation_words(source)
    at = {word: source_words.index(word) for word in source_words if source_words.count(word) == 1}
    common = [word for word in words if word in at and words.count(word) == 1]
    for first, left in enumerate(common):
        for last in range(first + 2, min(len(common), first + MAX_SWAP_WORDS)):
            right = common[last]
            if at[right] < at[left] and any(at[right] < at[pivot] < at[left] for pivot in common[first + 1 : last]):
                return not (_PASSIVE.search(sentence) or _PASSIVE.search(source))
    return _clauses_traded_words(sentence, source)


def _clauses_traded_words(sentence: str, source: str) -> bool:
    clauses = [set(_relation_words(part)) for part in _CLAUSE.split(source)]
    homes = {
        word: next(number for number, clause in enumerate(clauses) if word in clause)
        for word in set().union(*clauses)
        if sum(word in clause for clause in clauses) == 1
    }
    origins = [{homes[w] for w in _relation_words(part) if w in homes} for part in _CLAUSE.split(sentence)]
    return any(len(left & right) >= 2 for n, left in enumerate(origins) for right in origins[n + 1 :])


def _relation_words(text: str) -> list[str]:
    """Content words as stems, and the small words that relate them."""
    return [
        word if word in _RELATION_WORDS else term
        for word in folded_words(text)
        for term in ([word] if word in _RELATION_WORDS else content_terms(word))
    ]
