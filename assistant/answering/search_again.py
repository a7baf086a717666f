"""The second search of a question that describes something: with the sentences that say what that is.

"Which course does the man who lost his key take?" names nobody. The sentence on the lost key does, and with its words
the passage on the course is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, islice, zip_longest

from assistant.evidence.candidates import FIRST_PASSAGES
from assistant.evidence.extraction import Quote
from assistant.text.content_words import content_terms, names_in
from assistant.text.sentences import speaker_names
from index.search.evidence import Evidence, Question, SearchResult

_DESCRIPTION = re.compile(
    r"\b(?!(?:in|at|on|of|for|to|by|from|with|and|or)\b)\w+ (?:who|whom|whose|that|which|where)\b|\bthere\W*$"
    r"|\b(?:author|writer|owner|maker|brother|sister|friend)s? of\b",
    re.IGNORECASE,
)
"""A clause on something that is not named; "in which year" and ", which method" ask."""
NAMING_SENTENCES = 2
"""Best sentences that are searched with."""
ADDED_PASSAGES = 3
"""That are read beside the first ones. Of twelve questions in two hops over made-up notes the model reads the answer to
seven without a second search, to eleven with it."""


def search_again(
    question: Question, found: SearchResult, ranked: Sequence[Quote], search: Callable[[Question], SearchResult]
) -> SearchResult:
    """The result with the passages that further searches find; as it is where the question describes nothing."""
    if not _DESCRIPTION.search(found.standalone_question):
        return found
    texts = [f"{found.standalone_question} {quote.candidate.text}" for quote in ranked[:NAMING_SENTENCES]]
    further = [search(question.with_text(text, history=())).evidence for text in texts]
    read = {item.passage.id for item in found.evidence[:FIRST_PASSAGES]}
    best_first = (item for item in chain.from_iterable(zip_longest(*further)) if item is not None)
    new = {item.passage.id: item for item in best_first if item.passage.id not in read}
    added = dict(islice(new.items(), ADDED_PASSAGES))
    others = [item for item in found.evidence if item.passage.id not in added]
    context = [replace(item, is_context=True, cosine=0.0, lexical=0.0) for item in added.values()]
    return replace(found, evidence=(*others, *context))


def with_second_hop(
    question: str, evidence: Sequence[Evidence], quotes: Sequence[Quote], ranked: Sequence[Quote]
) -> tuple[Quote, ...]:
    """The quotes with the best sentence that names what the first of them names or is of, and shares a word of the
    question that the first lacks: behind "the wheel was cast in Odde", "Nell lives in Odde"."""
    if not quotes:
        return ()
    first = max(quotes, key=lambda quote: quote.chance)
    of = _title(first, evidence)
    named = _names(first.candidate.text, of) - names_in(question)
    open_terms = set(content_terms(question)) - set(content_terms(first.candidate.text))
    for quote in ranked:
        text, title = quote.candidate.text, _title(quote, evidence)
        is_named = bool(named & _names(text, title if title != of else ""))
        is_other = quote.candidate.evidence != first.candidate.evidence and quote not in quotes
        if is_other and is_named and open_terms & set(content_terms(text)):
            whole = text if set(content_terms(title)) & set(content_terms(text)) else f"{title}: … {text}"
            return (*quotes, replace(quote, candidate=replace(quote.candidate, text=whole)))
    return tuple(quotes)


def _names(*texts: str) -> set[str]:
    """The names of sentences, their first words among them, and of their speakers."""
    return set[str]().union(*(names_in(f"x {text}") | speaker_names(text) for text in texts))


def _title(quote: Quote, evidence: Sequence[Evidence]) -> str:
    return evidence[quote.candidate.evidence].passage.places[0].title
