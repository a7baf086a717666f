"""What of the closed classes a question names: authors, works, tags, properties, units, places, dates, quotations.

Names are the catalog's own. One that is written otherwise (a letter wrong, a part of the name, without accents) is
found too, and is a correction where a letter is wrong. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.questions.plan import Correction
from assistant.text.dates import find_dates
from assistant.text.tokens import Token, find_phrases, read_tokens, words_of
from assistant.text.word_lists import phrases, words
from index.catalog.queries.condition import Condition
from index.catalog.queries.vocabulary import Vocabulary
from index.lexical.stop_words import content_stop_words, topicless_words
from index.lexical.tokenize import index_terms

Kind = Literal["QUOTE", "WORK", "AUTHOR", "DATE", "TAG", "PLACE", "PROPERTY", "VALUE", "LANGUAGE", "NUMBER", "UNIT"]
MIN_FUZZY_LETTERS = 5
"""Of a name's word, below which a letter may not be wrong."""
MIN_TITLE_RATIO = 88
"""rapidfuzz's ratio from which words are a title with letters wrong."""
MIN_FUZZY_TITLE = 8
"""Letters of a title, below which none may be wrong."""
MIN_TITLE_PARTS = 2
"""Words of a title that can stand for it, where no other title has them."""
MIN_QUOTED_WORDS = 3
MAX_VALUE_WORDS = 3
"""Of a property's value that a question can name."""

_EPISODE = frozenset(("episode", "the"))

