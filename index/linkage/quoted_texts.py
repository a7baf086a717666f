"""Which full text a document's highlights come from, by their words alone.

Some of its longest highlights are looked up in the full-text index; most of them have to be found in one full text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from index.catalog.catalog import Catalog
from index.catalog.full_text import rank_matches
from index.catalog.works import (
    full_text_paragraphs,
    has_full_text,
    list_documents_without_text,
    list_highlight_documents,
    longest_highlights,
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
    """Find the full text of each stale document with highlights; of all that have none yet where a stale one is a full
    text. Within the caller's transaction."""
    documents = set(stale)
    if has_full_text(catalog, documents):
        documents |= list_documents_without_text(catalog)
    probed = list_highlight_documents(catalog, documents)
    write_quotes(catalog, {document: _find_text(catalog, document) for document in probed})


def _find_text(catalog: Catalog, document: int) -> int:
    """The full text that most of a document's highlights are in; 0 for none."""
    found: Counter[int] = Counter()
    probed = 0
    for text in longest_highlights(catalog, document, MAX_PROBED):
        terms = list(index_terms(text, guess_language(text)))
        if len(terms) < MIN_PROBED_TERMS:
            break
        probed += 1
        found.update(_texts_with(catalog, text, terms))
    if not found:
        return 0
    best, count = found.most_common(1)[0]
    return best if count >= max(MIN_FOUND, MIN_FOUND_SHARE * probed) else 0


def _texts_with(catalog: Catalog, text: str, terms: list[str]) -> set[int]:
    """The full texts that have a paragraph with a highlight's words."""
    starts = {0, (len(terms) - PHRASE_TERMS) // 2, len(terms) - PHRASE_TERMS}
    expression = " OR ".join(phrase(terms[start : start + PHRASE_TERMS]) for start in sorted(starts))
    passages = [id for id, _ in rank_matches(catalog, expression, MAX_CANDIDATES)]
    paragraphs: dict[int, list[str]] = {}
    for document, paragraph in full_text_paragraphs(catalog, passages):
        paragraphs.setdefault(document, []).append(paragraph)
    return {document for document, prose in paragraphs.items() if locate_highlights([text], prose)[0] is not None}
