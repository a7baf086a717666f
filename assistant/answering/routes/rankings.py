"""Units ranked: by date, by how much they hold, by length, or by a property."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.routes.selection import Selection, ShownUnit, cited_by, read_units, select, show_units
from assistant.answering.routes.statement import CatalogStatement, count_noun, join_names, quote_all, say
from assistant.answering.routes.units import name_shown
from assistant.answering.routes.wording import format_value, name_unit
from assistant.questions.build_plan import DATE_NAMES
from assistant.questions.plan import KINDS_OF_WORK, Plan
from assistant.text.date_phrases import format_date
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.units import CountedUnit, Measure, measure_units, rank_by_property
from index.search.filters import Filters

MAX_RANKED = 5
"""Named of those with most, where no number is asked for."""
MAX_RANKED_QUOTED = 5
"""Whose first passage is quoted."""
BY_LENGTH = ("longest", "shortest")
_WORKS = ("works", *KINDS_OF_WORK)
_MEASURES: dict[str, Measure] = {"tags": "tags", "tasks": "tasks"}
"""What a unit can hold most of, beside passages and works."""


def rank(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...]:
    """The first units by date, by what they hold, by length, or by a property that the plan names."""
    plan = _with_ranked_unit(plan)
    by = next((each.name for each in plan.conditions if each.field == "property" and each.operator == "has"), "")
    others = tuple(each for each in plan.conditions if not (each.field == "property" and each.operator == "has"))
    selection = select(replace(plan, conditions=others), filters)
    if by in DATE_NAMES and plan.want != "most":  # no property: every note has its dates
        selection, by = replace(selection, day=DATE_NAMES[by]), ""
    units = read_units(catalog, selection)
    if plan.want == "most" and not by:
        return _tell_most(plan, catalog, selection, units)
    return _tell_first(plan, catalog, selection, units, by)


def _with_ranked_unit(plan: Plan) -> Plan:
    """The plan with the unit that is ranked: "which has most highlights" is of works, "most tasks" of notes; the book
    with the longest highlight is found by its highlights."""
    if plan.order in BY_LENGTH:
        if plan.measure:
            kind = (Condition(field="kind", value=plan.unit),) if plan.unit in _WORKS[1:] else ()
            plan = replace(plan, unit=plan.measure, conditions=(*plan.conditions, *kind))
        return replace(plan, want="most", measure="", limit=plan.limit or 1 if plan.unit == "passages" else plan.limit)
    if plan.want == "most" and plan.unit in ("", "highlights", "passages"):
        return replace(plan, unit="works", measure=plan.unit)
    if plan.want == "most" and plan.unit == "tasks":
        return replace(plan, unit="notes", measure="tasks")
    return plan


def _tell_first(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit], by: str
) -> tuple[CatalogStatement, ...]:
    """The first by a property, or by date for ""."""
    is_least = plan.want == "oldest" or plan.order in ("fewest", "oldest", "shortest")
    if by:
        ranked = rank_by_property(catalog, selection.unit, units, selection.conditions, by)
    else:
        dated = [each for each in units if each.newest]
        ranked = sorted(dated, key=lambda each: each.oldest if is_least else each.newest)
    if not ranked:
        plural = count_noun(2, selection.noun)[2:]
        none = f"None of your {plural} {selection.scope}".rstrip() + f" has {f'“{by}”' if by else 'a date'}."
        return (say(none if units else f"You have {selection.number(0)}."),)
    chosen = (ranked if is_least else ranked[::-1])[: plan.limit or 1]
    shown = show_units(catalog, selection, chosen, oldest=is_least and not by)
    names = [_ranked_name(each, selection, by, is_least) for each in shown]
    unknown = len(units) - len(ranked)
    has = "has" if unknown == 1 else "have"
    rest = f" {count_noun(unknown, f'more {selection.noun}')} {has} no {by or 'date'}." if unknown else ""
    cited = cited_by(shown)
    head = say(f"{_superlative(plan, selection)}: {join_names(names)}.{rest}", cited)
    is_quoted = not by and len(cited) <= MAX_RANKED_QUOTED and selection.unit != "tags"
    return (head, *(quote_all(cited) if is_quoted else ()))


def _ranked_name(shown: ShownUnit, selection: Selection, by: str, is_least: bool) -> str:
    if by:
        return f"{name_shown(shown, selection)}, {by} {format_value(shown.unit.value)}"
    day = format_date((shown.unit.oldest if is_least else shown.unit.newest)[:10])
    return day if selection.unit in ("passages", "days") else f"{_with_author(shown, selection)} ({day})"


def _tell_most(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit]
) -> tuple[CatalogStatement, ...]:
    """Those that hold most, or are longest; fewest and shortest where the plan says so."""
    if not units:
        return (say(f"You have {selection.number(0)}."),)
    number, noun = _measure(plan, catalog, selection)
    is_least = plan.order in ("fewest", "shortest")
    ranked = sorted(units, key=number, reverse=not is_least)
    shown = show_units(catalog, selection, ranked[: plan.limit or MAX_RANKED])
    names = [f"{_with_author(each, selection)} ({count_noun(number(each.unit), noun)})" for each in shown]
    tied = sum(number(each.unit) == number(shown[0].unit) for each in shown)
    what = f"{'Fewest' if is_least else 'Most'} {count_noun(2, noun)[2:]}"
    what = f"{plan.order.capitalize()} {count_noun(2, selection.noun)[2:]}" if plan.order in BY_LENGTH else what
    head = " ".join(f"{what} {selection.scope}".split())
    rest = f"; then {join_names(names[tied:])}" if names[tied:] else ""
    cited = cited_by(shown)
    told = say(f"{head}: {join_names(names[:tied])}{rest}.", cited)
    return (told, *(quote_all(cited[:tied]) if selection.unit == "passages" and tied <= MAX_RANKED_QUOTED else ()))


def _measure(plan: Plan, catalog: Catalog, selection: Selection) -> tuple[Callable[[CountedUnit], int], str]:
    """How much a unit has, and the noun of that."""
    if plan.order in BY_LENGTH or plan.measure in _MEASURES:
        measure = _MEASURES.get(plan.measure, "characters")
        state = next((each.value for each in plan.conditions if each.field == "task"), "")
        held = measure_units(catalog, selection.unit, selection.conditions, measure, state)
        return (lambda unit: held[unit.key]), measure.removesuffix("s")
    if plan.measure in _WORKS:
        return (lambda unit: unit.works), name_unit(plan.measure)
    return (lambda unit: unit.passages), "highlight" if plan.measure == "highlights" else "passage"


def _superlative(plan: Plan, selection: Selection) -> str:
    word = {"latest": "latest", "oldest": "oldest"}.get(plan.want, "highest")
    if plan.want == "most" and plan.order == "fewest":
        word = "lowest"
    count = f"{plan.limit:,} " if plan.limit > 1 else ""
    noun = count_noun(2, selection.noun)[2:] if plan.limit > 1 else selection.noun
    return f"Your {word} {count}{noun} {selection.scope}".rstrip()


def _with_author(shown: ShownUnit, selection: Selection) -> str:
    if selection.unit == "passages":
        return shown.passage.places[0].title if shown.passage else shown.name
    return shown.with_author if selection.unit == "works" else name_shown(shown, selection)
