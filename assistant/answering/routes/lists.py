"""Complete lists and counts: of passages, notes, works, authors, tags and days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.answering.routes.selection import (
    Search,
    Selection,
    ShownUnit,
    find_near,
    not_seen,
    read_units,
    select,
    show_units,
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
from assistant.questions.follow_up import is_quoted
from assistant.questions.plan import Plan
from assistant.text.date_phrases import format_date
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.units import CountedUnit, count_units, read_properties, sample_passages
from index.search.filters import Filters
from ingest.passage import Passage

MORE = " Say “more” for the next."
MAX_EXAMPLES = 3
"""Passages that a count is shown with."""
MAX_LISTED = 500
"""Passages of a list that are looked through for those to show; all are counted."""
MAX_QUOTED_NOTES = 2
"""Notes of some time that are quoted too."""
MAX_DAY_WORDS = 120
"""Of one passage in a list by days, where a note is the day's whole entry."""


def count_all(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...]:
    """How many units there are, and their names where they have some."""
    selection = select(plan, filters)
    if selection.unit == "passages":
        count = count_units(catalog, selection.unit, selection.conditions)
        passages = passages_of(catalog, sample_passages(catalog, selection.conditions, MAX_EXAMPLES))
        return (say(f"You have {_number(count, selection)}.{_undated(selection, catalog, count)}", passages),)
    units = read_units(catalog, selection)
    shown = show_units(catalog, selection, units[:MAX_NAMES])
    names = f": {_name_all(len(units), shown, selection, plan, catalog)}" if shown else ""
    text = f"You have {_number(len(units), selection)}{names}.{_undated(selection, catalog, len(units))}"
    return (say(text, [each.passage for each in shown]),)


def list_all(plan: Plan, catalog: Catalog, search: Search, filters: Filters) -> tuple[CatalogStatement, ...]:
    """All units that meet the plan, then those that come near its matter without having its words."""
    selection = select(plan, filters)
    named = bool(plan.matter) and count_units(catalog, "passages", selection.conditions) > 0
    near = find_near(plan, filters, search, named=named)
    tell = _tell_passages if selection.unit == "passages" else _tell_names
    return tuple(tell(plan, catalog, selection, near))


def _read_near(
    catalog: Catalog, selection: Selection, near: Collection[str], units: Sequence[CountedUnit], seen: str
) -> list[ShownUnit]:
    """The units of passages near the matter that are not among these."""
    if not near:
        return []
    wide = without_matter(selection)
    known = {each.key for each in units}
    close = [each for each in read_units(catalog, wide, near) if each.key not in known]
    return show_units(catalog, wide, not_seen(close, seen)[:MAX_NAMES], near)


def _tell_names(
    plan: Plan, catalog: Catalog, selection: Selection, near: Collection[str]
) -> Iterator[CatalogStatement]:
    units = read_units(catalog, selection)[: plan.limit or None]
    left = not_seen(units, plan.seen)
    shown = show_units(catalog, selection, left[:MAX_NAMES])
    counted = f"You have {_number(len(units), selection)}"
    if plan.seen and units and not shown:
        yield say(f"{counted}, and have seen them all.")
    else:
        names = f": {_name_all(len(left), shown, selection, plan, catalog)}" if shown else ""
        more = MORE if len(left) > len(shown) else ""
        undated = _undated(selection, catalog, len(units))
        yield say(f"{counted}{names}.{undated}{more}", [each.passage for each in shown])
    is_of_time = not plan.matter and any(each.field in ("since", "until") for each in plan.conditions)
    if 0 < len(left) <= MAX_QUOTED_NOTES and selection.unit == "notes" and is_of_time:
        entries = read_units(catalog, replace(selection, unit="passages"), limit=MAX_QUOTES)
        yield from quote_all(
            [each.passage for each in show_units(catalog, replace(selection, unit="passages"), entries)]
        )
    if close := _read_near(catalog, selection, near, units, plan.seen):
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
    names = [_name(each, selection) + _in_brackets(values.get(each.name, [])) for each in shown]
    return join_names([*names, f"{count - len(shown):,} more"] if count > len(shown) else names)


def _in_brackets(values: Sequence[str]) -> str:
    return f" ({', '.join(dict.fromkeys(values))})" if values else ""


def _name(shown: ShownUnit, selection: Selection) -> str:
    if selection.unit == "tags":
        return f"{shown.name} ({shown.unit.passages:,})"
    return format_date(shown.name) if selection.unit == "days" else shown.name


def _tell_passages(
    plan: Plan, catalog: Catalog, selection: Selection, near: Collection[str]
) -> Iterator[CatalogStatement]:
    units = read_units(catalog, selection, limit=plan.limit or MAX_LISTED)
    is_cut = not plan.limit and len(units) == MAX_LISTED
    count = count_units(catalog, "passages", selection.conditions) if is_cut else len(units)
    passages = [each.passage for each in show_units(catalog, selection, units)]
    left = [passage for passage in passages if not is_quoted(passage.text, plan.seen)]
    shown = choose_shown(left)
    works = len({passage.places[0].title for passage in passages})
    counted = f"You have {_number(count, selection)}"
    counted += f" in {works} works" if works > 1 and count == len(passages) else ""
    if plan.seen and passages:
        text = f"{counted}: here are {len(shown)} more." if shown else f"{counted}, and have seen them all."
    else:
        text = f"{counted}.{_undated(selection, catalog, count)}"
        text += f" Here are {len(shown)} of them." if len(shown) < count else ""
    yield say(text + (MORE if len(left) > len(shown) else ""), shown[:1] or passages[:1])
    yield from quote_all(shown, plan.matter, {each.key: each.newest for each in units} if _by_days(plan) else {})
    room = MAX_QUOTES - min(len(shown), MAX_QUOTES - 2)
    close = [each.passage for each in _read_near(catalog, selection, near, units, "")]
    close = [passage for passage in close if not is_quoted(passage.text, plan.seen)][:room]
    if close and len(left) == len(shown):
        yield say(f"These come near it {'without the' if passages else 'in other'} words:", close[:1])
        yield from quote_all(close, plan.matter)


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


def _undated(selection: Selection, catalog: Catalog, found: int) -> str:
    """Where a list of some time is empty: how many units have no date at all."""
    dates = [each for each in selection.conditions if each.field in ("since", "until")]
    if found or not dates:
        return ""
    others = tuple(each for each in selection.conditions if each not in dates)
    any_day = Condition(field="since", value="0", name=dates[0].name)
    every, dated = (count_units(catalog, selection.unit, each) for each in (others, (*others, any_day)))
    has = "has" if every - dated == 1 else "have"
    return f" {count_noun(every - dated, selection.noun).capitalize()} {has} no such date." if every > dated else ""
