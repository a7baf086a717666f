"""The phrases by which questions name what a catalog has: authors, works, tags, properties and folders. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.text.tokens import Phrases, Token, words_of
from assistant.text.word_lists import phrases, words
from assistant.text.word_lists import values as all_values
from index.catalog.queries.vocabulary import Vocabulary
from index.lexical.stop_words import topicless_words
from index.lexical.tokenize import index_terms

MIN_NAME_LETTERS = 4
"""Of a title, or of a word that can be misspelt."""
MIN_LONG_LETTERS = 9
"""Of a word, from which two letters may be wrong."""
MAX_NEAR = 8
"""Words that are looked at for the nearest."""
MAX_AUTHOR_WORDS = 6
MAX_VALUE_WORDS = 3
"""Of a property's value that a question can name."""
_DAY_TITLE = re.compile(r"(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d\b|[^\W\d_]{3,9} \d{1,2}(?:st|nd|rd|th)?, (?:19|20)\d\d$")
"""Of a note of a day, which is asked for by its date."""
_BETWEEN_PERSONS = re.compile(r",? (?:and|&|und|y|et|e) |[,;] ")
_SUBTITLE = re.compile(r"[:(–—]| - ")
_NUMBERED = re.compile(r"(?P<series>.*?[^\W\d_])\W*(?:\b(?:ep|episode|no|nr|vol|folge|episodio|épisode)\W+)?\d+\b")
"""A title of a series: "Harbour Talk, episode 31: Kelp"."""
MIN_SERIES = 2
"""Titles of one series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogNames:
    """What each phrase of folded words without accents names."""

    authors: Phrases
    """Whole, in part, or by the initial; a part that several have stands for all of them."""
    titles: Phrases
    """Whole, up to a colon or dash, and without the article; the name of a series with a NUL behind it."""
    tags: Phrases
    properties: Phrases
    values: Phrases
    """The property and its value, with a NUL between."""
    folders: Phrases
    """By stems, as "recipe" names the folder "Recipes"; several of the same stems with a NUL between."""
    titles_with: dict[str, frozenset[str]]
    """The titles that have a word."""
    words: tuple[str, ...]
    """Words of authors, titles and tags that are long enough to be misspelt."""


@lru_cache(maxsize=4)
def read_names(vocabulary: Vocabulary) -> CatalogNames:
    authors, titles = _author_phrases(vocabulary.authors), _title_phrases(vocabulary.titles)
    tags = Phrases({words_of(tag.lstrip("#")): tag.lstrip("#") for tag in vocabulary.tags})
    properties = vocabulary.properties or {}
    values = {phrase: f"{name}\0{value}" for name, listed in properties.items() for value in listed
              for phrase in (words_of(value), *_same_state(value))}  # fmt: skip
    named = {word for phrase in (*authors, *titles, *tags) for word in phrase if len(word) >= MIN_NAME_LETTERS}
    return CatalogNames(
        authors=authors,
        titles=titles,
        tags=tags,
        properties=_property_phrases(properties),
        values=Phrases({phrase: key for phrase, key in values.items() if 0 < len(phrase) <= MAX_VALUE_WORDS}),
        folders=_folder_phrases(vocabulary.folders),
        titles_with=_titles_by_word(vocabulary.titles),
        words=tuple(named),
    )


def _property_phrases(properties: Iterable[str]) -> Phrases:
    return Phrases({words_of(name.replace("_", " ")): name for name in properties} | phrases("properties"))


def _same_state(value: str) -> list[tuple[str, ...]]:
    """The words for the state that a value is a word for: "finished" for "done"."""
    states = [words("states", state) for state in all_values("states")]
    return [(word,) for state in states if value.casefold() in state for word in state]


def _folder_phrases(folders: Sequence[str]) -> Phrases:
    named: dict[tuple[str, ...], str] = {}
    for name in folders:
        if stems := tuple(map(stem_of, words_of(name))):
            named[stems] = f"{named[stems]}\0{name}" if stems in named else name
    return Phrases(named)


def correct_words(tokens: Sequence[Token], names: CatalogNames) -> list[Token]:
    """The words, each that no name has as the word of a name that it is a letter or two away from."""
    known = frozenset(names.words) | topicless_words()
    return [token if token.text in known else Token(_nearest(token.text, names), token.start, token.end)
            for token in tokens]  # fmt: skip


def _nearest(word: str, names: CatalogNames) -> str:
    if len(word) < MIN_NAME_LETTERS:
        return word
    allowed = 1 + (len(word) >= MIN_LONG_LETTERS)
    near = process.extract(word, names.words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=MAX_NEAR)
    ranked = sorted((distance, other[0] != word[0], other) for other, distance, _ in near)
    return next((other for distance, is_far, other in ranked if distance == 1 or not is_far), word)


def _title_phrases(titles: Sequence[str]) -> Phrases:
    named: dict[tuple[str, ...], str] = {}
    for title in titles:
        if _DAY_TITLE.match(title):
            continue
        whole, short = words_of(without_accents(title)), words_of(without_accents(_SUBTITLE.split(title)[0]))
        for phrase in (whole, short, whole[1:] if whole[:1] == ("the",) and len(whole) > 2 else whole):
            if len("".join(phrase)) >= MIN_NAME_LETTERS or (phrase and not phrase[0].isascii()):
                named.setdefault(phrase, title)
    for series in _series_names(titles):
        named[words_of(without_accents(series))] = f"{series}\0"
    return Phrases(named)


def _series_names(titles: Sequence[str]) -> Iterator[str]:
    """What the titles of a series have before their number, a colon or a dash."""
    heads: Counter[str] = Counter()
    for title in (each for each in titles if not _DAY_TITLE.match(each)):
        numbered = _NUMBERED.match(title)
        heads.update({_SUBTITLE.split(title)[0].strip(), numbered["series"] if numbered else ""})
    yield from (head for head, count in heads.items() if count >= MIN_SERIES and len(head) >= MIN_NAME_LETTERS)


def _titles_by_word(titles: Sequence[str]) -> dict[str, frozenset[str]]:
    holders: dict[str, set[str]] = {}
    for title in titles:
        for word in words_of(without_accents(title)):
            holders.setdefault(word, set()).add(title)
    return {word: frozenset(held) for word, held in holders.items()}


def _author_phrases(authors: Sequence[str]) -> Phrases:
    named: dict[tuple[str, ...], str] = {}
    parts: dict[tuple[str, ...], list[str]] = {}
    for author in authors:
        persons = [person.strip() for person in _BETWEEN_PERSONS.split(author) if person.strip()]
        last, _, first = author.partition(", ")
        if len(persons) == 2 and first == persons[1]:  # "Reis, Ana", or two persons
            named.setdefault(words_of(without_accents(f"{first} {last}")), author)
        for person in dict.fromkeys((author, *persons)):
            whole = words_of(without_accents(person))
            if not whole or len(whole) > MAX_AUTHOR_WORDS:
                continue
            named.setdefault(whole, person)
            if person.startswith("@"):
                named.setdefault(whole[:1], person)  # "@anareis on Twitter"
            elif len(whole) > 1 and not any(word in topicless_words() or (word,) in phrases("units") for word in whole):
                named.setdefault((whole[0], whole[-1]), person)
                named.setdefault((whole[0][:1], whole[-1]), person)
                for part in (*(whole[-size:] for size in range(1, len(whole))), whole[:1]):
                    parts.setdefault(part, []).append(person)
    for part, owners in parts.items():
        if len(part[0]) >= MIN_NAME_LETTERS - 1:
            named.setdefault(part, owners[0] if len(set(owners)) == 1 else _as_written(part, owners[0]))
    return Phrases(named)


def _as_written(part: tuple[str, ...], name: str) -> str:
    """The part of a name, as the name has it."""
    return " ".join(word for word in name.split() if set(words_of(without_accents(word))) & set(part))


@cache
def stem_of(word: str) -> str:
    """The English stem."""
    return next(iter(index_terms(word, "english")), word)


def without_accents(text: str) -> str:
    """The text with letters of Latin and like scripts without their accents."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c) or c > "\u3000"))
