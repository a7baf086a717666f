"""What passages say around themselves: the sentence that one leans on, the paragraph that a highlight stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.evidence.candidates import FIRST_PASSAGES
from assistant.questions.question_type import starts_with_pronoun
from assistant.text.sentences import plain_text, split_sentences
from index.catalog.passages import read_passages
from index.catalog.queries.neighbours import list_preceding
from index.catalog.works import find_paragraphs
from index.search.evidence import Evidence, SearchResult
from index.search.filters import Filters, filter_ids
from ingest.dedup.locate_highlight import find_span

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from ingest.passage import Passage

LEANING_PASSAGES = 4
"""First passages that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Antecedent:
    """What a passage leans on: one that begins with "They called it ..." says little without it."""

    evidence: Evidence
    """The passage that the sentence is of."""
    sentence: str


def read_antecedents(catalog: Catalog, evidence: Sequence[Evidence], filters: Filters) -> dict[str, Antecedent]:
    """By id of a passage among the first that points back at its beginning, the sentence before it.

    It is that of the passage before it in its document; of a highlight that of its paragraph in a full text, where
    the filters let that pass.
    """
    leaning = [item for item in evidence[:LEANING_PASSAGES] if starts_with_pronoun(plain_text(item.passage.text))]
    if not leaning:
        return {}
    ids = [item.passage.id for item in leaning]
    around = _find_passing(catalog, ids, filters)
    before = list_preceding(catalog, ids) | around
    passages = read_passages(catalog, before.values())
    antecedents = {}
    for item in leaning:
        passage = passages.get(before.get(item.passage.id, ""))
        if passage is not None:
            text = _text_before(item.passage, passage) if item.passage.id in around else passage.text
            sentence = next(reversed(split_sentences(plain_text(text))), "")
            if sentence:
                found = Evidence(passage=passage, rank=item.rank, score=item.score, cosine=0.0, lexical=0.0)
                antecedents[item.passage.id] = Antecedent(evidence=found, sentence=sentence)
    return antecedents


def _text_before(highlight: Passage, paragraph: Passage) -> str:
    start, _ = find_span(highlight.text, paragraph.text)
    return paragraph.text[:start]


def _find_passing(catalog: Catalog, highlights: Sequence[str], filters: Filters) -> dict[str, str]:
    """The paragraphs of highlights, by highlight, that pass the filters."""
    paragraphs = find_paragraphs(catalog, highlights)
    among = filter_ids(catalog, filters) if paragraphs else None
    return paragraphs if among is None else {id: found for id, found in paragraphs.items() if found in among}


def add_paragraphs(catalog: Catalog, result: SearchResult, filters: Filters) -> SearchResult:
    """The result with the paragraphs of full texts that the first highlights stand in, behind what was found.

    A paragraph says more than what was marked in it; without this it is read only where it is among the first itself.
    """
    first = [item.passage.id for item in result.evidence[:FIRST_PASSAGES] if item.passage.kind == "highlight"]
    paragraphs = dict.fromkeys(_find_passing(catalog, first, filters).values())
    evidence = [
        replace(item, is_context=item.rank > FIRST_PASSAGES and item.passage.id in paragraphs)
        for item in result.evidence
    ]
    found = {item.passage.id for item in evidence}
    for passage in read_passages(catalog, [id for id in paragraphs if id not in found]).values():
        rank, score = len(evidence) + 1, evidence[-1].score
        evidence.append(Evidence(passage=passage, rank=rank, score=score, cosine=0.0, lexical=0.0, is_context=True))
    return replace(result, evidence=tuple(evidence)) if paragraphs else result
