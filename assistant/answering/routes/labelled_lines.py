"""Lines that say what a word or an abbreviation stands for: "- BB: bottom bracket", "a reduction firing (RF)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.routes.statement import MAX_QUOTES, CatalogStatement, passages_of, say
from assistant.questions.plan import Plan
from assistant.text.sentences import plain_text
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import filter_passages
from index.search.filters import Filters, as_conditions
from ingest.passage import Passage

MAX_LOOKED_THROUGH = 200
"""Passages whose lines are read."""
MAX_LABEL_WORDS = 5
_LABELLED = re.compile(r"^\W*(?P<label>[^\W_][^:=|]{0,50}?)\W*(?:[:=]|\s[–—-])\s+(?P<value>\S.*)$")
_BRACKETED = re.compile(r"\((?P<label>[A-Z][\w.&-]{1,8})\)")


def tell_meaning(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """What a word or an abbreviation stands for, from a line that it labels or whose words it abbreviates in brackets;
    None where no note says it."""
    for word in re.findall(r"[^\W_][\w&.-]*", plan.matter):
        conditions = (*plan.conditions, Condition(field="matter", value=word))
        passages = _read_passages(catalog, filters, conditions)
        lines = [(passage, line, label) for passage in passages for line, label in _labelled_lines(passage)]
        lines += [(passage, line, match["label"]) for passage in passages for line in passage.text.split("\n")
                  if (match := _BRACKETED.search(line))]  # fmt: skip
        if found := [
            _tell_line(passage, line) for passage, line, label in lines if label.casefold() == word.casefold()
        ]:
            return tuple(found[:MAX_QUOTES])
    return None


def _read_passages(catalog: Catalog, filters: Filters, conditions: Sequence[Condition]) -> list[Passage]:
    ids = filter_passages(catalog, (*as_conditions(filters), *conditions))
    return passages_of(catalog, sorted(ids)) if len(ids) <= MAX_LOOKED_THROUGH else []


def _labelled_lines(passage: Passage) -> Iterator[tuple[str, str]]:
    """The lines that begin with a label, each with it."""
    for line in passage.text.split("\n"):
        if (match := _LABELLED.match(line)) and len(match["label"].split()) <= MAX_LABEL_WORDS:
            yield line, match["label"]


def _tell_line(passage: Passage, line: str) -> CatalogStatement:
    return replace(say(plain_text(line).strip(), [passage]), quoted=True)
