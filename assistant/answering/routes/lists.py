"""Complete lists and counts: of passages, notes, works, authors, tags and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.routes.selection import (
    Search,
    Selection,
    find_near,
    name_of,
    not_seen,
    read_units,
    select,
    without_matter,
)
from assistant.answering.routes.statement import (
    MAX_NAMES,
    MAX_QUOTES,
    CatalogStatement,
    count_noun,
    join_names,
    passages_of,
    quote,
    say,
)
from assistant.answering.routes.wording import format_value
from assistant.questions.date_range import format_date
from assistant.questions.follow_up import is_quoted
from assistant.questions.plan import Plan
from index.catalog.catalog import Catalog
from index.catalog.queries.units import CountedUnit, list_units, read_properties
from index.search.filters import Filters
from ingest.passage import Passage

MORE = " Say “more” for the next."
MAX_DAY_WORDS = 120
"""Of one passage in a list by days, where a note is the day's whole entry."""


def count_all(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...]:
    """How many units there are, and their names where they have some."""
    selection = select(plan, filters)
    units = read_units(catalog, selection)
    shown = units[:MAX_NAMES]
    names = "" if selection.unit == "passages" or not units else f": {_name_all(units, shown, plan, catalog)}"
    text = f"You have {_number(len(units), selection)}{names}."
    return (
        say(
            text + _undated(selection, catalog, units), passages_of(catalog, [each.last for each in shown[:MAX_NAMES]])
        ),
    )


def list_all(plan: Plan, catalog: Catalog, search: Search, filters: Filters) -> tuple[CatalogStatement, ...]:
    """All units that meet the plan, then those that come near its matter without having its words."""
    selection = select(plan, filters)
    units = read_units(catalog, selection)
    if plan.limit:
        units = units[: plan.limit]
    near = _read_near(plan, catalog, search, filters, selection, units)
    if selection.unit == "passages":
        return tuple(_tell_passages(plan, catalog, selection, units, near))
    return tuple(_tell_names(plan, catalog, selection, units, near))


def _read_near(
    plan: Plan, catalog: Catalog, search: Search, filters: Filters, selection: Selection, units: Sequence[CountedUnit]
) -> list[CountedUnit]:
    """The units that come near the matter and are not among these."""
    ids = find_near(plan, filters, search)
    if not ids:
        return []
    known = {each.key for each in units}
    found = list_units(catalog, selection.unit, without_matter(selection).conditions, ids, selection.day)
    return [each for each in found if each.key not in known]


def _tell_names(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit], near: Sequence[CountedUnit]
) -> Iterator[CatalogStatement]:
    left = not_seen(units, plan.seen)
    shown = left[:MAX_NAMES]
    names = f": {_name_all(left, shown, plan, catalog)}" if shown else ""
    more = MORE if len(left) > len(shown) else ""
    if plan.seen and not shown and units:
        yield say(f"You have {_number(len(units), selection)}, and have seen them all.")
    else:
        undated = _undated(selection, catalog, units)
        text = f"You have {_number(len(units), selection)}{names}.{undated}{more}"
        yield say(text, passages_of(catalog, [each.last for each in shown]))
    if close := not_seen(near, plan.seen)[:MAX_NAMES]:
        listing = join_names([_name(each, selection) for each in close])
        others = "Near the matter, without these words" if units else "Near it, in other words"
        yield say(f"{others}: {listing}.", passages_of(catalog, [each.last for each in close]))


def _name_all(units: Sequence[CountedUnit], shown: Sequence[CountedUnit], plan: Plan, catalog: Catalog) -> str:
    """The names of the units shown, and how many more there are."""
    properties = _read_asked_properties(plan, catalog, shown)
    selection = select(plan, Filters())
    names = [_name(each, selection) + properties.get(each.last, "") for each in shown]
    return join_names([*names, f"{len(units) - len(shown):,} more"] if len(units) > len(shown) else names)


