"""Which full text a document's highlights come from, by their words alone.

Some of its longest highlights are looked up in the full-text index; most of them have to be found in one full text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from index.catalog.catalog import Catalog
from index.catalog.full_text import rank_matches
from index.catalog.works import (
    full_text_paragraphs,
    leave_out_full_texts,
    list_documents_without_text,
    longest_highlights,
    read_full_texts,
    write_quotes,
)
from index.lexical.query import phrase
from index.lexical.tokenize import index_terms
from ingest.dedup.locate_highlight import locate_highlights
from ingest.text.language import guess_language

MAX_PROBED = 6
"""Highlights of a document that are looked up."""
MIN_FOUND = 2
"""A single sentence may be a quotation in another book."""
MIN_FOUND_SHARE = 0.5
MIN_PROBED_TERMS = 6
"""Of a highlight that is looked up."""
PHRASE_TERMS = 4
"""In a row, from the beginning, the middle and the end: one of them has no typo."""
MAX_CANDIDATES = 8
"""Paragraphs that are compared with a highlight."""


def find_quoted_texts(catalog: Catalog, stale: Collection[int]) -> None:
    """Find the full text of each stale document with highlights; and of others that have none yet and may be in a
    stale full text. Within the caller's transaction."""
    highlights = longest_highlights(catalog, leave_out_full_texts(catalog, stale), MAX_PROBED)
    phrases = {found for text in read_full_texts(catalog, stale) for found in _all_phrases(text)}
    if phrases:
        others = longest_highlights(catalog, list_documents_without_text(catalog) - highlights.keys(), MAX_PROBED)
        for document, texts in others.items():
            if any(found in phrases for text in texts[:MIN_FOUND] for found in _some_phrases(_terms(text))):
                highlights[document] = texts
    write_quotes(catalog, {document: _find_text(catalog, texts) for document, texts in highlights.items()})


def _terms(text: str) -> list[str]:
    return list(index_terms(text, guess_language(text)))


def _all_phrases(text: str) -> Iterator[tuple[str, ...]]:
    terms = _terms(text)
    yield from (tuple(terms[at : at + PHRASE_TERMS]) for at in range(len(terms) - PHRASE_TERMS + 1))


def _some_phrases(terms: Sequence[str]) -> set[tuple[str, ...]]:
    """From the beginning, the middle and the end."""
    starts = {0, max(0, (len(terms) - PHRASE_TERMS) // 2), max(0, len(terms) - PHRASE_TERMS)}
    return {tuple(terms[start : start + PHRASE_TERMS]) for start in starts}


def _find_text(catalog: Catalog, texts: Sequence[str]) -> int:
    """The full text that most of these highlights are in; 0 for none."""
    found: Counter[int] = Counter()
    probed = 0
    for text in texts:
        terms = _terms(text)
        if len(terms) < MIN_PROBED_TERMS or (probed > MIN_FOUND and not found):
            break
        probed += 1
        found.update(_texts_with(catalog, text, terms))
    if not found:
        return 0
    best, count = found.most_common(1)[0]
    return best if count >= max(MIN_FOUND, MIN_FOUND_SHARE * probed) else 0


def _texts_with(catalog: Catalog, text: str, terms: Sequence[str]) -> set[int]:
    """The full texts that have a paragraph with a highlight's words."""
    expression = " OR ".join(map(phrase, sorted(_some_phrases(terms))))
    passages = [id for id, _ in rank_matches(catalog, expression, MAX_CANDIDATES)]
    paragraphs: dict[int, list[str]] = {}
    for document, paragraph in full_text_paragraphs(catalog, passages):
        paragraphs.setdefault(document, []).append(paragraph)
    return {document for document, prose in paragraphs.items() if locate_highlights([text], prose)[0] is not None}
