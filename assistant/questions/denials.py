"""What a question denies: "notes that do not mention copper", "works not by Ana Reis". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.questions.matter import Run
from assistant.questions.mentions import Mention
from assistant.text.tokens import read_tokens
from assistant.text.word_lists import phrases, words
from index.catalog.queries.condition import Condition
from ingest.text.language import guess_language

OF_UNITS = {
    "tags": Condition(field="tag", value="", negated=True),
    "highlights": Condition(field="kind", value="highlights", negated=True),
    "notes": Condition(field="voice", value="reader", negated=True),
    "authors": Condition(field="author", value="", negated=True),
}
"""Of works without a tag, a highlight, a note of the reader's or an author."""
_KINDS = ("AUTHOR", "WORK", "TAG", "VALUE", "PROPERTY", "LANGUAGE", "UNIT")


@dataclass(frozen=True, slots=True)
class Denied:
    """One thing that is denied, with its place in the question."""

    start: int
    conditions: tuple[Condition, ...]
    of_unit: bool = False
    """Whether it is a word such as "tags" alone."""
    run: Run | None = None
    """The words of the matter; None for a name."""


def is_denying(text: str) -> bool:
    """Whether it has a word that denies; one at its very beginning asks: "Don't I have notes on moss?"."""
    return _place_of_denial(text) >= 0


def find_denied(text: str, mentions: Sequence[Mention], runs: Sequence[Run]) -> Denied | None:
    """The first thing behind the denying word, else the last before it, as in German; None for nothing."""
    place = _place_of_denial(text)
    found = sorted(_candidates(text, mentions, runs), key=lambda each: each.start)
    named = [each for each in found if not each.of_unit]
    behind = [each for group in (named, found) for each in group if each.start >= place]
    before = [each for each in named if each.start < place]
    return next(iter(behind or before[-1:]), None) if place >= 0 else None


def _place_of_denial(text: str) -> int:
    """Where the denying word is; -1 without one."""
    denying = words("negations") - ({"no"} if guess_language(text) == "portuguese" else set())
    tokens = read_tokens(text)[:1] + read_tokens(text)[2:] if text[:3].casefold() == "don" else read_tokens(text)
    denying |= words("unmarked", None)
    return next((token.start for token in tokens if token.text in denying), -1)


def _candidates(text: str, mentions: Sequence[Mention], runs: Sequence[Run]) -> Iterator[Denied]:
    units = [mention for mention in mentions if mention.kind == "UNIT"]
    for mention in mentions:
        if mention.kind in _KINDS and mention.conditions and mention not in units[:1]:
            denied = tuple(replace(each, negated=True) for each in mention.conditions)
            yield Denied(mention.start, denied)
        elif mention in units[1:] and mention.value in OF_UNITS:
            yield Denied(mention.start, (OF_UNITS[mention.value],), of_unit=True)
    for run in runs:
        yield Denied(run.start, (Condition(field="matter", value=run.text, negated=True),), run=run)
    for token in read_tokens(text):
        word = (token.text,)
        unit = phrases("unmarked").get(word) or ("" if word in phrases("units") else phrases("markings").get(word))
        if unit:
            yield Denied(token.start, (OF_UNITS[unit],), of_unit=True)