def _name(unit: CountedUnit, selection: Selection) -> str:
    if selection.unit == "tags":
        return f"{unit.name} ({unit.passages:,})"
    if selection.unit == "days":
        return format_date(unit.name)
    return name_of(unit)


def _read_asked_properties(plan: Plan, catalog: Catalog, units: Sequence[CountedUnit]) -> dict[str, str]:
    """The values of the properties that the plan has conditions on, in brackets, by the passage that is cited."""
    values: dict[str, list[str]] = {}
    for condition in plan.conditions:
        if condition.field == "property" and not condition.negated:
            for _, name, value, passage in read_properties(catalog, plan.conditions, condition.name):
                values.setdefault(passage, []).append(f"{name} {format_value(value)}")
    by_first = {each.first: each.last for each in units}
    return {by_first.get(passage, passage): f" ({', '.join(parts)})" for passage, parts in values.items()}


def _tell_passages(
    plan: Plan, catalog: Catalog, selection: Selection, units: Sequence[CountedUnit], near: Sequence[CountedUnit]
) -> Iterator[CatalogStatement]:
    passages = passages_of(catalog, [each.last for each in units])
    left = [passage for passage in passages if not is_quoted(passage.text, plan.seen)]
    shown = choose_shown(left)
    close = [p for p in passages_of(catalog, [each.last for each in near]) if not is_quoted(p.text, plan.seen)]
    counted = f"You have {_number(len(passages), selection)}"
    works = len({passage.places[0].title for passage in passages})
    counted += f" in {works} works" if works > 1 else ""
    if plan.seen and passages:
        text = f"{counted}: here are {len(shown)} more." if shown else f"{counted}, and have seen them all."
    else:
        more = f" Here are {len(shown)} of them." if len(shown) < len(passages) else ""
        text = f"{counted}.{_undated(selection, catalog, units)}{more}"
    more = MORE if len(left) > len(shown) else ""
    yield say(text + more, shown[:1] or passages[:1])
    yield from quote_all(shown, plan.matter, {each.last: each.newest for each in units} if _by_days(plan) else {})
    if close and not left[len(shown) :]:
        others = "These come near it without the words:" if passages else "These come near it in other words:"
        yield say(others, close[:1])
        yield from quote_all(close[: MAX_QUOTES - min(len(shown), MAX_QUOTES - 2)], plan.matter)


def _by_days(plan: Plan) -> bool:
    """Whether the list is of several days, so that each passage is told with its own."""
    bounds = {each.field: each.value for each in plan.conditions if each.field in ("since", "until")}
    return bool(bounds) and (bounds.get("since") != bounds.get("until") or len(bounds["since"]) < len("2024-01-31"))


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
        yield from quote(passage, matter, MAX_DAY_WORDS if days else 60)


def choose_shown(passages: Sequence[Passage], most: int = MAX_QUOTES) -> list[Passage]:
    """Favourites and commented highlights first, as they show what mattered; the rest is spread over the list."""
    ranked = sorted(passages, key=lambda p: (not p.favorite, not p.note))
    marked = [p for p in ranked if p.favorite or p.note][:most]
    rest = [p for p in passages if p not in marked]
    step = max(1, len(rest) // max(1, most - len(marked)))
    chosen = {p.id for p in [*marked, *rest[::step][: most - len(marked)]]}
    return [p for p in passages if p.id in chosen]


def _number(count: int, selection: Selection) -> str:
    return f"{count_noun(count, selection.noun)} {selection.scope}".rstrip()


def _undated(selection: Selection, catalog: Catalog, units: Sequence[CountedUnit]) -> str:
    """Where a list of some time is empty: how many units have no date at all."""
    dates = {"since", "until"}
    if units or not any(each.field in dates for each in selection.conditions):
        return ""
    conditions = tuple(each for each in selection.conditions if each.field not in dates)
    count = sum(not each.newest for each in read_units(catalog, replace(selection, conditions=conditions)))
    has = "has" if count == 1 else "have"
    return f" {count_noun(count, selection.noun)} {has} no such date." if count else ""
