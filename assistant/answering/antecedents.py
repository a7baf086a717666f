"""What a passage leans on: one that begins with "They called it ..." says little without the passage before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.questions.question_type import starts_with_pronoun
from assistant.text.sentences import plain_text, split_sentences
from index.catalog.passages import read_passages
from index.catalog.queries.neighbours import list_preceding
from index.search.evidence import Evidence

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog

LEANING_PASSAGES = 4
"""First passages that are looked at."""


def read_antecedents(catalog: Catalog, evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """By id of a passage among the first that points back at its beginning, the one before it in its document."""
    leaning = [item for item in evidence[:LEANING_PASSAGES] if starts_with_pronoun(plain_text(item.passage.text))]
    before = list_preceding(catalog, [item.passage.id for item in leaning]) if leaning else {}
    passages = read_passages(catalog, before.values())
    return {
        item.passage.id: Evidence(
            passage=passages[before[item.passage.id]], rank=item.rank, score=item.score, cosine=0.0, lexical=0.0
        )
        for item in leaning
        if before.get(item.passage.id) in passages
    }


def last_sentence(evidence: Evidence) -> str:
    """The sentence that the next passage leans on; "" where it has none."""
    return next(reversed(split_sentences(plain_text(evidence.passage.text))), "")
