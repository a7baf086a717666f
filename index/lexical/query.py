"""The terms of a question and the FTS5 expressions that match them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from index.lexical.stop_words import stop_words
from index.lexical.tokenize import index_terms, split_words
from ingest.text.language import common_words
from ingest.text.scripts import UNSPACED

MIN_LANGUAGE_SHARE = 0.02
"""Share of the passages from which questions are stemmed in a language too: of 9,051 English abstracts 9 were taken
for other languages."""
MAX_LANGUAGES = 4
COMPOUNDING = frozenset("german dutch swedish danish norwegian finnish hungarian".split())
"""Languages that write compounds as one word."""
MIN_COMPOUNDED = 5
"""Letters of a stem from which a longer word that begins with it is taken for its compound."""


def query_languages(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The languages that a question is stemmed in, commonest first: those of `MIN_LANGUAGE_SHARE` of the passages.

    counts: passages in each language; "" is taken for English.
    """
    spaced: Counter[str] = Counter()
    for language, count in counts.items():
        if language != "unspaced":
            spaced[language or "english"] += count
    least = MIN_LANGUAGE_SHARE * spaced.total()
    return tuple(name for name, count in spaced.most_common() if count >= least)[:MAX_LANGUAGES] or ("english",)


def query_terms(text: str, languages: Sequence[str]) -> list[str]:
    """The terms that a text's words are indexed under, each once, without stop words unless all are."""
    words = list(dict.fromkeys(split_words(text)))
    telling = [word for word in words if word not in stop_words()] or words
    return list(
        dict.fromkeys(term for word in telling for language in languages for term in index_terms(word, language))
    )


def any_term(terms: Sequence[str]) -> str:
    """An FTS5 expression for passages with any of these terms; "" for none.

    A single character of an unspaced script matches every pair that begins with it.
    """
    single = len(terms) == 1 and re.fullmatch(f"[{UNSPACED}]", terms[0])
    return " OR ".join(f'"{term}"{"*" if single else ""}' for term in terms)


def all_terms(text: str, languages: Sequence[str]) -> str:
    """An FTS5 expression for passages with each telling word of a text, stemmed in one of the languages; "" for none.

    In languages that write compounds as one word, words that begin with a long one match too.
    """
    idle = stop_words().union(*(common_words(language) for language in languages if language != "english"))
    words = list(dict.fromkeys(split_words(text)))
    parts = []
    for word in [word for word in words if word not in idle] or words:
        tests = {any_term([word])} if len(word) == 1 else set()
        for language in languages:
            terms = list(index_terms(word, language))
            is_long = language in COMPOUNDING and len(terms) == 1 and len(terms[0]) >= MIN_COMPOUNDED
            tests.add(phrase(terms) + "*" * is_long)
        parts.append(f"({' OR '.join(sorted(filter(None, tests)))})")
    return " AND ".join(parts)


def phrase(terms: Sequence[str]) -> str:
    """An FTS5 expression for passages with these terms in a row; "" for none."""
    text = " ".join(terms).replace('"', '""')
    return f'"{text}"' if text else ""
