"""The examples of questions with what they want (`examples.txt`), and the form in which questions are compared.

In that form names, dates and the like are their kind, and words that no example's request has are the matter: "List
all highlights about sleep by Ana Reis" is `list all UNIT about MATTER by AUTHOR`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from assistant.questions.mentions import Mention
from assistant.text.tokens import find_phrases, read_tokens
from assistant.text.word_lists import phrases
from assistant.text.word_lists import words as word_list

KINDS = frozenset("QUOTE WORK AUTHOR DATE TAG PLACE PROPERTY VALUE LANGUAGE NUMBER UNIT".split())
MATTER = "MATTER"
MIN_CLAUSE = 3
"""Words behind "that", from which they are a clause."""
MIN_QUESTIONS = 3
"""Examples that need a word inside their matter, so that it counts as a word of questions: who, how, does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What an example wants, as its heading says it."""

    want: str
    unit: str = ""
    traits: tuple[tuple[str, str], ...] = ()
    """Names with values, sorted: (("carry", "matter"),). An answer with words outside the matter is framed."""

    def trait(self, name: str) -> str:
        """The value; "" without it."""
        return dict(self.traits).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One line of the examples."""

    label: Label
    words: tuple[str, ...]
    """Folded, or kinds of mentions."""
    in_matter: tuple[bool, ...]
    """Of each word, whether it is searched for."""


@cache
def read_examples() -> tuple[Example, ...]:
    lines = files("assistant.questions").joinpath("examples.txt").read_text("utf-8").splitlines()
    return tuple(_read_lines(lines))


def _read_lines(lines: Sequence[str]) -> Iterator[Example]:
    label = Label(want="answer")
    for line in map(str.strip, lines):
        if line.startswith("## "):
            want, *rest = line[3:].split()
            traits = tuple(sorted((name, value) for name, _, value in (part.partition("=") for part in rest) if value))
            label = Label(want=want, unit=" ".join(part for part in rest if "=" not in part), traits=traits)
        elif line and not line.startswith("#"):
            yield _read_example(line, label)


def _read_example(line: str, label: Label) -> Example:
    depth, inside = 0, []
    for character in line:
        depth += (character == "{") - (character == "}")
        inside.append(depth > 0)
    tokens = read_tokens(line)
    flags = [inside[token.start] for token in tokens]
    own = [token.text.upper() if line[token.start : token.end] in KINDS else token.text for token in tokens]
    for first, behind, _ in reversed(find_phrases(tokens, phrases("units"))):
        if own[first] not in KINDS:
            own[first:behind], flags[first:behind] = ["UNIT"], [flags[first]]
    # A date's preposition and the word "tag" before one belong to it, as in questions.
    joined = [
        not ((word in _date_words() and behind == "DATE") or (word == "UNIT" and behind == "TAG"))
        for word, behind in zip(own, [*own[1:], ""], strict=True)
    ]
    kept = [pair for pair, is_kept in zip(zip(own, flags, strict=True), joined, strict=True) if is_kept]
    if label.want == "answer" and not label.trait("carry") and not all(flag for _, flag in kept):
        label = replace(label, traits=tuple(sorted((*label.traits, ("framed", "yes")))))
    return Example(label=label, words=tuple(word for word, _ in kept), in_matter=tuple(flag for _, flag in kept))


@cache
def _date_words() -> frozenset[str]:
    return frozenset.union(*(word_list("dates", name) for name in ("in", "from", "since", "after", "before", "until")))


@cache
def request_words() -> dict[str, int]:
    """The words that stand outside the matter of examples, or in the questions of several, with in how many they
    stand; the most frequent first."""
    counts = Counter(word for example in read_examples() for word in dict.fromkeys(example.words))
    outside = {
        word
        for example in read_examples()
        for word, inside in zip(example.words, example.in_matter, strict=True)
        if not inside
    }
    whole = Counter(
        word for example in read_examples() if all(example.in_matter) for word in dict.fromkeys(example.words)
    )
    said = outside | {word for word, count in whole.items() if count >= MIN_QUESTIONS}
    return {word: count for word, count in counts.most_common() if word in said}


def masked(words: Sequence[str]) -> tuple[str, ...]:
    """The words in the form in which questions are compared; a clause after "that" is of the matter."""
    form: list[str] = []
    clause = next((at for at, word in enumerate(words) if at > 1 and word in word_list("that")), len(words))
    is_clause = len(words) - clause > MIN_CLAUSE and not KINDS & set(words[clause:])
    clause = clause + 1 if is_clause else len(words)
    for word in [*words[:clause], *([MATTER] if clause < len(words) else [])]:
        form_word = word if word in KINDS or word in request_words() else MATTER
        if form_word != MATTER or form[-1:] != [MATTER]:
            form.append(form_word)
    return tuple(form)


def with_kinds(text: str, mentions: Sequence[Mention]) -> tuple[list[str], list[tuple[int, int]]]:
    """The folded words of a question, a mention as its kind; and where each stands."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    starts: Mapping[int, Mention] = {mention.start: mention for mention in mentions if mention.kind in KINDS}
    behind = 0
    for token in read_tokens(text):
        mention = next((one for start, one in starts.items() if start <= token.start < one.end), None)
        if mention and token.start >= behind:
            words.append(mention.kind)
            spans.append((mention.start, mention.end))
            behind = mention.end
        elif token.start >= behind:
            words.append(token.text)
            spans.append((token.start, token.end))
    return words, spans


def ngrams(form: Sequence[str]) -> set[str]:
    """Words, runs of two and three with the question's ends, and the beginnings of longer words."""
    ended = ["<", *form, ">"]
    runs = {" ".join(ended[at : at + size]) for size in (1, 2, 3) for at in range(len(ended) - size + 1)}
    beginnings = {f"{word[:4]}-" for word in form if word not in KINDS and word != MATTER and len(word) > 4}
    return (runs | beginnings) - {"<", ">"}


_FILLERS = {
    MATTER: "something", "AUTHOR": "Smith", "WORK": "the book Walden", "TAG": "travel", "DATE": "May 2020",
    "QUOTE": "“so it goes”", "PLACE": "page 3", "PROPERTY": "status", "VALUE": "good",
    "LANGUAGE": "Spanish", "NUMBER": "second",
    "UNIT": "notes",
}  # fmt: skip


def spoken(form: Sequence[str]) -> str:
    """The form as a sentence that an encoder reads."""
    text = " ".join(_FILLERS.get(word, word) for word in form)
    return re.sub(r"(?<=[\u3040-\u9fff]) (?=[\u3040-\u9fff])", "", text)
