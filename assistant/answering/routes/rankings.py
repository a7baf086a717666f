"""The latest, the oldest, and those with most: of notes, works, authors, tags and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.routes.lists import quote_all
from assistant.answering.routes.selection import Selection, ShownUnit, read_units, select, show_units
from assistant.answering.routes.statement import CatalogStatement, count_noun, join_names, say
from assistant.answering.routes.wording import format_value, name_unit
from assistant.questions.build_plan import DATE_NAMES
from assistant.questions.plan import Plan, Unit
from assistant.text.date_phrases import format_date
from index.catalog.catalog import Catalog
from index.catalog.queries.units import CountedUnit, find_examples, rank_by_property
from index.search.filters import Filters

MAX_RANKED = 5
"""Named where no number is asked for."""
MAX_QUOTED = 5
"""Whose first passage is quoted."""


def rank(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...]:
    """The first units by date, by number of passages or works, or by a property that the plan names."""
    if plan.want == "most" and plan.unit in ("highlights", "passages"):
        plan = replace(plan, unit="works", measure=plan.unit)  # what has most of them
    by = next((each.name for each in plan.conditions if each.field == "property" and each.operator == "has"), "")
    others = tuple(each for each in plan.conditions if not (each.field == "property" and each.operator == "has"))
    selection = select(replace(plan, conditions=others), filters, _ranked_unit(plan))
    if by in DATE_NAMES and plan.want != "most":  # no property: every note has its dates
        selection, by = replace(selection, day=DATE_NAMES[by]), ""
    units = read_units(catalog, selection)
    if by:
        return _tell_by_property(plan, catalog, selection, units, by)
    if plan.want == "most":
        return _tell_most(plan, catalog, selection, units)
    return _tell_by_date(plan, catalog, selection, units)


def _ranked_unit(plan: Plan) -> Unit:
    return plan.unit or ("works" if plan.want == "most" else "")


def _tell_by_property(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit], by: str
) -> tuple[CatalogStatement, ...]:
    examples = find_examples(catalog, selection.unit, units, selection.conditions)
    ranked = rank_by_property(catalog, units, examples, by)
    if not ranked:
        plural = count_noun(2, selection.noun)[2:]
        return (say(" ".join(f"None of your {plural} {selection.scope} has “{by}”.".split())),)
    is_least = plan.want == "oldest" or plan.order in ("fewest", "oldest", "shortest")
    shown = show_units(catalog, selection, (ranked if is_least else ranked[::-1])[: plan.limit or 1])
    names = join_names([f"{each.name}, {by} {format_value(each.unit.value)}" for each in shown])
    rest = f" {by.capitalize()} is known of {count_noun(len(ranked), selection.noun)}." if len(ranked) > 1 else ""
    return (say(f"{_superlative(plan, selection)}: {names}.{rest}", [each.passage for each in shown]),)


def _tell_most(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit]
) -> tuple[CatalogStatement, ...]:
    counts_works = plan.measure in ("works", "books", "articles", "podcasts", "tweets", "videos")
    noun = name_unit(plan.measure) if counts_works or plan.measure == "highlights" else "passage"

    def number(unit: CountedUnit) -> int:
        return unit.works if counts_works else unit.passages

    if not units:
        return (say(f"You have no {selection.noun} {selection.scope}".rstrip() + "."),)
    is_least = plan.order in ("fewest", "shortest")
    ranked = sorted(units, key=number, reverse=not is_least)
    shown = show_units(catalog, selection, ranked[: plan.limit or MAX_RANKED])
    names = [f"{_name(each, selection)} ({count_noun(number(each.unit), noun)})" for each in shown]
    tied = sum(number(each.unit) == number(shown[0].unit) for each in shown)
    head = " ".join(f"{'Fewest' if is_least else 'Most'} {count_noun(2, noun)[2:]} {selection.scope}".split())
    rest = f"; then {join_names(names[tied:])}" if names[tied:] else ""
    return (say(f"{head}: {join_names(names[:tied])}{rest}.", [each.passage for each in shown]),)


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
    shown = show_units(catalog, selection, ordered[: plan.limit or 1], oldest=not is_latest)
    names = []
    for each in shown:
        day = format_date((each.unit.newest if is_latest else each.unit.oldest)[:10])
        names.append(day if selection.unit in ("passages", "days") else f"{_name(each, selection)} ({day})")
    undated = len(units) - len(dated)
    rest = f" {count_noun(undated, f'more {selection.noun}')} {'has' if undated == 1 else 'have'} no date."
    cited = [each.passage for each in shown]
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


def _name(shown: ShownUnit, selection: Selection) -> str:
    if selection.unit == "days":
        return format_date(shown.name)
    by = f" by {shown.unit.author}" if selection.unit == "works" and shown.unit.author else ""
    return shown.name + by
