"""Quotations: where some words stand and whose they are, and the words on a matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from rapidfuzz import fuzz

from assistant.answering.routes.selection import Search
from assistant.answering.routes.statement import CatalogStatement, count_noun, passages_of, quote_all, say
from assistant.questions.plan import Plan
from assistant.text.content_words import folded_words
from assistant.text.sentences import plain_text
from index.catalog.catalog import Catalog
from index.catalog.full_text import count_languages
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import filter_passages
from index.catalog.queries.matching import fold
from index.lexical.query import query_languages, query_terms
from index.lexical.tokenize import index_terms
from index.search.evidence import Question
from index.search.filters import Filters
from ingest.passage import Passage


class Answer(Protocol):
    """The assistant's own way from a question to the notes' sentences."""

    def __call__(self, asked: Question, sure: bool = True) -> Sequence[CatalogStatement]:
        """The sentences that answer; none where the notes don't. sure: False for those that only come near, too."""
        ...


MIN_SAME = 85.0
"""Share of a quotation's letters that a passage must have in a row, in hundredths."""
MIN_SHARED_WORDS = 0.7
"""Share of its telling words that a passage must have where it is told in other words."""
SEARCHED = 10
MAX_FOUND = 3
"""Passages told."""
_ATTRIBUTED = re.compile(
    r"^(?P<said>.*?)(?:(?:^\s*|(?<=[.!?…\"”»])\s+)(?:[—–]|--?)\s*|(?<=[\"”“»«’])\s*\()"
    r"(?P<who>[^\W\d_](?:[^,;()\n.!?]|(?<=\b[A-Z])\.){2,60}?)\s*(?:[,;()].*)?$"
)
"""A line with a name behind a dash, or in brackets behind a quotation."""


def find_quotation(
    plan: Plan, catalog: Catalog, search: Search, answer: Answer, filters: Filters
) -> tuple[CatalogStatement, ...] | None:
    """Who said some words and where they stand, or the words on a matter; () where no note has quoted words, None
    where none is on the matter."""
    text = plan.quoted or plan.matter or plan.question
    question = Question(text=text, filters=replace(filters, conditions=plan.conditions), top=SEARCHED)
    found: list[Passage] = []
    if plan.quoted or plan.unit:  # "which book says that", where the words may be the book's
        languages = query_languages(count_languages(catalog))
        passages = [item.passage for item in search(question).evidence]
        found = [each for each in passages if is_same(text, each)]
        found = found or [each for each in passages if _shares_words(text, each, languages)][:1]
    if not found and not plan.quoted:
        found = [item.passage for statement in answer(question) for item in statement.cited]
    unique = list({passage.id: passage for passage in found}.values())[:MAX_FOUND]
    told = tuple(statement for passage in unique for statement in _tell(passage, text))
    return told if told or plan.quoted else None


def is_same(quoted: str, passage: Passage) -> bool:
    """Whether a passage has these words, but for slips."""
    words, text = " ".join(folded_words(quoted)), " ".join(folded_words(plain_text(passage.text)))
    return len(words) <= len(text) + 5 and fuzz.partial_ratio(words, text) >= MIN_SAME


def _shares_words(quoted: str, passage: Passage, languages: Sequence[str]) -> bool:
    wanted = set(query_terms(quoted, languages))
    has = {term for language in languages for term in index_terms(passage.text, language)}
    words = [set(query_terms(word, languages)) for word in quoted.split()]
    telling = [terms for terms in words if terms & wanted]
    return bool(telling) and sum(bool(terms & has) for terms in telling) >= MIN_SHARED_WORDS * len(telling)


def _tell(passage: Passage, text: str) -> Iterator[CatalogStatement]:
    place = passage.places[0]
    who = attributed(passage, text) or place.author
    where = f"{'in ' if who else ''}{place.title or place.path}"
    at = f", {place.location.lower()}" if place.location else ""
    yield say(f"{', '.join(filter(None, (who, where)))}{at}:", [passage])
    if (line := _attributed_line(passage, text)) is not None:
        yield replace(say(plain_text(line), [passage]), quoted=True)
    else:
        yield from quote_all([passage], text)


def attributed(passage: Passage, text: str) -> str:
    """Whom a collection of sayings names behind the words; "" for nobody."""
    return next((who for saying, who in _read_sayings(passage.text) if saying == _attributed_line(passage, text)), "")


def _attributed_line(passage: Passage, text: str) -> str | None:
    """The saying of a collection that is nearest to the words; None where it is no such collection."""
    words = " ".join(folded_words(text))
    sayings = [saying for saying, _ in _read_sayings(passage.text)]
    near = {saying: fuzz.partial_ratio(words, " ".join(folded_words(saying))) for saying in sayings}
    best = max(near, key=near.__getitem__, default="")
    return best if near.get(best, 0.0) >= MIN_SAME else None


def tell_sayings(plan: Plan, catalog: Catalog) -> tuple[CatalogStatement, ...] | None:
    """The sayings that the notes attribute to a person who is no author of a note; None where there are none."""
    names = [each.value for each in plan.conditions if each.field == "author" and not each.negated]
    others = tuple(each for each in plan.conditions if each.field != "author")
    found: list[tuple[Passage, str]] = []
    for name in names:
        ids = filter_passages(catalog, (*others, Condition(field="matter", value=name)))
        for passage in passages_of(catalog, sorted(ids)):
            found += [(passage, said) for said, who in _read_sayings(passage.text) if fold(who) == fold(name)]
    if not found:
        return None
    passages = list({passage.id: passage for passage, _ in found}.values())
    head = say(f"You have {count_noun(len(found), 'saying')} by {' or '.join(names)}:", passages)
    return (head, *(replace(say(saying, [passage]), quoted=True) for passage, saying in found))


def _read_sayings(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text that a name stands behind, each with that name."""
    lines = [line for line in text.split("\n") if line.strip()]
    for before, line in zip(["", *lines], lines, strict=False):
        if match := _ATTRIBUTED.match(line):
            yield plain_text(match["said"].strip() or before).strip(), match["who"].strip()
