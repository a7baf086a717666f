"""Whether a sentence stands on what it cites. Deterministic and fast; no model is asked about another's truth.

The theory: what makes a sentence false is nearly always one fact: a number, a name, a denial, a turned word, or
who did what to whom. So each of these is looked for by itself, in the few sentences of the cited text
that come nearest; sharing most words with a text is never enough. Measured on `tests/assistant/checker_pairs.jsonl`;
docs/answering.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.text.content_words import count_denials, find_names, find_numbers, find_terms, find_words
from assistant.text.sentences import plain_text, split_sentences
from ingest.passage import Passage

Support = Literal["verbatim", "supported", "weak", "none"]

SUPPORTED_COVERAGE = 0.95
"""Share of a sentence's content words that must stand in the nearest sentences of the cited text."""
WEAK_COVERAGE = 0.5
PIVOT_REACH = 8
"""Words over which a turned order is looked for."""

_RELATIONS = frozenset(("before", "after", "than", "not", "because", "until", "without", "against"))
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be)\b(?:\W+\w+){1,4}?\W+by\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas|which|who|because|after|before|until|when|if|so)\b", re.I)

_OPPOSITES = [
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
_OPPOSITE: dict[str, set[str]] = {}
for _one, _other in _OPPOSITES:
    _OPPOSITE.setdefault(_one, set()).add(_other)
    _OPPOSITE.setdefault(_other, set()).add(_one)

_GAP = re.compile(r"\s*(?:\[\s*(?:\.\.\.|…)\s*\]|\.\.\.|…)\s*")
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,}?)[”\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found of one sentence."""

    support: Support
    why: str
    """One clause, in words."""


def check_sentence(sentence: str, cited: Sequence[Passage]) -> Check:
    """How well the cited passages support a sentence; `none` where nothing is cited or it says nothing."""
    if not cited:
        return Check(support="none", why="it cites nothing")
    if not find_words(sentence):
        return Check(support="none", why="it says nothing")
    texts = [plain_text(f"{p.text}\n\n{p.note}") for p in cited]
    if any(stands_verbatim(sentence, text) for text in texts):
        return Check(support="verbatim", why="the same words")
    known = " ".join(f"{p.places[0].title}. {p.places[0].author}." for p in cited)
    return _check_facts(sentence, [s for text in texts for s in split_sentences(text)], known)


def stands_verbatim(sentence: str, text: str) -> bool:
    """Whether the sentence's words stand in the text one after the other, apart from the gaps it marks with `...`."""
    hay = f" {' '.join(find_words(text))} "
    at = 0
    for part in _GAP.split(plain_text(sentence)):
        words = find_words(part)
        if not words:
            continue
        found = hay.find(f" {' '.join(words)} ", at)
        if found < 0:
            return False
        at = found + len(" ".join(words))
    return bool(hay.strip())


def strip_false_quotes(sentence: str, cited: Sequence[Passage]) -> str:
    """The sentence without quotation marks around words that do not stand so in what it cites."""
    texts = [f"{p.text}\n{p.note}" for p in cited]

    def keep(found: re.Match[str]) -> str:
        true = any(stands_verbatim(found.group(1), text) for text in texts)
        return found.group(0) if true else found.group(1)

    return _QUOTED.sub(keep, sentence)


def _check_facts(sentence: str, sources: Sequence[str], known: str) -> Check:
    """Against the one, two or three sentences in a row that share most with it."""
    terms = find_terms(sentence)
    if not terms:
        return Check(support="none", why="it says nothing of its own")
    window = _nearest(terms, sources)
    there = set(find_terms(f"{window} {known}"))
    coverage = sum(t in there for t in terms) / len(terms)
    if wrong := _wrong_fact(sentence, " ".join(sources), window, known):
        return Check(support="none", why=wrong)
    if coverage < WEAK_COVERAGE:
        return Check(support="none", why=f"{coverage:.0%} of its words are there")
    if _turned_around(sentence, window):
        return Check(support="weak", why="its words are there, put together otherwise")
    if coverage < SUPPORTED_COVERAGE:
        return Check(support="weak", why=f"{coverage:.0%} of its words are there")
    return Check(support="supported", why=f"{coverage:.0%} of its words are there, near each other")


def _nearest(terms: Sequence[str], sources: Sequence[str]) -> str:
    wanted, best, most = set(terms), "", -1.0
    for size in (1, 2, 3):
        for at in range(max(1, len(sources) - size + 1)):
            text = " ".join(sources[at : at + size])
            gain = len(wanted & set(find_terms(text))) - 0.4 * size
            if gain > most:
                best, most = text, gain
    return best


def _wrong_fact(sentence: str, whole: str, window: str, known: str) -> str:
    """The first fact of the sentence that the source does not hold or holds otherwise; "" where none is found."""
    if missing := find_numbers(sentence) - find_numbers(f"{window} {known}"):
        return f"{min(missing)} is not there"
    words = {word.removesuffix("'s") for word in find_words(f"{whole} {known}")}
    if absent := {n for n in find_names(sentence) if not set(find_words(n)) <= words}:
        return f"{min(absent)} is not there"
    if bool(count_denials(sentence)) != bool(count_denials(window)):
        return "one of the two denies it"
    near = set(find_words(window))
    for word in find_words(sentence):
        if word not in near and (turned := _OPPOSITE.get(word, set()) & near):
            return f"it says {word}, the source {min(turned)}"
    return ""


def _turned_around(sentence: str, source: str) -> bool:
    """Whether the same words are put together otherwise, so that who did what may be another.

    Two signs: two words stand in the other order around a third that stands between them in both; or two clauses
    have traded words. Clauses that only change places show neither.
    """
    said, there = _relation_words(sentence), _relation_words(source)
    at = {word: there.index(word) for word in there if there.count(word) == 1}
    known = [word for word in said if word in at and said.count(word) == 1]
    for first, one in enumerate(known):
        for last in range(first + 2, min(len(known), first + PIVOT_REACH)):
            if at[known[last]] < at[one] and any(
                at[known[last]] < at[pivot] < at[one] for pivot in known[first + 1 : last]
            ):
                return not (_PASSIVE.search(sentence) or _PASSIVE.search(source))
    return _clauses_trade(sentence, source)


def _clauses_trade(sentence: str, source: str) -> bool:
    there = [set(_relation_words(part)) for part in _CLAUSE.split(source)]
    homes = {
        word: next(n for n, part in enumerate(there) if word in part)
        for word in set().union(*there)
        if sum(word in part for part in there) == 1
    }
    held = [{homes[w] for w in _relation_words(part) if w in homes} for part in _CLAUSE.split(sentence)]
    return any(len(one & other) >= 2 for n, one in enumerate(held) for other in held[n + 1 :])


def _relation_words(text: str) -> list[str]:
    """Content words as stems, with the small words that say how things stand to each other."""
    return [
        word if word in _RELATIONS else term
        for word in find_words(text)
        for term in ([word] if word in _RELATIONS else find_terms(word))
    ]