_QUOTED = re.compile(r"[\"“”„«「『《]([^\"“”„«»「」『』《》]{2,300})[\"“”»」』》]")
_TAG = re.compile(r"(?<![\w&])#([^\W\d_][\w/-]*)")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}:\d\d(?::\d\d)?)(?![\d:])")
_DAY_TITLE = re.compile(r"(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d\b|[^\W\d_]{3,9} \d{1,2}(?:st|nd|rd|th)?, (?:19|20)\d\d$")
"""Of a note of a day, which is asked for by its date."""
_POSSESSIVE = re.compile(r"['’]s\b")
_NUMERAL = re.compile(r"\d+|[ivxlc]+")


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
    tokens = read_tokens(text)
    found = [
        *_find_quoted(text, vocabulary),
        *_find_names(text, tokens, vocabulary),
        *_find_tags(text, tokens, vocabulary),
        *_find_places(text, tokens),
        *_find_properties(tokens, vocabulary),
        *_find_languages(tokens),
        *_find_counted(tokens),
        *_find_folders(tokens, vocabulary),
    ]
    for span in find_dates(text, today):
        limits = (("since", span.since), ("until", span.until))
        conditions = tuple(Condition(field=field, value=value) for field, value in limits if value)  # type: ignore[arg-type]
        is_today = span.since == span.until == today.isoformat()  # "How are you today?"
        sure = span.sure and not is_today
        found.append(Mention(kind="DATE", start=span.start, end=span.end, conditions=conditions, sure=sure))
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (not one.sure, one.kind == "UNIT", one.start - one.end, one.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            owns = mention.kind in ("AUTHOR", "WORK") and _POSSESSIVE.match(text, mention.end)
            kept.append(replace(mention, end=mention.end + 2) if owns else mention)
    return sorted(kept, key=lambda mention: mention.start)


def _find_quoted(text: str, vocabulary: Vocabulary) -> Iterator[Mention]:
    titles = _titles(vocabulary.titles)
    for match in _QUOTED.finditer(text):
        inner = match[1].strip()
        title = titles.get(words_of(_plain(inner)))
        if title:
            condition = Condition(field="work", value=title)
            yield Mention(kind="WORK", start=match.start(), end=match.end(), conditions=(condition,))
        elif len(words_of(inner)) >= MIN_QUOTED_WORDS:
            yield Mention(kind="QUOTE", start=match.start(), end=match.end(), value=inner)


def _find_names(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Authors and works, whole, in part or with a letter wrong. A title of one word is often a word of the matter."""
    plain = [Token(_plain(token.text), token.start, token.end) for token in tokens]
    for first, behind, author in find_phrases(plain, _authors(vocabulary.authors)):
        named = _is_name(text, tokens[first:behind]) or behind - first > 1
        yield _author(text, tokens, first, behind, author, None, sure=named)
    for first, behind, title in find_phrases(plain, _titles(vocabulary.titles)):
        start = _with_quotes(text, tokens[first].start)
        sure = (behind - first >= 2 and _is_title(text, tokens[first:behind])) or start < tokens[first].start
        condition = Condition(field="work", value=title)
        yield Mention(kind="WORK", start=start, end=tokens[behind - 1].end, conditions=(condition,), sure=sure)
    yield from _find_parts(text, plain, vocabulary)
    yield from _find_unknown(text, tokens)
    yield from _find_misspelt(text, plain, vocabulary)


def _find_misspelt(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Mention]:
    authors, titles = _authors(vocabulary.authors), _titles(vocabulary.titles)
    parts = _author_words(vocabulary.authors)
    known = {word for phrase in (*authors, *titles) for word in phrase} | topicless_words()
    for at, token in enumerate(tokens):
        if len(token.text) < MIN_FUZZY_LETTERS or token.text in known:
            continue
        near = process.extractOne(
            token.text, parts, scorer=DamerauLevenshtein.distance, score_cutoff=1 + (len(token.text) >= 9)
        )
        if near is None or (near[0][0] != token.text[0] and near[1] > 1):
            continue
        first, behind = at, at + 1
        if at and tokens[at - 1].text in known and (tokens[at - 1].text, near[0]) in authors:
            first -= 1
        elif at + 1 < len(tokens) and (near[0], tokens[at + 1].text) in authors:
            behind += 1
        fixed = tuple(near[0] if token.text == one.text else one.text for one in tokens[first:behind])
        author = authors.get(fixed) or authors.get((near[0],))
        if author and (behind - first > 1 or _is_name(text, tokens[at : at + 1], first_counts=True)):
            correction = Correction(written=text[token.start : token.end], understood=_word_of(author, near[0]))
            yield _author(text, tokens, first, behind, author, correction, sure=True)
    like = _titles_by_word(vocabulary.titles)
    alike = {phrase for token in tokens for phrase in like.get(token.text, ())} | set(like.get("", ()))
    for size in {len(phrase) for phrase in alike}:
        choices = [" ".join(phrase) for phrase in alike if len(phrase) == size]
        for at in range(len(tokens) - size + 1):
            written = " ".join(token.text for token in tokens[at : at + size])
            if tuple(written.split()) in titles or re.search(r"\d", written):
                continue
            match = process.extractOne(written, choices, scorer=fuzz.ratio, score_cutoff=MIN_TITLE_RATIO)
            pairs = zip(written.split(), match[0].split(), strict=True) if match else ()
            if match and all(DamerauLevenshtein.distance(own, other) <= 1 + (len(other) > 8) for own, other in pairs):
                title = titles[tuple(match[0].split())]
                start, end = tokens[at].start, tokens[at + size - 1].end
                yield Mention(
                    kind="WORK",
                    start=start,
                    end=end,
                    conditions=(Condition(field="work", value=title),),
                    correction=Correction(written=text[start:end], understood=title),
                    sure=size > 1 and _is_title(text, tokens[at : at + size]),
                )


@lru_cache(maxsize=4)
def _titles_by_word(titles: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """By each telling word, the titles that are long enough for a slip; by "" those of one word."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    small = topicless_words() | content_stop_words()
    for phrase in _titles(titles):
        if len(" ".join(phrase)) >= MIN_FUZZY_TITLE:
            for word in {""} if len(phrase) == 1 else set(phrase) - small:
                by_word.setdefault(word, []).append(phrase)
    return by_word


def _find_parts(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Words of one title alone, more than of any other, in a row but for small words: "episode 28 of Harbour Talk"."""
    small = topicless_words() | content_stop_words() | {"episode"}
    telling = [token for token in tokens if token.text not in small]
    holders = _title_words(vocabulary.titles)
    at = 0
    while at < len(telling):
        behind, titles = at, holders.get(telling[at].text, frozenset())
        while behind < len(telling) and (shared := titles & holders.get(telling[behind].text, frozenset())):
            behind, titles = behind + 1, shared
        run = telling[at:behind]
        if len(run) >= MIN_TITLE_PARTS and len(titles) == 1 and _is_name(text, run):
            start, end = run[0].start, run[-1].end
            while (before := [one for one in tokens if one.end <= start][-1:]) and before[0].text in _EPISODE:
                start = before[0].start
            condition = Condition(field="work", value=next(iter(titles)))
            sure = len(run) > MIN_TITLE_PARTS or bool(re.search(r"\d", text[start:end]))
            yield Mention(kind="WORK", start=start, end=end, conditions=(condition,), sure=sure)
        at = max(behind, at + 1)


def _find_unknown(text: str, tokens: Sequence[Token]) -> Iterator[Mention]:
    """A name after "by" that the catalog does not have."""
    for at, token in enumerate(tokens):
        behind = at + 1
        while behind < len(tokens) and behind - at <= 4 and text[tokens[behind].start].isupper():
            behind += 1
        if token.text in words("by") and behind > at + 1:
            start, end = tokens[at + 1].start, tokens[behind - 1].end
            condition = Condition(field="author", value=text[start:end])
            yield Mention(kind="AUTHOR", start=start, end=end, conditions=(condition,), sure=False)


@lru_cache(maxsize=4)
def _title_words(titles: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The titles that have each word."""
    holders: dict[str, set[str]] = {}
    for title in titles:
        for word in words_of(_plain(title)):
            holders.setdefault(word, set()).add(title)
    return {word: frozenset(held) for word, held in holders.items()}


def _author(
    text: str, tokens: Sequence[Token], first: int, behind: int, author: str, correction: Correction | None, sure: bool
) -> Mention:
    """With the titles before the name: Dr., Prof."""
    while first and tokens[first - 1].text in {"dr", "prof", "professor", "mr", "mrs", "ms", "sir"}:
        first -= 1
    condition = Condition(field="author", value=author)
    start, end = tokens[first].start, tokens[behind - 1].end
    return Mention(kind="AUTHOR", start=start, end=end, conditions=(condition,), correction=correction, sure=sure)


def _find_tags(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Mention]:
    known = {words_of(tag.lstrip("#")): tag.lstrip("#") for tag in vocabulary.tags}
    for match in _TAG.finditer(text):
        tag = known.get(words_of(match[1]), match[1])
        condition = Condition(field="tag", value=tag)
        yield Mention(kind="TAG", start=match.start(), end=match.end(), conditions=(condition,))
    opening = words("tagged") | {word for (word, *_), unit in phrases("units").items() if unit == "tags"}
    for first, behind, tag in find_phrases(tokens, known):
        cued = first > 0 and tokens[first - 1].text in opening
        condition = Condition(field="tag", value=tag)
        start = _with_quotes(text, tokens[first].start)
        yield Mention(kind="TAG", start=start, end=tokens[behind - 1].end, conditions=(condition,), sure=cued)
    for before, token in pairwise(tokens):
        if before.text in words("tagged") and token.text not in topicless_words() | {"as", "with"}:
            near = process.extractOne(token.text, ["".join(tag) for tag in known], scorer=fuzz.ratio, score_cutoff=80)
            tag = near[0] if near else text[token.start : token.end]
            correction = Correction(written=token.text, understood=tag) if near and tag != token.text else None
            condition = Condition(field="tag", value=tag)
            yield Mention(kind="TAG", start=token.start, end=token.end, conditions=(condition,), correction=correction)


def _find_places(text: str, tokens: Sequence[Token]) -> Iterator[Mention]:
    """A location, page, chapter, episode or time with its number."""
    for first, behind, name in find_phrases(tokens, phrases("places")):
        after = tokens[behind : behind + 1]
        before = tokens[first - 1 : first] if first else []
        spaced = tokens[first].text.isascii() or len(tokens[first].text) > 1
        number = after if spaced else before
        if number and _NUMERAL.fullmatch(number[0].text):
            start, end = min(tokens[first].start, number[0].start), max(tokens[behind - 1].end, number[0].end)
            condition = Condition(field="place", name=name, value=number[0].text)
            yield Mention(kind="PLACE", start=start, end=end, conditions=(condition,))
    for match in _CLOCK.finditer(text):
        condition = Condition(field="place", name="time", value=match[1])
        yield Mention(kind="PLACE", start=match.start(), end=match.end(), conditions=(condition,))


def _find_properties(tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Mention]:
    names, values = _properties(tuple((vocabulary.properties or {}).items()))
    for first, behind, name in find_phrases(tokens, names):
        condition = Condition(field="property", name=name, value="", operator="has")
        yield Mention(
            kind="PROPERTY", start=tokens[first].start, end=tokens[behind - 1].end, conditions=(condition,), sure=False
        )
    for first, behind, key in find_phrases(tokens, values):
        name, value = key.split("\0")
        condition = Condition(field="property", name=name, value=value)
        yield Mention(
            kind="VALUE", start=tokens[first].start, end=tokens[behind - 1].end, conditions=(condition,), sure=False
        )


@lru_cache(maxsize=4)
def _properties(
    properties: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], str]]:
    """Each property's name by its words; and by the words of each value its property and itself, with a NUL between."""
    names = {words_of(name.replace("_", " ")): name for name, _ in properties} | phrases("properties")
    values = {words_of(value): f"{name}\0{value}" for name, listed in properties for value in listed}
    return names, {phrase: value for phrase, value in values.items() if 0 < len(phrase) <= MAX_VALUE_WORDS}


def _find_languages(tokens: Sequence[Token]) -> Iterator[Mention]:
    for first, behind, language in find_phrases(tokens, phrases("languages")):
        condition = Condition(field="language", value=language)
        yield Mention(
            kind="LANGUAGE", start=tokens[first].start, end=tokens[behind - 1].end, conditions=(condition,), sure=False
        )


def _find_counted(tokens: Sequence[Token]) -> Iterator[Mention]:
    """Units and ordinals."""
    for first, behind, unit in find_phrases(tokens, phrases("units")):
        yield Mention(kind="UNIT", start=tokens[first].start, end=tokens[behind - 1].end, value=unit)
    for first, behind, number in find_phrases(tokens, phrases("ordinals")):
        yield Mention(kind="NUMBER", start=tokens[first].start, end=tokens[behind - 1].end, value=number, sure=False)


def _find_folders(tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Mention]:
    """The notes of a folder by its name, in the plural or not: "which of my recipes". "A journal entry" is a unit."""
    stems = [Token(_stem(token.text), token.start, token.end) for token in tokens]
    units = {first for first, _, _ in find_phrases(tokens, phrases("units"))}
    for first, behind, folder in find_phrases(stems, _folders(vocabulary.folders)):
        if behind in units or (behind - first == 1 and tokens[first].text in words("collecting")):
            continue
        condition = Condition(field="path", value=f"/{folder}/")
        start, end = tokens[first].start, tokens[behind - 1].end
        yield Mention(kind="UNIT", start=start, end=end, conditions=(condition,), value="notes", sure=False)


@lru_cache(maxsize=4)
def _folders(folders: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    return {tuple(map(_stem, words_of(folder))): folder for folder in folders if words_of(folder)}


@cache
def _stem(word: str) -> str:
    return next(iter(index_terms(word, "english")), word)


@lru_cache(maxsize=4)
def _titles(titles: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    """Each title by its words: whole, before a colon or dash, and without the article; a day's note has none."""
    named: dict[tuple[str, ...], str] = {}
    for title in titles:
        if _DAY_TITLE.match(title):
            continue
        whole = words_of(_plain(title))
        short = words_of(_plain(re.split(r"[:(–—]| - ", title)[0]))
        for phrase in (whole, short, whole[1:] if whole[:1] == ("the",) and len(whole) > 2 else whole):
            if len("".join(phrase)) >= 4 or (phrase and not phrase[0].isascii()):
                named.setdefault(phrase, title)
    return named


@lru_cache(maxsize=4)
def _authors(authors: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    """Each author by the words of the name: whole, first and last, the last alone; for two with it, the last name."""
    named: dict[tuple[str, ...], str] = {}
    ends: dict[tuple[str, ...], list[str]] = {}
    for author in authors:
        whole = tuple(word for word in words_of(_plain(author)) if word not in {"dr", "prof"})
        if not whole or len(whole) > 6:
            continue
        named.setdefault(whole, author)
        if len(whole) > 1 and not (set(whole) & topicless_words()) and not any(map(_is_unit, whole)):
            named.setdefault((whole[0], whole[-1]), author)
            named.setdefault((whole[0][:1], whole[-1]), author)
            for size in range(1, len(whole)):
                ends.setdefault(whole[-size:], []).append(author)
            ends.setdefault(whole[:1], []).append(author)
    for end, names in ends.items():
        if len(end[0]) >= 3:
            named.setdefault(end, names[0] if len(names) == 1 else _common_part(names, end))
    return named


def _is_unit(word: str) -> bool:
    return (word,) in phrases("units")


def _common_part(names: Sequence[str], end: tuple[str, ...]) -> str:
    """The part of the first name that the phrase is, which the filter finds in each of the names."""
    return " ".join(word for word in names[0].split() if words_of(_plain(word)) and words_of(_plain(word))[0] in end)


@lru_cache(maxsize=4)
def _author_words(authors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({word for phrase in _authors(authors) for word in phrase if len(word) >= MIN_FUZZY_LETTERS - 1})


def _word_of(author: str, plain: str) -> str:
    return next((word for word in author.split() if plain in words_of(_plain(word))), author)


def _plain(text: str) -> str:
    """Folded, without accents."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c) or c > "\u3000"))


def _is_name(text: str, tokens: Sequence[Token], *, first_counts: bool = False) -> bool:
    """Whether it is written as a name: its first letter is a capital, and not only as the question's first."""
    inside = [token for token in tokens if first_counts or text[: token.start].strip(" ¿¡\"'“«")]
    return any(text[token.start].isupper() or not text[token.start].isascii() for token in inside)


def _is_title(text: str, tokens: Sequence[Token]) -> bool:
    """Whether its words are written as a title's: each with a capital, but for small ones."""
    telling = [token for token in tokens if token.text not in topicless_words() | content_stop_words()]
    return bool(telling) and _is_name(text, telling) and all(not text[token.start].islower() for token in telling)


def _with_quotes(text: str, start: int) -> int:
    return start - 1 if start and text[start - 1] in "\"'“‘„«「《" else start
