"""The noun of a sentence that the catalog or the program says, and its common parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.text.date_phrases import format_date
from assistant.text.sentences import plain_text, quotable_sentences, split_sentences
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.lexical.query import query_terms
from index.lexical.tokenize import index_terms
from index.search.evidence import Evidence
from ingest.passage import Passage

MAX_QUOTED_WORDS = 60
"""Of one passage; a longer one is cut and ends in `...`."""
MAX_DAY_WORDS = 120
"""Of one passage in a list by days, where a note is the day's whole entry."""
_END_OF_LINE = re.compile(r"(?<=[^\W_])\n(?=\s*(?:[-*+•]|\d+[.)])\s)")
"""Before an item of a list, where the line before has no stop of its own."""
MAX_NAMES = 12
"""Notes, works or authors that are named at once."""
MAX_QUOTES = 8
"""Passages that are quoted at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogStatement:
    """A sentence from the catalog."""

    text: str
    cited: tuple[Evidence, ...]
    quoted: bool
    """Whether the text is the cited passage's own; else it is the program's."""
    noted: bool = False
    """Whether it is the reader's note on the passage."""
    words: str = ""
    """Words of the cited passage that the program's own text stands on; "" for the passage as a whole."""


def say(text: str, passages: Sequence[Passage] = (), words: str = "") -> CatalogStatement:
    """The program's own words, which cite the passages."""
    cited = tuple(
        Evidence(passage=passage, rank=rank, score=0.0, cosine=0.0, lexical=0.0)
        for rank, passage in enumerate(passages, 1)
    )
    return CatalogStatement(text=text, cited=cited, quoted=False, words=words)


def quote(passage: Passage, matter: str = "", most: int = MAX_QUOTED_WORDS) -> Iterator[CatalogStatement]:
    """A passage and the reader's note on it; of a long one what begins with the first sentence on the matter. Nothing
    of what speaks to a program."""
    cited = say("", [passage]).cited
    if text := _shorten(passage.text, matter, most):
        yield CatalogStatement(text=text, cited=cited, quoted=True)
    if note := plain_text(passage.note):
        yield CatalogStatement(text=_shorten(note, "", most), cited=cited, quoted=True, noted=True)


def quote_all(
    passages: Sequence[Passage], matter: str = "", days: dict[str, str] | None = None
) -> Iterator[CatalogStatement]:
    """The passages and the notes on them. days: by passage, the day to tell before it."""
    told = ""
    for passage in passages:
        day = (days or {}).get(passage.id, "")[:10]
        if day and day != told:
            yield say(f"{format_date(day)}:", [passage])
            told = day
        yield from quote(passage, matter, MAX_DAY_WORDS if days else MAX_QUOTED_WORDS)


def _shorten(text: str, matter: str, most: int) -> str:
    text = plain_text(_END_OF_LINE.sub(";\n", text.strip()))
    quotable = tuple(quotable_sentences(text))
    sentences = [each for each in split_sentences(text) if any(other.endswith(each) for other in quotable)]
    words = " ".join(sentences).split()
    if len(words) <= most:
        return " ".join(words)
    terms = set(query_terms(matter, ("english",)))
    first = next((at for at, each in enumerate(sentences) if terms & set(index_terms(each, "english"))), 0)
    words = " ".join(sentences[first:]).split()
    return " ".join(words) if len(words) <= most else " ".join(words[:most]) + " ..."


def passages_of(catalog: Catalog, ids: Sequence[str]) -> list[Passage]:
    """The passages of these ids, in their order."""
    return list(read_passages(catalog, list(dict.fromkeys(ids))).values())


def count_noun(count: int, noun: str) -> str:
    """As "no works", "1 work", "2,000 works"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{f'{count:,}' if count else 'no'} {noun if count == 1 else plural}"


def join_names(names: Sequence[str]) -> str:
    """As "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
