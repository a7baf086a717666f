"""Candidates by words: the passages that match the stems of a text best, by BM25."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate
from math import log

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_indexed, count_languages, count_matches, rank_matches
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import filter_passages
from index.lexical.query import any_term, phrase, query_languages, query_terms
from index.lexical.tokenize import index_terms

MAX_SCORED = 6_000
"""Passages that BM25 is computed for; each costs 3 to 4 microseconds, twenty times the cost of matching it."""
COMMON_TERM_SHARE = 0.2
"""Share of the passages from which a term says nothing next to rarer ones."""

TASK_WEIGHT = 2.0
"""Of an open task against a word as rare, for a text that asks what is to do."""
_OPEN_TASKS = re.compile(r"\bto[ -]?dos?\b(?! with)|\bto be done\b|\bopen tasks?\b", re.IGNORECASE)


def search_words(
    catalog: Catalog, text: str, k: int, *, among: Collection[str] | None = None
) -> list[tuple[str, float]]:
    """The k passages (of `among`, where given) that share most with a text: id and BM25, best first.

    Where more than `MAX_SCORED` passages share a word with it, only those with one of its rarest words are scored, or,
    where a single word is in more, the newest; like Elasticsearch's common terms query (`cutoff_frequency`).
    A text that asks what is to do also matches the passages with an open task.
    """
    passages = count_indexed(catalog)
    if k < 1 or not passages:
        return []
    scores = dict(_match_words(catalog, text, k, passages, among))
    for id, score in _match_tasks(catalog, text, passages, among).items():
        scores[id] = scores.get(id, 0.0) + score
    return sorted(scores.items(), key=lambda item: -item[1])[:k]


def _match_tasks(catalog: Catalog, text: str, passages: int, among: Collection[str] | None) -> dict[str, float]:
    """The passages with an open task, where a text asks for these: id to a score as of a word that they share."""
    if not _OPEN_TASKS.search(text):
        return {}
    ids = filter_passages(catalog, (Condition(field="task", value="open"),))
    score = TASK_WEIGHT * log(1 + passages / max(1, len(ids)))
    return dict.fromkeys(ids if among is None else ids.intersection(among), score)


def _match_words(
    catalog: Catalog, text: str, k: int, passages: int, among: Collection[str] | None
) -> list[tuple[str, float]]:
    terms = query_terms(text, query_languages(count_languages(catalog)))
    if (passages if among is None else len(among)) <= MAX_SCORED:
        return rank_matches(catalog, any_term(terms), k, among=among)
    limit = max(MAX_SCORED, int(COMMON_TERM_SHARE * passages)) + 1  # a larger count makes no difference
    counts = dict(zip(terms, count_matches(catalog, [any_term([term]) for term in terms], limit), strict=True))
    if sum(counts.values()) <= MAX_SCORED:
        return rank_matches(catalog, any_term(terms), k, among=among)
    terms = sorted((term for term in terms if counts[term]), key=counts.__getitem__)
    telling = [term for term in terms if term == terms[0] or counts[term] <= COMMON_TERM_SHARE * passages]
    rarest = _rarest([(term, counts[term]) for term in terms])
    newest = -1 if rarest else MAX_SCORED
    return rank_matches(
        catalog, any_term(telling), k, among=among, containing=any_term(rarest or terms[:1]), newest=newest
    )


def _rarest(counted: Sequence[tuple[str, int]]) -> list[str]:
    """The first terms, which are the rarest, as long as at most `MAX_SCORED` passages have them."""
    sums = accumulate(count for _, count in counted)
    return [term for (term, _), total in zip(counted, sums, strict=True) if total <= MAX_SCORED]


def search_phrase(
    catalog: Catalog, text: str, k: int, *, among: Collection[str] | None = None
) -> list[tuple[str, float]]:
    """The k best passages with the words of a text in a row, stemmed; as `search_words`."""
    languages = query_languages(count_languages(catalog))
    phrases = {phrase(list(index_terms(text, language))) for language in languages}
    return rank_matches(catalog, " OR ".join(sorted(filter(None, phrases))), k, among=among)


def count_term(catalog: Catalog, term: str) -> int:
    """How many passages have a stemmed word in text, note or title; 0 in an empty index."""
    return sum(count_matches(catalog, [phrase([term])]))
