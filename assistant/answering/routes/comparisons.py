"""Comparisons: one question a side, each side told with its own sentences and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.routes.quotations import Answer
from assistant.answering.routes.selection import Search
from assistant.answering.routes.statement import CatalogStatement, join_names, say
from assistant.questions.plan import Plan, Side, question_about
from index.catalog.queries.condition import Condition
from index.search.evidence import Question
from index.search.filters import Filters
from ingest.passage import Passage

MAX_SIDE_QUOTES = 2
"""Sentences of each side."""
SAME_MATTER_SHARE = 0.5
"""Share of the best passage's cosine from which another of the reader's is about the same matter."""
SEARCHED = 20
OWN = Condition(field="voice", value="reader")


def compare(plan: Plan, search: Search, answer: Answer, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """What each side says; None where none says anything. Without sides, the reader's own views then and now."""
    sides = plan.sides or _then_and_now(plan, search, filters)
    told: list[CatalogStatement] = []
    silent: list[str] = []
    for side in sides:
        narrowed = replace(filters, conditions=side.conditions)
        asked = Question(text=_side_question(plan, side, sides), filters=narrowed)
        # what an author or a work says nearest to the matter is its side, where it is not sure to be the answer
        is_named = any(each.field in ("author", "work") for each in side.conditions)
        found = answer(asked, sure=not is_named)[:MAX_SIDE_QUOTES]
        name = side.name or side.matter
        if found:
            told += [say(f"{name}:", [found[0].cited[0].passage]), *found]
        else:
            silent.append(name)
    if not told:
        return None
    if silent:
        told.append(say(f"Your notes don't say it for {join_names(silent)}."))
    return tuple(told)


def _side_question(plan: Plan, side: Side, sides: Sequence[Side]) -> str:
    """The question for one side: what both are asked about, or the whole question without the other sides' names."""
    if side.matter != side.name:
        return side.matter or plan.question or question_about(plan.matter)
    text = plan.question
    for other in sides:
        if other is not side and other.name in text and side.name in text.replace(other.name, ""):
            text = text.replace(other.name, "")
    return text if side.name in text else side.matter


def _then_and_now(plan: Plan, search: Search, filters: Filters) -> tuple[Side, ...]:
    """The oldest and the newest year in which the reader wrote about the matter."""
    conditions = (*plan.conditions, OWN)
    question = Question(
        text=plan.matter or plan.question, filters=replace(filters, conditions=conditions), top=SEARCHED
    )
    evidence = search(question).evidence
    best = max((item.cosine for item in evidence), default=0.0)
    dated = [item.passage for item in evidence if item.cosine >= SAME_MATTER_SHARE * best]
    years = sorted(filter(None, {date_of(passage)[:4] for passage in dated}))
    return tuple(_year_side(year, plan.conditions) for year in dict.fromkeys([*years[:1], *years[-1:]]))


def _year_side(year: str, conditions: Sequence[Condition]) -> Side:
    bounds = (Condition(field="since", value=year), Condition(field="until", value=year))
    return Side(matter="", conditions=(*conditions, OWN, *bounds), name=f"In {year}")


def date_of(passage: Passage) -> str:
    """When the reader marked it, or when the note is of; ISO 8601, "" where unknown."""
    place = passage.places[0]
    return passage.highlighted_at or place.published or place.date
