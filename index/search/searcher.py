"""From a question to the passages that bear on it."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.lexical.query import query_phrase, search_words
from index.search.context_window import widen_texts
from index.search.dense import Row, dense_candidates, exact_cosines, stored_vectors
from index.search.evidence import Evidence, Question, SearchResult
from index.search.filters import filter_ids
from index.search.fusion import DENSE_WEIGHT, fuse_scores, share_of_best, weigh_words
from index.search.query_rewriting import measure_relation, read_context, rewrite_question
from index.search.reranking import cap_works, find_quotations, lower_later, order_passages, sink_repeats, work_of
from index.vectors.language_support import reads_question
from ingest.passage import Passage

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder
    from index.vectors.store import Vectors

LEG_WEIGHTS: dict[str, float] = {"both": DENSE_WEIGHT, "dense": 1.0, "lexical": 0.0}
UNREAD_WEIGHT = 0.1
"""Of the dense leg, for a question that the encoder cannot read: enough to order what words leave equal.

At .5, of 100 words out of Japanese and Chinese clippings 8 had a passage first that does not hold them.
"""

CANDIDATES = 150
"""How many passages each leg offers."""
QUOTING = 10
"""How many passages that hold a quotation are looked at beside the candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the legs say of the candidates: by passage id."""

    fused: dict[str, float]
    lexical: dict[str, float]
    """Share of the best, 0 to 1."""
    quoting: tuple[str, ...]
    """Those in which the question, or what it quotes, stands as a phrase."""
    alone: Row
    """The vector of the question without what was said before it."""


class Searcher:
    """Finds evidence in one index; keeps the encoder loaded between questions."""

    def __init__(self, catalog: Catalog, vectors: Vectors, embedder: Embedder) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._embedder = embedder
        # SQLite lets go of the interpreter while it looks: the words are looked up while the encoder and Chroma work.
        self._beside = ThreadPoolExecutor(max_workers=2, thread_name_prefix="words")

    def search(self, question: Question) -> SearchResult:
        """The best passages for a question, at most `question.top`; none in an empty index."""
        standalone = rewrite_question(question.text, question.history)
        among = filter_ids(self._catalog.connection, question.filters)
        if not question.text.strip() or (among is not None and not among):
            return SearchResult(standalone_question=standalone, evidence=())
        scores = self._score(question, standalone, among)
        passages = self._catalog.passages(self._nearest(scores, question.top))
        ordered = order_passages(scores.fused, passages, find_quotations(question.text))
        ordered = self._arrange(ordered, scores.fused, passages, question)[: question.top]
        cosines = self._cosines(ordered, scores.alone)
        widened = widen_texts(self._catalog.connection, (passages[one] for one in ordered))
        return SearchResult(
            standalone_question=standalone,
            evidence=tuple(
                Evidence(
                    passage=passages[one],
                    rank=rank,
                    score=scores.fused[one],
                    cosine=cosines.get(one, 0.0),
                    lexical=scores.lexical.get(one, 0.0),
                    widened=widened.get(one, ""),
                )
                for rank, one in enumerate(ordered, 1)
            ),
        )

    def _score(self, question: Question, standalone: str, among: Collection[str] | None) -> Scores:
        context = read_context(question.history)
        width = max(CANDIDATES, 2 * question.top)
        texts = [standalone, *(part.text for part in context)]
        asked = self._beside.submit(self._ask_words, question, texts, width, among)
        rows = self._embedder.embed_questions(texts)
        weights = [1.0]
        for part, row in zip(context, rows[1:], strict=True):
            weights.append(part.weight * measure_relation(question.text, float(rows[0] @ row)))
        blend = np.array(weights, dtype=np.float32) @ rows
        blend /= max(float(np.linalg.norm(blend)), 1e-9)
        dense: dict[str, float] = {}
        if question.leg != "lexical":
            connection = self._catalog.connection
            dense = dense_candidates(connection, self._vectors, self._embedder.name, blend, width, among)
        by_words, quoting = asked.result()
        lexical = weigh_words(by_words, weights, width)
        lexical |= {one: 0.0 for one in quoting if one not in lexical}
        if question.leg == "both":
            dense = self._cosines([one for one in lexical if one not in dense], blend) | dense
        return Scores(
            fused=fuse_scores(dense, lexical, self._dense_weight(question)),
            lexical=share_of_best(lexical),
            quoting=tuple(quoting),
            alone=rows[0],
        )

    def _ask_words(
        self, question: Question, texts: Sequence[str], width: int, among: Collection[str] | None
    ) -> tuple[list[list[tuple[str, float]]], list[str]]:
        """What the lexical leg says of each text, and the passages that hold what the question quotes."""
        connection = self._catalog.connection
        found = (
            [] if question.leg == "dense" else [search_words(connection, text, width, among=among) for text in texts]
        )
        return found, self._quoting(question.text, among)

    def _cosines(self, ids: Collection[str], vector: Row) -> dict[str, float]:
        found, rows = stored_vectors(self._catalog.connection, self._embedder.name, ids)
        return exact_cosines(found, rows, vector)

    def _dense_weight(self, question: Question) -> float:
        if question.leg == "both" and not reads_question(self._embedder.name, question.text):
            return UNREAD_WEIGHT
        return LEG_WEIGHTS[question.leg]

    def _quoting(self, text: str, among: Collection[str] | None) -> list[str]:
        connection = self._catalog.connection
        return [
            one
            for quotation in find_quotations(text)
            for one, _ in query_phrase(connection, quotation, QUOTING, among=among)
        ]

    def _nearest(self, scores: Scores, top: int) -> list[str]:
        fused = scores.fused
        best = heapq.nlargest(2 * top + QUOTING, fused, key=lambda one: (fused[one], one))
        return list(dict.fromkeys((*best, *scores.quoting)))

    def _arrange(
        self,
        ordered: list[str],
        fused: dict[str, float],
        passages: dict[str, Passage],
        question: Question,
    ) -> list[str]:
        works = {one: work_of(passage) for one, passage in passages.items()}
        ordered = sink_repeats(ordered, passages)
        if question.spread:
            ordered = lower_later(ordered, fused, works)
        return cap_works(ordered, works, question.per_work)
