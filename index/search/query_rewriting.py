"""Reads the conversation into a question that depends on it: the question in full words, and what else to score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.lexical.stop_words import topicless_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedText:
    """A text that the retrievers score: the question, or a message before it."""

    text: str
    weight: float
    """Against 1 for the question itself."""


QUESTION_WEIGHT = 0.2
ANSWER_WEIGHT = 0.2
"""Weights of the user's last message and of its answer, for a question on the same subject.

Chosen on 240 conversations that `bench/quality/fit_query_rewriting.py` makes, as ndcg@10 of questions that depend on
the turn before, that go on without depending on it, and that are on another article: .911, .892, .923 without it; .901,
.953, .892 with these weights; .878, .933, .878 with .4 for the answer. Without `context_relevance` the last fell from
.923 to .795 with these.
"""

UNRELATED_COSINE, RELATED_COSINE = 0.1, 0.35
"""Cosines of a question with the message before it, up to which it is on another subject, and from which on the same:
in `bench/quality/fit_query_rewriting.py`'s conversations half of the questions on another article lie below the first,
95 in 100 below the second; of those that go on, one in ten and two in three lie above."""
MIN_TOPIC_WORDS = 2
"""Words that name a subject, below which a question cannot stand alone: "Why?", "And the cost?"."""

_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those)\b", re.IGNORECASE
)
_FRONTED = re.compile(r"\W*(?:and|what about|how about)\s+(?P<topic>[^,?]{3,40}),\s+(?P<asked>\S.*)", re.IGNORECASE)
"""A question behind what it asks about: "And the stew, how long does that take?"."""
_AUXILIARY = re.compile(r"\b(do|does|did)\b", re.IGNORECASE)
_POSSESSIVES = frozenset(("its", "their", "theirs", "his", "her", "hers"))
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;\n]\W*$")
"""Before a word that begins a sentence, whose capital says nothing."""
_PERSONAL = frozenset(("he", "him", "his", "she", "her", "hers"))
_ARTICLES = frozenset(("the", "a", "an"))
_TITLE_WORDS = _ARTICLES | frozenset(("and", "or", "of", "in", "to", "for", "on", "from", "with", "at", "by"))


def context_texts(history: Sequence[Turn]) -> tuple[WeightedText, ...]:
    """The user's last message and the answer to it, with their weights; empty without a history."""
    texts = []
    for role, weight in (("user", QUESTION_WEIGHT), ("assistant", ANSWER_WEIGHT)):
        messages = (turn.content for turn in reversed(history) if turn.role == role and turn.content.strip())
        if latest := next(messages, ""):
            texts.append(WeightedText(text=latest, weight=weight))
    return tuple(texts)


def context_relevance(question: str, cosine: float) -> float:
    """The share of a context's weight that a question gives it, 0 to 1, by the cosine of the two.

    A question with a pronoun, or one that names almost nothing, depends on the conversation at any cosine.
    """
    if _PRONOUN.search(question) or sum(word not in topicless_words() for word in _words(question)) < MIN_TOPIC_WORDS:
        return 1.0
    return min(1.0, max(0.0, (cosine - UNRELATED_COSINE) / (RELATED_COSINE - UNRELATED_COSINE)))


def rewrite_question(text: str, history: Sequence[Turn]) -> str:
    """The question with its first pronoun replaced by what the user last asked about.

    No model: a question without a pronoun, or after messages that name nothing, is left unchanged.
    """
    if (fronted := _FRONTED.match(text)) and (pronoun := _PRONOUN.search(text, fronted.start("asked"))):
        return text[fronted.start("asked") : pronoun.start()] + fronted["topic"] + text[pronoun.end() :]
    pronoun = _PRONOUN.search(text)
    if not pronoun:
        return text
    is_personal = pronoun[0].lower() in _PERSONAL
    find = find_person if is_personal else find_topic
    topic = next(filter(None, (find(turn.content) for turn in reversed(history) if turn.role == "user")), "")
    if is_personal and (person := _answered_person(history)):
        topic = person
    if not topic or set(_words(topic)) <= set(_words(text)):
        return text
    ending = "'s" if pronoun[0].lower() in _POSSESSIVES else ""
    return text[: pronoun.start()] + topic + ending + text[pronoun.end() :]


def find_topic(text: str) -> str:
    """The longest run of topic words of a question, one with a name in it before others; "" without one."""
    return _phrase(text, max(_topic_runs(text), key=lambda run: (any(map(_is_name, run)), len(run))))


def find_person(text: str) -> str:
    """The first name in a question, since a speaker is named before the matter; without one, its topic."""
    named = next((run for run in _topic_runs(text) if any(map(_is_name, run))), None)
    return _phrase(text, named) if named else find_topic(text)


def _answered_person(history: Sequence[Turn]) -> str:
    """The name that begins the answer to a last question for who; "" without one."""
    asked, answered = history[-2:] if len(history) > 1 else (None, None)
    is_who = asked is not None and asked.role == "user" and re.match(r"\W*(?:who|whose|whom)\b", asked.content, re.I)
    name = re.match(r"(?:[^\W\d_a-z][\w'’-]*\s?)+", answered.content) if is_who and answered else None
    words = name[0].split() if name else []
    return " ".join(words) if words and words[0].lower() not in topicless_words() else ""


def _topic_runs(text: str) -> list[list[re.Match[str]]]:
    """The runs of words that name a subject; the first may be empty."""
    runs: list[list[re.Match[str]]] = [[]]
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        is_topic = word[0].lower() not in topicless_words() or _is_in_title(text, words, at)
        if not is_topic or before is None or text[before.end() : word.start()].strip(" -"):
            runs.append([])
        if is_topic:
            runs[-1].append(word)
    return runs


def _phrase(text: str, run: list[re.Match[str]]) -> str:
    """The text of a run, with the article before it."""
    kept = _without_verb(text, run)
    if not kept:
        return ""
    phrase = text[kept[0].start() : kept[-1].end()]
    before = text[: kept[0].start()].split()
    return f"{before[-1]} {phrase}" if before and before[-1].lower() in _ARTICLES else phrase


def _is_in_title(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a topicless word is part of a title: with a capital, or small between two that have one, as in
    "Think and Grow Rich"."""
    if _is_name(words[at]) and len(words[at][0]) > 1 and at and not _SENTENCE_END.search(text, 0, words[at].start()):
        return True
    if words[at][0] not in _TITLE_WORDS or not 0 < at < len(words) - 1:
        return False
    before, after = words[at - 1], words[at + 1]
    close = not (text[before.end() : words[at].start()] + text[words[at].end() : after.start()]).strip(" -")
    return close and _is_name(before) and _is_name(after)


def _is_name(word: re.Match[str]) -> bool:
    return word[0][0].isupper() and word.start() > 0


def _without_verb(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    """A run cut to the name in it; in a question with do, does or did, without the verb at its end."""
    names = [at for at, word in enumerate(run) if _is_name(word)]
    if names:
        return run[names[0] : names[-1] + 1]
    if len(run) > 1 and _AUXILIARY.search(text[: run[0].start()]):
        return run[:-1]
    return run


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
