"""A question that leans on the conversation before it: what else to score, and the question in full words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.lexical.stop_words import topicless_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A text of the conversation that the legs score beside the question."""

    text: str
    weight: float
    """Against 1 for the question itself."""


QUESTION_WEIGHT = 0.2
ANSWER_WEIGHT = 0.2
"""Of the user's last message and of its answer, where the question is on the same matter.

Chosen on 240 conversations that `bench/fit_follow.py` makes, as ndcg@10 of questions that lean on the turn before, go
on without leaning, and are on another article: .911, .892, .923 with nothing of it; .901, .953, .892 with these;
.878, .933, .878 with .4 of the answer. Without `measure_relation` the last fell from .923 to .795 with these.
"""

UNRELATED, RELATED = 0.1, 0.35
"""Cosines of a question with what was said before, up to which and from which it is on another and on the same
matter: in `bench/fit_follow.py`'s conversations half of the questions on another article lie below the first, 95 in
100 below the second; of those that go on, one in ten and two in three lie above."""
FEWEST_TELLING = 2
"""Words that name something, below which a question cannot stand alone: "Why?", "And the cost?"."""

_POINTING = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those)\b", re.IGNORECASE
)
_HELPED = re.compile(r"\b(do|does|did)\b", re.IGNORECASE)
_OWNERS = frozenset(("its", "their", "theirs", "his", "her", "hers"))
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDS = re.compile(r"[.!?:;\n]\W*$")
"""Before a word that begins a sentence, whose capital says nothing."""
_PERSONS = frozenset(("he", "him", "his", "she", "her", "hers"))
_ARTICLES = frozenset(("the", "a", "an"))
_JOINING = _ARTICLES | frozenset(("and", "or", "of", "in", "to", "for", "on", "from", "with", "at", "by"))


def read_context(history: Sequence[Turn]) -> tuple[Context, ...]:
    """The user's last message and the answer to it, with their weights; empty without a history."""
    found = []
    for role, weight in (("user", QUESTION_WEIGHT), ("assistant", ANSWER_WEIGHT)):
        said = (turn.content for turn in reversed(history) if turn.role == role and turn.content.strip())
        last = next(said, "")
        if last:
            found.append(Context(text=last, weight=weight))
    return tuple(found)


def measure_relation(question: str, cosine: float) -> float:
    """How much of a context's weight holds for a question, 0 to 1, by the cosine of the two.

    A question that points back, or says next to nothing by itself, leans on the conversation whatever its cosine.
    """
    if _POINTING.search(question) or sum(word not in topicless_words() for word in _words(question)) < FEWEST_TELLING:
        return 1.0
    return min(1.0, max(0.0, (cosine - UNRELATED) / (RELATED - UNRELATED)))


def rewrite_question(text: str, history: Sequence[Turn]) -> str:
    """The question with its first pointing word replaced by what the user last asked about.

    No model: where nothing points back, or nothing is named before, the question stands as it was written.
    """
    pointing = _POINTING.search(text)
    if not pointing:
        return text
    find = find_person if pointing[0].lower() in _PERSONS else find_topic
    topic = next(filter(None, (find(turn.content) for turn in reversed(history) if turn.role == "user")), "")
    if not topic or set(_words(topic)) <= set(_words(text)):
        return text
    owner = "'s" if pointing[0].lower() in _OWNERS else ""
    return text[: pointing.start()] + topic + owner + text[pointing.end() :]


def find_topic(text: str) -> str:
    """The longest run of telling words of a question, one with a name in it before others; "" without one."""
    return _say(text, max(_find_runs(text), key=lambda run: (any(map(_is_name, run)), len(run))))


def find_person(text: str) -> str:
    """The first name in a question, as who says it stands before where it is said; without one, its topic."""
    named = next((run for run in _find_runs(text) if any(map(_is_name, run))), None)
    return _say(text, named) if named else find_topic(text)


def _find_runs(text: str) -> list[list[re.Match[str]]]:
    """The runs of telling words, the first of them maybe empty."""
    runs: list[list[re.Match[str]]] = [[]]
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        telling = word[0].lower() not in topicless_words() or _is_in_title(text, words, at)
        if not telling or before is None or text[before.end() : word.start()].strip(" -"):
            runs.append([])
        if telling:
            runs[-1].append(word)
    return runs


def _say(text: str, run: list[re.Match[str]]) -> str:
    best = _without_verb(text, run)
    if not best:
        return ""
    phrase = text[best[0].start() : best[-1].end()]
    before = text[: best[0].start()].split()
    return f"{before[-1]} {phrase}" if before and before[-1].lower() in _ARTICLES else phrase


def _is_in_title(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word that tells nothing is part of a title: with a capital, or small between two that have one, as in
    "Think and Grow Rich"."""
    if _is_name(words[at]) and len(words[at][0]) > 1 and at and not _ENDS.search(text, 0, words[at].start()):
        return True
    if words[at][0] not in _JOINING or not 0 < at < len(words) - 1:
        return False
    before, after = words[at - 1], words[at + 1]
    close = not (text[before.end() : words[at].start()] + text[words[at].end() : after.start()]).strip(" -")
    return close and _is_name(before) and _is_name(after)


def _is_name(word: re.Match[str]) -> bool:
    return word[0][0].isupper() and word.start() > 0


def _without_verb(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    """A run cut to the name in it; of a question with do, does or did, without the verb at its end."""
    names = [at for at, word in enumerate(run) if _is_name(word)]
    if names:
        return run[names[0] : names[-1] + 1]
    if len(run) > 1 and _HELPED.search(text[: run[0].start()]):
        return run[:-1]
    return run


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
