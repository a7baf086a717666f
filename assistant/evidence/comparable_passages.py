"""The passages that the first one found is judged among: books beside the notes do not change what these say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.evidence.answerability import MAX_COLLECTION_SIZE
from index.catalog.full_text import count_indexed
from index.catalog.works import count_outside_full_texts, passages_in_full_texts
from index.search.evidence import Evidence

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog


def comparable_passages(catalog: Catalog | None, evidence: Sequence[Evidence]) -> tuple[Sequence[Evidence], int]:
    """The evidence that the first passage is judged among, and how many passages there are of its kind.

    A passage of a full text, or marked in one, is judged among all passages, any other among those outside full texts:
    of the thousands in a shelf of books some are similar to any question by chance, and say nothing of a note that
    comes before them. Without a catalog the number is 0.
    """
    if catalog is None:
        return evidence, 0
    in_full_texts = passages_in_full_texts(catalog, [item.passage.id for item in evidence])
    if not evidence or evidence[0].passage.id in in_full_texts:
        return evidence, count_indexed(catalog)
    outside = [item for item in evidence if item.passage.id not in in_full_texts]
    return outside, count_outside_full_texts(catalog, MAX_COLLECTION_SIZE)
