"""Notes, works, authors, tags and days: listed, counted, and ranked by date, number or a property, each with a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.answering.routes.passages import MORE, read_near
from assistant.answering.routes.selection import (
    Selection,
    ShownUnit,
    not_seen,
    read_units,
    select,
    show_units,
)
from assistant.answering.routes.statement import (
    MAX_NAMES,
    MAX_QUOTES,
    CatalogStatement,
    count_noun,
    join_names,
    quote_all,
    say,
)
from assistant.answering.routes.wording import format_value, name_unit
from assistant.questions.build_plan import DATE_NAMES
from assistant.questions.plan import Plan
from assistant.text.date_phrases import format_date
from index.catalog.catalog import Catalog
from index.catalog.queries.units import CountedUnit, find_examples, rank_by_property, read_properties
from index.search.filters import Filters

MAX_QUOTED_NOTES = 2
"""Notes of some time that are quoted too."""
MAX_RANKED = 5
"""Named of those with most, where no number is asked for."""
MAX_RANKED_QUOTED = 5
"""Whose first passage is quoted."""
_WORKS = ("works", "books", "articles", "podcasts", "tweets", "videos")


def tell_units(plan: Plan, catalog: Catalog, selection: Selection, near: Collection[str]) -> Iterator[CatalogStatement]:
    """How many units there are and their names, then those near the plan's matter."""
    units = read_units(catalog, selection)[: plan.limit or None]
    left = not_seen(units, plan.seen)
    shown = show_units(catalog, selection, left[:MAX_NAMES])
    if plan.seen and units and not shown:
        yield say(f"You have {selection.number(len(units))}, and have seen them all.")
    else:
        names = f": {_name_all(len(left), shown, selection, plan, catalog)}" if shown else ""
        more = MORE if len(left) > len(shown) and plan.want == "list" else ""
        text = f"You have {selection.number(len(units))}{names}.{selection.undated(catalog, len(units))}{more}"
        yield say(text, [each.passage for each in shown])
    is_of_time = not plan.matter and any(each.field in ("since", "until") for each in plan.conditions)
    if 0 < len(left) <= MAX_QUOTED_NOTES and selection.unit == "notes" and is_of_time and plan.want == "list":
        of_passages = replace(selection, unit="passages")
        entries = show_units(catalog, of_passages, read_units(catalog, of_passages, limit=MAX_QUOTES))
        yield from quote_all([each.passage for each in entries])
    if close := read_near(catalog, selection, near, units, plan.seen):
        others = "Near the matter, without these words" if units else "Near it, in other words"
        names = join_names([_name(each, selection) for each in close])
        yield say(f"{others}: {names}.", [each.passage for each in close])


def _name_all(count: int, shown: Sequence[ShownUnit], selection: Selection, plan: Plan, catalog: Catalog) -> str:
    """The names of the units shown, with the properties asked for, and how many more there are."""
    values: dict[str, list[str]] = {}
    for condition in plan.conditions:
        if condition.field == "property" and not condition.negated:
            for title, name, value, _ in read_properties(catalog, selection.conditions, condition.name):
                values.setdefault(title, []).append(f"{name} {format_value(value)}")
    numbers = {each.name: [f"{each.unit.passages:,}"] for each in shown} if selection.unit == "tags" else values
    names = [_name(each, selection, ", ".join(dict.fromkeys(numbers.get(each.name, [])))) for each in shown]
    return join_names([*names, f"{count - len(shown):,} more"] if count > len(shown) else names)


def _name(shown: ShownUnit, selection: Selection, remark: str = "") -> str:
    name = format_date(shown.name) if selection.unit == "days" else shown.name
    return f"{name} ({remark})" if remark else name


def rank(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...]:
    """The first units by date, by number of passages or works, or by a property that the plan names."""
    if plan.want == "most" and plan.unit in ("", "highlights", "passages"):
        plan = replace(plan, unit="works", measure=plan.unit)  # what has most of them
    by = next((each.name for each in plan.conditions if each.field == "property" and each.operator == "has"), "")
    others = tuple(each for each in plan.conditions if not (each.field == "property" and each.operator == "has"))
    selection = select(replace(plan, conditions=others), filters)
    if by in DATE_NAMES and plan.want != "most":  # no property: every note has its dates
        selection, by = replace(selection, day=DATE_NAMES[by]), ""
    units = read_units(catalog, selection)
    if plan.want == "most" and not by:
        return (_tell_most(plan, catalog, selection, units),)
    return _tell_first(plan, catalog, selection, units, by)


def _tell_first(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit], by: str
) -> tuple[CatalogStatement, ...]:
    """The first by a property, or by date for ""."""
    is_least = plan.want == "oldest" or plan.order in ("fewest", "oldest", "shortest")
    if by:
        examples = find_examples(catalog, selection.unit, units, selection.conditions)
        ranked = rank_by_property(catalog, units, examples, by)
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
    cited = [each.passage for each in shown]
    head = say(f"{_superlative(plan, selection)}: {join_names(names)}.{rest}", cited)
    is_quoted = not by and len(cited) <= MAX_RANKED_QUOTED and selection.unit != "tags"
    return (head, *(quote_all(cited) if is_quoted else ()))


def _ranked_name(shown: ShownUnit, selection: Selection, by: str, is_least: bool) -> str:
    if by:
        return f"{_name(shown, selection)}, {by} {format_value(shown.unit.value)}"
    day = format_date((shown.unit.oldest if is_least else shown.unit.newest)[:10])
    return day if selection.unit in ("passages", "days") else f"{_with_author(shown, selection)} ({day})"


def _tell_most(plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit]) -> CatalogStatement:
    noun = name_unit(plan.measure) if plan.measure in (*_WORKS, "highlights") else "passage"

    def number(unit: CountedUnit) -> int:
        return unit.works if plan.measure in _WORKS else unit.passages

    if not units:
        return say(f"You have {selection.number(0)}.")
    is_least = plan.order in ("fewest", "shortest")
    ranked = sorted(units, key=number, reverse=not is_least)
    shown = show_units(catalog, selection, ranked[: plan.limit or MAX_RANKED])
    names = [f"{_with_author(each, selection)} ({count_noun(number(each.unit), noun)})" for each in shown]
    tied = sum(number(each.unit) == number(shown[0].unit) for each in shown)
    head = " ".join(f"{'Fewest' if is_least else 'Most'} {count_noun(2, noun)[2:]} {selection.scope}".split())
    rest = f"; then {join_names(names[tied:])}" if names[tied:] else ""
    return say(f"{head}: {join_names(names[:tied])}{rest}.", [each.passage for each in shown])


def _superlative(plan: Plan, selection: Selection) -> str:
    word = {"latest": "latest", "oldest": "oldest"}.get(plan.want, "highest")
    if plan.want == "most" and plan.order in ("fewest", "shortest"):
        word = "lowest"
    count = f"{plan.limit:,} " if plan.limit > 1 else ""
    noun = count_noun(2, selection.noun)[2:] if plan.limit > 1 else selection.noun
    return f"Your {word} {count}{noun} {selection.scope}".rstrip()


def _with_author(shown: ShownUnit, selection: Selection) -> str:
    return shown.with_author if selection.unit == "works" else _name(shown, selection, "")
