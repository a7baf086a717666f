"""What of the closed classes a question names: authors, works, tags, properties, units, places, dates, quotations.

Names are the catalog's own. One that is written otherwise (a letter wrong, a part of the name, without accents) is
found too, and is a correction where a letter is wrong. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from assistant.questions.catalog_names import CatalogNames, correct_words, read_names, stem_of, without_accents
from assistant.questions.plan import Correction
from assistant.text.dates import find_dates
from assistant.text.tokens import Token, find_phrases, read_tokens, words_of
from assistant.text.word_lists import phrases, words
from index.catalog.queries.condition import Condition
from index.catalog.queries.vocabulary import Vocabulary
from index.lexical.stop_words import content_stop_words, topicless_words

Kind = Literal[
    "QUOTE", "WORK", "AUTHOR", "DATE", "TAG", "PLACE", "PROPERTY", "VALUE", "LANGUAGE", "NUMBER", "UNIT", "FOLDER"
]
MIN_CORRECTED_LETTERS = {"WORK": 8, "AUTHOR": 5, "TAG": 5}
"""Letters of a name, below which none may be wrong."""
MIN_QUOTED_WORDS = 3
MAX_NAME_WORDS = 4

_QUOTED = re.compile(r"[\"“”„«「『《]([^\"“”„«»「」『』《》]{2,300})[\"“”»」』》]")
_TAG = re.compile(r"(?<![\w&])#([^\W\d_][\w/-]*)")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}:\d\d(?::\d\d)?)(?![\d:])")
_POSSESSIVE = re.compile(r"['’]s\b")
_NUMERAL = re.compile(r"\d+|[ivxlc]{2,}|[vxlc]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of a question that name something."""

    kind: Kind
    start: int
    """In the question, as `end`, which is behind them."""
    end: int
    conditions: tuple[Condition, ...] = ()
    value: str = ""
    """The unit, the number or the quoted words; "" for what is in the conditions."""
    correction: Correction | None = None
    sure: bool = True
    """Whether the words can hardly mean anything else; an unsure one counts where the question's frame asks for it."""


