"""The search pipeline: from a question to the passages that bear on it."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.catalog.catalog import Catalog
from index.catalog.full_text import passages_in_other_languages
from index.catalog.passages import read_passages
from index.catalog.works import find_paragraphs
from index.search.context_window import expand_passages
from index.search.dense import dense_candidates
from index.search.evidence import Evidence, Question, Retriever, SearchResult
from index.search.filters import filter_ids
from index.search.fusion import DENSE_WEIGHT, fuse_scores, share_of_best, weigh_words
from index.search.lexical import search_phrase, search_words
from index.search.query_rewriting import WeightedText, context_relevance, context_texts, rewrite_question
from index.search.reranking import (
    cap_works,
    demote_later,
    find_quotations,
    lift_highlights,
    order_passages,
    sink_repeats,
    weigh_unmarked,
    work_keys,
)
from index.vectors.embedder import Embedder, Vector
from index.vectors.exact_search import score_passages
from index.vectors.language_support import can_embed_question, knows_many_languages
from index.vectors.store import Vectors
from ingest.passage import Passage
from ingest.text.language import guess_language

DENSE_WEIGHTS: dict[Retriever, float] = {"both": DENSE_WEIGHT, "dense": 1.0, "lexical": 0.0}
UNREADABLE_DENSE_WEIGHT = 0.1
"""Dense weight for a question in a script that the encoder does not know: enough to order passages with equal words.

At 0.5, 8 of 100 words from Japanese and Chinese clippings had a passage first that does not contain them.
"""
CANDIDATES = 150
"""Passages that each retriever offers."""
QUOTING_CANDIDATES = 10
"""Passages with a quotation of the question that are added to the candidates."""


class Searcher:
    """Finds evidence in one index; keeps the encoder loaded between questions."""

    def __init__(self, catalog: Catalog, vectors: Vectors, embedder: Embedder) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._embedder = embedder
        # SQLite releases the GIL while it reads, so words are matched while the encoder and Chroma work.
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="words")

    def search(self, question: Question) -> SearchResult:
        """The best passages for a question, at most `question.top`; none in an empty index."""
        standalone = question.standalone or rewrite_question(question.text, question.history)
        among = filter_ids(self._catalog, question.filters)
        if not question.text.strip() or (among is not None and not among):
            return SearchResult(standalone_question=standalone, evidence=())
        texts = (WeightedText(text=standalone, weight=1.0), *context_texts(question.history))
        width = max(CANDIDATES, 2 * question.top)
        pending = self._threads.submit(self._match_words, question, texts, width, among)
        alone, blend, weights = self._embed_texts(question, texts)
        dense = self._find_near(question, blend, width, among)
        matches, quoting = pending.result()
        lexical = weigh_words(matches, weights, width)
        lexical |= {id: 0.0 for id in quoting if id not in lexical}
        scores = self._fuse_scores(question, blend, dense, lexical)
        passages = read_passages(self._catalog, best_candidates(scores, quoting, question.top))
        ordered = rerank(question, scores, passages, find_paragraphs(self._catalog, passages))
        evidence = self._gather([passages[id] for id in ordered], scores, share_of_best(lexical), alone)
        return SearchResult(standalone_question=standalone, evidence=tuple(evidence))

    def _match_words(
        self, question: Question, texts: Sequence[WeightedText], width: int, among: Collection[str] | None
    ) -> tuple[list[list[tuple[str, float]]], list[str]]:
        """For each text the passages that share words with it, by id with BM25, best first; and the passages that have
        the question, or what it quotes, as a phrase."""
        matches = []
        if question.retriever != "dense":
            matches = [search_words(self._catalog, text.text, width, among=among) for text in texts]
        quoting = [
            id
            for quotation in find_quotations(question.text)
            for id, _ in search_phrase(self._catalog, quotation, QUOTING_CANDIDATES, among=among)
        ]
        return matches, quoting

    def _embed_texts(self, question: Question, texts: Sequence[WeightedText]) -> tuple[Vector, Vector, list[float]]:
        """The vector of the question alone; that of the question and its context by their weights, of length 1; the
        weights. A context text counts as far as it is relevant to the question."""
        alone, *context = matrix = self._embedder.embed_questions([text.text for text in texts])
        weights = [1.0]
        for text, vector in zip(texts[1:], context, strict=True):
            weights.append(text.weight * context_relevance(question.text, float(alone @ vector)))
        blend = np.array(weights, dtype=np.float32) @ matrix
        return alone, blend / max(float(np.linalg.norm(blend)), 1e-9), weights

    def _find_near(
        self, question: Question, vector: Vector, width: int, among: Collection[str] | None
    ) -> dict[str, float]:
        if question.retriever == "lexical":
            return {}
        return dense_candidates(self._catalog, self._vectors, self._embedder.name, vector, width, among)

    def _fuse_scores(
        self, question: Question, vector: Vector, dense: dict[str, float], lexical: dict[str, float]
    ) -> dict[str, float]:
        weight = DENSE_WEIGHTS[question.retriever]
        if question.retriever == "both":
            dense = self._score([id for id in lexical if id not in dense], vector) | dense
            if not can_embed_question(self._embedder.name, question.text):
                weight = UNREADABLE_DENSE_WEIGHT
            if knows_many_languages(self._embedder.name) and (language := guess_language(question.text)):
                foreign = passages_in_other_languages(self._catalog, dense, language)
                return fuse_scores(dense, lexical, weight, foreign)
        return fuse_scores(dense, lexical, weight)

    def _gather(
        self, ordered: Sequence[Passage], scores: Mapping[str, float], shares: Mapping[str, float], alone: Vector
    ) -> Iterator[Evidence]:
        cosines = self._score([passage.id for passage in ordered], alone)
        expanded = expand_passages(self._catalog, ordered)
        for rank, passage in enumerate(ordered, 1):
            yield Evidence(
                passage=passage,
                rank=rank,
                score=scores[passage.id],
                cosine=cosines.get(passage.id, 0.0),
                lexical=shares.get(passage.id, 0.0),
                with_context=expanded.get(passage.id, ""),
            )

    def _score(self, ids: Collection[str], vector: Vector) -> dict[str, float]:
        return score_passages(self._catalog, self._embedder.name, ids, vector)


def best_candidates(scores: Mapping[str, float], quoting: Sequence[str], top: int) -> list[str]:
    """The ids of the candidates worth reading: those with the best scores, and all with a quotation."""
    best = heapq.nlargest(2 * top + QUOTING_CANDIDATES, scores, key=lambda id: (scores[id], id))
    return list(dict.fromkeys((*best, *quoting)))


def rerank(
    question: Question, scores: Mapping[str, float], passages: Mapping[str, Passage], paragraphs: Mapping[str, str]
) -> list[str]:
    """The ids of the best `question.top` passages, best first. paragraphs: of the full texts, by highlight."""
    scores = lift_highlights(weigh_unmarked(scores, passages), paragraphs)
    ordered = order_passages(scores, passages, find_quotations(question.text))
    ordered = sink_repeats(ordered, passages)
    works = work_keys(passages)
    if question.spread:
        ordered = demote_later(ordered, scores, works)
    return cap_works(ordered, works, question.per_work)[: question.top]
