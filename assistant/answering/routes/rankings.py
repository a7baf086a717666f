"""The latest, the oldest, and those with most: of notes, works, authors, tags and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.routes.lists import quote_all
from assistant.answering.routes.selection import Selection, name_of, read_units, select
from assistant.answering.routes.statement import CatalogStatement, count_noun, join_names, passages_of, say
from assistant.answering.routes.wording import format_value, name_unit
from assistant.questions.date_range import format_date
from assistant.questions.plan import Plan, Unit
from index.catalog.catalog import Catalog
from index.catalog.queries.units import CountedUnit, rank_by_property
from index.search.filters import Filters

MAX_RANKED = 5
"""Named where no number is asked for."""
MAX_QUOTED = 5
"""Whose first passage is quoted."""


def rank(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...]:
    """The first units by date, by number of passages or works, or by a property that the plan names."""
    by = next((each.name for each in plan.conditions if each.field == "property" and each.operator == "has"), "")
    others = tuple(each for each in plan.conditions if not (each.field == "property" and each.operator == "has"))
    selection = select(replace(plan, conditions=others), filters, _ranked_unit(plan))
    units = read_units(catalog, selection)
    if by:
        return _tell_by_property(plan, catalog, selection, rank_by_property(catalog, units, by), by)
    if plan.want == "most":
        return _tell_most(plan, catalog, selection, units)
    return _tell_by_date(plan, catalog, selection, units)


def _ranked_unit(plan: Plan) -> Unit:
    return plan.unit or ("works" if plan.want == "most" else "")


def _tell_by_property(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit], by: str
) -> tuple[CatalogStatement, ...]:
    plural = count_noun(2, selection.noun)[2:]
    if not units:
        return (say(" ".join(f"None of your {plural} {selection.scope}".split()) + "."),)
    is_least = plan.want == "oldest" or plan.order in ("fewest", "oldest", "shortest")
    shown = (list(units) if is_least else list(units)[::-1])[: plan.limit or 1]
    names = join_names([f"{name_of(each)}, {by} {format_value(each.value)}" for each in shown])
    rest = f" {by.capitalize()} is known of {count_noun(len(units), selection.noun)}." if len(units) > 1 else ""
    cited = passages_of(catalog, [each.last for each in shown])
    return (say(f"{_superlative(plan, selection)}: {names}.{rest}", cited),)


def _tell_most(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit]
) -> tuple[CatalogStatement, ...]:
    counts_works = plan.measure in ("works", "books", "articles", "podcasts", "tweets", "videos")
    noun = name_unit(plan.measure) if counts_works or plan.measure == "highlights" else "passage"

    def number(unit: CountedUnit) -> int:
        return unit.works if counts_works else unit.passages

    ranked = sorted(units, key=number, reverse=plan.order not in ("fewest", "shortest"))
    if not ranked:
        return (say(f"You have no {selection.noun} {selection.scope}".rstrip() + "."),)
    shown = ranked[: plan.limit or MAX_RANKED]
    tied = [each for each in shown if number(each) == number(shown[0])]
    names = [f"{_name(each, selection)} ({count_noun(number(each), noun)})" for each in shown]
    head = f"{'Fewest' if plan.order in ('fewest', 'shortest') else 'Most'} {count_noun(2, noun)[2:]}"
    head += f" {selection.scope}" if selection.scope else ""
    first = join_names(names[: len(tied)])
    rest = f"; then {join_names(names[len(tied) :])}" if names[len(tied) :] else ""
    return (say(f"{head}: {first}{rest}.", passages_of(catalog, [each.last for each in shown])),)


def _tell_by_date(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit]
) -> tuple[CatalogStatement, ...]:
    is_latest = plan.want == "latest"
    dated = [each for each in units if each.newest]
    if not dated:
        what = f"your {count_noun(2, selection.noun)[2:]} {selection.scope}".rstrip()
        none = f"You have no {selection.noun} {selection.scope}".rstrip() + "."
        return (say(f"None of {what} has a date." if units else none),)
    ordered = dated if is_latest else sorted(dated, key=lambda each: each.oldest)
    shown = ordered[: plan.limit or 1]
    cited = passages_of(catalog, [each.last if is_latest else each.first for each in shown])
    days = [format_date((each.newest if is_latest else each.oldest)[:10]) for each in shown]
    names = [day if selection.unit in ("passages", "days") else f"{_name(each, selection)} ({day})"
             for each, day in zip(shown, days, strict=True)]  # fmt: skip
    undated = len(units) - len(dated)
    rest = f" {count_noun(undated, f'more {selection.noun}')} {'has' if undated == 1 else 'have'} no date."
    statements = [say(f"{_superlative(plan, selection)}: {join_names(names)}.{rest if undated else ''}", cited)]
    if len(cited) <= MAX_QUOTED and selection.unit != "tags":
        statements += quote_all(cited)
    return tuple(statements)


def _superlative(plan: Plan, selection: Selection) -> str:
    word = {"latest": "latest", "oldest": "oldest"}.get(plan.want, "first")
    if plan.want == "most":
        word = "lowest" if plan.order in ("fewest", "shortest") else "highest"
    count = f"{plan.limit:,} " if plan.limit > 1 else ""
    noun = count_noun(2, selection.noun)[2:] if plan.limit > 1 else selection.noun
    return f"Your {word} {count}{noun} {selection.scope}".rstrip()


def _name(unit: CountedUnit, selection: Selection) -> str:
    if selection.unit == "days":
        return format_date(unit.name)
    by = f" by {unit.author}" if selection.unit == "works" and unit.author else ""
    return name_of(unit) + by