def find_mentions(text: str, vocabulary: Vocabulary, today: date) -> list[Mention]:
    """The mentions in order; of overlapping ones the sure before the unsure, then the longer."""
    names = read_names(vocabulary)
    tokens = read_tokens(text)
    plain = [Token(without_accents(token.text), token.start, token.end) for token in tokens]
    found = [
        *_find_quoted(text, names),
        *_find_names(text, plain, names),
        *_find_corrected(text, plain, names),
        *_find_unknown(text, tokens),
        *_find_places(text, tokens),
        *_find_classes(tokens, names),
        *_find_folders(tokens, names),
        *_find_times(text, today),
    ]
    folders = [mention for mention in found if mention.kind == "FOLDER"]
    kept: list[Mention] = []
    named = [mention for mention in found if mention.kind != "FOLDER"]
    for mention in sorted(named, key=lambda one: (not one.sure, one.kind == "UNIT", one.start - one.end, one.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            owns = mention.kind in ("AUTHOR", "WORK") and _POSSESSIVE.match(text, mention.end)
            kept.append(replace(mention, end=mention.end + 2) if owns else mention)
    return sorted([*kept, *folders], key=lambda mention: mention.start)


def _find_quoted(text: str, names: CatalogNames) -> Iterator[Mention]:
    for match in _QUOTED.finditer(text):
        inner = match[1].strip()
        quoted = words_of(without_accents(inner))
        if title := names.titles.get(quoted):
            yield Mention(kind="WORK", start=match.start(), end=match.end(), conditions=(_of_work(title),))
        elif len(words_of(inner)) >= MIN_QUOTED_WORDS:
            yield Mention(kind="QUOTE", start=match.start(), end=match.end(), value=inner)


def _of_work(title: str) -> Condition:
    """The condition on a title, or on all titles of a series."""
    series = title.removesuffix("\0")
    return Condition(field="work", value=series, operator="is" if series == title else "has")


def _find_names(text: str, tokens: Sequence[Token], names: CatalogNames) -> Iterator[Mention]:
    """Authors, works and tags. A title of one word is often a word of the matter."""
    joined = [one.text + other.text for one, other in pairwise(tokens)]  # "Ana Reis" is @anareis
    handles = [(at, at + 2, names.authors[word,]) for at, word in enumerate(joined) if (word,) in names.authors]
    for first, behind, author in [*find_phrases(tokens, names.authors), *handles]:
        if behind - first == 1 and _is_of_another(text, tokens, first, author):
            continue
        sure = behind - first > 1 or _is_name(text, tokens[first:behind])
        condition = Condition(field="author", value=author)
        yield Mention(kind="AUTHOR", start=tokens[first].start, end=tokens[behind - 1].end, conditions=(condition,),
                      sure=sure)  # fmt: skip
    for first, behind, title in find_phrases(tokens, names.titles):
        start = _with_quotes(text, tokens[first].start)
        sure = (behind - first > 1 and _is_title(text, tokens[first:behind])) or start < tokens[first].start
        yield Mention(kind="WORK", start=start, end=tokens[behind - 1].end, conditions=(_of_work(title),), sure=sure)
    for match in _TAG.finditer(text):
        condition = Condition(field="tag", value=names.tags.get(words_of(match[1]), match[1]))
        yield Mention(kind="TAG", start=match.start(), end=match.end(), conditions=(condition,))
    openings = words("tagged") | {word for (word, *_), unit in phrases("units").items() if unit == "tags"}
    for first, behind, tag in find_phrases(tokens, names.tags):
        condition = Condition(field="tag", value=tag)
        start, end = _with_quotes(text, tokens[first].start), tokens[behind - 1].end
        before = tokens[first - 1] if first else None
        is_cued = before is not None and before.text in openings
        if before and is_cued and before.text not in words("tagged"):
            start = before.start  # "the tag moss"
        yield Mention(kind="TAG", start=start, end=end, conditions=(condition,), sure=is_cued)


def _find_corrected(text: str, tokens: Sequence[Token], names: CatalogNames) -> Iterator[Mention]:
    """Names with a letter wrong in a word."""
    corrected = correct_words(tokens, names)
    wrong = [token for token, other in zip(tokens, corrected, strict=True) if token.text != other.text]
    for mention in _find_names(text, corrected, names) if wrong else ():
        inside = [token for token in wrong if mention.start <= token.start < mention.end]
        written = text[mention.start : mention.end]
        if not inside or len(written) < MIN_CORRECTED_LETTERS[mention.kind]:
            continue
        understood = mention.conditions[0].value
        if mention.kind == "AUTHOR":
            if not mention.sure:
                continue
            written = text[inside[0].start : inside[0].end]
            fixed = next(other.text for other in corrected if other.start == inside[0].start)
            understood = next((word for word in understood.split() if fixed in words_of(without_accents(word))),
                              understood)  # fmt: skip
        correction = Correction(written=written, understood=understood)
        yield replace(mention, correction=correction, sure=mention.sure or mention.kind == "AUTHOR")


def _find_unknown(text: str, tokens: Sequence[Token]) -> Iterator[Mention]:
    """A name after "by", or a word after "tagged", that the catalog does not have."""
    for at, token in enumerate(tokens[:-1], 1):
        behind = at
        while behind < min(len(tokens), at + MAX_NAME_WORDS) and text[tokens[behind].start].isupper():
            behind += 1
        start, end = tokens[at].start, tokens[behind - 1].end
        if token.text in words("by") and behind > at:
            condition = Condition(field="author", value=text[start:end])
            yield Mention(kind="AUTHOR", start=start, end=end, conditions=(condition,), sure=False)
        if token.text in words("tagged") and tokens[at].text not in topicless_words() | {"as", "with"}:
            end = tokens[at].end
            condition = Condition(field="tag", value=text[start:end])
            yield Mention(kind="TAG", start=start, end=end, conditions=(condition,))


def _find_places(text: str, tokens: Sequence[Token]) -> Iterator[Mention]:
    """A location, page, chapter, episode or time with its number."""
    for first, behind, name in find_phrases(tokens, phrases("places")):
        spaced = tokens[first].text.isascii() or len(tokens[first].text) > 1
        number = tokens[behind : behind + 1] if spaced else tokens[max(0, first - 1) : first]
        if number and _NUMERAL.fullmatch(number[0].text):
            start, end = min(tokens[first].start, number[0].start), max(tokens[behind - 1].end, number[0].end)
            condition = Condition(field="place", name=name, value=number[0].text)
            yield Mention(kind="PLACE", start=start, end=end, conditions=(condition,))
    for match in _CLOCK.finditer(text):
        condition = Condition(field="place", name="time", value=match[1])
        yield Mention(kind="PLACE", start=match.start(), end=match.end(), conditions=(condition,))


def _find_classes(tokens: Sequence[Token], names: CatalogNames) -> Iterator[Mention]:
    """Properties, their values, languages, units and ordinals."""

    def mention(kind: Kind, first: int, behind: int, *, value: str = "", condition: Condition | None = None) -> Mention:
        conditions = (condition,) if condition else ()
        start, end = tokens[first].start, tokens[behind - 1].end
        return Mention(kind=kind, start=start, end=end, conditions=conditions, value=value, sure=kind == "UNIT")

    for first, behind, name in find_phrases(tokens, names.properties):
        condition = Condition(field="property", name=name, value="", operator="has")
        yield mention("PROPERTY", first, behind, condition=condition)
    for first, behind, key in find_phrases(tokens, names.values):
        name, value = key.split("\0")
        yield mention("VALUE", first, behind, condition=Condition(field="property", name=name, value=value))
    for first, behind, language in find_phrases(tokens, phrases("languages")):
        spoken = mention("LANGUAGE", first, behind, condition=Condition(field="language", value=language))
        yield replace(spoken, sure=first > 0 and tokens[first - 1].text in words("dates", "in"))
    for first, behind, unit in find_phrases(tokens, phrases("units")):
        yield mention("UNIT", first, behind, value=unit)
    for first, behind, number in find_phrases(tokens, phrases("ordinals")):
        yield mention("NUMBER", first, behind, value=number)


def _find_folders(tokens: Sequence[Token], names: CatalogNames) -> Iterator[Mention]:
    """The notes of a folder by its name: after a word for folders, before one for notes ("journal entries"), in the
    plural where the reader's own are meant ("which of my recipes"); else it counts where it is all of a matter."""
    asks_own = any(token.text in words("reader") | words("collecting") for token in tokens)
    stems = [Token(stem_of(token.text), token.start, token.end) for token in tokens]
    units = {first: end for first, end, unit in find_phrases(tokens, phrases("units")) if unit == "notes"}
    for first, behind, key in find_phrases(stems, names.folders):
        folders = key.split("\0")
        last, before = tokens[behind - 1].text, tokens[first - 1].text if first else ""
        # "the meeting" is one of "Meetings", not all; "I clipped" is of all "Clippings"
        is_named = last.endswith("s") or any(last in words_of(name) for name in folders) or before in words("reader")
        is_act = behind - first == 1 and last in words("collecting")
        is_unit = behind in units or (asks_own and is_named and not is_act)
        kind: Kind = "PLACE" if before in words("folders") else "UNIT" if is_unit else "FOLDER"
        conditions = tuple(Condition(field="path", value=f"/{name}/") for name in folders)
        start, end = tokens[first - (kind == "PLACE")].start, tokens[units.get(behind, behind) - 1].end
        yield Mention(kind=kind, start=start, end=end, conditions=conditions, value="notes" if kind == "UNIT" else "")


def _find_times(text: str, today: date) -> Iterator[Mention]:
    for span in find_dates(text, today):
        limits = (("since", span.since), ("until", span.until))
        conditions = tuple(Condition(field=field, value=value) for field, value in limits if value)  # type: ignore[arg-type]
        is_today = span.since == span.until == today.isoformat()  # "How are you today?"
        sure = span.sure and not is_today
        yield Mention(kind="DATE", start=span.start, end=span.end, conditions=conditions, sure=sure)


def _is_name(text: str, tokens: Sequence[Token]) -> bool:
    """Whether it is written as a name: its first letter is a capital, and not only as the question's first."""
    inside = [token for token in tokens if text[: token.start].strip(" ¿¡\"'“«")]
    return any(text[token.start].isupper() or not text[token.start].isascii() for token in inside)


def _is_of_another(text: str, tokens: Sequence[Token], at: int, author: str) -> bool:
    """Whether a part of an author's name stands beside another's: "Ana Brandt", where the author is Ana Reis."""
    whole = words_of(without_accents(author))
    beside = tokens[at + 1 : at + 2]
    return (
        len(whole) > 1
        and not author.startswith("@")
        and any(
            text[tokens[at].end : other.start] == " " and _is_name(text, [other]) and other.text not in whole
            for other in beside
        )
    )


def _is_title(text: str, tokens: Sequence[Token]) -> bool:
    """Whether its words are written as a title's: each with a capital, but for small ones."""
    telling = [token for token in tokens if token.text not in topicless_words() | content_stop_words()]
    return bool(telling) and _is_name(text, telling) and all(not text[token.start].islower() for token in telling)


def _with_quotes(text: str, start: int) -> int:
    return start - 1 if start and text[start - 1] in "\"'“‘„«「《" else start
